package account_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
)

func TestWhatAKeyCovers(t *testing.T) {
	counter := domain.Counter{Code: "DKC-01", Unit: domain.Unit{Code: "DKC"}}
	for name, c := range map[string]struct {
		key  account.APIKey
		want bool
	}{
		"all":                          {account.APIKey{}, true},
		"the counter":                  {account.APIKey{Counters: []string{"PTS-01", "DKC-01"}}, true},
		"the unit":                     {account.APIKey{Units: []string{"DKC"}}, true},
		"another counter of the unit":  {account.APIKey{Counters: []string{"DKC-02"}}, false},
		"another unit":                 {account.APIKey{Units: []string{"PTS"}}, false},
		"another unit and the counter": {account.APIKey{Units: []string{"PTS"}, Counters: []string{"DKC-01"}}, true},
		"a unit with the same letters": {account.APIKey{Units: []string{"DKC-01"}}, false},
		"a counter called as the unit": {account.APIKey{Counters: []string{"DKC"}}, false},
	} {
		if got := c.key.Covers(counter); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestTheEndOfAKey(t *testing.T) {
	zone := time.FixedZone("WIB", 7*3600)
	end := time.Date(2027, 11, 24, 0, 0, 0, 0, zone)
	for _, c := range []struct {
		expires         time.Time
		now             time.Time
		expired, ending bool
		last            domain.Day
	}{
		{time.Time{}, end, false, false, ""},
		{end.UTC(), end.Add(-time.Millisecond), false, true, "2027-11-23"},
		{end, end, true, false, "2027-11-23"},
		{end, end.Add(-account.KeyWarning), false, true, "2027-11-23"},
		{end, end.Add(-account.KeyWarning - time.Millisecond), false, false, "2027-11-23"},
	} {
		k := account.APIKey{Expires: c.expires}
		if k.Expired(c.now) != c.expired || k.Ending(c.now) != c.ending || k.LastDay(zone) != c.last {
			t.Errorf("%v at %v: expired %v, ending %v, last day %s", c.expires, c.now, k.Expired(c.now), k.Ending(c.now), k.LastDay(zone))
		}
	}
}

// memory keeps one key, counts how often uses are stored, and can be unavailable.
type memory struct {
	account.APIKeyStore
	key    account.APIKey
	stored []string
	away   bool
}

func (m *memory) AddAPIKey(_ context.Context, k account.APIKey, _ ...audit.Event) error {
	m.key = k
	return nil
}

func (m *memory) APIKey(context.Context, string) (account.APIKey, error) { return m.key, nil }

func (m *memory) APIKeys(context.Context) ([]account.APIKey, error) {
	return []account.APIKey{m.key}, nil
}

func (m *memory) UseAPIKeys(_ context.Context, used map[string]time.Time) error {
	if m.away {
		return domain.ErrUnavailable
	}
	for _, at := range used {
		m.stored = append(m.stored, at.Format(time.TimeOnly))
	}
	m.key.Used = used[m.key.ID]
	return nil
}

// A thousand requests write nothing; what is written once a minute is the last use, and it
// waits while the database is away. The list knows it at once.
func TestUsesOfAKeyAreStoredTogether(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	store := &memory{}
	keys := account.NewAPIKeys(store, nil, func() time.Time { return now })
	if err := errors.Join(keys.Add(ctx, domain.Actor{Role: domain.RoleAdmin}, "Antrean", "ak_antrean", account.ScopeTickets), keys.StoreUses(ctx)); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		now = now.Add(50 * time.Millisecond)
		if _, err := keys.Authenticate(ctx, "ak_antrean", account.ScopeTickets); err != nil {
			t.Fatal(err)
		}
	}
	list, err := keys.List(ctx, domain.Actor{Role: domain.RoleAdmin})
	if err != nil || !list[0].Used.Equal(now) || len(store.stored) > 0 {
		t.Errorf("before it is stored: used %v, stored %v, %v", list[0].Used, store.stored, err)
	}
	store.away = true
	if err := keys.StoreUses(ctx); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("while the database is away: %v", err)
	}
	store.away = false
	for range 2 {
		if err := keys.StoreUses(ctx); err != nil {
			t.Error(err)
		}
	}
	if want := []string{"09:00:50"}; !slices.Equal(store.stored, want) {
		t.Errorf("stored %v, want %v", store.stored, want)
	}
	if _, err := keys.Authenticate(ctx, "ak_antrean", "scores"); !errors.Is(err, domain.ErrNotAllowed) {
		t.Error(err)
	}
	if err := keys.StoreUses(ctx); err != nil || len(store.stored) != 1 {
		t.Errorf("a refused request is stored as a use: %s, %v", fmt.Sprint(store.stored), err)
	}
}
