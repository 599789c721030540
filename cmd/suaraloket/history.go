package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"suaraloket/cmd/suaraloket/server"
	"suaraloket/domain"
	"suaraloket/domain/sample"
)

// How the history is handed in: so many at once, so that they share commits, and
// after so many the place is noted from which an interrupted start goes on.
const (
	historyAtOnce = 64
	historyChunk  = 4096
	historyNote   = "demo_history"
)

// history hands the sample's ratings in through the same door as a resident's, each
// at the time at which it was given. Ids do not change, so that what an
// interrupted start has stored is not stored twice.
func (d *demo) history(ctx context.Context, s *server.Server, city *sample.City) error {
	note, err := s.Store.Note(ctx, historyNote)
	if err != nil || note == "done" {
		return err
	}
	done, _ := strconv.Atoi(note)
	began, n := time.Now(), 0
	chunk := make([]sample.Visit, 0, historyChunk)
	hand := func() error {
		if err := d.handIn(ctx, s, chunk); err != nil {
			return err
		}
		chunk = chunk[:0]
		fmt.Fprintf(s.Stdout, "sample ratings: %d\n", n)
		return s.Store.SetNote(ctx, historyNote, strconv.Itoa(n))
	}
	for visit := range city.Visits() {
		if n++; n <= done {
			continue
		}
		if chunk = append(chunk, visit); len(chunk) == historyChunk {
			if err := hand(); err != nil {
				return err
			}
		}
	}
	if err := hand(); err != nil {
		return err
	}
	s.Logger.Info("sample ratings stored", "ratings", n, "took", time.Since(began).Round(time.Millisecond))
	return s.Store.SetNote(ctx, historyNote, "done")
}

func (d *demo) handIn(ctx context.Context, s *server.Server, visits []sample.Visit) error {
	next := make(chan sample.Visit)
	errs := make([]error, historyAtOnce)
	var workers sync.WaitGroup
	began := s.Clock().AddDate(0, -d.months-1, 0)
	roster := domain.NewRoster(s.Store, s.Store, func() time.Time { return began }) // with the duties of all those months
	for i := range historyAtOnce {
		workers.Go(func() { errs[i] = handInEach(ctx, s, roster, next) })
	}
	for _, visit := range visits {
		next <- visit
	}
	close(next)
	workers.Wait()
	return errors.Join(errs...)
}

// handInEach submits with a clock that shows the time of each visit. After a failure
// it goes on taking visits, so that the others do not wait, and reports the first.
func handInEach(ctx context.Context, s *server.Server, roster *domain.Roster, visits <-chan sample.Visit) (first error) {
	var now time.Time
	in := domain.NewIntake(roster, s.Store, func() time.Time { return now }, domain.Limits{Fees: s.Fees, Screening: s.Screening})
	for visit := range visits {
		if first != nil {
			continue
		}
		now = visit.At
		_, _, first = in.Submit(ctx, visit.Submission)
	}
	return first
}
