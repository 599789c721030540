package server

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
)

// keyUses is how often the last uses of API keys are stored, and usesMost how long that may
// take.
const (
	keyUses  = time.Minute
	usesMost = 2 * time.Second
)

// watchKeys stores the last uses of API keys until ctx ends.
func (s *Server) watchKeys(ctx context.Context) {
	every := time.NewTicker(keyUses)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			s.storeUses(ctx)
		}
	}
}

func (s *Server) storeUses(ctx context.Context) {
	within, cancel := context.WithTimeout(ctx, usesMost)
	defer cancel()
	err := s.APIKeys.StoreUses(within)
	if err != nil && ctx.Err() == nil && !errors.Is(err, domain.ErrUnavailable) {
		s.Logger.Warn("last uses of API keys not stored", "component", "keys", "error", err.Error())
	}
}
