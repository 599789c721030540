package main

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"suaraloket/repository"
)

// Programs on one database hold one lease in the name of their secret: all of them, when
// it is the same, and otherwise those that were first. The lease outlives the last of them
// by less than secretTime, so that a secret can be changed while none runs.
const (
	secretLease = "secret"
	secretTime  = 30 * time.Second
	secretAgain = 10 * time.Second // between two holds
)

// errOtherSecret is why a program does not start: what the others keep sealed it could not
// open, their codes it would refuse, and a person would be another one to it.
var errOtherSecret = errors.New("another program runs with this database and another secret: give all of them the same one, " +
	"as secret or by a copy of data/secret.key; to change it, stop all of them and wait for half a minute")

// fingerprint tells one secret from another and nothing more.
func (k keys) fingerprint() string { return hex.EncodeToString(k.of("fingerprint")[:8]) }

// shareSecret refuses to begin beside a program with another secret. A file belongs to one
// data folder, and so to one secret, and a demo knows its database by itself.
func (s *server) shareSecret(ctx context.Context) error {
	if s.store.Driver() != repository.MySQL || s.sample != nil {
		return nil
	}
	held, err := s.store.HoldLease(ctx, secretLease, s.keys.fingerprint(), secretTime)
	if err == nil && !held {
		err = errOtherSecret
	}
	return err
}

// holdSecret holds the lease on until ctx ends.
func (s *server) holdSecret(ctx context.Context) {
	tick := time.NewTicker(secretAgain)
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
		if err := s.shareSecret(ctx); errors.Is(err, errOtherSecret) {
			s.logger.Error("secrets differ", "error", err.Error())
		}
	}
}
