package domain_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
)

// atlas is a RosterSnapshotStore in memory that counts how often it is read.
type atlas struct {
	mu       sync.Mutex
	snapshot domain.RosterSnapshot
	err      error
	reads    int
}

func (a *atlas) RosterVersion(context.Context) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.snapshot.Version, a.err
}

func (a *atlas) RosterSnapshot(context.Context, time.Time) (domain.RosterSnapshot, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reads++
	return a.snapshot, a.err
}

func (a *atlas) change(change func(*atlas)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change(a)
}

func oneCounter(version string, codes ...string) domain.RosterSnapshot {
	l := domain.RosterSnapshot{Version: version, Kiosks: []domain.Kiosk{{ID: "t", Counter: codes[0], KeyHash: "hash"}}}
	for _, code := range codes {
		l.Counters = append(l.Counters, domain.Counter{Code: code})
	}
	return l
}

func morning() time.Time { return time.Date(2026, 5, 20, 8, 0, 0, 0, time.UTC) }

func TestRosterIsReadOnceAndAgainForUnknownCodes(t *testing.T) {
	ctx, store := context.Background(), &atlas{snapshot: oneCounter("1", "A-01")}
	p := domain.NewRoster(store, nil, morning)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := p.Counter(ctx, "a-01"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if store.reads != 1 {
		t.Errorf("read %d times", store.reads)
	}
	if _, err := p.Counter(ctx, "B-01"); !errors.Is(err, domain.ErrCounterUnknown) || store.reads != 1 {
		t.Errorf("unknown: %v after %d reads", err, store.reads)
	}
	store.change(func(a *atlas) { a.snapshot = oneCounter("2", "A-01", "B-01") })
	if _, err := p.Counter(ctx, "B-01"); err != nil || store.reads != 2 {
		t.Errorf("new: %v after %d reads", err, store.reads)
	}
}

func TestNothingIsUnknownWhileTheDatabaseIsAway(t *testing.T) {
	ctx, store := context.Background(), &atlas{err: domain.ErrUnavailable}
	p := domain.NewRoster(store, nil, morning)
	if _, err := p.Counter(ctx, "A-01"); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("empty cache: %v", err)
	}
	p.Preload(oneCounter("1", "A-01"))
	if _, err := p.Counter(ctx, "A-01"); err != nil {
		t.Errorf("from the copy: %v", err)
	}
	for _, err := range []error{second(p.Counter(ctx, "B-01")), second(p.Kiosk(ctx, "other"))} {
		if !errors.Is(err, domain.ErrUnavailable) {
			t.Errorf("not in the copy: %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// The lookup agrees with the list of duties, also for duties that overlap, end before
// they begin or never end.
func TestOnDutyListsOfficersWithACoveringDuty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l, want := oneCounter("1", "A-01"), map[string]bool{}
		asked := morning().Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "asked")) * time.Hour)
		for i := range rapid.IntRange(0, 12).Draw(rt, "duties") {
			d := domain.Duty{Officer: string(rune('a' + i%4)), Counter: "A-01"}
			d.From = morning().Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "from")) * time.Hour)
			if rapid.IntRange(0, 5).Draw(rt, "ends unless 0") != 0 {
				d.To = morning().Add(time.Duration(rapid.IntRange(0, 22).Draw(rt, "to")) * time.Hour)
			}
			l.Duties = append(l.Duties, d)
			want[d.Officer] = want[d.Officer] || d.Covers(asked) && d.Officer != "c"
		}
		for _, code := range []string{"a", "b", "c", "d"} {
			l.Officers = append(l.Officers, domain.Officer{Code: code, Active: code != "c"})
		}
		p := domain.NewRoster(&atlas{}, nil, morning)
		p.Preload(l)
		list, err := p.OnDuty(context.Background(), "A-01", asked)
		for i, o := range list {
			if !want[o.Code] || i > 0 && list[i-1].Code >= o.Code {
				rt.Fatalf("%v on duty, want %v", list, want)
			}
			delete(want, o.Code)
		}
		for code, missing := range want {
			if missing || err != nil {
				rt.Fatalf("%s is missing of %v, %v", code, list, err)
			}
		}
	})
}
