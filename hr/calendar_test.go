package hr_test

import (
	"context"
	"testing"

	"suaraloket/domain"
)

// week gives the form fields of a week that begins with Monday.
func week(monday string, others ...string) []string {
	fields := []string{"hari1", monday}
	for i := 0; i+1 < len(others); i += 2 {
		fields = append(fields, others[i], others[i+1])
	}
	return fields
}

func TestOpeningHoursAreSet(t *testing.T) {
	o := openOffice(t)
	b := o.as("kepala")
	none := "Loket unit ini dianggap buka selama ada petugas yang bertugas."
	says(t, "at first", b.get("/hr/jam").Body, []string{"Disdukcapil", none, `name="hari1" value=""`, `name="hari0" value=""`}, []string{`name="unit"><option`})
	a := b.do("/hr/jam", append(week("8.00 – 12:00,13.00-16.00", "hari5", "08.00-11.30"), "unit", "DKC")...)
	if a.Status != 303 || a.to() != "/hr/jam?selesai=jam&unit=DKC" {
		t.Fatalf("%d to %q", a.Status, a.to())
	}
	says(t, "afterwards", b.get(a.to()).Body, []string{
		"Jam buka sudah disimpan.", `name="hari1" value="08.00-12.00, 13.00-16.00"`, `name="hari5" value="08.00-11.30"`, `name="hari6" value=""`, "Sampai 30 menit setelah tutup",
	}, []string{none})
	b.do("/hr/jam", append(week(""), "unit", "DKC")...)
	says(t, "emptied", b.get("/hr/jam").Body, []string{none}, nil)
}

func TestAnErrorIsShownAtItsDay(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	a := b.do("/hr/jam", append(week("pagi \"buta\"", "hari2", "08.00-12.00", "hari3", "12.00-08.00", "hari4", "08.00-12.00, 11.00-13.00"), "unit", "PTS")...)
	if a.Status != 422 {
		t.Errorf("%d", a.Status)
	}
	says(t, "the answer", a.Body, []string{
		`name="hari1" value="pagi &#34;buta&#34;"`, `aria-describedby="hari1-salah"`, `name="hari2" value="08.00-12.00"`,
		`name="hari3" value="12.00-08.00"`, `id="hari3-salah" role="alert">Jam ditulis seperti`, `id="hari4-salah"`, `name="unit" value="PTS"`,
	}, []string{"hari2-salah", "sudah disimpan"})
	says(t, "nothing is kept", b.get("/hr/jam?unit=PTS").Body, []string{`name="hari2" value=""`}, nil)
}

func TestHolidaysAreAddedAndDeleted(t *testing.T) {
	o := openOffice(t)
	head, hr := o.as("kepala"), o.as("hr")
	for _, h := range []domain.Holiday{{Day: "2026-08-17", Name: "Hari Kemerdekaan"}, {Day: "2026-12-01", Unit: "PTS", Name: "Pindah gedung"}} {
		check(t, domain.NewCalendar(o.store, domain.NewRoster(o.store, o.store, o.clock)).AddHoliday(context.Background(), admin(), h))
	}
	a := hr.do("/hr/jam/libur", "unit", "DKC", "for", "", "day", "2026-12-25", "name", "Natal")
	if a.Status != 303 || a.to() != "/hr/jam?selesai=libur&unit=DKC" {
		t.Fatalf("%d to %q", a.Status, a.to())
	}
	head.do("/hr/jam/libur", "unit", "DKC", "for", "DKC", "day", "2026-12-03", "name", "Rapat <dinas>")
	page := head.get("/hr/jam").Body
	says(t, "a head's page", page, []string{
		"Jumat, 25 Desember 2026</strong> Natal", "Semua unit", "Kamis, 3 Desember 2026</strong> Rapat &lt;dinas&gt;", "Yang sudah lewat", "Hari Kemerdekaan",
		`name="for" value="DKC"`, "Hapus<span class=\"visually-hidden\"> Rapat",
	}, []string{"Pindah gedung", "Hapus<span class=\"visually-hidden\"> Natal", `<select class="select" name="for">`})
	says(t, "HR's page", hr.get("/hr/jam?unit=PTS").Body, []string{"Pindah gedung", "Natal", "Hapus<span class=\"visually-hidden\"> Natal", `<option value="" selected>Semua unit`}, []string{"Rapat"})
	a = head.do("/hr/jam/libur/hapus", "unit", "DKC", "for", "DKC", "day", "2026-12-03")
	says(t, "removed", head.get(a.to()).Body, []string{"Hari libur sudah dihapus.", "Natal"}, []string{"Rapat"})
}

func TestCalendarRefusals(t *testing.T) {
	o := openOffice(t)
	head, hr := o.as("kepala"), o.as("hr")
	for name, c := range map[string]struct {
		answer answer
		status int
		says   string
	}{
		"another's hours":    {head.get("/hr/jam?unit=PTS"), 403, "Anda tidak berhak"},
		"setting another's":  {head.do("/hr/jam", append(week("08.00-12.00"), "unit", "PTS")...), 403, "Anda tidak berhak"},
		"no such unit":       {hr.get("/hr/jam?unit=XYZ"), 404, "Unit ini tidak dikenal."},
		"setting none":       {hr.do("/hr/jam", append(week("08.00-12.00"), "unit", "XYZ")...), 404, "Unit ini tidak dikenal."},
		"a holiday for all":  {head.do("/hr/jam/libur", "unit", "DKC", "for", "", "day", "2026-12-25", "name", "Natal"), 403, "Anda tidak berhak"},
		"another's holiday":  {head.do("/hr/jam/libur/hapus", "unit", "DKC", "for", "PTS", "day", "2026-12-25"), 403, "Anda tidak berhak"},
		"no form":            {hr.send("/hr/jam", nil), 403, "terlalu lama terbuka"},
		"a day that is none": {hr.do("/hr/jam/libur", "unit", "PTS", "for", "PTS", "day", "2026-02-30", "name", "Natal"), 422, "Tanggal ditulis seperti"},
		"nothing filled in":  {hr.do("/hr/jam/libur", "unit", "PTS", "for", "PTS"), 422, "Nama harus diisi"},
	} {
		if c.answer.Status != c.status {
			t.Errorf("%s: %d, want %d", name, c.answer.Status, c.status)
		}
		says(t, name, c.answer.Body, []string{c.says}, nil)
	}
	a := hr.do("/hr/jam/libur", "unit", "PTS", "for", "PTS", "day", "besok", "name", "Rapat")
	says(t, "what was typed", a.Body, []string{`value="besok"`, `value="Rapat"`, `href="/hr/jam?lang=en&amp;unit=PTS"`, `aria-describedby="tanggal-salah"`, `<option value="PTS" selected>`}, []string{"nama-salah"})
}
