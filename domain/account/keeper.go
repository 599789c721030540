package account

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// KeeperStore lists and changes accounts.
type KeeperStore interface {
	Accounts(ctx context.Context) ([]Account, error)
	// ChangeAccount runs change on the account under lock, and adds the event to the record. It
	// ends the sessions of the login and its link with a chat. all are the accounts as they are in
	// the transaction. Refusal: ErrAccountUnknown.
	ChangeAccount(ctx context.Context, login string, change func(a *Account, all []Account) error, event audit.Event) error
	// Sessions lists the sessions of a login, of every login for "".
	Sessions(ctx context.Context, login string) ([]Session, error)
	// EndSessions ends the sessions of a login and gives their number. It records the event only
	// if there were any.
	EndSessions(ctx context.Context, login string, event audit.Event) (int64, error)
}

// ErrLastAdmin refuses to leave an installation without an administrator who can sign in.
var ErrLastAdmin = &domain.Error{Code: domain.CodeConflict, Key: "account_last_admin"}

// Keeper is the use case of administrators: who may sign in, and as what. Every other actor is
// refused with ErrNotAllowed.
type Keeper struct {
	store     KeeperStore
	passwords Passwords
	clock     domain.Clock
}

// NewKeeper makes the use case.
func NewKeeper(store KeeperStore, passwords Passwords, clock domain.Clock) *Keeper {
	return &Keeper{store: store, passwords: passwords, clock: clock}
}

// Listed is an account with its open sessions.
type Listed struct {
	Account
	Sessions int
	Seen     time.Time // the last use of a session, zero for none
}

// List gives all accounts by login. Refusal: ErrNotAllowed.
func (k *Keeper) List(ctx context.Context, actor domain.Actor) ([]Listed, error) {
	if actor.Role != domain.RoleAdmin {
		return nil, domain.ErrNotAllowed
	}
	accounts, err := k.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	sessions, err := k.open(ctx, "")
	list := make([]Listed, len(accounts))
	for i, a := range accounts {
		list[i].Account = a
		for _, s := range sessions {
			if s.Login == a.Login {
				list[i].Sessions++
				if s.Seen.After(list[i].Seen) {
					list[i].Seen = s.Seen
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b Listed) int { return strings.Compare(a.Login, b.Login) })
	return list, err
}

// open lists sessions that have not lapsed.
func (k *Keeper) open(ctx context.Context, login string) ([]Session, error) {
	sessions, err := k.store.Sessions(ctx, login)
	now := k.clock()
	return slices.DeleteFunc(sessions, func(s Session) bool { return s.lapsed(now) }), err
}

// Disable keeps a person from signing in, and ends the sessions; Enable lets the person in
// again. Refusals: ErrNotAllowed, ErrAccountUnknown, ErrLastAdmin.
func (k *Keeper) Disable(ctx context.Context, actor domain.Actor, login string) error {
	return k.change(ctx, actor, login, audit.AccountDisabled, nil, func(a *Account) error {
		if a.Disabled.IsZero() {
			a.Disabled = k.clock()
		}
		return nil
	})
}

// Enable is the opposite of Disable. Refusals: ErrNotAllowed, ErrAccountUnknown.
func (k *Keeper) Enable(ctx context.Context, actor domain.Actor, login string) error {
	return k.change(ctx, actor, login, audit.AccountEnabled, nil, func(a *Account) error {
		a.Disabled = time.Time{}
		return nil
	})
}

// Reset sets a password and ends the sessions. A one-time password must be changed at the first
// sign-in. Refusals: ErrNotAllowed, ErrAccountUnknown, fields of a password that is short or
// easy to guess.
func (k *Keeper) Reset(ctx context.Context, actor domain.Actor, login, password string, oneTime bool) error {
	how := []string{"one_time", strconv.FormatBool(oneTime)}
	return k.change(ctx, actor, login, audit.AccountReset, how, func(a *Account) error {
		var bad domain.FieldErrors
		if checkPassword(a.Login, a.Role, password, &bad); len(bad) > 0 {
			return bad.Err()
		}
		hash, err := k.passwords.Hash(password)
		a.Password, a.MustChange = hash, oneTime
		return err
	})
}

// SetRole makes a person's account one of another role, with the unit or the officer that the
// role needs. It ends the sessions. Refusals: ErrNotAllowed, ErrAccountUnknown, ErrLastAdmin,
// fields.
func (k *Keeper) SetRole(ctx context.Context, actor domain.Actor, login string, role domain.Role, unit, officer string) error {
	reach := Account{Role: role, Unit: unit, Officer: officer}.reach()
	return k.change(ctx, actor, login, audit.AccountRole, reach, func(a *Account) error {
		a.Role, a.Unit, a.Officer = role, unit, officer
		var bad domain.FieldErrors
		a.checkRole(&bad)
		return bad.Err()
	})
}

// change changes an account and records what was done, with the names and values of how.
func (k *Keeper) change(ctx context.Context, actor domain.Actor, login string, kind audit.Kind, how []string, change func(*Account) error) error {
	if actor.Role != domain.RoleAdmin {
		return domain.ErrNotAllowed
	}
	login = normalLogin(login)
	return k.store.ChangeAccount(ctx, login, func(a *Account, all []Account) error {
		before := a.administers()
		if err := change(a); err != nil {
			return err
		}
		others := slices.ContainsFunc(all, func(other Account) bool { return other.Login != a.Login && other.administers() })
		if before && !a.administers() && !others {
			return ErrLastAdmin
		}
		return nil
	}, actor.Act(k.clock(), kind, login, how...))
}

// administers reports whether the account is an administrator's who can sign in.
func (account Account) administers() bool {
	return account.Role == domain.RoleAdmin && account.Disabled.IsZero()
}

// Sessions lists the open sessions of a login, the latest first. Refusal: ErrNotAllowed.
func (k *Keeper) Sessions(ctx context.Context, actor domain.Actor, login string) ([]Session, error) {
	if actor.Role != domain.RoleAdmin {
		return nil, domain.ErrNotAllowed
	}
	sessions, err := k.open(ctx, normalLogin(login))
	slices.SortFunc(sessions, func(a, b Session) int { return b.Seen.Compare(a.Seen) })
	return sessions, err
}

// EndSessions signs a person out everywhere and gives the number of sessions. Refusal:
// ErrNotAllowed.
func (k *Keeper) EndSessions(ctx context.Context, actor domain.Actor, login string) (int64, error) {
	if actor.Role != domain.RoleAdmin {
		return 0, domain.ErrNotAllowed
	}
	login = normalLogin(login)
	return k.store.EndSessions(ctx, login, actor.Act(k.clock(), audit.SessionsEnded, login))
}
