package server

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
)

// publicationLook is the interval between checks for units that have closed.
const publicationLook = time.Minute

// watchPublication publishes the figures of closed units until ctx ends. An unavailable
// database is logged by the journal.
func (s *Server) watchPublication(ctx context.Context) {
	ticker := time.NewTicker(publicationLook)
	defer ticker.Stop()
	for {
		if err := s.Publisher.Run(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, domain.ErrUnavailable) {
			s.Logger.Warn("figures not published", "component", "publication", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
