package sample_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"suaraloket/domain"
	"suaraloket/domain/sample"
)

// jakarta gives a time in the city's zone.
func jakarta(t *testing.T, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// starts are days of all kinds: early, in the middle and at the end of a quarter,
// after a short month, in the night, at the weekend and in office hours.
func starts(t *testing.T) []time.Time {
	t.Helper()
	var list []time.Time
	for _, text := range []string{
		"2026-11-23 09:14:05", "2027-01-02 20:00:00", "2026-03-31 23:59:59", "2026-10-01 00:00:00",
		"2026-10-15 12:00:00", "2026-10-21 15:31:00", "2028-02-29 08:00:30", "2026-08-16 03:00:00",
		"2026-09-28 10:00:00", "2026-12-30 10:00:00",
	} {
		list = append(list, jakarta(t, text))
	}
	return list
}

func TestCityIsLargeEnough(t *testing.T) {
	c := sample.Make(jakarta(t, "2026-11-23 09:00:00"), 9)
	agencies, units := map[string]bool{}, map[string]bool{}
	for _, counter := range c.OwnCounters() {
		agencies[counter.Unit.Agency.Code], units[counter.Unit.Code] = true, true
		if !counter.Unit.Agency.Internal {
			t.Errorf("%s belongs to a tenant", counter.Code)
		}
	}
	own := 0
	for _, o := range c.Officers() {
		if units[o.Unit] {
			own++
		}
	}
	tenants := len(c.Counters()) - len(c.OwnCounters())
	for _, it := range []struct {
		what     string
		n, least int
	}{
		{"agencies", len(agencies), 3}, {"units", len(units), 4}, {"counters", len(c.OwnCounters()), 10},
		{"services", len(c.Services()), 12}, {"officers", own, 30}, {"tenants' counters", tenants, 1},
		{"tenants' officers", len(c.Officers()) - own, 2},
	} {
		if it.n < it.least {
			t.Errorf("%d %s, want %d or more", it.n, it.what, it.least)
		}
	}
}

func TestCodesAreValidAndDifferent(t *testing.T) {
	c := sample.Make(jakarta(t, "2026-11-23 09:00:00"), 1)
	known := map[string]bool{}
	check := func(kind, code, name string, longest int) {
		if !domain.ValidCode(code, longest) || name == "" || known[kind+code] {
			t.Errorf("%s %q %q is not acceptable", kind, code, name)
		}
		known[kind+code] = true
	}
	for _, s := range c.Services() {
		check("service", s.Code, s.Name, domain.MaxCode)
	}
	for _, o := range c.Officers() {
		check("officer", o.Code, o.Name, domain.MaxOfficerCode)
	}
	for _, counter := range c.Counters() {
		check("counter", counter.Code, counter.Name, domain.MaxCode)
		if len(counter.Services) == 0 || !domain.ValidCode(counter.Unit.Code, domain.MaxCode) ||
			!domain.ValidCode(counter.Unit.Agency.Code, domain.MaxCode) {
			t.Errorf("%s lacks services or a place: %+v", counter.Code, counter)
		}
		for _, s := range counter.Services {
			if !known["service"+s.Code] {
				t.Errorf("%s has %s, which is no service", counter.Code, s.Code)
			}
		}
	}
	if !slices.IsSortedFunc(c.Counters(), func(a, b domain.Counter) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("the counters are not in the order of their codes")
	}
}

func TestServicesOfOneAndOfSeveral(t *testing.T) {
	one, several := 0, 0
	for _, counter := range sample.Make(jakarta(t, "2026-11-23 09:00:00"), 0).OwnCounters() {
		if counter.OnlyService() != "" {
			one++
		} else {
			several++
		}
	}
	if one == 0 || several == 0 {
		t.Errorf("%d counters with one service, %d with several; want some of both", one, several)
	}
}

func TestPeopleAreMarkedAsSamples(t *testing.T) {
	kinds, names := map[string]int{}, map[string]bool{}
	for _, o := range sample.Make(jakarta(t, "2026-11-23 09:00:00"), 0).Officers() {
		if o.DisplayName == "" || o.Position == "" || !o.Active || !strings.Contains("abcd", o.Figure) || len(o.Figure) != 1 {
			t.Errorf("%s is not complete: %+v", o.Code, o)
		}
		if names[o.Name] || names[o.DisplayName] {
			t.Errorf("%s has the name of another person", o.Code)
		}
		names[o.Name], names[o.DisplayName] = true, true
		number := string(o.NIP)
		if number == "" {
			kinds["none"]++
			continue
		}
		if parsed, ok := domain.ParseNIP(o.NIP.Full()); !ok || parsed != o.NIP || !strings.HasSuffix(number, "000") || o.Rank == "" {
			t.Errorf("%s has the number %s and rank %q", o.Code, number, o.Rank)
		}
		woman := strings.HasPrefix(o.DisplayName, "Ibu")
		if woman != (number[14] == '2') || woman != strings.Contains("ad", o.Figure) {
			t.Errorf("%s, %s: number %s and figure %s do not fit", o.Code, o.DisplayName, number, o.Figure)
		}
		if month := number[12:14]; month > "12" {
			kinds["pppk"]++
		} else {
			kinds["pns"]++
		}
		if names[number] {
			t.Errorf("%s has the number of another person", o.Code)
		}
		names[number] = true
	}
	if kinds["none"] < 2 || kinds["pppk"] < 5 || kinds["pns"] < 10 {
		t.Errorf("kinds of employment: %v", kinds)
	}
}

func TestAccountsFitTheCity(t *testing.T) {
	c := sample.Make(jakarta(t, "2026-11-23 09:00:00"), 0)
	roles, logins, headed := map[domain.Role]int{}, map[string]bool{}, map[string]bool{}
	for _, a := range c.Accounts() {
		if a.Name == "" || a.Password != "" || a.Login != strings.ToLower(a.Login) || logins[a.Login] {
			t.Errorf("account %+v is not acceptable", a)
		}
		roles[a.Role]++
		logins[a.Login], headed[a.Unit] = true, headed[a.Unit] || a.Role == domain.RoleHead
		if a.Role != domain.RoleOfficer {
			continue
		}
		at := slices.IndexFunc(c.Officers(), func(o domain.Officer) bool { return o.Code == a.Officer })
		if at < 0 {
			t.Errorf("%s belongs to no officer", a.Login)
			continue
		}
		if o := c.Officers()[at]; o.Name != a.Name || !strings.Contains(strings.ToLower(o.Name), a.Login) {
			t.Errorf("%s is the account of %q", a.Login, o.Name)
		}
	}
	for _, counter := range c.OwnCounters() {
		if !headed[counter.Unit.Code] {
			t.Errorf("%s has no head", counter.Unit.Code)
		}
	}
	if roles[domain.RoleAdmin] != 1 || roles[domain.RoleHR] != 1 || roles[domain.RoleOfficer] != 2 {
		t.Errorf("roles: %v", roles)
	}
}
