package journal_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/journal"
	"suaraloket/repository/testdb"
)

// mood is how a database behaves.
type mood int32

const (
	well   mood = iota
	away        // refuses at once
	silent      // accepts the query and never answers
	lost        // executes the query, and the answer is lost
	busy        // rolls back every new rating and every batch of more than one
	slow        // is alive and executes the query when it is well again
)

// flaky is a database whose mood the test sets.
type flaky struct {
	*repository.Store
	mood  atomic.Int32
	asked atomic.Int64 // how many ratings were submitted
	// settled is called before each batch is stored, stored after each success.
	settled, stored func([]domain.Entry)
}

func (f *flaky) become(m mood) { f.mood.Store(int32(m)) }

func (f *flaky) do(ctx context.Context, work func() error) error {
	switch mood(f.mood.Load()) {
	case away:
		return domain.ErrUnavailable
	case silent:
		<-ctx.Done()
		return domain.ErrUnavailable
	case slow:
		for mood(f.mood.Load()) == slow {
			select {
			case <-ctx.Done():
				return domain.ErrUnavailable
			case <-time.After(time.Millisecond):
			}
		}
	case busy:
		return fmt.Errorf("%w: %w", domain.ErrUnavailable, repository.ErrConflict)
	case lost:
		_ = work() // only the answer is lost
		return domain.ErrUnavailable
	}
	return work()
}

// Alive succeeds while the database is slow.
func (f *flaky) Alive(ctx context.Context) error {
	if mood(f.mood.Load()) == slow {
		return nil
	}
	return f.do(ctx, func() error { return f.Store.Alive(ctx) })
}

func (f *flaky) AddRating(ctx context.Context, e domain.Entry) (r domain.Rating, isNew bool, err error) {
	f.asked.Add(1)
	err = f.do(ctx, func() error { r, isNew, err = f.Store.AddRating(ctx, e); return err })
	return r, isNew, err
}

func (f *flaky) Settle(ctx context.Context, list []domain.Entry) error {
	if f.settled != nil {
		f.settled(list)
	}
	do := f.do
	if mood(f.mood.Load()) == busy && len(list) == 1 {
		do = func(_ context.Context, work func() error) error { return work() }
	}
	err := do(ctx, func() error { return f.Store.Settle(ctx, list) })
	if err == nil && f.stored != nil {
		f.stored(list)
	}
	return err
}

func (f *flaky) ChangeRating(ctx context.Context, id string, change func(*domain.Rating) (domain.Effects, error)) (r domain.Rating, err error) {
	err = f.do(ctx, func() error { r, err = f.Store.ChangeRating(ctx, id, change); return err })
	return r, err
}

func (f *flaky) Rating(ctx context.Context, id string) (r domain.Rating, err error) {
	err = f.do(ctx, func() error { r, err = f.Store.Rating(ctx, id); return err })
	return r, err
}

func (f *flaky) RatingOf(ctx context.Context, key string) (r domain.Rating, err error) {
	err = f.do(ctx, func() error { r, err = f.Store.RatingOf(ctx, key); return err })
	return r, err
}

func (f *flaky) Claimed(ctx context.Context, claims []string) (taken []string, err error) {
	err = f.do(ctx, func() error { taken, err = f.Store.Claimed(ctx, claims); return err })
	return taken, err
}

func (f *flaky) LatestByAuthor(ctx context.Context, author, counter string) (r domain.Rating, err error) {
	err = f.do(ctx, func() error { r, err = f.Store.LatestByAuthor(ctx, author, counter); return err })
	return r, err
}

func (f *flaky) RosterVersion(ctx context.Context) (v string, err error) {
	err = f.do(ctx, func() error { v, err = f.Store.RosterVersion(ctx); return err })
	return v, err
}

func (f *flaky) RosterSnapshot(ctx context.Context, since time.Time) (l domain.RosterSnapshot, err error) {
	err = f.do(ctx, func() error { l, err = f.Store.RosterSnapshot(ctx, since); return err })
	return l, err
}

func (f *flaky) Language(ctx context.Context, author string) (lang string, err error) {
	err = f.do(ctx, func() error { lang, err = f.Store.Language(ctx, author); return err })
	return lang, err
}

func (f *flaky) AddTicket(ctx context.Context, t domain.Ticket) (kept domain.Ticket, added bool, err error) {
	err = f.do(ctx, func() error { kept, added, err = f.Store.AddTicket(ctx, t); return err })
	return kept, added, err
}

func (f *flaky) Ticket(ctx context.Context, number string) (t domain.Ticket, err error) {
	err = f.do(ctx, func() error { t, err = f.Store.Ticket(ctx, number); return err })
	return t, err
}

func (f *flaky) Ready(ctx context.Context) error {
	return f.do(ctx, func() error { return f.Store.Ready(ctx) })
}

func (f *flaky) Writable(ctx context.Context) error {
	return f.do(ctx, func() error { return f.Store.Writable(ctx) })
}

// hall is a counter with a journal in front of its database.
type hall struct {
	t        testing.TB
	dir      string
	limit    int64
	patience time.Duration
	main     *flaky
	journal  *journal.Journal
	roster   *domain.Roster
	intake   *domain.Intake
	stop     func()
}

var (
	dawn  = time.Date(2026, 5, 20, 10, 0, 0, 0, time.FixedZone("WIB", 7*3600))
	steps atomic.Int64
)

// now advances by a millisecond at every call, so that no two times are equal.
func now() time.Time { return dawn.Add(time.Duration(steps.Add(1)) * time.Millisecond) }

// open fills the database and starts a journal in front of it.
func open(t testing.TB, store *repository.Store) *hall {
	t.Helper()
	h := &hall{t: t, dir: t.TempDir(), main: &flaky{Store: store}}
	h.fill()
	h.start()
	return h
}

// openImpatient is open for ratings that wait only a short time for the database.
func openImpatient(t testing.TB, store *repository.Store) *hall {
	t.Helper()
	h := &hall{t: t, dir: t.TempDir(), patience: 100 * time.Millisecond, main: &flaky{Store: store}}
	h.fill()
	h.start()
	return h
}

func (h *hall) fill() {
	h.t.Helper()
	ctx := context.Background()
	unit := domain.Unit{Code: "DKC", Name: "Pelayanan", Agency: domain.Agency{Code: "D", Name: "Dinas", Internal: true}}
	h.ok(h.main.SaveCounters(ctx, []domain.Counter{{Code: "DKC-01", Name: "Loket 1", Unit: unit}}))
	h.ok(h.main.SaveOfficers(ctx, []domain.Officer{{Code: "P-01", Name: "Siti", NIP: "198501012010012001", Unit: "DKC", Active: true}}))
	h.ok(h.main.SaveDuties(ctx, []domain.Duty{{ID: uuid.NewString(), Officer: "P-01", Counter: "DKC-01", From: now().AddDate(0, -1, 0)}}))
	h.ok(h.main.SaveKiosk(ctx, domain.Kiosk{ID: "tablet-1", Counter: "DKC-01", KeyHash: domain.HashKey("key")}))
}

// start starts the program; the end of the test stops it.
func (h *hall) start() {
	h.t.Helper()
	h.ok(h.tryStart(func(context.Context) error { return nil }))
}

func (h *hall) tryStart(prepare func(context.Context) error) error {
	testdb.PrepareSQLite(h.t, h.dir+"/journal-1.db")
	j, err := journal.Open(context.Background(), h.main, journal.Options{
		Dir: h.dir, Instance: "1", Limit: h.limit, Probe: 5 * time.Millisecond, Patience: h.patience, Clock: now, Logger: slog.New(slog.DiscardHandler),
		Prepare: func(ctx context.Context) error { return h.main.do(ctx, func() error { return prepare(ctx) }) },
	})
	h.ok(err)
	h.journal, h.roster = j, domain.NewRoster(j, nil, now)
	h.intake = domain.NewIntake(h.roster, j, now, domain.Limits{})
	if err := j.Begin(context.Background(), h.roster); err != nil {
		h.ok(j.Close())
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		j.Run(ctx, h.roster)
	}()
	stopped := false
	h.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		<-done
		h.ok(j.Close())
	}
	h.t.Cleanup(h.stop)
	return nil
}

func (h *hall) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func kiosk(value int) domain.Submission {
	return domain.Submission{ID: uuid.NewString(), Value: value, Right: domain.Right{
		Counter: "DKC-01", Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "tablet-1",
	}}
}

func visit(number string, value int) domain.Submission {
	return domain.Submission{ID: uuid.NewString(), Value: value, Right: domain.Right{
		Counter: "DKC-01", Channel: domain.ChannelPage, Assurance: domain.AssurancePoster, Visit: number, Expires: dawn.Add(time.Hour),
	}}
}

// submit submits a rating and fails the test unless it is accepted as new.
func (h *hall) submit(s domain.Submission) domain.Rating {
	h.t.Helper()
	r, isNew, err := h.intake.Submit(context.Background(), s)
	if err != nil || !isNew {
		h.t.Fatal(isNew, err)
	}
	return r
}

func (h *hall) change(s domain.Submission, value int) (domain.Rating, error) {
	return h.intake.Change(context.Background(), s.ID, s.Right, domain.Change{Value: &value})
}

// drained waits until the database is back and no rating waits.
func (h *hall) drained() {
	h.t.Helper()
	h.until("the journal is drained", func() bool {
		b, err := h.journal.Backlog(context.Background())
		h.ok(err)
		return !b.Away && b.Ratings == 0
	})
}

func (h *hall) until(what string, holds func() bool) {
	h.t.Helper()
	testdb.Await(h.t, what, holds, func() any { return [2]any{h.journal.Away(), h.waits()} })
}

func (h *hall) waits() int64 {
	h.t.Helper()
	b, err := h.journal.Backlog(context.Background())
	h.ok(err)
	return b.Ratings
}

// stored reads a rating from the database itself.
func (h *hall) stored(id string) domain.Rating {
	h.t.Helper()
	r, err := h.main.Store.Rating(context.Background(), id)
	h.ok(err)
	return r
}

// counted returns how many ratings the tallies count, and how many are held.
func (h *hall) counted() (n, held int64) {
	h.t.Helper()
	lines, err := h.main.Tallies(context.Background(), "2000-01", "2100-01")
	h.ok(err)
	for _, line := range lines {
		n, held = n+line.Counts.N(), held+line.Held
	}
	return n, held
}

// each runs a test with a journal in front of every kind of database.
func each(t *testing.T, test func(t *testing.T, h *hall)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *repository.Store) { test(t, open(t, s)) })
}

func (f *flaky) RatingsBy(ctx context.Context, authors []string) (list []domain.Rating, err error) {
	err = f.do(ctx, func() error { list, err = f.Store.RatingsBy(ctx, authors); return err })
	return list, err
}

func (f *flaky) Anonymize(ctx context.Context, authors []string, since domain.Day, cut func(*domain.Rating), after func(int) domain.Effects) error {
	return f.do(ctx, func() error { return f.Store.Anonymize(ctx, authors, since, cut, after) })
}

func (f *flaky) Spent(ctx context.Context, key string) (spent bool, err error) {
	err = f.do(ctx, func() error { spent, err = f.Store.Spent(ctx, key); return err })
	return spent, err
}

func (f *flaky) FinishUpdate(ctx context.Context, a domain.Effects) error {
	return f.do(ctx, func() error { return f.Store.FinishUpdate(ctx, a) })
}

func (f *flaky) TakeEffects(ctx context.Context, list []domain.Effects) error {
	return f.do(ctx, func() error { return f.Store.TakeEffects(ctx, list) })
}

func (f *flaky) DoneUpdates(ctx context.Context, updates []string) (done []string, err error) {
	err = f.do(ctx, func() error { done, err = f.Store.DoneUpdates(ctx, updates); return err })
	return done, err
}

func (f *flaky) Messages(ctx context.Context, shared bool, n int) (messages []domain.Message, err error) {
	err = f.do(ctx, func() error { messages, err = f.Store.Messages(ctx, shared, n); return err })
	return messages, err
}

func (f *flaky) DeleteMessages(ctx context.Context, ids []string) error {
	return f.do(ctx, func() error { return f.Store.DeleteMessages(ctx, ids) })
}
