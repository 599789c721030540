package server

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/review"
)

// figuresLook is the least pause between two runs of the rules and of the publication. A run
// that takes long is followed by a pause of figuresRest times as long.
const (
	figuresLook = 30 * time.Second
	figuresRest = 20
)

// watchFigures judges new ratings by the rules and then publishes the figures of closed units;
// once a day it destroys old originals of comments. It runs until ctx ends.
func (s *Server) watchFigures(ctx context.Context) {
	retention := review.NewRetention(s.Store, s.Config.Integrity.OriginalsDays, s.Clock)
	var swept domain.Day
	for ctx.Err() == nil {
		began := time.Now()
		if today := domain.DayOf(s.Clock()); today != swept {
			err := retention.Run(ctx)
			if err == nil {
				swept = today
			}
			s.reportFailure(ctx, "originals of comments not destroyed", err)
		}
		s.judgeRatings(ctx)
		s.reportFailure(ctx, "figures not published", s.Publisher.Run(ctx))
		select {
		case <-ctx.Done():
		case <-time.After(max(figuresLook, figuresRest*time.Since(began))):
		}
	}
}

// The keys of authors are looked after every hour, soon again after a failure.
const (
	authorsLook  = time.Hour
	authorsRetry = time.Minute
)

// watchAuthors reads the key of this quarter, before an outage in which phones and chats need
// it, and destroys those of past quarters, until ctx ends.
func (s *Server) watchAuthors(ctx context.Context) {
	for ctx.Err() == nil {
		err := errors.Join(s.Authors.Ready(ctx), s.Authors.Destroy(ctx))
		s.reportFailure(ctx, "keys of authors not looked after", err)
		wait := authorsLook
		if err != nil {
			wait = authorsRetry
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

func (s *Server) judgeRatings(ctx context.Context) {
	changed, err := s.Sweeper.Run(ctx)
	if changed > 0 {
		s.Logger.Info("verdicts changed by rules", "component", "figures", "ratings", changed)
	}
	s.reportFailure(ctx, "ratings not judged", err)
}

// reportFailure logs a failure. An unavailable database is logged by the journal.
func (s *Server) reportFailure(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil && !errors.Is(err, domain.ErrUnavailable) {
		s.Logger.Warn(what, "component", "figures", "error", err.Error())
	}
}
