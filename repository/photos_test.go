package repository_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/portrait"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// photo returns a photo whose bytes are not text in any encoding.
func photo(id byte, size int) domain.Photo {
	raw := bytes.Repeat([]byte{0xFF, 0xD8, 0x00, '\'', '\\', 0x1A, '\n', id}, size/8)
	return domain.Photo{ID: strings.Repeat(fmt.Sprintf("%02x", id), 16), Portrait: portrait.Portrait{Large: raw, Small: raw[:len(raw)/2]}}
}

func TestAPhotoIsKeptReplacedAndDropped(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, first, second := context.Background(), photo(1, 70_000), photo(2, 64)
		before, _ := s.RosterVersion(ctx)
		must(t, s.SavePhoto(ctx, "P-01", first))
		must(t, s.SavePhoto(ctx, "P-01", first)) // the form is sent twice
		kept, err := s.Photo(ctx, first.ID)
		if err != nil || !bytes.Equal(kept.Large, first.Large) || !bytes.Equal(kept.Small, first.Small) {
			t.Fatalf("%d and %d bytes, %v", len(kept.Large), len(kept.Small), err)
		}
		snapshot, err := s.RosterSnapshot(ctx, at("2026-01-01T00:00"))
		if err != nil || snapshot.Version == before || photoOf(snapshot, "P-01") != first.ID || photoOf(snapshot, "P-02") != "" {
			t.Fatalf("the snapshot names %q and %q, %v", photoOf(snapshot, "P-01"), photoOf(snapshot, "P-02"), err)
		}
		city(t, s) // a second import of the officers, without photos
		if o, err := s.Officer(ctx, "P-01"); err != nil || o.Photo != first.ID {
			t.Errorf("after an import the photo is %q, %v", o.Photo, err)
		}
		must(t, s.SavePhoto(ctx, "P-01", second))
		gone(t, s, first.ID)
		must(t, s.DropPhoto(ctx, "P-01"))
		must(t, s.DropPhoto(ctx, "P-01"))
		gone(t, s, second.ID)
		if o, err := s.Officer(ctx, "P-01"); err != nil || o.Photo != "" {
			t.Errorf("after dropping the photo is %q, %v", o.Photo, err)
		}
		for _, err := range []error{s.SavePhoto(ctx, "NONE", first), s.DropPhoto(ctx, "NONE")} {
			if !errors.Is(err, domain.ErrOfficerUnknown) {
				t.Errorf("photo of no officer: %v", err)
			}
		}
		gone(t, s, first.ID) // a refused photo is not stored
	})
}

func gone(t *testing.T, s *repository.Store, id string) {
	t.Helper()
	if _, err := s.Photo(context.Background(), id); !errors.Is(err, domain.ErrPhotoUnknown) {
		t.Errorf("%s is still there: %v", id, err)
	}
}

func photoOf(l domain.RosterSnapshot, officer string) string {
	for _, o := range l.Officers {
		if o.Code == officer {
			return o.Photo
		}
	}
	return "no such officer"
}

// TestACopyOfManyPhotosFitsIntoStatements copies more photos than one statement can carry: a
// server accepts statements of 16 MB.
func TestACopyOfManyPhotosFitsIntoStatements(t *testing.T) {
	first := testdb.SQLite(t)
	ctx := context.Background()
	var officers []domain.Officer
	for i := range 50 {
		officers = append(officers, domain.Officer{Code: fmt.Sprintf("P-%02d", i), Name: "Petugas", Unit: "U", Figure: "a", Active: true})
	}
	must(t, first.SaveOfficers(ctx, officers))
	for i, o := range officers {
		must(t, first.SavePhoto(ctx, o.Code, photo(byte(i), 500_000)))
	}
	moved := restored(t, repository.MySQL, backUp(t, first))
	back := restored(t, repository.SQLite, backUp(t, moved))
	for i := range officers {
		want := photo(byte(i), 500_000)
		for name, s := range map[string]*repository.Store{"MySQL": moved, "SQLite": back} {
			if kept, err := s.Photo(ctx, want.ID); err != nil || !bytes.Equal(kept.Large, want.Large) || !bytes.Equal(kept.Small, want.Small) {
				t.Fatalf("photo %d in %s: %d bytes, %v", i, name, len(kept.Large), err)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
