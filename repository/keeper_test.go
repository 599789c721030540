package repository_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// plainly is a Passwords that hashes nothing.
type plainly struct{}

func (plainly) Hash(password string) (string, error) { return "plain:" + password, nil }

func (plainly) Verify(hash, password string) bool { return hash == "plain:"+password }

// units is a directory with one unit and no officer.
type units struct{}

func (units) Units(context.Context) ([]domain.Unit, error) {
	return []domain.Unit{{Code: "DKC-U"}}, nil
}

func (units) Officer(context.Context, string) (domain.Officer, error) {
	return domain.Officer{}, domain.ErrOfficerUnknown
}

const goodPassword = "kuda lompat pagar sawah"

func administrator() domain.Actor { return domain.Actor{Login: "operator", Role: domain.RoleAdmin} }

// staff makes an administrator, an HR account and a head on a store.
func staff(t *testing.T, s *repository.Store, now domain.Clock) (*account.Manager, *account.Keeper) {
	t.Helper()
	m := account.NewManager(s, plainly{}, now, []byte("sixteen bytes and more"))
	for _, a := range []account.Account{
		{Login: "admin", Role: domain.RoleAdmin}, {Login: "hr", Role: domain.RoleHR}, {Login: "kepala", Role: domain.RoleHead, Unit: "DKC-U"},
	} {
		if err := m.Add(context.Background(), administrator(), a, goodPassword); err != nil {
			t.Fatal(err)
		}
	}
	return m, account.NewKeeper(s, units{}, plainly{}, now)
}

func TestAccountsAreKept(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx, now := context.Background(), at("2026-05-20T10:00")
		m, k := staff(t, s, func() time.Time { return now })
		signIn := func(login, password string) (string, error) {
			token, _, err := m.SignIn(ctx, account.Attempt{Login: login, Password: password})
			return token, err
		}
		listed := func(login string) account.Listed {
			t.Helper()
			list, err := k.List(ctx, administrator())
			i := slices.IndexFunc(list, func(a account.Listed) bool { return a.Login == login })
			if err != nil || len(list) != 3 || i < 0 {
				t.Fatal(list, err)
			}
			return list[i]
		}
		token, err := signIn("hr", goodPassword)
		if err != nil {
			t.Fatal(err)
		}
		if got := listed("hr"); got.Sessions != 1 || !got.Seen.Equal(now) {
			t.Errorf("%d sessions, seen %v", got.Sessions, got.Seen)
		}

		if err := k.Disable(ctx, administrator(), " HR "); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Actor(ctx, token); !errors.Is(err, domain.ErrSignedOut) {
			t.Errorf("the session of a disabled account: %v", err)
		}
		if _, err := signIn("hr", goodPassword); !errors.Is(err, domain.ErrSignInFailed) {
			t.Errorf("a disabled account signs in: %v", err)
		}
		if got := listed("hr"); got.Disabled.IsZero() || got.Sessions != 0 {
			t.Errorf("%+v", got)
		}
		if err := k.Enable(ctx, administrator(), "hr"); err != nil {
			t.Fatal(err)
		}
		if token, err = signIn("hr", goodPassword); err != nil {
			t.Errorf("enabled: %v", err)
		}

		if err := k.Reset(ctx, administrator(), "hr", "pendek", true); err == nil {
			t.Error("a short password is taken")
		}
		if err := k.Reset(ctx, administrator(), "hr", "sawah pagar lompat kuda", true); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Actor(ctx, token); !errors.Is(err, domain.ErrSignedOut) {
			t.Errorf("the session from before a reset: %v", err)
		}
		if token, err = signIn("hr", "sawah pagar lompat kuda"); err != nil {
			t.Fatal(err)
		}
		actor, err := m.Actor(ctx, token)
		if err != nil || !actor.MustChange {
			t.Errorf("after a one-time password: %+v %v", actor, err)
		}
		if token, err = m.ChangePassword(ctx, actor, "sawah pagar lompat kuda", goodPassword+" lagi"); err != nil {
			t.Fatal(err)
		}
		if actor, err = m.Actor(ctx, token); err != nil || actor.MustChange {
			t.Errorf("after the change: %+v %v", actor, err)
		}

		if err := k.SetRole(ctx, administrator(), "hr", domain.RoleHead, "", ""); err == nil {
			t.Error("a head without a unit")
		}
		if err := k.SetRole(ctx, administrator(), "hr", domain.RoleHead, "DKC-U", ""); err != nil {
			t.Fatal(err)
		}
		if got := listed("hr"); got.Role != domain.RoleHead || got.Unit != "DKC-U" || got.Sessions != 0 {
			t.Errorf("%+v", got)
		}

		if _, err := signIn("kepala", goodPassword); err != nil {
			t.Fatal(err)
		}
		now = now.Add(account.SessionIdle + time.Minute)
		if _, err := signIn("kepala", goodPassword); err != nil {
			t.Fatal(err)
		}
		if sessions, err := k.Sessions(ctx, administrator(), "kepala"); err != nil || len(sessions) != 1 || !sessions[0].Created.Equal(now) {
			t.Errorf("%+v %v", sessions, err)
		}
		third, err := signIn("kepala", goodPassword)
		if err != nil {
			t.Fatal(err)
		}
		own := domain.Actor{Login: "kepala", Role: domain.RoleHead}
		if sessions, err := k.Sessions(ctx, own, "kepala"); err != nil || len(sessions) != 2 {
			t.Errorf("the own sessions: %+v %v", sessions, err)
		}
		if n, err := k.EndSessions(ctx, own, "kepala", third); err != nil || n != 2 {
			t.Errorf("%d other sessions ended, %v", n, err)
		}
		last, err := k.Sessions(ctx, own, "kepala")
		if err != nil || len(last) != 1 || !last[0].Of(third) {
			t.Fatalf("%+v %v", last, err)
		}
		for i, want := range []bool{true, false} {
			if ended, err := k.EndSession(ctx, own, "kepala", last[0].ID()); err != nil || ended != want {
				t.Errorf("time %d: ended %v, %v", i, ended, err)
			}
		}
		if _, err := signIn("kepala", goodPassword); err != nil {
			t.Fatal(err)
		}
		if n, err := k.EndSessions(ctx, administrator(), "kepala", ""); err != nil || n != 1 {
			t.Errorf("%d sessions ended, %v", n, err)
		}
	})
}

// An installation keeps an administrator who can sign in, also when two are disabled at once.
func TestTheLastAdministratorStays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		m, k := staff(t, s, clockAt(at("2026-05-20T10:00")))
		for name, err := range map[string]error{
			"disabled": k.Disable(ctx, administrator(), "admin"), "demoted": k.SetRole(ctx, administrator(), "admin", domain.RoleHR, "", ""),
		} {
			if !errors.Is(err, account.ErrLastAdmin) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := m.Add(ctx, administrator(), account.Account{Login: "admin2", Role: domain.RoleAdmin}, goodPassword); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for i, login := range []string{"admin", "admin2"} {
			wait.Go(func() { errs[i] = k.Disable(ctx, administrator(), login) })
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), account.ErrLastAdmin) {
			t.Errorf("both at once: %v", errs)
		}
	})
}

func TestOnlyAdministratorsKeepAccounts(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		_, k := staff(t, s, clockAt(at("2026-05-20T10:00")))
		for _, role := range []domain.Role{domain.RoleHR, domain.RoleHead, domain.RoleOfficer, domain.RoleInspector, domain.RoleViewer, ""} {
			actor := domain.Actor{Login: "x", Role: role, Unit: "DKC-U"}
			_, listed := k.List(ctx, actor)
			_, seen := k.Sessions(ctx, actor, "hr")
			_, ended := k.EndSessions(ctx, actor, "hr", "")
			for _, err := range []error{
				listed, seen, ended, k.Disable(ctx, actor, "hr"), k.Enable(ctx, actor, "hr"),
				k.Reset(ctx, actor, "hr", goodPassword, false), k.SetRole(ctx, actor, "hr", domain.RoleAdmin, "", ""),
			} {
				if !errors.Is(err, domain.ErrNotAllowed) {
					t.Errorf("%q: %v", role, err)
				}
			}
		}
		own := domain.Actor{Login: "admin", Role: domain.RoleAdmin}
		for name, err := range map[string]error{
			"disable": k.Disable(ctx, own, "Admin"), "role": k.SetRole(ctx, own, "admin", domain.RoleHR, "", ""), "reset": k.Reset(ctx, own, "admin", goodPassword, true),
		} {
			if !errors.Is(err, account.ErrOwnAccount) {
				t.Errorf("%s of the own account: %v", name, err)
			}
		}
		if err := k.Disable(ctx, administrator(), "nobody"); !errors.Is(err, domain.ErrAccountUnknown) {
			t.Errorf("unknown: %v", err)
		}
	})
}
