package domain_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
)

// keyring keeps authors' keys; away it refuses.
type keyring struct {
	keys map[string][]byte
	away bool
}

func (k *keyring) AuthorKey(_ context.Context, period string, fresh []byte) ([]byte, error) {
	if k.away {
		return nil, domain.ErrUnavailable
	}
	if k.keys[period] == nil {
		k.keys[period] = fresh
	}
	return k.keys[period], nil
}

func (k *keyring) KeepAuthorKeys(_ context.Context, periods []string) error {
	maps.DeleteFunc(k.keys, func(period string, _ []byte) bool { return !slices.Contains(periods, period) })
	return nil
}

func TestAuthorsChangeWithTheTriwulan(t *testing.T) {
	ctx, ring := context.Background(), &keyring{keys: map[string][]byte{}}
	now := time.Date(2026, 9, 30, 23, 55, 0, 0, time.UTC)
	evening := now
	a := domain.NewAuthors([]byte("0123456789abcdef"), ring, func() time.Time { return now })
	of := func(id int64, at time.Time) string {
		t.Helper()
		hash, err := a.Of(ctx, id, at)
		if err != nil {
			t.Fatal(err)
		}
		return hash
	}
	first := of(4711, now)
	if first != of(4711, now) || first == of(4712, now) || len(first) != 32 || strings.Contains(first, "4711") {
		t.Errorf("%s", first)
	}
	now = now.Add(10 * time.Minute)
	second := of(4711, now)
	if second == first || of(4711, evening) != first {
		t.Error("a visit begun before midnight is the same person's, one after it is not")
	}
	if all, err := a.All(ctx, 4711); err != nil || !slices.Equal(all, []string{second, first}) {
		t.Errorf("%v %v", all, err)
	}
	if err := a.Destroy(ctx); err != nil || len(ring.keys) != 2 {
		t.Errorf("destroyed too early: %v %v", ring.keys, err)
	}
	now = now.Add(24 * time.Hour)
	if err := a.Destroy(ctx); err != nil || len(ring.keys) != 1 {
		t.Errorf("not destroyed: %v %v", ring.keys, err)
	}
	if of(4711, evening) != second {
		t.Error("a destroyed key is still in use")
	}
}

// Neither the store nor the configuration alone reveals the person of a hash.
func TestAuthorsNeedBothKeys(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 9, 30, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	ring := &keyring{keys: map[string][]byte{}}
	hash := func(key string, r *keyring) string {
		t.Helper()
		h, err := domain.NewAuthors([]byte(key), r, clock).Of(ctx, 4711, now)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	own := hash("0123456789abcdef", ring)
	if own != hash("0123456789abcdef", ring) {
		t.Error("another program makes another hash of the same keys")
	}
	if own == hash("0123456789abcdeX", ring) || own == hash("0123456789abcdef", &keyring{keys: map[string][]byte{}}) {
		t.Error("one of the two keys does not matter")
	}
	ring.away = true
	if _, err := domain.NewAuthors([]byte("0123456789abcdef"), ring, clock).Of(ctx, 4711, now); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("made up: %v", err)
	}
}
