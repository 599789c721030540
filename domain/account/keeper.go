package account

import (
	"cmp"
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
	// Account refuses an unknown login with ErrAccountUnknown.
	Account(ctx context.Context, login string) (Account, error)
	// ChangeAccount runs change on the account under lock, and adds the event to the record. It
	// ends the sessions of the login and its link with a chat. all are the accounts as they are in
	// the transaction. Refusal: ErrAccountUnknown.
	ChangeAccount(ctx context.Context, login string, change func(a *Account, all []Account) error, event audit.Event) error
	// Sessions lists the sessions of a login, of every login for "".
	Sessions(ctx context.Context, login string) ([]Session, error)
	// EndSessions ends the sessions of a login with these hashes and gives their number. It records
	// the event only if there were any.
	EndSessions(ctx context.Context, login string, hashes []string, event audit.Event) (int64, error)
}

// Directory is where the unit and the officer of an account are looked up.
type Directory interface {
	Units(ctx context.Context) ([]domain.Unit, error)
	// Officer refuses an unknown code with ErrOfficerUnknown.
	Officer(ctx context.Context, code string) (domain.Officer, error)
}

// ErrLastAdmin refuses to leave an installation without an administrator who can sign in;
// ErrOwnAccount an administrator's change of the own account: another one makes it.
var (
	ErrLastAdmin  = &domain.Error{Code: domain.CodeConflict, Key: "account_last_admin"}
	ErrOwnAccount = &domain.Error{Code: domain.CodeConflict, Key: "account_own"}
)

// Keeper is the use case of administrators: who may sign in, and as what. Every other actor is
// refused with ErrNotAllowed, except about the own sessions.
type Keeper struct {
	store     KeeperStore
	directory Directory
	passwords Passwords
	clock     domain.Clock
}

// NewKeeper makes the use case.
func NewKeeper(store KeeperStore, directory Directory, passwords Passwords, clock domain.Clock) *Keeper {
	return &Keeper{store: store, directory: directory, passwords: passwords, clock: clock}
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
	of := map[string][]Session{}
	for _, s := range sessions {
		of[s.Login] = append(of[s.Login], s)
	}
	list := make([]Listed, len(accounts))
	for i, a := range accounts {
		list[i] = listed(a, of[a.Login])
	}
	slices.SortFunc(list, func(a, b Listed) int { return strings.Compare(a.Login, b.Login) })
	return list, err
}

func listed(a Account, sessions []Session) Listed {
	l := Listed{Account: a, Sessions: len(sessions)}
	for _, s := range sessions {
		if s.Seen.After(l.Seen) {
			l.Seen = s.Seen
		}
	}
	return l
}

// Find gives an account with its open sessions, the latest first. Refusals: ErrNotAllowed,
// ErrAccountUnknown.
func (k *Keeper) Find(ctx context.Context, actor domain.Actor, login string) (Listed, []Session, error) {
	if actor.Role != domain.RoleAdmin {
		return Listed{}, nil, domain.ErrNotAllowed
	}
	a, err := k.store.Account(ctx, normalLogin(login))
	if err != nil {
		return Listed{}, nil, err
	}
	sessions, err := k.Sessions(ctx, actor, a.Login)
	return listed(a, sessions), sessions, err
}

// open lists sessions that have not lapsed.
func (k *Keeper) open(ctx context.Context, login string) ([]Session, error) {
	sessions, err := k.store.Sessions(ctx, login)
	now := k.clock()
	return slices.DeleteFunc(sessions, func(s Session) bool { return s.lapsed(now) }), err
}

// Disable keeps a person from signing in, and ends the sessions; Enable lets the person in
// again. Refusals: ErrNotAllowed, ErrAccountUnknown, ErrOwnAccount, ErrLastAdmin.
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
// sign-in. Refusals: ErrNotAllowed, ErrAccountUnknown, ErrOwnAccount, fields of a password that is
// short or easy to guess.
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
// role needs; the other one is left out. It ends the sessions. Refusals: ErrNotAllowed,
// ErrAccountUnknown, ErrOwnAccount, ErrLastAdmin, ErrUnitUnknown, ErrOfficerUnknown, fields.
func (k *Keeper) SetRole(ctx context.Context, actor domain.Actor, login string, role domain.Role, unit, officer string) error {
	if actor.Role != domain.RoleAdmin {
		return domain.ErrNotAllowed
	}
	next := Account{Role: role}
	if role.NeedsUnit() {
		next.Unit = domain.NormalCode(unit)
	}
	if role == domain.RoleOfficer {
		next.Officer = domain.NormalCode(officer)
	}
	var bad domain.FieldErrors
	if next.checkRole(&bad); len(bad) > 0 {
		return bad.Err()
	}
	if err := k.CheckReach(ctx, next); err != nil {
		return err
	}
	return k.change(ctx, actor, login, audit.AccountRole, next.reach(), func(a *Account) error {
		a.Role, a.Unit, a.Officer = next.Role, next.Unit, next.Officer
		return nil
	})
}

// CheckReach refuses an account of a unit or an officer that does not exist with ErrUnitUnknown
// or ErrOfficerUnknown.
func (k *Keeper) CheckReach(ctx context.Context, a Account) error {
	if a.Officer != "" {
		if _, err := k.directory.Officer(ctx, a.Officer); err != nil {
			return err
		}
	}
	if a.Unit == "" {
		return nil
	}
	units, err := k.directory.Units(ctx)
	if err == nil && !slices.ContainsFunc(units, func(u domain.Unit) bool { return u.Code == a.Unit }) {
		return domain.ErrUnitUnknown
	}
	return err
}

// change changes an account and records what was done, with the names and values of how.
func (k *Keeper) change(ctx context.Context, actor domain.Actor, login string, kind audit.Kind, how []string, change func(*Account) error) error {
	if actor.Role != domain.RoleAdmin {
		return domain.ErrNotAllowed
	}
	login = normalLogin(login)
	if login == actor.Login {
		return ErrOwnAccount
	}
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

// Sessions lists the open sessions of a login, the latest first. Refusal: ErrNotAllowed, unless the
// login is the actor's own.
func (k *Keeper) Sessions(ctx context.Context, actor domain.Actor, login string) ([]Session, error) {
	login = normalLogin(login)
	if !keepsSessions(actor, login) {
		return nil, domain.ErrNotAllowed
	}
	sessions, err := k.open(ctx, login)
	slices.SortFunc(sessions, func(a, b Session) int {
		return cmp.Or(b.Seen.Compare(a.Seen), cmp.Compare(a.TokenHash, b.TokenHash))
	})
	return sessions, err
}

// keepsSessions says whether the actor may list and end the sessions of the login.
func keepsSessions(actor domain.Actor, login string) bool {
	return actor.Role == domain.RoleAdmin || login != "" && login == actor.Login
}

// EndSession ends one session, named by its ID, and gives whether there was one. Refusal:
// ErrNotAllowed, unless the login is the actor's own.
func (k *Keeper) EndSession(ctx context.Context, actor domain.Actor, login, id string) (bool, error) {
	n, err := k.end(ctx, actor, login, []string{"session", id}, func(s Session) bool { return s.ID() == id })
	return n > 0, err
}

// EndSessions signs a person out everywhere but in the session of the token, everywhere with "", and
// gives the number of sessions. Refusal: ErrNotAllowed, unless the login is the actor's own.
func (k *Keeper) EndSessions(ctx context.Context, actor domain.Actor, login, token string) (int64, error) {
	return k.end(ctx, actor, login, nil, func(s Session) bool { return token == "" || !s.Of(token) })
}

// end ends the sessions that which admits.
func (k *Keeper) end(ctx context.Context, actor domain.Actor, login string, how []string, which func(Session) bool) (int64, error) {
	login = normalLogin(login)
	if !keepsSessions(actor, login) {
		return 0, domain.ErrNotAllowed
	}
	sessions, err := k.store.Sessions(ctx, login)
	if err != nil || login == "" {
		return 0, err
	}
	var hashes []string
	for _, s := range sessions {
		if which(s) {
			hashes = append(hashes, s.TokenHash)
		}
	}
	if len(hashes) == 0 {
		return 0, nil
	}
	return k.store.EndSessions(ctx, login, hashes, actor.Act(k.clock(), audit.SessionsEnded, login, how...))
}
