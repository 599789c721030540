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

// apiKeys makes the use case over a store.
func apiKeys(s *repository.Store, clock domain.Clock) *account.APIKeys {
	return account.NewAPIKeys(s, domain.NewRoster(s, s, clock), clock)
}

func TestAPIKeysAreShownOnceAndRevokedAtOnce(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		city(t, a)
		ctx, now, admin := context.Background(), at("2026-05-20T10:00"), domain.Actor{Role: domain.RoleAdmin}
		clock := func() time.Time { return now }
		here, there := apiKeys(a, clock), apiKeys(b, clock)
		text, err := here.Make(ctx, admin, account.NewKey{
			Name: "  Antrean \n lantai 1 ", Scopes: account.Scopes(), Counters: []string{"dkc-02", "DKC-01", "DKC-01"}, Units: []string{"DKC-U"},
		})
		if err != nil || !strings.HasPrefix(text, "ak_") || len(text) < 26 {
			t.Fatal(text, err)
		}
		now = now.Add(time.Minute)
		if _, err := here.Make(ctx, admin, account.NewKey{Name: "Lain", Scopes: account.Scopes(), LastDay: "2026-05-20"}); err != nil {
			t.Fatal(err)
		}
		list, err := there.List(ctx, admin)
		if err != nil || len(list) != 2 || list[0].Name != "Lain" || !list[0].Everywhere() || list[0].LastDay(now.Location()) != "2026-05-20" {
			t.Fatalf("%+v %v", list, err)
		}
		want := account.APIKey{
			ID: list[1].ID, Name: "Antrean lantai 1", Hash: list[1].Hash, Scopes: account.Scopes(), Counters: []string{"DKC-01", "DKC-02"}, Units: []string{"DKC-U"},
			Created: list[1].Created, Expires: list[1].Expires,
		}
		if !reflect.DeepEqual(list[1], want) || !want.Created.Equal(at("2026-05-20T10:00")) || !want.Expires.Equal(at("2027-05-21T00:00")) || strings.Contains(want.Hash, text[3:]) {
			t.Errorf("%+v", list[1])
		}
		if _, err := here.Authenticate(ctx, text, account.ScopeTickets); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Minute)
		key, err := there.Authenticate(ctx, text, account.ScopeTickets)
		if err != nil || key.ID != want.ID {
			t.Errorf("%+v %v", key, err)
		}
		for _, keys := range []*account.APIKeys{there, here} { // the later use is stored first
			if err := keys.StoreUses(ctx); err != nil {
				t.Error(err)
			}
		}
		if list, err = here.List(ctx, admin); err != nil || !list[1].Used.Equal(now) || !list[0].Used.IsZero() {
			t.Errorf("used %v at %v, %v", list[1].Used, now, err)
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

// A key from before scopes had counters and an end keeps working: for all counters, without
// an end.
func TestAPIKeysExpire(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx, now, admin := context.Background(), at("2026-05-20T23:59"), domain.Actor{Role: domain.RoleAdmin}
		keys := apiKeys(s, func() time.Time { return now })
		text, err := keys.Make(ctx, admin, account.NewKey{Name: "Sehari", Scopes: account.Scopes(), LastDay: "2026-05-20"})
		if err := errors.Join(err, keys.Add(ctx, administrator(), "Lama", "ak_lama", account.ScopeTickets)); err != nil {
			t.Fatal(err)
		}
		for _, want := range []error{nil, domain.ErrKeyExpired} {
			if _, err := keys.Authenticate(ctx, text, account.ScopeTickets); !errors.Is(err, want) {
				t.Errorf("at %v: %v, want %v", now, err, want)
			}
			if old, err := keys.Authenticate(ctx, "ak_lama", account.ScopeTickets); err != nil || !old.Everywhere() || !old.Expires.IsZero() {
				t.Errorf("without an end: %+v %v", old, err)
			}
			now = now.Add(time.Minute)
		}
	})
}

func TestAPIKeysAreRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, admin := context.Background(), domain.Actor{Role: domain.RoleAdmin}
		keys := apiKeys(s, clockAt(at("2026-05-20T10:00")))
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
			_, made := keys.Make(ctx, actor, account.NewKey{Name: "x", Scopes: account.Scopes()})
			_, listed := keys.List(ctx, actor)
			for _, err := range []error{made, listed, keys.Revoke(ctx, actor, "none")} {
				if !errors.Is(err, domain.ErrNotAllowed) {
					t.Errorf("%s: %v", role, err)
				}
			}
		}
		good := account.NewKey{Name: strings.Repeat("é", account.MaxKeyName), Scopes: account.Scopes(), Counters: []string{"DKC-01"}, LastDay: "2028-05-20"}
		if _, err := keys.Make(ctx, admin, good); err != nil {
			t.Errorf("the longest name and time: %v", err)
		}
		for name, c := range map[string]struct {
			change func(*account.NewKey)
			fields string
		}{
			"no name":           {func(k *account.NewKey) { k.Name = " \n" }, "name"},
			"long name":         {func(k *account.NewKey) { k.Name += "é" }, "name"},
			"no scope":          {func(k *account.NewKey) { k.Scopes = nil }, "scopes"},
			"bad scopes":        {func(k *account.NewKey) { k.Scopes = append(k.Scopes, "everything") }, "scopes"},
			"unknown counter":   {func(k *account.NewKey) { k.Counters = []string{"DKC-99"} }, "counters"},
			"unknown unit":      {func(k *account.NewKey) { k.Units = []string{"DKC-01"} }, "units"},
			"yesterday":         {func(k *account.NewKey) { k.LastDay = "2026-05-19" }, "last_day"},
			"more than 2 years": {func(k *account.NewKey) { k.LastDay = "2028-05-21" }, "last_day"},
			"no date":           {func(k *account.NewKey) { k.LastDay = "2027-02-30" }, "last_day"},
			"everything":        {func(k *account.NewKey) { *k = account.NewKey{LastDay: "x"} }, "name scopes last_day"},
		} {
			wanted := good
			c.change(&wanted)
			_, err := keys.Make(ctx, admin, wanted)
			refusal, ok := domain.Refusal(err)
			if !ok || refusal.Code != domain.CodeInvalid {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var fields []string
			for _, f := range refusal.Fields {
				fields = append(fields, f.Field)
			}
			if got := strings.Join(fields, " "); got != c.fields {
				t.Errorf("%s: fields %q", name, got)
			}
		}
	})
}
