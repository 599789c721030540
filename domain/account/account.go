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
	TryStore
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
	turns     *turns
	tries     tries
	devices   devices
	failures  *failures
}

// NewManager makes the use case. The key signs the marks of known devices; all instances have
// the same.
func NewManager(store Store, passwords Passwords, clock domain.Clock, key []byte) *Manager {
	return &Manager{
		store: store, passwords: passwords, clock: clock, turns: newTurns(),
		tries: tries{store, key}, devices: devices{key}, failures: newFailures(),
	}
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

// Attempt is an attempt to sign in.
type Attempt struct {
	Login    string
	Password string
	Source   string // the network address that it comes from
	Device   string // the marks that the browser keeps, "" for none
}

// allowances are the tries that an attempt uses. A known device has its own: wrong passwords
// elsewhere do not count against it. Unknown devices share those of their source at the login,
// and those of all unknown devices at the login.
func (t Attempt) allowances(device string) []allowance {
	if device != "" {
		return []allowance{{"device " + device + " " + t.Login, ownTries}}
	}
	return []allowance{{"source " + t.Source + " " + t.Login, ownTries}, {"login " + t.Login, loginTries}}
}

// line is the line in which an attempt waits: known devices wait by account, others by source.
func (t Attempt) line(device string) string {
	if device != "" {
		return "login " + t.Login
	}
	return "source " + t.Source
}

// SignIn checks a password and begins a session; the browser stores the token. Refusals:
// ErrSignInFailed for an unknown login, a wrong password or a disabled account,
// ErrSignInTooFast after too many failures, ErrSignInBusy when too many attempts wait.
func (a *Manager) SignIn(ctx context.Context, t Attempt) (token string, actor domain.Actor, err error) {
	t.Login = normalLogin(t.Login)
	device := a.devices.id(t.Device, t.Login, a.clock())
	leave, err := a.turns.enter(ctx, t.line(device), device != "")
	if err != nil {
		return "", domain.Actor{}, err
	}
	defer leave()
	account, err := a.prove(ctx, t.Login, t.Password, t.allowances(device))
	if err != nil {
		return "", domain.Actor{}, err
	}
	actor = account.Actor()
	token, err = a.begin(ctx, actor, actor.Act(a.clock(), audit.SignedIn, actor.Login))
	return token, actor, err
}

// prove checks the password of a login. The try is taken before the check.
func (a *Manager) prove(ctx context.Context, login, password string, list []allowance) (Account, error) {
	account, err := a.store.Account(ctx, login)
	if err != nil && !errors.Is(err, domain.ErrAccountUnknown) {
		return Account{}, err
	}
	if err := a.tries.take(ctx, a.clock(), list); err != nil {
		return Account{}, err
	}
	if !a.passwords.Verify(account.Password, password) || !account.Disabled.IsZero() {
		a.failed(ctx, account.Login)
		return Account{}, domain.ErrSignInFailed
	}
	return account, a.tries.forget(ctx, list)
}

// Remember gives the marks that a browser keeps after the actor has signed in with it: those that
// it had, and the actor's.
func (a *Manager) Remember(marks string, actor domain.Actor) string {
	return a.devices.remember(marks, actor.Login, a.clock())
}

// DropTries deletes counts of tries that no longer matter. A server calls it from time to time.
func (a *Manager) DropTries(ctx context.Context) error {
	return a.tries.store.DropTries(ctx, a.clock())
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
	leave, err := a.turns.enter(ctx, "login "+actor.Login, true)
	if err != nil {
		return "", err
	}
	defer leave()
	if _, err := a.prove(ctx, actor.Login, old, []allowance{{"change " + actor.Login, ownTries}}); err != nil {
		return "", err
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
