package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// Account is a person who signs in.
type Account struct {
	Login    string
	Name     string
	Role     domain.Role
	Unit     string // of a head or a viewer
	Officer  string // of an officer
	Password string // hash
	Created  time.Time
	Disabled time.Time // since when nobody signs in with it, zero for an account in use
	// MustChange says that the password is a one-time one, to be changed at the first sign-in.
	MustChange bool
}

func (account Account) Actor() domain.Actor {
	return domain.Actor{Login: account.Login, Name: account.Name, Role: account.Role, Unit: account.Unit, Officer: account.Officer, MustChange: account.MustChange}
}

// Session is a signed-in browser. Only a hash of its token is kept.
type Session struct {
	TokenHash string
	Login     string
	Created   time.Time
	Seen      time.Time
}

// ID names the session on pages and in commands. It opens nothing: it is a part of a hash.
func (s Session) ID() string { return s.TokenHash[:min(len(s.TokenHash), 16)] }

// Of reports whether the token is the session's own.
func (s Session) Of(token string) bool { return s.TokenHash == hashToken(token) }

// lapsed reports whether the session was unused for SessionIdle or is older than SessionLife.
func (s Session) lapsed(now time.Time) bool {
	return now.Sub(s.Seen) > SessionIdle || now.Sub(s.Created) > SessionLife
}

// How long a session lasts, without use and in all.
const (
	SessionIdle = 60 * time.Minute
	SessionLife = 12 * time.Hour
)

// Passwords hashes and verifies passwords.
type Passwords interface {
	Hash(password string) (string, error)
	// Verify takes about the same time for every password, an empty hash included.
	Verify(hash, password string) bool
}

// Store stores accounts and sessions. It adds events to the record in the transaction of the
// change.
type Store interface {
	audit.Writer
	// Account refuses an unknown login with ErrAccountUnknown.
	Account(ctx context.Context, login string) (Account, error)
	// AddAccount refuses an existing login with ErrAccountExists.
	AddAccount(ctx context.Context, a Account, events ...audit.Event) error
	// ChangePassword sets the hash, which need not be changed again, and ends every session of
	// the login, and the link with a chat.
	ChangePassword(ctx context.Context, login, hash string, events ...audit.Event) error
	AddSession(ctx context.Context, s Session, events ...audit.Event) error
	// Session refuses an unknown hash with ErrSignedOut; seen updates its last use.
	Session(ctx context.Context, tokenHash string, seen time.Time) (Session, error)
	EndSession(ctx context.Context, tokenHash string, events ...audit.Event) error
}

// Manager creates accounts and signs people in and out.
type Manager struct {
	store     Store
	passwords Passwords
	clock     domain.Clock
	throttle  *throttle
	failures  *failures
}

// NewManager makes the use case.
func NewManager(store Store, passwords Passwords, clock domain.Clock) *Manager {
	return &Manager{store: store, passwords: passwords, clock: clock, throttle: newThrottle(), failures: newFailures()}
}

// Add creates an account on behalf of an actor. It refuses an account that is incomplete for its role, a
// password that is short or easy to guess and a login that exists.
func (a *Manager) Add(ctx context.Context, actor domain.Actor, account Account, password string) error {
	account.Login = normalLogin(account.Login)
	if err := account.check(password); err != nil {
		return err
	}
	hash, err := a.passwords.Hash(password)
	if err != nil {
		return err
	}
	account.Password, account.Created = hash, a.clock()
	return a.store.AddAccount(ctx, account, actor.Act(account.Created, audit.AccountAdded, account.Login, account.reach()...))
}

func (account Account) check(password string) error {
	var bad domain.FieldErrors
	if !validLogin(account.Login) {
		bad.Add("login", "field_login")
	}
	account.checkRole(&bad)
	checkPassword(account.Login, account.Role, password, &bad)
	return bad.Err()
}

// checkRole checks the role and what it needs.
func (account Account) checkRole(bad *domain.FieldErrors) {
	if !slices.Contains(domain.Roles(), account.Role) {
		bad.Add("role", "field_choice")
	}
	if account.Role.NeedsUnit() && account.Unit == "" {
		bad.Add("unit", "field_needed")
	}
	if account.Role == domain.RoleOfficer && account.Officer == "" {
		bad.Add("officer", "field_needed")
	}
}

// reach is what an account may see, for the record.
func (account Account) reach() []string {
	return []string{"role", string(account.Role), "unit", account.Unit, "officer", account.Officer}
}

// validLogin admits only letters, digits and "._@-": with look-alike or invisible
// characters two logins could look the same.
func validLogin(login string) bool {
	return login != "" && len(login) <= 60 && strings.Trim(login, "abcdefghijklmnopqrstuvwxyz0123456789._@-") == ""
}

func normalLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// SignIn checks a password and begins a session; the browser stores the token. Refusals:
// ErrSignInFailed for an unknown login, a wrong password or a disabled account,
// ErrSignInTooFast after too many failures of the same login.
func (a *Manager) SignIn(ctx context.Context, login, password string) (token string, actor domain.Actor, err error) {
	login = normalLogin(login)
	release, err := a.throttle.enter(ctx, login, a.clock())
	if err != nil {
		return "", domain.Actor{}, err
	}
	defer release()
	account, err := a.store.Account(ctx, login)
	if err != nil && !errors.Is(err, domain.ErrAccountUnknown) {
		return "", domain.Actor{}, err
	}
	if !a.passwords.Verify(account.Password, password) || !account.Disabled.IsZero() {
		a.throttle.failed(login, a.clock())
		a.failed(ctx, account.Login)
		return "", domain.Actor{}, domain.ErrSignInFailed
	}
	a.throttle.forget(login)
	actor = account.Actor()
	token, err = a.begin(ctx, actor, actor.Act(a.clock(), audit.SignedIn, actor.Login))
	return token, actor, err
}

// begin begins a session and gives its token.
func (a *Manager) begin(ctx context.Context, actor domain.Actor, events ...audit.Event) (token string, err error) {
	token = rand.Text() + rand.Text()
	now := a.clock()
	return token, a.store.AddSession(ctx, Session{TokenHash: hashToken(token), Login: actor.Login, Created: now, Seen: now}, events...)
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte("session:" + token))
	return hex.EncodeToString(sum[:])
}

// Actor gives the person of the session with this token. It refuses a session that
// is unknown, unused for SessionIdle or older than SessionLife with ErrSignedOut.
func (a *Manager) Actor(ctx context.Context, token string) (domain.Actor, error) {
	if token == "" {
		return domain.Actor{}, domain.ErrSignedOut
	}
	now := a.clock()
	session, err := a.store.Session(ctx, hashToken(token), now)
	if err != nil {
		return domain.Actor{}, err
	}
	if session.lapsed(now) {
		_ = a.store.EndSession(ctx, session.TokenHash)
		return domain.Actor{}, domain.ErrSignedOut
	}
	account, err := a.store.Account(ctx, session.Login)
	if errors.Is(err, domain.ErrAccountUnknown) || err == nil && !account.Disabled.IsZero() {
		return domain.Actor{}, domain.ErrSignedOut
	}
	return account.Actor(), err
}

// SignOut ends the actor's session.
func (a *Manager) SignOut(ctx context.Context, actor domain.Actor, token string) error {
	return a.store.EndSession(ctx, hashToken(token), actor.Act(a.clock(), audit.SignedOut, actor.Login))
}

// ChangePassword replaces the actor's password and ends all sessions and the link with a chat.
// It gives the token of a new session: one that was stolen ends too.
// Refusals: ErrSignInFailed when old is wrong, fields when new is short or easy to guess.
func (a *Manager) ChangePassword(ctx context.Context, actor domain.Actor, old, new string) (token string, err error) {
	var bad domain.FieldErrors
	if checkPassword(actor.Login, actor.Role, new, &bad); len(bad) > 0 {
		return "", bad.Err()
	}
	release, err := a.throttle.enter(ctx, actor.Login, a.clock())
	if err != nil {
		return "", err
	}
	defer release()
	account, err := a.store.Account(ctx, actor.Login)
	if err != nil {
		return "", err
	}
	if !a.passwords.Verify(account.Password, old) {
		a.throttle.failed(actor.Login, a.clock())
		a.failed(ctx, actor.Login)
		return "", domain.ErrSignInFailed
	}
	hash, err := a.passwords.Hash(new)
	if err != nil {
		return "", err
	}
	if err := a.store.ChangePassword(ctx, actor.Login, hash, actor.Act(a.clock(), audit.PasswordChanged, actor.Login)); err != nil {
		return "", err
	}
	return a.begin(ctx, actor)
}
