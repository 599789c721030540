package repository_test

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// hall has the kiosks of a store and a time that the test sets.
type hall struct {
	t      *testing.T
	store  *repository.Store
	now    time.Time
	roster *domain.Roster
	kiosks *domain.Kiosks
	fleet  *domain.Fleet
}

func openHall(t *testing.T, s *repository.Store) *hall {
	city(t, s)
	h := &hall{t: t, store: s, now: at("2026-05-20T10:00")}
	clock := func() time.Time { return h.now }
	h.roster = domain.NewRoster(s, s, clock)
	h.kiosks = domain.NewKiosks(s, h.roster, []byte("0123456789abcdef"), clock)
	h.fleet = domain.NewFleet(h.kiosks, s, clock)
	return h
}

func chief() domain.Actor { return domain.Actor{Login: "kepala", Role: domain.RoleHead, Unit: "DKC-U"} }

// pair pairs a tablet with a counter.
func (h *hall) pair(counter string) (id, key string) {
	h.t.Helper()
	p, err := h.kiosks.Invite(context.Background(), chief(), counter, "Tablet "+counter)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.accept(p)
}

func (h *hall) accept(p domain.Pairing) (id, key string) {
	h.t.Helper()
	key, _, err := h.kiosks.Pair(context.Background(), h.kiosks.Code(p), uuid.NewString())
	if err != nil {
		h.t.Fatal(err)
	}
	state, err := h.kiosks.State(context.Background(), key)
	if err != nil {
		h.t.Fatal(err)
	}
	return state.Kiosk.ID, key
}

func TestACodeMakesOneKiosk(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		p, err := h.kiosks.Invite(ctx, chief(), "dkc-01", " Tablet depan ")
		if err != nil {
			t.Fatal(err)
		}
		code, request := h.kiosks.Code(p), uuid.NewString()
		if again, err := h.kiosks.Invitation(ctx, chief(), p.ID); err != nil || h.kiosks.Code(again) != code || again.Name != "Tablet depan" {
			t.Errorf("the invitation, read again: %+v %v", again, err)
		}
		key, again, err := h.kiosks.Pair(ctx, code, request)
		if err != nil || again || len(key) < 30 {
			t.Fatalf("key %q %v %v", key, again, err)
		}
		state, err := h.kiosks.State(ctx, key)
		if err != nil || state.Kiosk.Counter != "DKC-01" || state.Kiosk.Name != "Tablet depan" || !state.Kiosk.Paired.Equal(h.now) || len(state.PIN) != 6 {
			t.Errorf("%+v %v", state, err)
		}
		typed := " " + code[:4] + code[5:] + " "
		if same, again, err := h.kiosks.Pair(ctx, typed, request); err != nil || !again || same != key {
			t.Errorf("a retry after a lost answer: %q %v %v", same, again, err)
		}
		if _, _, err := h.kiosks.Pair(ctx, code, uuid.NewString()); !errors.Is(err, domain.ErrPairingUsed) {
			t.Errorf("another tablet: %v", err)
		}
		h.now = h.now.Add(domain.PairingTime + time.Second)
		if _, _, err := h.kiosks.Pair(ctx, code, request); !errors.Is(err, domain.ErrPairingExpired) {
			t.Errorf("after ten minutes: %v", err)
		}
		if _, _, err := h.kiosks.Pair(ctx, "0000-0000", request); !errors.Is(err, domain.ErrPairingUnknown) {
			t.Errorf("a guess: %v", err)
		}
		if done, err := h.kiosks.Invitation(ctx, chief(), p.ID); err != nil || done.Kiosk != state.Kiosk.ID || done.Used.IsZero() {
			t.Errorf("the used invitation: %+v %v", done, err)
		}
	})
}

func TestOfManyTabletsWithOneCodeOneIsPaired(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		p, err := h.kiosks.Invite(ctx, chief(), "DKC-01", "Tablet")
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		keys := make(chan string, 20)
		for range 20 {
			all.Go(func() {
				key, _, err := h.kiosks.Pair(ctx, h.kiosks.Code(p), uuid.NewString())
				if err == nil {
					keys <- key
				} else if !errors.Is(err, domain.ErrPairingUsed) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(keys) != 1 {
			t.Errorf("%d tablets were paired", len(keys))
		}
	})
}

func TestAMovedTabletHandsInWhatItHoldsFromBefore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		id, key := h.pair("DKC-01")
		before := h.now
		h.now = h.now.Add(time.Hour)
		if err := h.kiosks.Move(ctx, chief(), id, "DKC-02"); err != nil {
			t.Fatal(err)
		}
		h.now = h.now.Add(time.Hour)
		intake := domain.NewIntake(h.roster, s, func() time.Time { return h.now }, domain.Limits{})
		for _, c := range []struct {
			counter string
			at      time.Time
			want    string
			err     error
		}{
			{"", before, "DKC-01", nil}, {"", h.now, "DKC-02", nil}, {"", time.Time{}, "DKC-02", nil},
			{"dkc-01", before, "DKC-01", nil}, {"DKC-02", h.now, "DKC-02", nil},
			{"DKC-01", h.now, "DKC-01", nil}, // the clocks of tablet and server differ around the move
			{"BANK-01", h.now, "", domain.ErrOtherCounter},
		} {
			right, err := h.kiosks.HandIn(ctx, key, c.counter, c.at)
			var r domain.Rating
			if err == nil {
				r, _, err = intake.Submit(ctx, domain.Submission{ID: uuid.NewString(), Right: right, Counter: c.counter, Value: 3, RatedAt: c.at})
			}
			if !errors.Is(err, c.err) || r.Counter != c.want {
				t.Errorf("%q at %v: %q %v, want %q %v", c.counter, c.at, r.Counter, err, c.want, c.err)
			}
		}
		right, _ := h.kiosks.HandIn(ctx, key, "DKC-01", before)
		r, _, err := intake.Submit(ctx, domain.Submission{ID: uuid.NewString(), Right: right, Counter: "DKC-01", Value: 3, RatedAt: before})
		if err != nil || r.Counter != "DKC-01" || r.Officer != "P-01" {
			t.Fatalf("%+v %v", r, err)
		}
		value := 4
		right, _ = h.kiosks.Amend(ctx, key)
		if r, err = intake.Change(ctx, r.ID, right, domain.Change{Value: &value}); err != nil || r.Value != 4 {
			t.Errorf("changed from the other counter: %+v %v", r, err)
		}
		one, _, err := h.fleet.One(ctx, chief(), id)
		if err != nil || len(one.Kiosk.Stays) != 1 || one.Kiosk.Stays[0].Counter != "DKC-01" {
			t.Errorf("%+v %v", one, err)
		}
	})
}

func TestARevokedTabletHandsInWhatItHoldsFromBefore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		intake := domain.NewIntake(h.roster, s, func() time.Time { return h.now }, domain.Limits{})
		submit := func(right domain.Right, at time.Time) (domain.Rating, error) {
			r, _, err := intake.Submit(ctx, domain.Submission{ID: uuid.NewString(), Right: right, Value: 3, RatedAt: at, Seq: 1})
			return r, err
		}
		for _, lost := range []bool{false, true} {
			id, key := h.pair("DKC-01")
			held, err := h.kiosks.HandIn(ctx, key, "", h.now)
			if err != nil {
				t.Fatal(err)
			}
			if err := h.fleet.Beat(ctx, key, domain.Heartbeat{Waiting: 1, OldestSeq: 1, LastSeq: 1}); err != nil {
				t.Fatal(err)
			}
			before := h.now
			h.now = h.now.Add(time.Minute)
			if err := h.kiosks.Revoke(ctx, chief(), id, lost); err != nil {
				t.Fatal(err)
			}
			h.now = h.now.Add(time.Minute)
			if _, err := h.kiosks.State(ctx, key); !errors.Is(err, domain.ErrKioskRevoked) {
				t.Errorf("lost %v: still shows a counter: %v", lost, err)
			}
			if _, err := submit(held, h.now); !errors.Is(err, domain.ErrKioskRevoked) {
				t.Errorf("lost %v: with a right from before: %v", lost, err)
			}
			if _, err := h.kiosks.HandIn(ctx, key, "", h.now); !errors.Is(err, domain.ErrKioskRevoked) {
				t.Errorf("lost %v: rated after the revocation: %v", lost, err)
			}
			right, err := h.kiosks.HandIn(ctx, key, "", before)
			if err != nil {
				t.Fatal(err)
			}
			r, err := submit(right, before)
			if want := map[bool]domain.Verdict{false: domain.Counted, true: domain.Held}[lost]; err != nil || r.Verdict != want {
				t.Errorf("lost %v: rated before the revocation: %+v %v", lost, r, err)
			}
			if _, err := h.kiosks.Amend(ctx, key); lost != errors.Is(err, domain.ErrKioskRevoked) {
				t.Errorf("lost %v: Amend: %v", lost, err)
			}
		}
	})
}

func TestAReplacedTabletEndsWhenTheNewOneBegins(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		id, key := h.pair("DKC-01")
		p, err := h.kiosks.Replace(ctx, chief(), id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.kiosks.State(ctx, key); err != nil {
			t.Errorf("revoked before the new tablet is paired: %v", err)
		}
		newID, newKey := h.accept(p)
		if _, err := h.kiosks.State(ctx, key); !errors.Is(err, domain.ErrKioskRevoked) {
			t.Errorf("the old tablet still works: %v", err)
		}
		state, err := h.kiosks.State(ctx, newKey)
		if err != nil || newID == id || state.Kiosk.Name != "Tablet DKC-01" || state.Kiosk.Counter != "DKC-01" {
			t.Errorf("%+v %v", state, err)
		}
		if _, err := h.kiosks.Replace(ctx, chief(), "unknown"); !errors.Is(err, domain.ErrKioskMissing) {
			t.Errorf("an unknown tablet: %v", err)
		}
	})
}

func TestKiosksAreThoseOfTheOwnUnit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		id, _ := h.pair("DKC-01")
		for _, stranger := range []domain.Actor{{Role: domain.RoleHead, Unit: "BANK-U"}, {Role: domain.RoleOfficer, Officer: "P-01", Unit: "DKC-U"}, {}} {
			_, inviting := h.kiosks.Invite(ctx, stranger, "DKC-01", "x")
			_, replacing := h.kiosks.Replace(ctx, stranger, id)
			for name, err := range map[string]error{
				"invite": inviting, "replace": replacing, "rename": h.kiosks.Rename(ctx, stranger, id, "x"),
				"move": h.kiosks.Move(ctx, stranger, id, "BANK-01"), "revoke": h.kiosks.Revoke(ctx, stranger, id, false),
			} {
				if !errors.Is(err, domain.ErrNotAllowed) {
					t.Errorf("%+v may %s: %v", stranger, name, err)
				}
			}
			if list, err := h.fleet.List(ctx, stranger); err != nil || len(list) != 0 {
				t.Errorf("%+v lists %d kiosks: %v", stranger, len(list), err)
			}
		}
		if err := h.kiosks.Move(ctx, chief(), id, "BANK-01"); !errors.Is(err, domain.ErrNotAllowed) {
			t.Errorf("moved out of the unit: %v", err)
		}
		if err := h.kiosks.Rename(ctx, chief(), id, "Pintu masuk"); err != nil {
			t.Error(err)
		}
		if one, _, err := h.fleet.One(ctx, chief(), id); err != nil || one.Kiosk.Name != "Pintu masuk" {
			t.Errorf("%+v %v", one.Kiosk, err)
		}
	})
}

func TestHealthIsReadAsItWasSaved(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx, now := context.Background(), at("2026-05-20T10:00").UTC()
		full := domain.Health{
			Kiosk: "t-1", Seen: now, Complete: 12, CompleteAt: now.Add(-time.Hour), Absent: 3,
			Heartbeat: domain.Heartbeat{
				Version: "1a2b3c4d", Waiting: 2, Oldest: now.Add(-time.Minute), OldestSeq: 14, LastSeq: 17, Quarantined: 1,
				Battery: 83, Charging: true, StorageUsed: 1 << 40, StorageMax: 1 << 41, Persisted: true, Skew: -1200 * time.Millisecond,
			},
		}
		bare := domain.Health{Kiosk: "t-2", Seen: now, Heartbeat: domain.Heartbeat{Battery: domain.Unknown}}
		for _, h := range []domain.Health{bare, full, full} {
			if err := s.SaveHealth(ctx, h); err != nil {
				t.Fatal(err)
			}
		}
		list, err := s.Healths(ctx)
		if err != nil || len(list) != 2 || !reflect.DeepEqual(list[0], full) || !reflect.DeepEqual(list[1], bare) {
			t.Errorf("%+v %v", list, err)
		}
		if none, err := s.Health(ctx, "t-9"); err != nil || !reflect.DeepEqual(none, domain.Health{}) {
			t.Errorf("%+v %v", none, err)
		}
	})
}

func TestMissingNumbersAreListed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		id, key := h.pair("DKC-01")
		intake := domain.NewIntake(h.roster, s, func() time.Time { return h.now }, domain.Limits{})
		rate := func(numbers ...int64) {
			for _, seq := range numbers {
				h.now = h.now.Add(time.Minute)
				right, err := h.kiosks.HandIn(ctx, key, "", h.now)
				if err == nil {
					_, _, err = intake.Submit(ctx, domain.Submission{ID: uuid.NewString(), Right: right, Value: 4, Seq: seq, RatedAt: h.now})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		beat := func(b domain.Heartbeat) (domain.KioskStatus, []domain.SeqGap) {
			t.Helper()
			b.Battery = domain.Unknown
			if err := h.fleet.Beat(ctx, key, b); err != nil {
				t.Fatal(err)
			}
			status, gaps, err := h.fleet.One(ctx, chief(), id)
			if err != nil {
				t.Fatal(err)
			}
			return status, gaps
		}
		rate(1, 2, 3)
		if is, gaps := beat(domain.Heartbeat{LastSeq: 3}); is.Health.Complete != 3 || is.Missing != 0 || len(gaps) != 0 || is.Condition != domain.KioskActive {
			t.Errorf("all received: %+v %v", is, gaps)
		}
		rate(4, 7, 8, 11, 7)
		is, gaps := beat(domain.Heartbeat{LastSeq: 11, Waiting: 4, OldestSeq: 5, Oldest: h.now})
		if is.Health.Complete != 4 || is.Health.Absent != 4 || is.Missing != 0 || !reflect.DeepEqual(gaps, []domain.SeqGap{{From: 5, To: 6}, {From: 9, To: 10}}) {
			t.Errorf("waiting on the tablet: %+v %v", is, gaps)
		}
		if is, _ = beat(domain.Heartbeat{LastSeq: 11}); is.Missing != 4 || is.Condition != domain.KioskTroubled || is.Troubles[0] != domain.TroubleMissing {
			t.Errorf("missing: %+v", is)
		}
		rate(5, 6, 9, 10)
		if is, gaps = beat(domain.Heartbeat{LastSeq: 12, Waiting: 1}); is.Health.Complete != 11 || is.Missing != 0 || len(gaps) != 0 {
			t.Errorf("received later: %+v %v", is, gaps)
		}
	})
}

func TestHowAKioskIs(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		_, key := h.pair("DKC-01")
		look := func() domain.KioskStatus {
			t.Helper()
			list, err := h.fleet.List(ctx, chief())
			if err != nil || len(list) != 1 {
				t.Fatalf("%+v %v", list, err)
			}
			return list[0]
		}
		if s := look(); s.Condition != domain.KioskNew || s.Alarm {
			t.Errorf("no heartbeat yet: %+v", s)
		}
		for name, c := range map[string]struct {
			beat    domain.Heartbeat
			trouble domain.Trouble
		}{
			"well":        {domain.Heartbeat{Battery: 80}, ""},
			"queue":       {domain.Heartbeat{Battery: 80, Waiting: 1, Oldest: h.now.Add(-16 * time.Minute)}, domain.TroubleQueue},
			"short queue": {domain.Heartbeat{Battery: 80, Waiting: 9, Oldest: h.now.Add(-14 * time.Minute)}, ""},
			"quarantine":  {domain.Heartbeat{Battery: 80, Quarantined: 1}, domain.TroubleQuarantine},
			"battery":     {domain.Heartbeat{Battery: 14}, domain.TroubleBattery},
			"charging":    {domain.Heartbeat{Battery: 14, Charging: true}, ""},
			"no battery":  {domain.Heartbeat{Battery: domain.Unknown}, ""},
			"storage":     {domain.Heartbeat{Battery: 80, StorageUsed: 95, StorageMax: 100}, domain.TroubleStorage},
			"clock":       {domain.Heartbeat{Battery: 80, Skew: -3 * time.Minute}, domain.TroubleClock},
			"clock a bit": {domain.Heartbeat{Battery: 80, Skew: time.Minute}, ""},
		} {
			if err := h.fleet.Beat(ctx, key, c.beat); err != nil {
				t.Fatal(err)
			}
			s := look()
			if well := len(s.Troubles) == 0; well != (c.trouble == "") || !well && s.Troubles[0] != c.trouble || well != (s.Condition == domain.KioskActive) {
				t.Errorf("%s: %+v", name, s)
			}
		}
		h.now = h.now.Add(6 * time.Minute)
		if s := look(); s.Condition != domain.KioskSilent || !s.Alarm {
			t.Errorf("silent while an officer is on duty: %+v", s)
		}
		week := domain.Week{}
		week[time.Wednesday] = []domain.Span{{Opens: 8 * 60, Closes: 9 * 60}} // 20 May 2026 is a Wednesday
		if err := domain.NewCalendar(s, h.roster).SetHours(ctx, chief(), domain.OpeningHours{Unit: "DKC-U", Week: week}); err != nil {
			t.Fatal(err)
		}
		if s := look(); s.Condition != domain.KioskSilent || s.Alarm {
			t.Errorf("silent after hours: %+v", s)
		}
		if err := h.kiosks.Revoke(ctx, chief(), look().Kiosk.ID, false); err != nil {
			t.Fatal(err)
		}
		if s := look(); s.Condition != domain.KioskRevoked {
			t.Errorf("revoked: %+v", s)
		}
		if err := h.fleet.Beat(ctx, key, domain.Heartbeat{}); !errors.Is(err, domain.ErrKioskRevoked) {
			t.Errorf("heartbeat of a revoked tablet: %v", err)
		}
	})
}

// plain stores PINs without hashing.
type plain struct{}

func (plain) Hash(password string) (string, error) { return "plain:" + password, nil }

func (plain) Verify(hash, password string) bool { return hash == "plain:"+password }

func TestAnOfficerSignsOn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		_, key := h.pair("DKC-01")
		clock := func() time.Time { return h.now }
		signOns := account.NewSignOns(s, s, s, h.roster, plain{}, clock)
		right, err := h.kiosks.HandIn(ctx, key, "", time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		candidates, err := signOns.Candidates(ctx, right)
		if err != nil || len(candidates) != 2 || candidates[0].Code != "P-02" {
			t.Errorf("candidates: %+v %v", candidates, err)
		}
		if err := signOns.SignOn(ctx, right, "P-02", "123456"); !errors.Is(err, domain.ErrPINMissing) {
			t.Errorf("without a PIN: %v", err)
		}
		own := domain.Actor{Role: domain.RoleOfficer, Officer: "P-02"}
		if _, err := signOns.Issue(ctx, domain.Actor{Role: domain.RoleOfficer, Officer: "P-01"}, "P-02"); !errors.Is(err, domain.ErrNotAllowed) {
			t.Errorf("another officer's PIN: %v", err)
		}
		pin, err := signOns.Issue(ctx, own, "P-02")
		if err != nil || len(pin) != account.PINDigits {
			t.Fatalf("%q %v", pin, err)
		}
		for _, officer := range []string{"P-03", "B-01", "X-99"} {
			if err := signOns.SignOn(ctx, right, officer, pin); !errors.Is(err, domain.ErrOfficerUnknown) {
				t.Errorf("%s: %v", officer, err)
			}
		}
		for range 5 {
			if err := signOns.SignOn(ctx, right, "P-02", "wrong"); !errors.Is(err, domain.ErrPINWrong) {
				t.Errorf("a wrong PIN: %v", err)
			}
		}
		if err := signOns.SignOn(ctx, right, "P-02", pin); !errors.Is(err, domain.ErrSignInTooFast) {
			t.Errorf("after five wrong ones: %v", err)
		}
		h.now = h.now.Add(2 * time.Minute)
		if err := signOns.SignOn(ctx, right, "p-02", pin); err != nil {
			t.Fatal(err)
		}
		state, err := h.kiosks.State(ctx, key)
		if err != nil || len(state.View.OnDuty) != 1 || state.View.OnDuty[0].Code != "P-02" {
			t.Errorf("on duty: %+v %v", state.View.OnDuty, err)
		}
		intake := domain.NewIntake(h.roster, s, clock, domain.Limits{})
		r, _, err := intake.Submit(ctx, domain.Submission{ID: uuid.NewString(), Right: right, Value: 4})
		if err != nil || r.Officer != "P-02" || r.Verdict != domain.Counted {
			t.Errorf("rated: %+v %v", r, err)
		}
		h.now = h.now.AddDate(0, 0, 1)
		if state, err = h.kiosks.State(ctx, key); err != nil || len(state.View.OnDuty) != 1 || state.View.OnDuty[0].Code != "P-01" {
			t.Errorf("the next day: %+v %v", state.View.OnDuty, err)
		}
	})
}

func TestTheCalendarIsReadAsItWasSaved(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		var week domain.Week
		week[time.Monday] = []domain.Span{{Opens: 480, Closes: 720}, {Opens: 780, Closes: 960}}
		week[time.Sunday] = []domain.Span{{Opens: 0, Closes: 1440}}
		for _, err := range []error{
			s.SaveHours(ctx, domain.OpeningHours{Unit: "PTS", Week: domain.Week{}}),
			s.SaveHours(ctx, domain.OpeningHours{Unit: "DKC-U", Week: domain.Week{1: {{Opens: 1, Closes: 2}}}}),
			s.SaveHours(ctx, domain.OpeningHours{Unit: "DKC-U", Week: week}),
			s.SaveHoliday(ctx, domain.Holiday{Day: "2026-12-25", Name: "Natal"}),
			s.SaveHoliday(ctx, domain.Holiday{Day: "2026-12-25", Name: "Hari Raya Natal"}),
			s.SaveHoliday(ctx, domain.Holiday{Day: "2026-12-26", Unit: "DKC-U", Name: "Cuti"}),
			s.DropHoliday(ctx, "2026-12-26", "DKC-U"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		l, err := s.RosterSnapshot(ctx, time.Time{})
		want := []domain.OpeningHours{{Unit: "DKC-U", Week: week}}
		if err != nil || !reflect.DeepEqual(l.Hours, want) || !reflect.DeepEqual(l.Holidays, []domain.Holiday{{Day: "2026-12-25", Name: "Hari Raya Natal"}}) {
			t.Errorf("%+v %+v %v", l.Hours, l.Holidays, err)
		}
		if err := s.SetRosterSnapshot(ctx, l); err != nil {
			t.Fatal(err)
		}
		if again, err := s.RosterSnapshot(ctx, time.Time{}); err != nil || !reflect.DeepEqual(again, l) {
			t.Errorf("copied: %+v %v", again, err)
		}
	})
}
