package domain_test

import (
	"context"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// A counter says why it is closed and when it serves again. A holiday closes units without
// opening hours too, and all units when it names none.
func TestClosedIsSaid(t *testing.T) {
	zone := time.FixedZone("WIB", 7*3600)
	weekdays := domain.Week{}
	for day := time.Monday; day <= time.Thursday; day++ {
		weekdays[day] = []domain.Span{{Opens: 8 * 60, Closes: 12 * 60}, {Opens: 13 * 60, Closes: 16 * 60}}
	}
	weekdays[time.Friday] = []domain.Span{{Opens: 8 * 60, Closes: 11*60 + 30}}
	unit := func(code string, internal bool) domain.Unit {
		return domain.Unit{Code: code, Agency: domain.Agency{Code: code, Internal: internal}}
	}
	snapshot := domain.RosterSnapshot{
		Version: "1",
		Counters: []domain.Counter{
			{Code: "DKC-01", Unit: unit("DKC", true)}, {Code: "PTS-01", Unit: unit("PTS", true)}, {Code: "BNK-01", Unit: unit("BNK", false)},
		},
		Officers: []domain.Officer{{Code: "P-01", Active: true}, {Code: "P-02", Active: true}},
		Duties: []domain.Duty{
			{Officer: "P-01", Counter: "DKC-01", From: time.Date(2026, 1, 1, 0, 0, 0, 0, zone)},
			{Officer: "P-02", Counter: "PTS-01", From: time.Date(2026, 1, 1, 0, 0, 0, 0, zone)},
		},
		Hours: []domain.OpeningHours{{Unit: "DKC", Week: weekdays}},
		Holidays: []domain.Holiday{
			{Day: "2026-12-25", Name: "Hari Raya Natal"}, {Day: "2026-12-24", Unit: "DKC", Name: "Cuti bersama"},
			{Day: "2026-11-30", Unit: "PTS", Name: "Pindah gedung"}, {Day: "2026-12-01", Unit: "PTS", Name: "Pindah gedung"},
		},
	}
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ counter, at, id string }{
		{"DKC-01", "2026-11-30 09:00", ""},                              // Monday
		{"DKC-01", "2026-11-30 07:30", "Tutup. Buka lagi pukul 08.00."}, //
		{"DKC-01", "2026-11-30 12:20", ""},                              // those who came before noon
		{"DKC-01", "2026-11-30 12:30", "Tutup. Buka lagi pukul 13.00."},
		{"DKC-01", "2026-11-30 16:30", "Tutup. Buka lagi Selasa 08.00."},
		{"DKC-01", "2026-12-01 00:10", "Tutup. Buka lagi pukul 08.00."},
		{"DKC-01", "2026-12-04 15:00", "Tutup. Buka lagi Senin 08.00."}, // Friday
		{"DKC-01", "2026-12-23 17:00", "Tutup. Buka lagi Senin 08.00."},
		{"DKC-01", "2026-12-24 09:00", "Tutup: Cuti bersama. Buka lagi Senin 08.00."},
		{"DKC-01", "2026-12-25 09:00", "Tutup: Hari Raya Natal. Buka lagi Senin 08.00."},
		{"PTS-01", "2026-11-30 09:00", "Tutup: Pindah gedung. Buka lagi Rabu."}, // no hours
		{"PTS-01", "2026-12-02 03:00", ""},
		{"PTS-01", "2026-12-25 09:00", "Tutup: Hari Raya Natal. Buka lagi Sabtu."},
		{"BNK-01", "2026-12-25 09:00", "Tutup: Hari Raya Natal. Buka lagi Sabtu."},
		{"BNK-01", "2026-12-24 09:00", ""},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", c.at, zone)
		if err != nil {
			t.Fatal(err)
		}
		roster := domain.NewRoster(&atlas{snapshot: snapshot}, nil, func() time.Time { return now })
		view, err := roster.CounterNow(context.Background(), c.counter)
		if err != nil {
			t.Fatal(err)
		}
		if view.Closed == nil && c.id != "" || view.Closed != nil && (view.Open || len(view.OnDuty) > 0) {
			t.Errorf("%s at %s: %+v", c.counter, c.at, view)
		}
		if view.Closed != nil {
			if got := catalog.In("id").Closed(*view.Closed, now); got != c.id {
				t.Errorf("%s at %s: %q, want %q", c.counter, c.at, got, c.id)
			}
		}
	}
	later := domain.Closure{Holiday: "Idulfitri", Opens: time.Date(2027, 3, 15, 8, 0, 0, 0, zone), Timed: true}
	for lang, want := range map[string]string{
		"id": "Tutup: Idulfitri. Buka lagi Senin, 15 Maret 2027, 08.00.",
		"en": "Closed: Idulfitri. Opens again on Monday, 15 March 2027, at 08:00.",
		"jv": "Tutup: Idulfitri. Bikak malih Senin, 15 Maret 2027, 08.00.",
	} {
		if got := catalog.In(lang).Closed(later, time.Date(2027, 3, 5, 9, 0, 0, 0, zone)); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
