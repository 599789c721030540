package repository_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func TestAPIKeysAreShownOnceAndRevokedAtOnce(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		ctx, now, admin := context.Background(), at("2026-05-20T10:00"), domain.Actor{Role: domain.RoleAdmin}
		clock := func() time.Time { return now }
		here, there := account.NewAPIKeys(a, clock), account.NewAPIKeys(b, clock)
		text, err := here.Make(ctx, admin, "  Antrean \n lantai 1 ", account.ScopeTickets)
		if err != nil || !strings.HasPrefix(text, "ak_") || len(text) < 26 {
			t.Fatal(text, err)
		}
		now = now.Add(time.Minute)
		if _, err := here.Make(ctx, admin, "Lain", account.ScopeTickets); err != nil {
			t.Fatal(err)
		}
		list, err := there.List(ctx, admin)
		if err != nil || len(list) != 2 || list[0].Name != "Lain" || list[1].Name != "Antrean lantai 1" || list[1].Used != "" ||
			!reflect.DeepEqual(list[1].Scopes, []account.Scope{account.ScopeTickets}) || !list[1].Created.Equal(at("2026-05-20T10:00")) || strings.Contains(list[1].Hash, text[3:]) {
			t.Fatalf("%+v %v", list, err)
		}
		for day := range 2 {
			now = now.AddDate(0, 0, day)
			for range 2 {
				key, err := there.Authenticate(ctx, text, account.ScopeTickets)
				if err != nil || key.ID != list[1].ID {
					t.Errorf("%+v %v", key, err)
				}
			}
			if list, err = here.List(ctx, admin); err != nil || list[1].Used != domain.DayOf(now) {
				t.Errorf("used %s on %s, %v", list[1].Used, domain.DayOf(now), err)
			}
		}
		for range 2 {
			if err := here.Revoke(ctx, admin, list[1].ID); err != nil {
				t.Error(err)
			}
			if _, err := there.Authenticate(ctx, text, account.ScopeTickets); !errors.Is(err, domain.ErrKeyRevoked) {
				t.Errorf("revoked: %v", err)
			}
			now = now.Add(time.Hour)
		}
		if list, err = here.List(ctx, admin); err != nil || !list[1].Revoked.Equal(now.Add(-2*time.Hour)) {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestAPIKeysAreRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx, admin := context.Background(), domain.Actor{Role: domain.RoleAdmin}
		keys := account.NewAPIKeys(s, clockAt(at("2026-05-20T10:00")))
		if err := keys.Add(ctx, administrator(), "Lain", "ak_lain", "scores"); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]error{"": domain.ErrKeyUnknown, "ak_nobody": domain.ErrKeyUnknown, "ak_lain": domain.ErrNotAllowed} {
			if _, err := keys.Authenticate(ctx, text, account.ScopeTickets); !errors.Is(err, want) {
				t.Errorf("%q: %v", text, err)
			}
		}
		if err := keys.Add(ctx, administrator(), "Lain", "ak_lain", "scores"); !errors.Is(err, domain.ErrKeyExists) {
			t.Errorf("twice: %v", err)
		}
		if err := keys.Revoke(ctx, admin, "none"); !errors.Is(err, domain.ErrKeyUnknown) {
			t.Errorf("revoking an unknown key: %v", err)
		}
		for _, role := range []domain.Role{domain.RoleHR, domain.RoleHead, domain.RoleOfficer, ""} {
			actor := domain.Actor{Role: role}
			_, made := keys.Make(ctx, actor, "x", account.ScopeTickets)
			_, listed := keys.List(ctx, actor)
			for _, err := range []error{made, listed, keys.Revoke(ctx, actor, "none")} {
				if !errors.Is(err, domain.ErrNotAllowed) {
					t.Errorf("%s: %v", role, err)
				}
			}
		}
		for name, c := range map[string]struct {
			name   string
			scopes []account.Scope
			field  string
		}{
			"no name":    {" \n", []account.Scope{account.ScopeTickets}, "name"},
			"long name":  {strings.Repeat("é", account.MaxKeyName+1), []account.Scope{account.ScopeTickets}, "name"},
			"no scope":   {"x", nil, "scopes"},
			"bad scopes": {"x", []account.Scope{account.ScopeTickets, "everything"}, "scopes"},
		} {
			_, err := keys.Make(ctx, admin, c.name, c.scopes...)
			refusal, ok := domain.Refusal(err)
			if !ok || refusal.Code != domain.CodeInvalid || len(refusal.Fields) != 1 || refusal.Fields[0].Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := keys.Make(ctx, admin, strings.Repeat("é", account.MaxKeyName), account.ScopeTickets); err != nil {
			t.Errorf("the longest name: %v", err)
		}
	})
}
