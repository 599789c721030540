package repository_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func TestDirectoryIsReadAsItWasSaved(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		city(t, s) // a second import of the same lists changes nothing
		ctx := context.Background()
		roster := domain.NewRoster(s, s, clockAt(at("2026-05-20T10:00")))
		counter, err := roster.Counter(ctx, "dkc-01")
		if err != nil || len(counter.Services) != 2 || counter.Unit.Agency.Code != "DKC" || !counter.Unit.Agency.Internal {
			t.Errorf("%+v %v", counter, err)
		}
		counters, err := s.Counters(ctx)
		if err != nil || len(counters) != 3 || counters[0].Code != "BANK-01" || counters[0].Unit.Agency.Internal {
			t.Errorf("%+v %v", counters, err)
		}
		officer, err := s.Officer(ctx, "P-01")
		want := domain.Officer{Code: "P-01", Name: "Siti", DisplayName: "Ibu Siti", NIP: "198501012010012001", Unit: "DKC-U", Rank: "Penata / III/c", Position: "Operator", Figure: "a", Active: true}
		if err != nil || !reflect.DeepEqual(officer, want) {
			t.Errorf("%+v %v", officer, err)
		}
		units, err := s.Units(ctx)
		if err != nil || len(units) != 2 || units[0].Name != "Bank" {
			t.Errorf("%+v %v", units, err)
		}
		for _, missing := range []error{second(roster.Counter(ctx, "NONE")), second(s.Officer(ctx, "NONE")), second(roster.Kiosk(ctx, "none"))} {
			if refusal, ok := domain.Refusal(missing); !ok || refusal.Code != domain.CodeNotFound && refusal.Code != domain.CodeUnauthorized {
				t.Errorf("missing: %v", missing)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestOnDutyFollowsTheTime(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		roster := domain.NewRoster(s, s, clockAt(at("2026-01-01T00:00")))
		for _, c := range []struct {
			counter, at string
			want        []string
		}{
			{"DKC-01", "2025-12-31T23:59", nil},
			{"DKC-01", "2026-01-01T00:00", []string{"P-01"}},
			{"DKC-02", "2026-06-30T11:59", []string{"P-02"}},
			{"DKC-02", "2026-06-30T12:00", nil}, // P-03 is not active
			{"NONE", "2026-06-30T12:00", nil},
		} {
			officers, err := roster.OnDuty(context.Background(), c.counter, at(c.at))
			var codes []string
			for _, o := range officers {
				codes = append(codes, o.Code)
			}
			if err != nil || !reflect.DeepEqual(codes, c.want) {
				t.Errorf("%s at %s: %v %v", c.counter, c.at, codes, err)
			}
		}
	})
}

func TestAccountsAndSessions(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx, now := context.Background(), at("2026-05-20T10:00")
		hr := account.Account{Login: "hr", Name: "HR", Role: domain.RoleHR, Password: "hash", Created: now}
		if err := s.AddAccount(ctx, hr); err != nil {
			t.Fatal(err)
		}
		if err := s.AddAccount(ctx, hr); !errors.Is(err, domain.ErrAccountExists) {
			t.Errorf("twice: %v", err)
		}
		for _, hash := range []string{"a", "b"} {
			if err := s.AddSession(ctx, account.Session{TokenHash: hash, Login: "hr", Created: now, Seen: now}); err != nil {
				t.Fatal(err)
			}
		}
		seen, err := s.Session(ctx, "a", now.Add(30*time.Minute))
		if err != nil || !seen.Seen.Equal(now) {
			t.Errorf("%+v %v", seen, err)
		}
		if seen, err = s.Session(ctx, "a", now.Add(31*time.Minute)); err != nil || !seen.Seen.Equal(now.Add(30*time.Minute)) {
			t.Errorf("%+v %v", seen, err)
		}
		if err := s.ChangePassword(ctx, "hr", "new"); err != nil {
			t.Fatal(err)
		}
		for _, hash := range []string{"a", "b"} {
			if _, err := s.Session(ctx, hash, now); !errors.Is(err, domain.ErrSignedOut) {
				t.Errorf("session %s: %v", hash, err)
			}
		}
		if err := s.AddSession(ctx, account.Session{TokenHash: "a", Login: "hr", Created: now, Seen: now}); err != nil {
			t.Fatal(err)
		}
		if a, err := s.Account(ctx, "hr"); err != nil || a.Password != "new" {
			t.Errorf("%+v %v", a, err)
		}
		if err := s.EndSession(ctx, "a"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Session(ctx, "a", now); !errors.Is(err, domain.ErrSignedOut) {
			t.Errorf("ended: %v", err)
		}
		for _, other := range []string{"unknown", "hŕ", "HR", "h\u200br"} {
			if _, err := s.Account(ctx, other); !errors.Is(err, domain.ErrAccountUnknown) {
				t.Errorf("%q: %v", other, err)
			}
		}
	})
}

func TestKiosksPreferencesAndNotes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		d := domain.Kiosk{ID: "t-1", Counter: "DKC-01", Name: "Tablet", KeyHash: domain.HashKey("k")}
		if err := s.SaveKiosk(ctx, d); err != nil {
			t.Fatal(err)
		}
		d.Revoked = at("2026-05-20T10:00")
		if err := s.SaveKiosk(ctx, d); err != nil {
			t.Fatal(err)
		}
		roster := domain.NewRoster(s, s, clockAt(d.Revoked))
		read, err := roster.Kiosk(ctx, d.KeyHash)
		if err != nil || !read.Revoked.Equal(d.Revoked) {
			t.Errorf("%+v %v", read, err)
		}
		if _, err := roster.Kiosk(ctx, "x"); !errors.Is(err, domain.ErrKioskUnknown) {
			t.Errorf("unknown: %v", err)
		}
		for _, lang := range []string{"en", "id"} {
			if err := errors.Join(s.SetLanguage(ctx, "a", lang), s.SetNote(ctx, "demo", lang)); err != nil {
				t.Fatal(err)
			}
		}
		lang, err := s.Language(ctx, "a")
		none, err2 := s.Language(ctx, "b")
		note, err3 := s.Note(ctx, "demo")
		if lang != "id" || none != "" || note != "id" || errors.Join(err, err2, err3) != nil {
			t.Errorf("%q %q %q %v %v %v", lang, none, note, err, err2, err3)
		}
	})
}

func TestDialectsHaveEqualMigrations(t *testing.T) {
	names := func(dir string) []string {
		files, err := fs.Glob(os.DirFS("."), filepath.Join("migrations", dir, "*.sql"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for i := range files {
			files[i] = filepath.Base(files[i])
		}
		return files
	}
	if a, b := names("mysql"), names("sqlite"); !reflect.DeepEqual(a, b) || int64(len(a)) != repository.SchemaVersion() {
		t.Errorf("%v\n%v", a, b)
	}
}

// TestRowsAndColumnsAgree compares the columns of each table between the databases. The tests
// above check the rows against one database only.
func TestRowsAndColumnsAgree(t *testing.T) {
	sqlite := columns(t, testdb.SQLite(t))
	if len(sqlite) < 80 {
		t.Fatalf("only %d columns", len(sqlite))
	}
	mysql := columns(t, testdb.Open(t, repository.MySQL, testdb.MySQLDSN(t)))
	if strings.Join(sqlite, "\n") != strings.Join(mysql, "\n") {
		t.Errorf("sqlite:\n%s\nmysql:\n%s", strings.Join(sqlite, "\n"), strings.Join(mysql, "\n"))
	}
}

func columns(t *testing.T, s *repository.Store) []string {
	t.Helper()
	names, err := repository.Columns(s)
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(names)
	return names
}

func TestAnyPathIsThatFile(t *testing.T) {
	for _, name := range []string{"a b.db", "a#b.db", "a%20b.db", "a?b.db", "é.db"} {
		path := filepath.Join(t.TempDir(), "x#y", name)
		if _, err := unmigrated(t, repository.SQLite, path).Migrate(context.Background()); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestEmptyLooksIntoEveryTable(t *testing.T) {
	tables := map[string]bool{}
	for _, column := range columns(t, testdb.SQLite(t)) {
		table, _, _ := strings.Cut(column, ".")
		tables[table] = true
	}
	if len(tables) != len(repository.OwnTables()) {
		t.Errorf("the schema has %d tables, Empty checks %d", len(tables), len(repository.OwnTables()))
	}
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		if empty, err := s.Empty(context.Background()); err != nil || !empty {
			t.Errorf("fresh: %v %v", empty, err)
		}
		if err := s.SaveServices(context.Background(), []domain.Service{{Code: "KK", Name: "Kartu Keluarga"}}); err != nil {
			t.Fatal(err)
		}
		if empty, err := s.Empty(context.Background()); err != nil || empty {
			t.Errorf("with a service: %v %v", empty, err)
		}
	})
}

func TestAnotherProgramsDatabaseIsRefused(t *testing.T) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			dsn := filepath.Join(t.TempDir(), "f.db")
			if driver == repository.MySQL {
				dsn = testdb.MySQLDSN(t)
			}
			s, err := repository.Open(context.Background(), repository.Options{Driver: driver, DSN: dsn})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := repository.Foreign(s); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Migrate(context.Background()); !errors.Is(err, repository.ErrForeignTables) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestMigrateTwiceAtOnceAndNewerRefused(t *testing.T) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			dsn := filepath.Join(t.TempDir(), "m.db")
			if driver == repository.MySQL {
				dsn = testdb.MySQLDSN(t)
			}
			ctx := context.Background()
			s, err := repository.Open(ctx, repository.Options{Driver: driver, DSN: dsn})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := s.CheckSchema(ctx); !errors.Is(err, repository.ErrOlderSchema) {
				t.Errorf("empty: %v", err)
			}
			together(3, func(int) {
				if driver == repository.SQLite {
					return // one process owns the file while it migrates
				}
				if _, err := s.Migrate(ctx); err != nil {
					t.Error(err)
				}
			})
			if _, err := s.Migrate(ctx); err != nil {
				t.Error(err)
			}
			if err := s.CheckSchema(ctx); err != nil {
				t.Error(err)
			}
			if err := repository.PretendVersion(s, repository.SchemaVersion()+1); err != nil {
				t.Fatal(err)
			}
			if err := s.CheckSchema(ctx); !errors.Is(err, repository.ErrNewerSchema) {
				t.Errorf("newer: %v", err)
			}
			if _, err := s.Migrate(ctx); !errors.Is(err, repository.ErrNewerSchema) {
				t.Errorf("migrate newer: %v", err)
			}
		})
	}
}

// A database on another machine is spoken to in TLS where it can, and it is known when not.
func TestTheConnectionToAnotherMachineIsEncrypted(t *testing.T) {
	for dsn, want := range map[string]string{
		"u:p@tcp(db.kota.go.id:3306)/s": "preferred", "u:p@tcp(10.1.2.3)/s": "preferred", "u:p@tcp([2001:db8::1]:3306)/s": "preferred",
		"u:p@tcp(127.0.0.1:3306)/s": "", "u:p@tcp(localhost:3306)/s": "", "u:p@tcp([::1]:3306)/s": "", "u:p@unix(/run/m.sock)/s": "",
		"u:p@tcp(db.kota.go.id:3306)/s?tls=skip-verify": "skip-verify", "u:p@tcp(db.kota.go.id:3306)/s?tls=false": "false",
	} {
		if got, err := repository.TLSOf(dsn); err != nil || got != want {
			t.Errorf("%s: %q, want %q, %v", dsn, got, want, err)
		}
	}
	near := testdb.MySQLDSN(t)
	for dsn, want := range map[string]bool{near: true, strings.Replace(near, "127.0.0.1:", "0.0.0.0:", 1): false} {
		s := unmigrated(t, repository.MySQL, dsn)
		if got, err := s.Encrypted(context.Background()); err != nil || got != want {
			t.Errorf("%s: %v, want %v, %v", dsn, got, want, err)
		}
	}
}
