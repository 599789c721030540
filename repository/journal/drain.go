package journal

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
	"suaraloket/repository"
)

// How the journal is drained: so many ratings in one transaction of the database,
// and so often it is asked whether it is back.
const (
	drainBatch   = 400
	drainTime    = 70 * time.Second // longer than the slowest commit
	probeEvery   = 500 * time.Millisecond
	probeTime    = 2 * time.Second
	copyEvery    = 2 * time.Second
	refusedAgain = 10 * time.Second // when what the database refused is tried again
)

// Run watches the database until ctx ends: it notes when it is back, stores what
// waits, and keeps the copy of the layout like the places'.
func (j *Journal) Run(ctx context.Context, places *domain.Places) {
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
			j.Copy(ctx, places)
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
			j.Logger.Error("database answers and cannot be used", "error", err.Error())
		}
		return false
	}
	j.regain()
	return true
}

// Drain stores what waits, the oldest first, and gives how many ratings the database
// refused. It stops when the database is lost again.
func (j *Journal) Drain(ctx context.Context) (refused int) {
	began, before := time.Now(), j.local.Held()
	place := int64(0)
	for ctx.Err() == nil {
		list, err := j.local.Oldest(ctx, place, drainBatch)
		if err != nil {
			j.Logger.Error("journal cannot be read", "error", err.Error())
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
	j.Logger.Info("journal drained", "ratings", before, "took", time.Since(began).Round(time.Millisecond), "left", j.local.Held())
	return refused
}

// settle hands ratings over and forgets them. When all together are refused, each is
// tried alone, so that a bad one stays behind and holds up nobody: refused is how
// many did. An error says that the database is away.
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
		j.forget(ctx, list)
		return 0, nil
	case errors.Is(err, domain.ErrUnavailable):
		return 0, err
	case len(list) == 1:
		j.Logger.Error("a rating of the journal cannot be stored, it stays there", "rating", list[0].Rating.ID, "error", err.Error())
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

// forget removes what is stored. What it cannot remove is handed over once more,
// which changes nothing.
func (j *Journal) forget(ctx context.Context, list []repository.Waiting) {
	if err := j.local.Forget(ctx, list); err != nil {
		j.Logger.Error("journal cannot forget what is stored", "error", err.Error())
	}
}

// Copy looks whether the layout has changed and keeps a copy for a start without the
// database.
func (j *Journal) Copy(ctx context.Context, places *domain.Places) {
	j.copying.Lock()
	defer j.copying.Unlock()
	if err := places.Refresh(ctx); err != nil {
		return
	}
	layout, known := places.Known()
	if !known || layout.Version == j.copied {
		return
	}
	if err := j.local.SetLayout(ctx, layout); err != nil {
		j.Logger.Warn("journal keeps no copy of the layout", "error", err.Error())
		return
	}
	j.copied = layout.Version
}
