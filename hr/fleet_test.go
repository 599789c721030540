package hr_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/hr"
	"suaraloket/web/sitetest"
)

// tabletKey is the device key of a tablet of the tests.
func tabletKey(id string) string { return "dk_" + id }

// tablet pairs a kiosk with a counter.
func (o *office) tablet(id, counter, name string) {
	o.t.Helper()
	kiosk := domain.Kiosk{ID: id, Counter: counter, Name: name, Paired: today().AddDate(0, -1, 0), SigningKey: sitetest.SignerOf(id).Public()}
	check(o.t, o.kiosks.Bind(context.Background(), kiosk, tabletKey(id)))
}

// beat records a past heartbeat of a tablet.
func (o *office) beat(id string, ago time.Duration, change ...func(*domain.Heartbeat)) {
	o.t.Helper()
	beat := domain.Heartbeat{Version: "1.4.0", Battery: 83, StorageUsed: 4 << 20, StorageMax: 900 << 20, Persisted: true}
	for _, c := range change {
		c(&beat)
	}
	o.at(today().Add(-ago))
	check(o.t, o.fleet.Beat(context.Background(), tabletKey(id), beat))
	o.at(today())
}

// admin is an actor with every permission.
func admin() domain.Actor { return domain.Actor{Login: "admin", Role: domain.RoleAdmin} }

// deploy makes one kiosk in each condition: in DKC a silent one at a counter in service, a
// troubled one, an active one and a revoked one, in PTS a new one.
func (o *office) deploy() {
	o.t.Helper()
	o.tablet("tablet-1", "DKC-01", "Tablet Pintu")
	o.beat("tablet-1", 20*time.Minute)
	o.tablet("tablet-2", "DKC-02", "Tablet Tengah")
	o.beat("tablet-2", 2*time.Minute, func(b *domain.Heartbeat) {
		b.Battery, b.Waiting, b.Oldest, b.OldestSeq, b.LastSeq, b.Quarantined = 9, 3, today().Add(-50*time.Minute), 5, 9, 1
	})
	o.tablet("tablet-3", "DKC-02", "Tablet Sudut")
	o.beat("tablet-3", time.Minute, func(b *domain.Heartbeat) { b.Battery, b.Charging = 100, true })
	o.tablet("tablet-4", "DKC-01", "Tablet Lama")
	o.beat("tablet-4", 40*24*time.Hour)
	check(o.t, o.kiosks.Revoke(context.Background(), admin(), "tablet-4", false))
	o.tablet("tablet-5", "PTS-01", "=1+1 Tablet Izin")
}

func TestTheFleetShowsOnlyWhatTheRoleMaySee(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	own, other := []string{"Tablet Pintu", "Tablet Tengah", "Tablet Sudut", "Tablet Lama"}, []string{"Tablet Izin"}
	for _, c := range []struct {
		login, query string
		must, never  []string
	}{
		{"hr", "", append(own, other...), nil},
		{"admin", "", append(own, other...), nil},
		{"kepala", "", own, append(other, "Loket Izin", "Perizinan Terpadu")},
		{"kepala", "?unit=PTS", []string{"Tidak ada tablet yang cocok"}, append(own, other...)},
		{"hr", "?unit=pts", other, own},
		{"hr", "?kondisi=silent", own[:1], append(own[1:], other...)},
		{"hr", "?kondisi=troubled", own[1:2], []string{own[0], own[2], own[3], other[0]}},
		{"hr", "?kondisi=revoked", own[3:], append(own[:3:3], other...)},
		{"hr", "?kondisi=nonsense&urut=nonsense", append(own, other...), nil},
		{"hr", "?q=SUDUT", own[2:3], []string{own[0], own[1], own[3], other[0]}},
		{"hr", "?q=dkc-02", own[1:3], []string{own[0], own[3], other[0]}},
		{"hr", "?q=loket+izin", other, own},
		{"hr", "?q=izin+LOKET", other, own},
		{"hr", "?q=sudut+dkc-02++tablet", own[2:3], []string{own[0], own[1], own[3], other[0]}},
		{"hr", "?q=sudut+izin", []string{"Tidak ada tablet"}, append(own, other...)},
		{"hr", "?q=%3Cb%3E", []string{`value="&lt;b&gt;"`, "Tidak ada tablet"}, append(own, other...)},
	} {
		a := o.as(c.login).get("/hr/kios" + c.query)
		if a.Status != 200 {
			t.Errorf("%s%s: %d", c.login, c.query, a.Status)
		}
		says(t, c.login+c.query, a.Body, c.must, c.never)
	}
}

func TestTheConditionOfAKioskIsDescribed(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	b := o.as("hr")
	page := b.get("/hr/kios").Body
	for name, c := range map[string]struct{ must, never []string }{
		"Tablet Pintu":  {[]string{"badge-silent badge-error\">Terputus", "terputus padahal loketnya dijaga", `title="23 November 2026, 08.54 WIB">20 menit lalu`}, []string{"baterai"}},
		"Tablet Tengah": {[]string{">Bermasalah<", "menunggu terlalu lama", "ditolak", "nomor yang hilang", "baterai hampir habis", "9%", "tertua 50 menit lalu", "5 hilang"}, []string{"dijaga", "penyimpanan", "jam tablet"}},
		"Tablet Sudut":  {[]string{">Aktif<", "100% (diisi)", "1.4.0", "1 menit lalu"}, []string{"h-trouble", "hilang"}},
		"Tablet Lama":   {[]string{">Dicabut<", "40 hari lalu"}, []string{"h-trouble", "dijaga"}},
		"Tablet Izin":   {[]string{">Baru<", "belum pernah", "Loket Izin"}, []string{"h-trouble", "%"}},
	} {
		says(t, name, rowOf(t, page, name), c.must, c.never)
	}
	says(t, "the cards", page, []string{
		">Aktif</p><p class=\"h-card-value\">1</p><p class=\"h-card-note\">dari 4 tablet", "1 di antaranya saat loketnya dijaga",
		">Nomor hilang</p><p class=\"h-card-value\">5</p>",
	}, nil)
	says(t, "in English", rowOf(t, b.get("/hr/kios?lang=en").Body, "Tablet Sudut"), []string{"1 minute ago", "Active"}, nil)
}

func TestTheFleetIsSorted(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	b := o.as("hr")
	for query, want := range map[string]string{
		"":                          "Pintu Tengah Sudut Izin Lama",
		"?urut=name":                "Izin Lama Pintu Sudut Tengah",
		"?urut=name&arah=turun":     "Tengah Sudut Pintu Lama Izin",
		"?urut=counter":             "Pintu Lama Tengah Sudut Izin",
		"?urut=seen":                "Izin Lama Pintu Tengah Sudut",
		"?urut=waiting":             "Tengah Pintu Sudut Izin Lama",
		"?urut=waiting&arah=naik":   "Pintu Sudut Izin Lama Tengah",
		"?urut=seen&kondisi=silent": "Pintu",
	} {
		if got := kioskNames(b.get("/hr/kios" + query).Body); got != want {
			t.Errorf("%q: %s, want %s", query, got, want)
		}
	}
	says(t, "a sorted fleet", b.get("/hr/kios?urut=name&unit=DKC").Body,
		[]string{`aria-sort="ascending"><a href="/hr/kios?arah=turun&amp;unit=DKC&amp;urut=name"`, `href="/hr/kios?unit=DKC">Urutkan menurut perhatian`}, nil)
}

func TestTheFleetAsCSV(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	a := o.as("hr").get("/hr/kios.csv")
	if a.Header.Get("Content-Disposition") != `attachment; filename="tablet-2026-11-23.csv"` {
		t.Error(a.Header.Get("Content-Disposition"))
	}
	says(t, "the table", a.Body, []string{
		"\uFEFFTablet;Kode loket;",
		"Tablet Tengah;DKC-02;Loket 2;DKC;Disdukcapil;Bermasalah;",
		";2026-11-23 09:12:05;3;2026-11-23 08:24:05;9;5;1;9;1.4.0;0;2026-10-23 09:14:05;\r\n",
		"'=1+1 Tablet Izin;PTS-01;Loket Izin;PTS;Perizinan Terpadu;Baru;;;;;;;;;;;2026-10-23 09:14:05;\r\n",
		"2026-11-23 09:14:05\r\n",
	}, nil)
	says(t, "a head's table", o.as("kepala").get("/hr/kios.csv?kondisi=silent").Body, []string{"Tablet Pintu"}, []string{"Tablet Izin", "Tablet Tengah"})
}

// Visitors who manage kiosks see the alarm on every page; other visitors do not see it.
func TestTheAlarmIsShownOnEveryPage(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	alarm := "1 tablet terputus padahal loketnya dijaga: Loket 1 (DKC-01)."
	for login, pages := range map[string][]string{
		"hr": {"/hr/papan", "/hr/kios", "/hr/cara", "/hr/petugas/P-99"}, "kepala": {"/hr/papan", "/hr/sandi"},
	} {
		for _, page := range pages {
			says(t, login+" at "+page, o.as(login).get(page).Body, []string{alarm, `href="/hr/kios?kondisi=silent"`}, nil)
		}
	}
	says(t, "an officer", o.as("ratna").get("/hr/cara").Body, nil, []string{"diam"})
	o.tablet("tablet-6", "PTS-01", "Tablet Pojok")
	o.beat("tablet-6", time.Hour)
	says(t, "two", o.as("hr").get("/hr/cara?lang=en").Body, []string{"2 tablets are silent while their counters are manned: Loket 1 (DKC-01), Loket Izin (PTS-01)."}, nil)
	says(t, "another's unit", o.as("kepala").get("/hr/cara").Body, []string{alarm}, []string{"Loket Izin"})
	o.beat("tablet-1", 0)
	says(t, "recovered", o.as("kepala").get("/hr/cara").Body, nil, []string{"dijaga"})
}

func TestAnUnavailableFleetDoesNotBreakPages(t *testing.T) {
	o := openOffice(t, func(options *hr.Options) {
		options.Fleet = domain.NewFleet(options.Kiosks, silence{}, options.Clock)
	})
	o.deploy()
	if a := o.as("hr").get("/hr/papan"); a.Status != 200 {
		t.Errorf("the board: %d", a.Status)
	}
	a := o.as("hr").get("/hr/kios")
	if a.Status != 503 {
		t.Errorf("the fleet: %d", a.Status)
	}
	says(t, "the fleet", a.Body, []string{"Data sedang tidak dapat dibaca."}, nil)
}

// silence is a store of heartbeats that is unavailable.
type silence struct{ domain.HealthStore }

func (silence) Healths(context.Context) ([]domain.Health, error) { return nil, domain.ErrUnavailable }

func TestAnEmptyFleetShowsInstructions(t *testing.T) {
	o := openOffice(t)
	says(t, "no kiosk", o.as("hr").get("/hr/kios").Body,
		[]string{"Belum ada tablet.", `<optgroup label="Disdukcapil"><option value="DKC-01">DKC-01 – Loket 1</option>`, `name="name"`}, []string{"h-filter", "<table"})
	says(t, "a head's choice", o.as("kepala").get("/hr/kios").Body, []string{"DKC-02"}, []string{"PTS-01"})
}

var (
	rowPattern  = regexp.MustCompile(`(?s)<tr role="row".*?</tr>`)
	namePattern = regexp.MustCompile(`class="h-who" href="/hr/kios/[^"]*">[^<]*Tablet (\w+)<`)
)

// rowOf is the row of the table with that name.
func rowOf(t *testing.T, page, name string) string {
	t.Helper()
	for _, row := range rowPattern.FindAllString(page, -1) {
		if strings.Contains(row, name+"<") {
			return row
		}
	}
	t.Errorf("no row of %s", name)
	return ""
}

// kioskNames are the second words of the kiosks' names, as listed.
func kioskNames(page string) string {
	var names []string
	for _, found := range namePattern.FindAllStringSubmatch(page, -1) {
		names = append(names, found[1])
	}
	return strings.Join(names, " ")
}
