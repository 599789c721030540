package journal

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
	"suaraloket/repository"
)

// How the journal is drained: ratings in one transaction, its timeout, and the intervals of
// probes and copies.
const (
	drainBatch   = 400
	drainTime    = 70 * time.Second // longer than the slowest commit
	probeEvery   = 500 * time.Millisecond
	probeTime    = 2 * time.Second
	copyEvery    = 2 * time.Second
	refusedAgain = 10 * time.Second // when refused ratings are retried
)

// Run watches the database until ctx ends: it notices when the database is back, drains
// the journal, and keeps the copy of the roster current.
func (j *Journal) Run(ctx context.Context, roster *domain.Roster) {
	tick := time.NewTicker(j.Probe)
	defer tick.Stop()
	var copied, refused time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if j.Away() {
			if !j.probe(ctx) {
				continue
			}
			refused = time.Time{}
		}
		j.settleDebt(ctx)
		if time.Since(copied) >= copyEvery {
			copied = time.Now()
			j.Copy(ctx, roster)
		}
		if j.local.Held() > 0 && time.Since(refused) > refusedAgain && j.Drain(ctx) > 0 {
			refused = time.Now()
		}
	}
}

// probe asks whether the database takes ratings again.
func (j *Journal) probe(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	err := j.main.Writable(ctx)
	if err == nil || !j.prepared && !errors.Is(err, domain.ErrUnavailable) { // there may be no table yet
		err = j.prepare(context.WithoutCancel(ctx))
	}
	if err != nil {
		if !errors.Is(err, domain.ErrUnavailable) {
			j.Logger.Error("database answers but cannot be used", "component", "journal", "error", err.Error())
		}
		return false
	}
	j.regain()
	return true
}

// Drain stores the ratings of the journal in the database, the oldest first, and returns
// how many the database refused. It stops when the database is away again.
func (j *Journal) Drain(ctx context.Context) (refused int) {
	began, before := time.Now(), j.local.Held()
	place := int64(0)
	for ctx.Err() == nil {
		list, err := j.local.Oldest(ctx, place, drainBatch)
		if err != nil {
			j.Logger.Error("cannot read the journal", "component", "journal", "error", err.Error())
			return 1
		}
		if len(list) == 0 {
			break
		}
		place = list[len(list)-1].Place
		n, err := j.settle(ctx, list)
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			j.timeout(ctx, err)
			return 1 // tried again later, or when the database is back
		case err != nil:
			j.lose(err)
			return 0
		}
		refused += n
	}
	j.Logger.Info("journal drained", "component", "journal", "ratings", before, "took", time.Since(began).Round(time.Millisecond), "left", j.local.Held())
	return refused
}

// settle stores ratings in the database and deletes them from the journal. When the batch
// is refused or conflicts with other transactions, each rating is tried alone, so that a bad
// one does not block the others and a small transaction gets its turn;
// refused counts those that stay. An error says that the database is away.
func (j *Journal) settle(ctx context.Context, list []repository.Waiting) (refused int, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	entries := make([]domain.Entry, len(list))
	for i, w := range list {
		entries[i] = domain.Entry{Rating: w.Rating, Interval: j.Interval}
	}
	err = j.main.Settle(ctx, entries)
	switch {
	case err == nil:
		j.wrote()
		j.forget(ctx, list)
		return 0, nil
	case errors.Is(err, repository.ErrConflict) && len(list) == 1:
		return 1, nil // tried again
	case errors.Is(err, domain.ErrUnavailable) && !errors.Is(err, repository.ErrConflict):
		return 0, err
	case len(list) == 1:
		j.Logger.Error("database refused a rating, it stays in the journal", "component", "journal", "rating", list[0].Rating.ID, "error", err.Error())
		return 1, nil
	}
	for i := range list {
		n, err := j.settle(ctx, list[i:i+1])
		if err != nil {
			return refused, err
		}
		refused += n
	}
	return refused, nil
}

// forget deletes stored ratings from the journal. One that it cannot delete is stored
// again, which changes nothing.
func (j *Journal) forget(ctx context.Context, list []repository.Waiting) {
	if err := j.local.Forget(ctx, list); err != nil {
		j.Logger.Error("cannot delete stored ratings from the journal", "component", "journal", "error", err.Error())
	}
}

// Copy refreshes the roster and keeps a copy of it for a start without the database.
func (j *Journal) Copy(ctx context.Context, roster *domain.Roster) {
	j.copying.Lock()
	defer j.copying.Unlock()
	if err := roster.Refresh(ctx); err != nil {
		return
	}
	snapshot, known := roster.Snapshot()
	if !known || snapshot.Version == j.copied {
		return
	}
	if err := j.local.SetRosterSnapshot(ctx, snapshot); err != nil {
		j.Logger.Warn("cannot copy the roster to the journal", "component", "journal", "error", err.Error())
		return
	}
	j.copied = snapshot.Version
}
