package journal_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func TestAcceptedWhileAwayIsStoredOnceAndInOrder(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		var order []string
		h.main.stored = func(list []domain.Entry) {
			for _, e := range list {
				order = append(order, e.Rating.ID)
			}
		}
		h.submit(kiosk(4))
		h.main.become(away)
		var ids []string
		for i := range 30 {
			s := kiosk(i%4 + 1)
			ids = append(ids, s.ID)
			h.submit(s)
			if _, isNew, err := h.intake.Submit(context.Background(), s); isNew || err != nil {
				t.Fatal("the repeat:", isNew, err)
			}
		}
		if n := h.waits(); n != 30 {
			t.Errorf("%d wait", n)
		}
		if err := h.journal.Ready(context.Background()); err != nil {
			t.Errorf("not ready: %v", err)
		}
		h.main.become(well)
		h.drained()
		if !slices.Equal(order, ids) {
			t.Errorf("stored %v\naccepted %v", order, ids)
		}
		if n, held := h.counted(); n != 31 || held != 0 {
			t.Errorf("counted %d, held %d", n, held)
		}
		for _, id := range ids {
			if h.stored(id).Officer != "P-01" {
				t.Errorf("%s has no officer", id)
			}
		}
	})
}

func TestTheJournalSurvivesACrash(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.until("the roster is copied", func() bool { return h.copied() })
		h.main.become(away)
		first := kiosk(3)
		h.submit(first)
		h.stop()
		h.start() // without the database
		second := kiosk(2)
		h.submit(second)
		if _, err := h.roster.Kiosk(context.Background(), domain.HashKey("key")); err != nil {
			t.Errorf("the tablet is unknown: %v", err)
		}
		h.main.become(well)
		h.drained()
		if h.stored(first.ID).Value != 3 || h.stored(second.ID).Value != 2 {
			t.Error("the stored values differ from the submitted ones")
		}
		if n, _ := h.counted(); n != 2 {
			t.Errorf("counted %d", n)
		}
	})
}

// copied reports whether the journal has the places that a start without the database needs.
func (h *hall) copied() bool {
	h.t.Helper()
	local := testdb.Open(h.t, repository.SQLite, h.dir+"/journal-1.db")
	snapshot, err := local.RosterSnapshot(context.Background(), now())
	h.ok(err)
	for _, o := range snapshot.Officers {
		if o.NIP != "" {
			h.t.Error("the journal contains a NIP")
		}
	}
	return len(snapshot.Counters) == 1 && len(snapshot.Kiosks) == 1 && len(snapshot.Duties) == 1
}

func TestAFirstStartNeedsTheDatabase(t *testing.T) {
	h := &hall{t: t, dir: t.TempDir(), main: &flaky{Store: testdb.SQLite(t)}}
	h.main.become(away)
	if err := h.tryStart(func(context.Context) error { return nil }); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("started with %v", err)
	}
}

func TestTheDatabaseIsPreparedBeforeAnythingIsStored(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.until("the roster is copied", func() bool { return h.copied() })
		h.stop()
		h.main.become(away)
		prepared := false
		h.ok(h.tryStart(func(context.Context) error { prepared = true; return nil }))
		h.main.settled = func([]domain.Entry) {
			if !prepared {
				t.Error("stored in a database that was not prepared")
			}
		}
		h.submit(kiosk(1))
		h.main.become(well)
		h.drained()
		if !prepared {
			t.Error("never prepared")
		}
	})
}

// TestWhatContradictsIsKeptAndHeld accepts ratings during an outage that the database would
// have refused.
func TestWhatContradictsIsKeptAndHeld(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		rated, sent := visit("v1", 4), kiosk(4)
		h.submit(rated)
		h.submit(sent)
		h.main.become(away)
		again, other := visit("v1", 1), sent
		other.Value = 1
		h.submit(again)
		h.submit(other)
		if _, _, err := h.intake.Submit(context.Background(), visit("v1", 2)); !errors.Is(err, domain.ErrPassUsed) {
			t.Errorf("twice within the journal: %v", err)
		}
		h.main.become(well)
		h.drained()
		if r := h.stored(again.ID); !slices.Equal(r.Holds, []domain.HoldReason{domain.HoldAlreadyRated}) || r.Visit != "v1" {
			t.Errorf("the second rating of the visit: %+v", r)
		}
		if r := h.stored(sent.ID); r.Value != 4 || r.Verdict != domain.Counted {
			t.Errorf("the first rating with the id: %+v", r)
		}
		if n, held := h.counted(); n != 2 || held != 2 {
			t.Errorf("counted %d, held %d", n, held)
		}
	})
}

func TestAnAnswerThatIsLostStoresOnce(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.submit(kiosk(1))
		h.main.become(lost)
		s := kiosk(3)
		h.submit(s)
		if n, _ := h.counted(); n != 2 {
			t.Fatalf("the database has %d ratings", n)
		}
		if _, err := h.change(s, 2); err != nil {
			t.Errorf("changed in the journal: %v", err)
		}
		h.main.become(well)
		h.drained()
		if n, _ := h.counted(); n != 2 || h.stored(s.ID).Value != 2 {
			t.Errorf("counted %d, value %d", n, h.stored(s.ID).Value)
		}
	})
}

func TestASilentDatabaseDelaysOnlyTheFirst(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h := openImpatient(t, s)
		h.submit(kiosk(1))
		h.main.become(silent)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { h.submit(kiosk(4)) })
		}
		all.Wait()
		if !h.journal.Away() || h.waits() != 20 {
			t.Errorf("away %v, %d wait", h.journal.Away(), h.waits())
		}
		h.main.become(well)
		h.drained()
		if n, _ := h.counted(); n != 21 {
			t.Errorf("counted %d", n)
		}
	})
}

// TestASlowDatabaseIsNotAway submits ratings that wait in the journal for a database that is
// alive but commits nothing in time.
func TestASlowDatabaseIsNotAway(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h := openImpatient(t, s)
		before := h.main.asked.Load()
		h.main.become(slow)
		for range 20 {
			h.submit(kiosk(4))
		}
		if asked := h.main.asked.Load() - before; asked != 1 {
			t.Errorf("%d ratings waited for the slow database", asked)
		}
		if h.journal.Away() || !h.journal.Slow() {
			t.Errorf("away %v, slow %v", h.journal.Away(), h.journal.Slow())
		}
		h.main.become(well)
		h.drained()
		if n, _ := h.counted(); n != 20 {
			t.Errorf("counted %d", n)
		}
	})
}

func TestChangesGoWhereTheRatingIs(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		before := kiosk(4)
		h.submit(before)
		h.main.become(away)
		if _, err := h.change(before, 1); !errors.Is(err, domain.ErrUnavailable) {
			t.Errorf("a rating that only the database has: %v", err)
		}
		meanwhile := kiosk(4)
		h.submit(meanwhile)
		if r, err := h.change(meanwhile, 1); err != nil || r.Value != 1 {
			t.Errorf("a rating that waits: %+v %v", r, err)
		}
		late := kiosk(4)
		h.submit(late)
		h.main.settled = func([]domain.Entry) { // during the hand-over
			h.main.settled = nil
			if _, err := h.change(late, 2); err != nil {
				t.Error(err)
			}
		}
		h.main.become(well)
		h.drained()
		if a, b := h.stored(meanwhile.ID).Value, h.stored(late.ID).Value; a != 1 || b != 2 {
			t.Errorf("values %d and %d", a, b)
		}
		if n, _ := h.counted(); n != 3 {
			t.Errorf("counted %d", n)
		}
	})
}

func TestAFullJournalRefuses(t *testing.T) {
	h := &hall{t: t, dir: t.TempDir(), limit: 2, main: &flaky{Store: testdb.SQLite(t)}}
	h.fill()
	h.start()
	h.submit(kiosk(1))
	h.main.become(away)
	h.submit(kiosk(1))
	h.submit(kiosk(1))
	if _, _, err := h.intake.Submit(context.Background(), kiosk(1)); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("the third: %v", err)
	}
	if err := h.journal.Ready(context.Background()); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("ready: %v", err)
	}
	h.main.become(well)
	h.drained()
	h.submit(kiosk(1))
}

// TestABadRatingBlocksNoOther puts a rating into the journal that the database always refuses.
func TestABadRatingBlocksNoOther(t *testing.T) {
	dsn := t.TempDir() + "/main.db"
	h := open(t, testdb.Open(t, repository.SQLite, dsn))
	h.submit(kiosk(1))
	h.main.become(away)
	good, bad, late := kiosk(2), kiosk(3), kiosk(4)
	h.submit(good)
	h.submit(bad)
	h.submit(late)
	testdb.Forbid(t, dsn, bad.ID)
	h.main.become(well)
	h.until("the others are stored", func() bool { n, _ := h.counted(); return n == 3 })
	h.until("the journal has deleted them", func() bool { return h.waits() == 1 })
	if h.stored(good.ID).Value != 2 || h.stored(late.ID).Value != 4 {
		t.Error("the stored values differ from the submitted ones")
	}
}

// TestConflictsDoNotMeanAway: a database that prefers other transactions is not away, and what
// the journal took meanwhile is stored one by one.
func TestConflictsDoNotMeanAway(t *testing.T) {
	h := open(t, testdb.SQLite(t))
	h.main.become(busy)
	for value := range 4 {
		h.submit(kiosk(value + 1))
		if h.journal.Away() {
			t.Fatal("the database is taken for away")
		}
	}
	h.until("all are stored", func() bool { n, _ := h.counted(); return n == 4 })
	h.until("the journal is empty", func() bool { return h.waits() == 0 })
}

// TestAcknowledgedIsStored runs random moods, ratings, repeats, changes and crashes, and
// compares the confirmed ratings with the database at the end.
func TestAcknowledgedIsStored(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.submit(kiosk(1))
		h.until("the roster is copied", func() bool { return h.copied() })
		total := int64(1)
		rapid.Check(t, func(rt *rapid.T) {
			want, given := map[string]int{}, []domain.Submission{}
			rt.Repeat(map[string]func(*rapid.T){
				"mood": func(rt *rapid.T) { h.main.become(rapid.SampledFrom([]mood{well, away, lost}).Draw(rt, "mood")) },
				"rate": func(rt *rapid.T) {
					s := kiosk(rapid.IntRange(1, 4).Draw(rt, "value"))
					h.submit(s)
					want[s.ID], given = s.Value, append(given, s)
				},
				"repeat": func(rt *rapid.T) {
					if len(given) == 0 {
						rt.Skip()
					}
					s := rapid.SampledFrom(given).Draw(rt, "repeated")
					if r, _, err := h.intake.Submit(context.Background(), s); err != nil || r.ID != s.ID {
						rt.Fatal(r.ID, err)
					}
				},
				"change": func(rt *rapid.T) {
					if len(given) == 0 {
						rt.Skip()
					}
					s, value := rapid.SampledFrom(given).Draw(rt, "changed"), rapid.IntRange(1, 4).Draw(rt, "to")
					if _, err := h.change(s, value); err == nil {
						want[s.ID] = value
					} else if !errors.Is(err, domain.ErrUnavailable) {
						rt.Fatal(err)
					} else if mood(h.main.mood.Load()) == lost {
						h.main.become(well) // a change whose answer is lost may have been made: retry it
						h.until("the change is made", func() bool { _, err := h.change(s, value); return err == nil })
						want[s.ID] = value
					}
				},
				"crash": func(rt *rapid.T) {
					if rapid.IntRange(0, 9).Draw(rt, "crashes when 0") != 0 {
						return
					}
					h.stop()
					h.start()
				},
			})
			h.main.become(well)
			h.drained()
			for id, value := range want {
				if got := h.stored(id).Value; got != value {
					rt.Fatalf("%s is %d, confirmed %d", id, got, value)
				}
			}
			total += int64(len(want))
			if n, held := h.counted(); n != total || held != 0 {
				rt.Fatalf("counted %d, held %d, confirmed %d", n, held, total)
			}
		})
	})
}

func TestAnAuthorRatesOnce(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		chat := func() domain.Submission {
			return domain.Submission{ID: uuid.NewString(), Value: 3, Right: domain.Right{
				Counter: "DKC-01", Channel: domain.ChannelTelegram, Assurance: domain.AssurancePoster, Author: "author",
			}}
		}
		h.main.become(away)
		first := chat()
		h.submit(first)
		if _, _, err := h.intake.Submit(context.Background(), chat()); !errors.Is(err, domain.ErrAlreadyRated) {
			t.Errorf("twice: %v", err)
		}
		if r, err := h.intake.Given(context.Background(), "author", "DKC-01"); err != nil || r.ID != first.ID {
			t.Errorf("given: %v %v", r.ID, err)
		}
		if lang, err := h.journal.Language(context.Background(), "author"); lang != "" || err != nil {
			t.Errorf("language: %q %v", lang, err)
		}
		h.main.become(well)
		h.drained()
		if r, err := h.intake.Given(context.Background(), "author", ""); err != nil || r.ID != first.ID {
			t.Errorf("stored: %v %v", r.ID, err)
		}
	})
}
