package server

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"suaraloket/repository"
)

// How long a lease lasts after its last renewal, and how often it is renewed.
const (
	leaseTime  = 30 * time.Second
	leaseRenew = 10 * time.Second
)

// lease is a lease that a program needs to work with a shared database.
type lease struct {
	name, holder string
	conflict     error // the error when another program holds it
}

// errOtherSecret stops a program whose secret differs: it could not decrypt what the other
// programs encrypt, it would refuse their codes, and it would derive other author keys.
var errOtherSecret = errors.New("another program runs with this database and another secret: give all of them the same one, " +
	"as secret or by a copy of data/secret.key; to change it, stop all of them and wait for half a minute")

// errSameInstance stops a second program with the same instance name: both would send the
// messages of the chat, and people would receive each one twice.
var errSameInstance = errors.New("another program runs with this database under the same instance name: give each of them a name of its own; " +
	"if that one has just been cut off together with its data folder, wait for half a minute")

// leases are the leases of a running program. All programs hold one with their secret as
// the holder, and each program holds one with its data folder as the holder.
func (s *Server) leases() []lease {
	return []lease{
		{"secret", s.Keys.fingerprint(), errOtherSecret},
		s.instanceLease(),
	}
}

func (s *Server) instanceLease() lease {
	return lease{"instance:" + s.Config.Instance, s.mark, fmt.Errorf("instance %q: %w", s.Config.Instance, errSameInstance)}
}

// fingerprint identifies a secret without revealing it.
func (k Keys) fingerprint() string { return hex.EncodeToString(k.Of("fingerprint")[:8]) }

// acquireLeases acquires or renews all leases. It gives an error on a lease conflict.
func (s *Server) acquireLeases(ctx context.Context) error {
	if !s.shares() {
		return nil
	}
	for _, l := range s.leases() {
		held, err := s.Store.AcquireLease(ctx, l.name, l.holder, leaseTime)
		if err == nil && !held {
			err = l.conflict
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// shares reports whether other programs may use the same database. A SQLite file belongs
// to one data folder, and a demo marks its database.
func (s *Server) shares() bool { return s.Store.Driver() == repository.MySQL && s.sample == nil }

// renewLeases renews the leases until ctx ends.
func (s *Server) renewLeases(ctx context.Context) {
	tick := time.NewTicker(leaseRenew)
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
		if err := s.acquireLeases(ctx); errors.Is(err, errOtherSecret) || errors.Is(err, errSameInstance) {
			s.Logger.Error("lease conflict: another program uses this database", "component", "leases", "error", err.Error())
		}
	}
}

// releaseLeases releases the instance's lease, so that another program can take the name
// at once.
func (s *Server) releaseLeases() {
	if !s.shares() || s.journal.Away() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	own := s.instanceLease()
	if err := s.Store.ReleaseLease(ctx, own.name, own.holder); err != nil {
		s.Logger.Warn("instance lease not released: it ends within half a minute", "component", "leases", "error", err.Error())
	}
}
