package repository_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// desk opens codes of DKC-01 at a time that the test sets.
type desk struct {
	t      testing.TB
	now    time.Time
	tablet domain.Kiosk
	store  *repository.Store
	passes *domain.Passes
	intake *domain.Intake
	visits *domain.Visits
}

// openDesk pairs a tablet with the counter and limits each slot to slotRatings ratings.
func openDesk(t testing.TB, s *repository.Store, slotRatings int) *desk {
	t.Helper()
	d := &desk{t: t, store: s, now: at("2026-05-20T10:00"), tablet: domain.Kiosk{ID: "tablet-1", Counter: "DKC-01", KeyHash: domain.HashKey("key")}}
	clock := func() time.Time { return d.now }
	roster := domain.NewRoster(s, s, clock)
	d.passes = domain.NewPasses([]byte("0123456789abcdef"), clock)
	d.intake = domain.NewIntake(roster, s, clock, domain.Limits{SlotRatings: slotRatings})
	d.visits = domain.NewVisits(d.passes, roster, d.intake, s, domain.NewAuthors([]byte("0123456789abcdef"), s, clock))
	if err := s.SaveKiosk(context.Background(), d.tablet); err != nil {
		t.Fatal(err)
	}
	return d
}

// code returns the code that the counter's screen shows that many slots from now.
func (d *desk) code(ahead int) string {
	return domain.SlotCode(d.passes.SlotKey(d.tablet), "DKC-01", domain.SlotAt(d.now)+domain.Slot(ahead))
}

func (d *desk) scan(code string) domain.Right {
	d.t.Helper()
	visit, err := d.visits.Open(context.Background(), code, "")
	if err != nil {
		d.t.Fatal(err)
	}
	return visit.Right
}

func (d *desk) chat(code, author string) domain.Right {
	d.t.Helper()
	visit, err := d.visits.OpenChat(context.Background(), code, author)
	if err != nil {
		d.t.Fatal(err)
	}
	return visit.Right
}

func (d *desk) rate(right domain.Right) (domain.Rating, error) {
	r, _, err := d.intake.Submit(context.Background(), domain.Submission{ID: uuid.NewString(), Right: right, Value: 4})
	return r, err
}

// TestASlotIsUsedOnceOnPhoneAndChat uses one code on many phones and in many chats at once.
func TestASlotIsUsedOnceOnPhoneAndChat(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 1)
		for round := range 5 {
			code := d.code(round - 2)
			var rights []domain.Right
			for i := range 10 {
				rights = append(rights, d.scan(code), d.chat(code, string(rune('a'+round))+string(rune('a'+i))))
			}
			var added, used atomic.Int64
			together(len(rights), func(i int) {
				switch _, err := d.rate(rights[i]); {
				case err == nil:
					added.Add(1)
				case errors.Is(err, domain.ErrPassUsed):
					used.Add(1)
				default:
					t.Error(err)
				}
			})
			if added.Load() != 1 || used.Load() != 19 {
				t.Errorf("round %d: added %d, used %d", round, added.Load(), used.Load())
			}
			if _, err := d.visits.Open(context.Background(), code, ""); !errors.Is(err, domain.ErrPassUsed) {
				t.Errorf("opened afterwards: %v", err)
			}
			if err := d.intake.Admits(context.Background(), d.chat(code, "late")); !errors.Is(err, domain.ErrPassUsed) {
				t.Errorf("admitted afterwards: %v", err)
			}
		}
		if lines := tallies(t, s); len(lines) != 1 || lines[0].Counts.N() != 5 {
			t.Errorf("tallies %+v", lines)
		}
	})
}

// TestASlotAdmitsSoManyVisits draws the limit of a slot and the visits that use it at once. As
// many ratings are stored as the limit allows, no visit has two, and each visit finds its own.
func TestASlotAdmitsSoManyVisits(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ahead := 0
		rapid.Check(t, func(rt *rapid.T) {
			limit := rapid.SampledFrom([]int{0, 1, 2, 3, 5}).Draw(rt, "limit")
			d := openDesk(t, s, limit)
			ahead++
			d.now = d.now.Add(time.Duration(ahead) * domain.SlotTime)
			var rights []domain.Right
			visits := rapid.IntRange(1, 6).Draw(rt, "visits")
			for i := range visits {
				right := d.scan(d.code(0))
				if rapid.Bool().Draw(rt, "in the chat") {
					right = d.chat(d.code(0), uuid.NewString()[:32])
				}
				rights = append(rights, right)
				if rapid.Bool().Draw(rt, "twice") && i > 0 {
					rights = append(rights, right)
				}
			}
			var added atomic.Int64
			together(len(rights), func(i int) {
				_, err := d.rate(rights[i])
				if err == nil {
					added.Add(1)
				} else if !errors.Is(err, domain.ErrPassUsed) && !errors.Is(err, domain.ErrAlreadyRated) {
					rt.Error(err)
				}
			})
			want := visits
			if limit > 0 {
				want = min(visits, limit)
			}
			if int(added.Load()) != want {
				rt.Errorf("%d stored, want %d of %d visits", added.Load(), want, visits)
			}
			for _, right := range rights {
				r, err := d.intake.OfVisit(context.Background(), right)
				if err == nil && (right.Visit == "" || r.Visit != right.Visit) {
					rt.Errorf("the visit %q finds %+v", right.Visit, r)
				}
			}
		})
	})
}

// TestARepeatOfASlotsRatingIsConfirmed repeats a rating whose code is used up by that rating,
// also after its visit has ended.
func TestARepeatOfASlotsRatingIsConfirmed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 2)
		ctx, code := context.Background(), d.code(0)
		for _, right := range []domain.Right{d.scan(code), d.chat(code, "author")} {
			sub := domain.Submission{ID: uuid.NewString(), Right: right, Value: 3}
			first, added, err := d.intake.Submit(ctx, sub)
			if !added || err != nil || first.Claim == "" || first.Assurance != domain.AssuranceSlot {
				t.Fatalf("%+v %v %v", first, added, err)
			}
			for _, later := range []time.Duration{0, time.Hour} {
				d.now = d.now.Add(later)
				if again, added, err := d.intake.Submit(ctx, sub); added || err != nil || again.Claim != first.Claim {
					t.Errorf("after %v: %+v %v %v", later, again, added, err)
				}
			}
			d.now = at("2026-05-20T10:00")
		}
		other := d.scan(d.code(1))
		d.now = d.now.Add(domain.VisitTime + time.Second)
		if _, err := d.rate(other); !errors.Is(err, domain.ErrPassExpired) {
			t.Errorf("a new rating of an expired visit: %v", err)
		}
	})
}

// TestACodeThatIsHandedInItselfIsUsed checks that a program which submits the code itself can
// submit one rating with it.
func TestACodeThatIsHandedInItselfIsUsed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 3)
		right, err := d.visits.Read(context.Background(), d.code(0), "")
		if err != nil {
			t.Fatal(err)
		}
		if r, err := d.rate(right); err != nil || r.Verdict != domain.Counted || r.Claim == "" {
			t.Errorf("%+v %v", r, err)
		}
		if _, err := d.rate(right); !errors.Is(err, domain.ErrPassUsed) {
			t.Errorf("twice: %v", err)
		}
		if _, err := d.rate(d.scan(d.code(0))); err != nil {
			t.Errorf("another author: %v", err)
		}
	})
}

// TestARevokedTabletsCodesAreVoid revokes a tablet through one instance and scans its code at
// another.
func TestARevokedTabletsCodesAreVoid(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		city(t, a)
		d := openDesk(t, b, 1)
		key, err := d.visits.SlotKey(context.Background(), "tablet-1")
		if err != nil || string(key) != string(d.passes.SlotKey(d.tablet)) {
			t.Errorf("%x %v", key, err)
		}
		d.scan(d.code(0))
		revoked := d.tablet
		revoked.Revoked = d.now
		if err := a.SaveKiosk(context.Background(), revoked); err != nil {
			t.Fatal(err)
		}
		if _, err := d.visits.Open(context.Background(), d.code(0), ""); !errors.Is(err, domain.ErrPassInvalid) {
			t.Errorf("opened: %v", err)
		}
		for id, want := range map[string]error{"tablet-1": domain.ErrKioskRevoked, "unknown": domain.ErrKioskUnknown} {
			if _, err := d.visits.SlotKey(context.Background(), id); !errors.Is(err, want) {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}
