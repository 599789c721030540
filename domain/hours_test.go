package domain_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

func TestSpansAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		"  ":                           "",
		"08.00-16.00":                  "08.00-16.00",
		"08:00 – 12:00, 13:00 – 16:00": "08.00-12.00, 13.00-16.00",
		"13.00-16.00; 8.00-12.00":      "08.00-12.00, 13.00-16.00",
		"8-12":                         "08.00-12.00",
		"0.00-24.00":                   "00.00-24.00",
	} {
		spans, ok := domain.ParseSpans(text)
		if got := domain.FormatSpans(spans); !ok || got != want {
			t.Errorf("%q reads as %q (%v), want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"8", "16.00-08.00", "08.00-08.00", "08.00-12.00, 11.00-13.00", "8.60-9.00", "08.00-24.01", "-1.00-3.00", "a-b", "8.0-9.00", ",", "08.00-12.00-13.00"} {
		if spans, ok := domain.ParseSpans(text); ok {
			t.Errorf("%q reads as %v", text, spans)
		}
	}
}

func FuzzParseSpans(f *testing.F) {
	for _, seed := range []string{"08.00-16.00", "8-12,13-16", "–", "00.00-24.00;1-2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		spans, ok := domain.ParseSpans(text)
		if !ok {
			return
		}
		last := 0
		for _, s := range spans {
			if s.Opens < last || s.Opens >= s.Closes || s.Closes > 24*60 {
				t.Fatalf("%q reads as %v", text, spans)
			}
			last = s.Closes
		}
		again, ok := domain.ParseSpans(domain.FormatSpans(spans))
		if !ok || len(again) != len(spans) {
			t.Fatalf("%v is not read back: %v", spans, again)
		}
	})
}

func jakarta() *time.Location { return time.FixedZone("WIB", 7*3600) }

func wall(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15.04", text, jakarta())
	if err != nil {
		panic(err)
	}
	return at
}

// desk is a roster with one counter, two officers and a week from Monday to Friday.
func desk() domain.RosterSnapshot {
	unit := domain.Unit{Code: "DKC", Agency: domain.Agency{Code: "DKC", Internal: true}}
	var week domain.Week
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []domain.Span{{Opens: 8 * 60, Closes: 12 * 60}, {Opens: 13 * 60, Closes: 16 * 60}}
	}
	return domain.RosterSnapshot{
		Version:  "1",
		Counters: []domain.Counter{{Code: "DKC-01", Name: "Loket 1", Unit: unit}},
		Officers: []domain.Officer{{Code: "P-01", Unit: "DKC", Active: true}, {Code: "P-02", Unit: "DKC", Active: true}, {Code: "P-03", Unit: "DKC", Active: true}},
		Duties: []domain.Duty{
			{ID: "1", Officer: "P-01", Counter: "DKC-01", From: wall("2026-11-01 00.00").UTC(), To: wall("2026-11-24 13.00").UTC()},
			{ID: "2", Officer: "P-02", Counter: "DKC-01", From: wall("2026-11-24 13.00").UTC()},
		},
		Kiosks:   []domain.Kiosk{{ID: "t", Counter: "DKC-01", KeyHash: domain.HashKey("key")}},
		Hours:    []domain.OpeningHours{{Unit: "DKC", Week: week}},
		Holidays: []domain.Holiday{{Day: "2026-11-26", Name: "Libur kota"}, {Day: "2026-11-25", Unit: "PTS", Name: "Unit lain"}},
	}
}

func TestACounterIsOpenWithinItsUnitsHours(t *testing.T) {
	var now time.Time
	clock := func() time.Time { return now }
	roster := domain.NewRoster(&atlas{snapshot: desk()}, nil, clock)
	for _, c := range []struct {
		at   string
		open bool
		who  string
	}{
		{"2026-11-23 07.59", false, ""}, {"2026-11-23 08.00", true, "P-01"}, {"2026-11-23 12.10", true, "P-01"},
		{"2026-11-23 12.30", false, ""}, {"2026-11-23 16.29", true, "P-01"}, {"2026-11-23 16.30", false, ""},
		{"2026-11-24 12.29", true, "P-01"}, {"2026-11-24 13.00", true, "P-02"}, {"2026-11-25 09.00", true, "P-02"},
		{"2026-11-26 09.00", false, ""}, {"2026-11-28 09.00", false, ""},
	} {
		now = wall(c.at)
		view, err := roster.CounterNow(context.Background(), "DKC-01")
		who := ""
		if len(view.OnDuty) == 1 {
			who = view.OnDuty[0].Code
		}
		if err != nil || view.Open != c.open || who != c.who {
			t.Errorf("%s: open %v, on duty %q, %v", c.at, view.Open, who, err)
		}
	}
}

func TestWithoutHoursDutiesDecide(t *testing.T) {
	snapshot := desk()
	snapshot.Hours, snapshot.Holidays = nil, nil
	clock := func() time.Time { return wall("2026-11-28 03.00") }
	view, err := domain.NewRoster(&atlas{snapshot: snapshot}, nil, clock).CounterNow(context.Background(), "DKC-01")
	if err != nil || !view.Open || len(view.OnDuty) != 1 {
		t.Errorf("%+v %v", view, err)
	}
}

// A tablet without network follows the timetable: at every minute it shows the same state
// as the server.
func TestTimetableAgreesWithTheServer(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		snapshot := desk()
		start := wall("2026-11-20 00.00")
		for i := range rapid.IntRange(0, 6).Draw(rt, "signOns") {
			from := start.Add(time.Duration(rapid.IntRange(0, 9*24*60).Draw(rt, "from")) * time.Minute)
			snapshot.Duties = append(snapshot.Duties, domain.Duty{
				ID: string(rune('a' + i)), Officer: rapid.SampledFrom([]string{"P-01", "P-02", "P-03"}).Draw(rt, "who"), Counter: "DKC-01",
				From: from, To: from.Add(time.Duration(rapid.IntRange(1, 600).Draw(rt, "for")) * time.Minute), SignedOn: rapid.Bool().Draw(rt, "signed"),
			})
		}
		now := start.Add(time.Duration(rapid.IntRange(0, 24*60).Draw(rt, "now")) * time.Minute)
		clock := func() time.Time { return now }
		roster := domain.NewRoster(&atlas{snapshot: snapshot}, nil, clock)
		kiosks := domain.NewKiosks(nil, roster, []byte("0123456789abcdef"), clock)
		state, err := kiosks.State(context.Background(), "key")
		if err != nil {
			rt.Fatal(err)
		}
		asked := now.Add(time.Duration(rapid.IntRange(0, 8*24*60-1).Draw(rt, "later")) * time.Minute)
		shift := state.Ahead[0]
		for _, s := range state.Ahead {
			if !s.From.After(asked) {
				shift = s
			}
		}
		now = asked
		view, err := roster.CounterNow(context.Background(), "DKC-01")
		if err != nil || view.Open != shift.Open || len(view.OnDuty) != len(shift.OnDuty) {
			rt.Fatalf("at %v the timetable has %+v, the server %+v, %v", asked, shift, view, err)
		}
		for i, o := range view.OnDuty {
			if shift.OnDuty[i].Code != o.Code {
				rt.Fatalf("at %v the timetable has %+v, the server %+v", asked, shift.OnDuty, view.OnDuty)
			}
		}
	})
}

// calendar is a CalendarStore that records the calls.
type calendar struct{ done []string }

func (c *calendar) SaveHours(_ context.Context, h domain.OpeningHours, _ ...audit.Event) error {
	c.done = append(c.done, "hours "+h.Unit)
	return nil
}

func (c *calendar) SaveHoliday(_ context.Context, h domain.Holiday, _ ...audit.Event) error {
	c.done = append(c.done, "holiday "+string(h.Day)+h.Unit)
	return nil
}

func (c *calendar) DropHoliday(_ context.Context, day domain.Day, unit string, _ ...audit.Event) error {
	c.done = append(c.done, "drop "+string(day)+unit)
	return nil
}

func TestWhoMayChangeTheCalendar(t *testing.T) {
	ctx := context.Background()
	head, hr := domain.Actor{Role: domain.RoleHead, Unit: "DKC"}, domain.Actor{Role: domain.RoleHR}
	other, officer := domain.Actor{Role: domain.RoleHead, Unit: "PTS"}, domain.Actor{Role: domain.RoleOfficer, Officer: "P-01"}
	store := &calendar{}
	c := domain.NewCalendar(store, domain.NewRoster(&atlas{snapshot: desk()}, nil, morning))
	for _, r := range []struct {
		name string
		err  error
		want error
	}{
		{"head, own unit", c.SetHours(ctx, head, domain.OpeningHours{Unit: "DKC"}), nil},
		{"head, another", c.SetHours(ctx, other, domain.OpeningHours{Unit: "DKC"}), domain.ErrNotAllowed},
		{"officer", c.SetHours(ctx, officer, domain.OpeningHours{Unit: "DKC"}), domain.ErrNotAllowed},
		{"HR, no such unit", c.SetHours(ctx, hr, domain.OpeningHours{Unit: "NONE"}), domain.ErrUnitUnknown},
		{"HR, city's holiday", c.AddHoliday(ctx, hr, domain.Holiday{Day: "2026-12-25", Name: "Natal"}), nil},
		{"head, city's holiday", c.AddHoliday(ctx, head, domain.Holiday{Day: "2026-12-25", Name: "Natal"}), domain.ErrNotAllowed},
		{"head, own holiday", c.AddHoliday(ctx, head, domain.Holiday{Day: "2026-12-24", Unit: "DKC", Name: "Rapat"}), nil},
		{"head, takes it back", c.DropHoliday(ctx, head, "2026-12-24", "DKC"), nil},
		{"head, takes the city's", c.DropHoliday(ctx, head, "2026-12-25", ""), domain.ErrNotAllowed},
	} {
		if !errors.Is(r.err, r.want) {
			t.Errorf("%s: %v, want %v", r.name, r.err, r.want)
		}
	}
	for _, h := range []domain.Holiday{{Day: "2026-02-30", Name: "x"}, {Day: "", Name: "x"}, {Day: "2026-01-01", Name: " "}} {
		if refusal, ok := domain.Refusal(c.AddHoliday(ctx, hr, h)); !ok || refusal.Code != domain.CodeInvalid {
			t.Errorf("%+v is taken", h)
		}
	}
	if len(store.done) != 4 {
		t.Errorf("stored %q", store.done)
	}
	if list, err := c.Holidays(ctx, head); err != nil || len(list) != 1 || list[0].Name != "Libur kota" {
		t.Errorf("a head sees %+v %v", list, err)
	}
}
