package account

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// PINStore stores hashes of the PINs with which officers sign on at a counter.
type PINStore interface {
	TryStore
	// PIN refuses an officer without one with ErrPINMissing.
	PIN(ctx context.Context, officer string) (hash string, err error)
	// SavePIN adds events to the record in the transaction of the change.
	SavePIN(ctx context.Context, officer, hash string, events ...audit.Event) error
}

// SignOns puts an officer on duty at a counter when the practice differs from the timetable.
type SignOns struct {
	pins      PINStore
	directory domain.RosterReader
	duties    domain.RosterWriter
	roster    *domain.Roster
	passwords Passwords
	clock     domain.Clock
	turns     *turns
	tries     tries
}

// NewSignOns makes the use case.
func NewSignOns(pins PINStore, directory domain.RosterReader, duties domain.RosterWriter, roster *domain.Roster, passwords Passwords, clock domain.Clock) *SignOns {
	return &SignOns{
		pins: pins, directory: directory, duties: duties, roster: roster, passwords: passwords, clock: clock,
		turns: newTurns(), tries: tries{store: pins},
	}
}

// PINDigits is the length of an officer's PIN.
const PINDigits = 6

// Issue gives the officer a new PIN, which is shown only once. Officers may do so for
// themselves, heads and HR for the officers they see. Refusals: ErrNotAllowed,
// ErrOfficerUnknown.
func (s *SignOns) Issue(ctx context.Context, actor domain.Actor, officer string) (string, error) {
	o, err := s.directory.Officer(ctx, officer)
	if err != nil {
		return "", err
	}
	if !actor.SeesOfficer(o) {
		return "", domain.ErrNotAllowed
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", err
	}
	pin := fmt.Sprintf("%0*d", PINDigits, n)
	hash, err := s.passwords.Hash(pin)
	if err != nil {
		return "", err
	}
	return pin, s.pins.SavePIN(ctx, o.Code, hash, actor.Act(s.clock(), audit.PINSet, o.Code))
}

// Candidates lists the active officers of the counter's unit, by the name shown.
func (s *SignOns) Candidates(ctx context.Context, right domain.Right) ([]domain.Officer, error) {
	index, err := s.roster.Latest(ctx)
	if err != nil {
		return nil, err
	}
	counter, err := index.Counter(right.Counter)
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(slices.Clone(index.Officers), func(o domain.Officer) bool { return !mayServe(o, counter) })
	slices.SortFunc(list, func(a, b domain.Officer) int { return strings.Compare(a.Shown()+a.Code, b.Shown()+b.Code) })
	return list, nil
}

func mayServe(o domain.Officer, counter domain.Counter) bool {
	return o.Active && o.Unit == counter.Unit.Code && counter.Unit.Agency.Internal
}

// SignOn puts the officer on duty at the tablet's counter from now until the
// timetable's next duty there, or the end of the day. Refusals: ErrOfficerUnknown,
// also for one of another unit, ErrPINMissing, ErrPINWrong, ErrSignInTooFast after
// too many failures for the same officer.
func (s *SignOns) SignOn(ctx context.Context, right domain.Right, officer, pin string) error {
	index, err := s.roster.Latest(ctx)
	if err != nil {
		return err
	}
	counter, err := index.Counter(right.Counter)
	if err != nil {
		return err
	}
	o, err := index.Officer(domain.NormalCode(officer))
	if err != nil || !mayServe(o, counter) {
		return domain.ErrOfficerUnknown
	}
	if err := s.prove(ctx, right.Kiosk, o.Code, strings.TrimSpace(pin)); err != nil {
		return err
	}
	now := s.clock()
	duty := domain.Duty{ID: uuid.NewString(), Officer: o.Code, Counter: counter.Code, From: now, To: index.SignOnEnd(counter.Code, now), SignedOn: true}
	return s.duties.SaveDuties(ctx, []domain.Duty{duty}, domain.Actor{Login: o.Code, Role: domain.RoleOfficer}.Act(now, audit.SignedOn, counter.Code))
}

func (s *SignOns) prove(ctx context.Context, kiosk, officer, pin string) error {
	leave, err := s.turns.enter(ctx, kiosk, true)
	if err != nil {
		return err
	}
	defer leave()
	hash, err := s.pins.PIN(ctx, officer)
	if err != nil {
		return err
	}
	list := []allowance{{"pin " + officer, ownTries}}
	if err := s.tries.take(ctx, s.clock(), list); err != nil {
		return err
	}
	if !s.passwords.Verify(hash, pin) {
		return domain.ErrPINWrong
	}
	return s.tries.forget(ctx, list)
}
