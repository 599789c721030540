package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"suaraloket/repository"
)

// A claim outlives its last holder by less than claimTime.
const (
	claimTime  = 30 * time.Second
	claimAgain = 10 * time.Second // between two holds
)

// claim is a lease by which programs on one database find out what must not be.
type claim struct {
	lease, holder string
	refused       error // when somebody else holds it
}

// errOtherSecret is why a program does not start: what the others keep sealed it could not
// open, their codes it would refuse, and a person would be another one to it.
var errOtherSecret = errors.New("another program runs with this database and another secret: give all of them the same one, " +
	"as secret or by a copy of data/secret.key; to change it, stop all of them and wait for half a minute")

// errSameInstance is why another does not: both would take themselves for the one that
// writes to the chats, and people would read everything twice.
var errSameInstance = errors.New("another program runs with this database under the same instance name: give each of them a name of its own; " +
	"if that one has just been cut off together with its data folder, wait for half a minute")

// claims are what a program holds while it runs. All programs hold one lease in the name
// of their secret, and each one in the name of its data folder.
func (s *server) claims() []claim {
	return []claim{
		{"secret", s.keys.fingerprint(), errOtherSecret},
		s.ownName(),
	}
}

func (s *server) ownName() claim {
	return claim{"instance:" + s.config.Instance, s.mark, fmt.Errorf("instance %q: %w", s.config.Instance, errSameInstance)}
}

// fingerprint tells one secret from another and nothing more.
func (k keys) fingerprint() string { return hex.EncodeToString(k.of("fingerprint")[:8]) }

// stand refuses to begin beside a program with which this one cannot share the database.
// A file belongs to one data folder, and a demo knows its database by itself.
func (s *server) stand(ctx context.Context) error {
	if !s.shares() {
		return nil
	}
	for _, c := range s.claims() {
		held, err := s.store.AcquireLease(ctx, c.lease, c.holder, claimTime)
		if err == nil && !held {
			err = c.refused
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// shares says whether other programs may work with the same database.
func (s *server) shares() bool { return s.store.Driver() == repository.MySQL && s.sample == nil }

// standOn holds the claims until ctx ends.
func (s *server) standOn(ctx context.Context) {
	tick := time.NewTicker(claimAgain)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.journal.Away() {
			continue
		}
		if err := s.stand(ctx); errors.Is(err, errOtherSecret) || errors.Is(err, errSameInstance) {
			s.logger.Error("programs on one database do not get on", "error", err.Error())
		}
	}
}

// standDown lets another program have this one's name at once, after its last deed.
func (s *server) standDown() {
	if !s.shares() || s.journal.Away() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	own := s.ownName()
	if err := s.store.ReleaseLease(ctx, own.lease, own.holder); err != nil {
		s.logger.Warn("the instance's name is free in half a minute only", "error", err.Error())
	}
}
