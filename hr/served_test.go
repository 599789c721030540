package hr_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/integrity"
)

// visits are the stored numbers of the unit on a day, by service.
func (o *office) visits(unit string, day domain.Day) map[string]int {
	o.t.Helper()
	served, err := o.store.ServedBetween(o.t.Context(), day, day)
	check(o.t, err)
	numbers := map[string]int{}
	for visit, n := range served {
		if visit.Unit == unit {
			numbers[visit.Service] = n
		}
	}
	return numbers
}

// entered are the rows of the record about visits, the latest first.
func (o *office) entered() (rows []string) {
	o.t.Helper()
	events, err := o.store.Events(o.t.Context(), audit.Filter{Kind: audit.VisitsEntered}, 20)
	check(o.t, err)
	for _, e := range events {
		rows = append(rows, e.Actor+" "+e.Subject+" "+e.Detail)
	}
	return rows
}

// HR enters the visits of a unit and day. Each step is one form; it leaves the numbers and adds
// at most one row to the record.
func TestServedVisitsAreEntered(t *testing.T) {
	o := openOffice(t)
	check(t, o.store.SaveServed(t.Context(), integrity.Served{{Unit: "PTS", Service: "NIB", Day: "2026-11-22"}: 7}))
	b, records := o.as("hr"), 0
	says(t, "at first", b.get("/hr/kunjungan").Body, []string{
		"Minggu, 22 November 2026", `name="hari" value="2026-11-22" max="2026-11-23"`, `name="visits-KK" value=""`, `name="visits-KTP-EL" value=""`, "belum diisi",
	}, []string{"visits-NIB", `name="visits-"`, "23 November 2026</a>"})
	for _, c := range []struct {
		name   string
		fields []string
		want   map[string]int
		record string // "" for none
	}{
		{"entered", []string{"visits-KK", "40", "visits-KTP-EL", " 1.204 "}, map[string]int{"KK": 40, "KTP-EL": 1204}, "hr DKC day=2026-11-22 KK=->40 KTP-EL=->1204"},
		{"the same again", []string{"visits-KK", "40", "visits-KTP-EL", "1204"}, map[string]int{"KK": 40, "KTP-EL": 1204}, ""},
		{"corrected", []string{"visits-KK", "1", "visits-KTP-EL", "1204"}, map[string]int{"KK": 1, "KTP-EL": 1204}, "hr DKC day=2026-11-22 KK=40>1"},
		{"one field alone", []string{"visits-KTP-EL", "10000"}, map[string]int{"KK": 1, "KTP-EL": 10000}, "hr DKC day=2026-11-22 KTP-EL=1204>10000"},
		{"emptied", []string{"visits-KK", "", "visits-KTP-EL", "3"}, map[string]int{"KTP-EL": 3}, "hr DKC day=2026-11-22 KK=1>- KTP-EL=10000>3"},
	} {
		a := b.do("/hr/kunjungan", append(c.fields, "unit", "DKC", "hari", "2026-11-22")...)
		if a.Status != 303 || a.to() != "/hr/kunjungan?hari=2026-11-22&unit=DKC&selesai=angka" {
			t.Errorf("%s: %d to %q", c.name, a.Status, a.to())
		}
		if got := o.visits("DKC", "2026-11-22"); !sameNumbers(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if c.record != "" {
			records++
		}
		if rows := o.entered(); len(rows) != records || c.record != "" && rows[0] != c.record {
			t.Errorf("%s: recorded %q, want %q", c.name, rows, c.record)
		}
	}
	week := domain.OpeningHours{Unit: "DKC"}
	for day := time.Monday; day <= time.Friday; day++ {
		week.Week[day] = []domain.Span{{Opens: 8 * 60, Closes: 15 * 60}}
	}
	check(t, o.store.SaveHours(t.Context(), week))
	if closed := strings.Count(b.get("/hr/kunjungan").Body, `<span class="soft">tutup</span>`); closed != 3 { // the 22nd has a number
		t.Errorf("%d days are closed", closed)
	}
	says(t, "a closed day", b.get("/hr/kunjungan").Body, []string{"unit tutup menurut jam bukanya"}, nil)
	says(t, "an open day", b.get("/hr/kunjungan?hari=2026-11-20").Body, nil, []string{"unit tutup menurut jam bukanya"})
	says(t, "afterwards", b.get("/hr/kunjungan?selesai=angka").Body, []string{
		"Kunjungan sudah disimpan.", `name="visits-KK" value=""`, `name="visits-KTP-EL" value="3"`, `belum diisi: Kartu Keluarga`, `<strong class="h-trouble">belum diisi</strong>`,
	}, nil)
	if got := o.visits("PTS", "2026-11-22"); !sameNumbers(got, map[string]int{"NIB": 7}) {
		t.Errorf("another unit's numbers: %v", got)
	}
}

func sameNumbers(got, want map[string]int) bool {
	for code, n := range want {
		if stored, ok := got[code]; !ok || stored != n {
			return false
		}
	}
	return len(got) == len(want)
}

// Wrong input is named at its field, everything that was written stays on the page, and nothing
// is stored.
func TestWrongVisitsAreNamedAtTheirField(t *testing.T) {
	o := openOffice(t)
	b := o.as("admin")
	for _, c := range []struct{ text, says string }{
		{"-3", "tidak boleh negatif"}, {"−3", "tidak boleh negatif"}, {"dua", "dengan angka bulat"}, {"2,5", "dengan angka bulat"}, {"1e3", "dengan angka bulat"},
		{"10001", "Paling banyak 10.000"}, {"99999999999999999999", "Paling banyak 10.000"}, {`<b>"`, "dengan angka bulat"},
		{"0", "Angka 0 tidak diterima"}, {"000", "Angka 0 tidak diterima"},
	} {
		a := b.do("/hr/kunjungan", "unit", "DKC", "hari", "2026-11-20", "visits-KK", c.text, "visits-KTP-EL", "31")
		if a.Status != 422 {
			t.Errorf("%s: %d", c.text, a.Status)
		}
		shown := strings.NewReplacer("<", "&lt;", ">", "&gt;", `"`, "&#34;").Replace(c.text)
		says(t, c.text, a.Body, []string{
			c.says, `name="visits-KK" value="` + shown + `"`, `aria-describedby="visits-KK-salah"`, `name="visits-KTP-EL" value="31"`, `name="hari" value="2026-11-20">`,
			"Jumat, 20 November 2026", `href="/hr/kunjungan?hari=2026-11-20&amp;lang=en&amp;unit=DKC"`,
		}, []string{"visits-KTP-EL-salah", "sudah disimpan"})
	}
	a := b.do("/hr/kunjungan", "unit", "DKC", "hari", "2026-11-24", "visits-KK", "12")
	says(t, "tomorrow", a.Body, []string{"belum tiba", `aria-describedby="hari-salah"`, `name="visits-KK" value="12"`}, []string{"visits-KK-salah"})
	if got := o.visits("DKC", "2026-11-20"); a.Status != 422 || len(got)+len(o.visits("DKC", "2026-11-24"))+len(o.entered()) > 0 {
		t.Errorf("%d, stored %v, recorded %v", a.Status, got, o.entered())
	}
}

func TestVisitsRefusals(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector(), viewer())
	hr := o.as("hr")
	for name, c := range map[string]struct {
		answer answer
		status int
		says   string
	}{
		"another unit's service": {hr.do("/hr/kunjungan", "unit", "DKC", "hari", "2026-11-20", "visits-NIB", "3"), 404, ""},
		"no such unit":           {hr.get("/hr/kunjungan?unit=XYZ"), 404, "Unit ini tidak dikenal."},
		"entering for none":      {hr.do("/hr/kunjungan", "unit", "XYZ", "hari", "2026-11-20", "visits-KK", "3"), 404, "Unit ini tidak dikenal."},
		"tomorrow":               {hr.get("/hr/kunjungan?hari=2026-11-24"), 422, "belum tiba"},
		"a day that is none":     {hr.get("/hr/kunjungan?hari=2026-02-30"), 422, "Tanggal ditulis seperti"},
		"no form":                {hr.send("/hr/kunjungan", nil), 403, "terlalu lama terbuka"},
		"today":                  {hr.get("/hr/kunjungan?hari=2026-11-23"), 200, "Senin, 23 November 2026"},
		"a head":                 {o.as("kepala").get("/hr/kunjungan?unit=DKC"), 403, "Anda tidak berhak"},
		"a head enters":          {o.as("kepala").do("/hr/kunjungan", "unit", "DKC", "hari", "2026-11-20", "visits-KK", "3"), 403, "Anda tidak berhak"},
		"an officer":             {o.as("ratna").get("/hr/kunjungan"), 403, "Anda tidak berhak"},
		"the Inspektorat":        {o.as("inspektur").get("/hr/kunjungan"), 403, "Anda tidak berhak"},
		"tickets for none":       {hr.do("/hr/kunjungan/tiket", "unit", "XYZ", "sejak", "2026-12-01"), 404, "Unit ini tidak dikenal."},
		"a head and tickets":     {o.as("kepala").do("/hr/kunjungan/tiket", "unit", "DKC", "sejak", "2026-12-01"), 403, "Anda tidak berhak"},
		"a viewer":               {o.as("peninjau").get("/hr/kunjungan"), 403, "Anda tidak berhak"},
	} {
		if c.answer.Status != c.status {
			t.Errorf("%s: %d, want %d", name, c.answer.Status, c.status)
		}
		says(t, name, c.answer.Body, []string{c.says}, nil)
	}
	if got := o.visits("DKC", "2026-11-20"); len(got)+len(o.entered()) > 0 {
		t.Errorf("stored %v, recorded %v", got, o.entered())
	}
}

// The use case refuses by itself, whatever the routes allow.
func TestOnlyHREntersVisits(t *testing.T) {
	o := openOffice(t)
	visits := integrity.NewVisits(o.store, o.roster, o.clock)
	for _, role := range []domain.Role{domain.RoleHead, domain.RoleOfficer, domain.RoleInspector, domain.RoleViewer} {
		actor := domain.Actor{Login: "x", Role: role, Unit: "DKC", Officer: "P-01"}
		_, err := visits.Of(t.Context(), actor, "DKC", "2026-11-20", "2026-11-20")
		refused, ok := domain.Refusal(err)
		entering, also := domain.Refusal(visits.Enter(t.Context(), actor, "DKC", "2026-11-20", map[string]string{"KK": "3"}))
		tickets, third := domain.Refusal(visits.EnterTicketed(t.Context(), actor, "DKC", "2026-12-01"))
		if !ok || !also || !third || !refused.Is(domain.ErrNotAllowed) || !entering.Is(domain.ErrNotAllowed) || !tickets.Is(domain.ErrNotAllowed) {
			t.Errorf("%s: %v, %v, %v", role, refused, entering, tickets)
		}
	}
}

// HR says from which day on every visit of a unit has a ticket. The page shows for each number
// where it comes from, and the tickets that are not it.
func TestVisitsComeFromTickets(t *testing.T) {
	o := openOffice(t)
	call := func(unit, service string, n int) {
		for range n {
			_, _, err := o.store.AddTicket(t.Context(), domain.Ticket{
				Number: uuid.NewString()[:8], Counter: unit + "-01", Unit: unit, Service: service, Day: domain.DayOf(o.clock()), Made: o.clock(), Expires: o.clock().Add(time.Hour),
			})
			check(t, err)
		}
	}
	b := o.as("hr")
	since := func(day string) answer {
		return b.do("/hr/kunjungan/tiket", "unit", "DKC", "hari", "2026-11-22", "sejak", day)
	}
	says(t, "at first", b.get("/hr/kunjungan").Body, []string{`name="sejak" value="" min="2026-11-24"`}, []string{"dari tiket:"})
	for day, problem := range map[string]string{"2026-11-23": "Pilih besok", "2026-11-01": "Pilih besok", "besok": "Tanggal ditulis seperti"} {
		a := since(day)
		says(t, day, a.Body, []string{problem, `name="sejak" value="` + day + `"`, `aria-describedby="sejak-salah"`, "Minggu, 22 November 2026"}, []string{"sudah disimpan"})
		if a.Status != 422 {
			t.Errorf("%s: %d", day, a.Status)
		}
	}
	if a := since("2026-11-24"); a.Status != 303 || a.to() != "/hr/kunjungan?hari=2026-11-22&unit=DKC&selesai=tiket" {
		t.Errorf("%d to %q", a.Status, a.to())
	}
	call("DKC", "KK", 2) // before the first day
	says(t, "the day before", b.get("/hr/kunjungan?hari=2026-11-23&selesai=tiket").Body, []string{
		"Tanggal mulai tiket sudah disimpan.", "tiket: 2, tidak dipakai", `name="sejak" value="2026-11-24"`}, []string{"dari tiket:"})
	o.later(24 * time.Hour)
	b = o.as("hr")
	call("DKC", "KK", 3)
	call("DKC", "KTP-EL", 4)
	call("PTS", "NIB", 5)
	check(t, o.store.SaveServed(t.Context(), integrity.Served{{Unit: "DKC", Service: "KTP-EL", Day: "2026-11-24"}: 9}))
	day := b.get("/hr/kunjungan?hari=2026-11-24").Body
	says(t, "from tickets, and imported", day, []string{"dari tiket: 3", "diimpor; tiket: 4, tidak dipakai", `name="visits-KK" value=""`, `name="visits-KTP-EL" value="9"`,
		`<span class="soft">lengkap</span><span class="h-sub">diimpor, dari tiket</span>`, `data-label="Kunjungan">12<`}, nil)
	b.do("/hr/kunjungan", "unit", "DKC", "hari", "2026-11-24", "visits-KK", "6", "visits-KTP-EL", "9")
	says(t, "entered, and imported", b.get("/hr/kunjungan?hari=2026-11-24").Body, []string{"dimasukkan; tiket: 3, tidak dipakai", "diimpor; tiket: 4, tidak dipakai", `data-label="Kunjungan">15<`}, nil)
	if a := since("2026-11-24"); a.Status != 303 {
		t.Errorf("the stored day again: %d", a.Status)
	}
	if a := since(""); a.Status != 303 {
		t.Errorf("no longer: %d", a.Status)
	}
	says(t, "no longer", b.get("/hr/kunjungan?hari=2026-11-24").Body, []string{`name="sejak" value=""`, "dimasukkan; tiket: 3, tidak dipakai"}, nil)
	events, err := o.store.Events(t.Context(), audit.Filter{Kind: audit.VisitsTicketed}, 20)
	check(t, err)
	if len(events) != 2 || events[0].Detail != "since=- before=2026-11-24" || events[1].Detail != "since=2026-11-24 before=-" || events[0].Subject != "DKC" {
		t.Errorf("%+v", events)
	}
}

// A ticket without a service says nothing about single services: the day's tickets are shown as
// visits without one.
func TestTicketsWithoutAService(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	b.do("/hr/kunjungan/tiket", "unit", "DKC", "sejak", "2026-11-24")
	o.later(24 * time.Hour)
	b = o.as("hr")
	for i, service := range []string{"KK", "", "KK"} {
		_, _, err := o.store.AddTicket(t.Context(), domain.Ticket{
			Number: "0000000" + strconv.Itoa(i), Counter: "DKC-01", Unit: "DKC", Service: service, Day: "2026-11-24", Made: o.clock(), Expires: o.clock().Add(time.Hour)})
		check(t, err)
	}
	says(t, "the page", b.get("/hr/kunjungan?hari=2026-11-24").Body, []string{
		`name="visits-" value=""`, "dari tiket: 3", "tiket: 2, tidak dipakai", "belum diisi: KTP-el, Kartu Keluarga", `data-label="Kunjungan">3<`}, nil)
	if a := b.do("/hr/kunjungan", "unit", "DKC", "hari", "2026-11-24", "visits-", "", "visits-KK", "7", "visits-KTP-EL", ""); a.Status != 303 {
		t.Errorf("entering: %d", a.Status)
	}
	says(t, "one entered", b.get("/hr/kunjungan?hari=2026-11-24").Body, []string{"dimasukkan; tiket: 2, tidak dipakai", `data-label="Kunjungan">7<`}, []string{"dari tiket: 3"})
}
