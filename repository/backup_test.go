package repository_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// awkward returns texts that a copy easily damages.
func awkward() []string {
	return []string{"", "Baik 👍🏽👵🏽", `kutip ' dua " miring \ akhir \`, "baris\nbaru; DROP TABLE ratings; --", "é ñ 漢字 \u200d", "%s ? ?1 :a @b $c {n}"}
}

// fillTables fills every table, with empty values where they are allowed and with times to the
// millisecond, and then submits n ratings.
func fillTables(t *testing.T, s *repository.Store, n int) {
	t.Helper()
	city(t, s)
	ctx, now := context.Background(), at("2026-05-20T10:00").Add(123*time.Millisecond)
	errs := []error{
		s.SaveKiosk(ctx, domain.Kiosk{ID: "tablet-1", Counter: "DKC-01", Name: awkward()[1], KeyHash: domain.HashKey("1")}),
		s.SaveKiosk(ctx, domain.Kiosk{ID: "tablet-2", Counter: "DKC-02", KeyHash: domain.HashKey("2"), Revoked: now}),
		s.AddAccount(ctx, account.Account{Login: "hr", Name: awkward()[2], Role: domain.RoleHR, Password: "$argon2id$", Created: now}),
		s.AddSession(ctx, account.Session{TokenHash: domain.HashKey("live"), Login: "hr", Created: now, Seen: now}),
		s.AddAPIKey(ctx, account.APIKey{ID: uuid.NewString(), Name: awkward()[1], Hash: domain.HashKey("api"), Scopes: account.Scopes(), Counters: []string{"DKC-01", "DKC-02"}, Units: []string{"DKC"}, Created: now, Expires: now.AddDate(1, 0, 0), Used: now, UsedDay: "2026-05-20"}),
		s.AddAPIKey(ctx, account.APIKey{ID: uuid.NewString(), Hash: domain.HashKey("old"), Created: now, Revoked: now}),
		addTicket(s, domain.Ticket{Number: "0a1b2c3d", Counter: "DKC-01", Reference: "A-1", Day: "2026-05-20", Made: now, Expires: now}),
		addTicket(s, domain.Ticket{Number: "0a1b2c3e", Counter: "DKC-01", Service: "KK", Officer: "P-01", Day: "2026-05-20", Made: now, Expires: now}),
		s.SavePhoto(ctx, "P-02", photo(7, 80)), s.Record(ctx, act(1), act(2)),
		s.Record(ctx, audit.Event{At: now, Actor: awkward()[1], Kind: audit.KeyMade, Subject: awkward()[2], Detail: awkward()[3]}),
		s.FinishUpdate(ctx, domain.Effects{Screen: &domain.Screen{Author: domain.HashKey("author")[:32], Counter: "DKC-01", At: now}}),
		s.SetLanguage(ctx, domain.HashKey("author")[:32], "en"), s.SetNote(ctx, "remark", awkward()[3]),
	}
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	together(32, func(worker int) {
		for i := worker; i < n; i += 32 {
			sub := submission(i%4 + 1)
			sub.RatedAt = now.Add(time.Duration(i*37) * time.Millisecond)
			sub.Comment, sub.Seq = awkward()[i%len(awkward())], int64(i)
			sub.Service, sub.Answers = []string{"", "KK"}[i%2], []domain.Answers{nil, {"sarana": 3, "biaya": 4}}[i/2%2]
			sub.ClockUnsure = i%5 == 0
			if i%3 == 0 {
				sub.Right.Ticket = fmt.Sprintf("%08d", i)
			}
			if _, _, err := intake(s, now.Add(time.Hour)).Submit(ctx, sub); err != nil {
				t.Error(err)
			}
		}
	})
}

func addTicket(s *repository.Store, t domain.Ticket) error {
	_, _, err := s.AddTicket(context.Background(), t)
	return err
}

// contents returns all rows that a backup has to contain.
func contents(t *testing.T, s *repository.Store, read func(*repository.Store, string) ([]string, error)) []string {
	t.Helper()
	var all []string
	for _, table := range repository.OwnTables() {
		if table == "sessions" || table == "screens" { // no part of a backup
			continue
		}
		rows, err := read(s, table)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rows...)
	}
	return all
}

func checkRows(t *testing.T, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%s: %d rows, want %d; the first difference:\n%s\n%s", what, len(got), len(want), got[i], want[i])
		}
	}
	t.Fatalf("%s: %d rows, want %d", what, len(got), len(want))
}

// backUp makes a backup and returns its file name.
func backUp(t *testing.T, s *repository.Store) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "kota.backup")
	if _, err := s.Backup(context.Background(), name, nil); err != nil {
		t.Fatal(err)
	}
	return name
}

func restored(t *testing.T, driver, backup string) *repository.Store {
	t.Helper()
	dsn := filepath.Join(t.TempDir(), "restored.db")
	if driver == repository.MySQL {
		dsn = testdb.MySQLDSN(t)
	}
	s := unmigrated(t, driver, dsn)
	if _, err := s.Restore(context.Background(), backup, t.TempDir(), nil); err != nil {
		t.Fatal(err)
	}
	return s
}

func unmigrated(t *testing.T, driver, dsn string) *repository.Store {
	t.Helper()
	s, err := repository.Open(context.Background(), repository.Options{Driver: driver, DSN: dsn, Writer: "9"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestABackupGoesThroughBothDatabasesUnchanged moves an installation by backups from SQLite to
// MySQL and back.
func TestABackupGoesThroughBothDatabasesUnchanged(t *testing.T) {
	first := testdb.SQLite(t)
	fillTables(t, first, 2500) // more than a chunk
	want := contents(t, first, repository.Dump)
	moved := restored(t, repository.MySQL, backUp(t, first))
	checkRows(t, "in MySQL", contents(t, moved, repository.Dump), want)
	back := restored(t, repository.SQLite, backUp(t, moved))
	checkRows(t, "back in SQLite", contents(t, back, repository.Dump), want)
	checkRows(t, "as the file has it", contents(t, back, repository.Raw), contents(t, first, repository.Raw))
	checkRows(t, "indexes", indexes(t, back), indexes(t, first))
	whole(t, moved, 3)
	whole(t, back, 3)
	if n, differences := recountAll(t, back); n != 2500 || len(differences) > 0 {
		t.Errorf("%d ratings, %v", n, differences)
	}
	for _, table := range []string{"sessions", "screens"} {
		if rows, err := repository.Dump(back, table); len(rows) > 0 || err != nil {
			t.Errorf("%s %v %v", table, rows, err)
		}
	}
}

func TestABackupSaysWhatItHolds(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		fillTables(t, s, 7)
		name := filepath.Join(t.TempDir(), "b")
		var reported []repository.Copied
		made, err := s.Backup(context.Background(), name, func(c repository.Copied) { reported = append(reported, c) })
		if err != nil {
			t.Fatal(err)
		}
		got, err := unmigrated(t, repository.SQLite, filepath.Join(t.TempDir(), "r.db")).Restore(context.Background(), name, t.TempDir(), nil)
		if err != nil || !slices.Equal(got, made) || !slices.Equal(reported, made) {
			t.Errorf("%v\nmade     %v\nrestored %v\nreported %v", err, made, got, reported)
		}
		if !slices.Contains(made, repository.Copied{Table: "ratings", Rows: 7, Whole: true}) {
			t.Errorf("made %v", made)
		}
		if len(made) != len(repository.OwnTables())-10 { // without sessions, tries, messages and questions of the chat, leases, author keys, spent keys, two tables of staff chats and originals
			t.Errorf("%d tables", len(made))
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info.Mode(), err)
		}
		onlyFile(t, name)
	})
}

// onlyFile fails the test unless the file is the only one in its folder.
func onlyFile(t *testing.T, name string) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(files) != 1 || files[0].Name() != filepath.Base(name) {
		t.Errorf("%v %v", files, err)
	}
}

// TestABackupUnderLoadIsOfOneMoment makes backups while ratings are submitted. In each backup
// the tallies match the ratings.
func TestABackupUnderLoadIsOfOneMoment(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		given, _ := busy(s, t)
		var last int64
		for given.Load() < 300 && !t.Failed() {
			copied := restored(t, repository.SQLite, backUp(t, s))
			n, differences := recountAll(t, copied)
			if len(differences) > 0 || n < last {
				t.Fatalf("%d ratings after %d, %v", n, last, differences)
			}
			last = n
		}
		if last == 0 {
			t.Error("no backup has a rating")
		}
	})
}

func TestABackupOverwritesNothing(t *testing.T) {
	s := testdb.SQLite(t)
	name := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(name, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(context.Background(), name, nil); !errors.Is(err, repository.ErrBackupExists) {
		t.Errorf("%v", err)
	}
	if raw, _ := os.ReadFile(name); string(raw) != "mine" {
		t.Errorf("the file has %q", raw)
	}
	onlyFile(t, name)
	missing := filepath.Join(t.TempDir(), "no", "b")
	if _, err := s.Backup(context.Background(), missing, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// TestANameThatIsTakenMeanwhileIsLeft creates a file of another program while the backup runs.
func TestANameThatIsTakenMeanwhileIsLeft(t *testing.T) {
	s := testdb.SQLite(t)
	name := filepath.Join(t.TempDir(), "late")
	_, err := s.Backup(context.Background(), name, func(repository.Copied) { _ = os.WriteFile(name, []byte("theirs"), 0o600) })
	if raw, _ := os.ReadFile(name); !errors.Is(err, repository.ErrBackupExists) || string(raw) != "theirs" {
		t.Errorf("%q %v", raw, err)
	}
	onlyFile(t, name)
}

func TestAnInterruptedBackupLeavesNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		fillTables(t, s, 7)
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(context.Background())
		_, err := s.Backup(ctx, filepath.Join(dir, "b"), func(c repository.Copied) {
			if c.Table == "ratings" {
				cancel()
			}
		})
		files, _ := os.ReadDir(dir)
		if err == nil || len(files) > 0 {
			t.Errorf("%v left %v", err, files)
		}
	})
}

// TestWhatAKillLeavesIsNoBackup checks that the unfinished file of a backup is refused in each
// of its states.
func TestWhatAKillLeavesIsNoBackup(t *testing.T) {
	s := testdb.SQLite(t)
	fillTables(t, s, 7)
	dir := t.TempDir()
	states := 0
	_, err := s.Backup(context.Background(), filepath.Join(dir, "b"), func(repository.Copied) {
		files, _ := filepath.Glob(filepath.Join(dir, "b*"))
		if len(files) != 1 || !strings.HasSuffix(files[0], ".partial") {
			t.Fatalf("files %v", files)
		}
		left := filepath.Join(t.TempDir(), "left")
		raw, err := os.ReadFile(files[0])
		if err := errors.Join(err, os.WriteFile(left, raw, 0o600)); err != nil {
			t.Fatal(err)
		}
		to := unmigrated(t, repository.SQLite, filepath.Join(t.TempDir(), "r.db"))
		if _, err := to.Restore(context.Background(), left, t.TempDir(), nil); !errors.Is(err, repository.ErrNoBackup) {
			t.Errorf("%v", err)
		}
		states++
	})
	if err != nil || states < 10 {
		t.Errorf("%d states, %v", states, err)
	}
}

// TestRestoreRefusesWhatIsNoBackup also checks that the database stays unchanged.
func TestRestoreRefusesWhatIsNoBackup(t *testing.T) {
	s := testdb.SQLite(t)
	fillTables(t, s, 50)
	good, err := os.ReadFile(backUp(t, s))
	if err != nil {
		t.Fatal(err)
	}
	marked := filepath.Join(t.TempDir(), "newer.db")
	if err := repository.OldBackup(context.Background(), marked, repository.SchemaVersion()); err != nil {
		t.Fatal(err)
	}
	newer := unmigrated(t, repository.SQLite, marked)
	if err := errors.Join(repository.MarkBackup(context.Background(), newer, repository.SchemaVersion()+1), newer.Close()); err != nil {
		t.Fatal(err)
	}
	tooNew, _ := os.ReadFile(marked)
	for _, c := range []struct {
		what    string
		content []byte
		want    error
	}{
		{"an empty file", nil, repository.ErrNoBackup},
		{"a text file", []byte(strings.Repeat("kode;nama\n", 40)), repository.ErrNoBackup},
		{"half a backup", good[:len(good)/2], repository.ErrNoBackup},
		{"a backup without its last page", good[:len(good)-4096], repository.ErrNoBackup},
		{"a backup with a hole", slices.Concat(good[:8192], make([]byte, 8192), good[16384:]), repository.ErrNoBackup},
		{"a backup of a newer schema", tooNew, repository.ErrNewerSchema},
	} {
		name := filepath.Join(t.TempDir(), "b")
		if err := os.WriteFile(name, c.content, 0o400); err != nil {
			t.Fatal(err)
		}
		to := unmigrated(t, repository.SQLite, filepath.Join(t.TempDir(), "r.db"))
		if _, err := to.Restore(context.Background(), name, t.TempDir(), nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.what, err)
		}
		if fresh, err := to.Fresh(context.Background()); !fresh || err != nil {
			t.Errorf("%s: the database was changed, %v", c.what, err)
		}
		onlyFile(t, name)
	}
	live := filepath.Join(t.TempDir(), "live.db")
	fillTables(t, testdb.Open(t, repository.SQLite, live), 1)
	to := unmigrated(t, repository.SQLite, filepath.Join(t.TempDir(), "r.db"))
	if _, err := to.Restore(context.Background(), live, t.TempDir(), nil); !errors.Is(err, repository.ErrNoBackup) {
		t.Errorf("a database in use: %v", err)
	}
	if _, err := to.Restore(context.Background(), live+".none", t.TempDir(), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestRestoreRefusesADatabaseThatHoldsAnything(t *testing.T) {
	source := testdb.SQLite(t)
	fillTables(t, source, 3)
	backup := backUp(t, source)
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		for _, c := range []struct {
			what, statement string
			want            error
		}{
			{"a service", "INSERT INTO services (code, name) VALUES ('X', 'X')", repository.ErrNotEmpty},
			{"a session", "INSERT INTO sessions (token_hash, login, created_at, seen_at) VALUES ('x', 'x', '2026-01-01', '2026-01-01')", repository.ErrNotEmpty},
			{"half a restore", "INSERT INTO meta (name, value) VALUES ('restoring', '1')", repository.ErrHalfRestored},
		} {
			if err := repository.Tamper(s, c.statement); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Restore(context.Background(), backup, t.TempDir(), nil); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.what, err)
			}
			table := strings.Fields(c.statement)[2]
			if rows, err := repository.Dump(s, table); len(rows) != 1 || err != nil {
				t.Errorf("%s: the table has %v, %v", c.what, rows, err)
			}
			if err := repository.Tamper(s, "DELETE FROM "+table); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Restore(context.Background(), backup, t.TempDir(), nil); err != nil {
			t.Errorf("after the table was emptied: %v", err)
		}
	})
}

func TestAHalfRestoredDatabaseIsRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		if err := s.SetNote(context.Background(), "restoring", "1"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Migrate(context.Background()); !errors.Is(err, repository.ErrHalfRestored) {
			t.Errorf("migrate: %v", err)
		}
		if err := s.CheckSchema(context.Background()); !errors.Is(err, repository.ErrHalfRestored) {
			t.Errorf("check: %v", err)
		}
	})
}

// TestARestoreThatFailsLeavesTheDatabaseEmpty cancels the restore at each of several tables,
// and then restores successfully.
func TestARestoreThatFailsLeavesTheDatabaseEmpty(t *testing.T) {
	source := testdb.SQLite(t)
	fillTables(t, source, 300)
	backup := backUp(t, source)
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		before := indexes(t, s)
		for _, table := range []string{"meta", "duties", "ratings", "officer_answers"} {
			ctx, cancel := context.WithCancel(context.Background())
			_, err := s.Restore(ctx, backup, t.TempDir(), func(c repository.Copied) {
				if c.Table == table {
					cancel()
				}
			})
			if err == nil {
				t.Errorf("%s: the restore did not stop", table)
			}
			if empty, err := s.Empty(context.Background()); !empty || err != nil {
				t.Errorf("%s: empty %v, %v", table, empty, err)
			}
			checkRows(t, "indexes", indexes(t, s), before)
			if err := s.CheckSchema(context.Background()); err != nil {
				t.Errorf("%s: %v", table, err)
			}
		}
		if _, err := s.Restore(context.Background(), backup, t.TempDir(), nil); err != nil {
			t.Fatal(err)
		}
		checkRows(t, "afterwards", contents(t, s, repository.Dump), contents(t, source, repository.Dump))
		checkRows(t, "indexes afterwards", indexes(t, s), before)
	})
}

func indexes(t *testing.T, s *repository.Store) []string {
	t.Helper()
	names, err := repository.Indexes(s)
	if err != nil || len(names) < 10 {
		t.Fatal(names, err)
	}
	return names
}

// TestWhatDoesNotFitIsRefusedWhole restores a name that is too long for MySQL's column, on a
// connection that would truncate it.
func TestWhatDoesNotFitIsRefusedWhole(t *testing.T) {
	source := testdb.SQLite(t)
	fillTables(t, source, 1)
	if err := repository.Tamper(source, "UPDATE services SET name = '"+strings.Repeat("panjang ", 40)+"'"); err != nil {
		t.Fatal(err)
	}
	s := unmigrated(t, repository.MySQL, testdb.MySQLDSN(t)+"?sql_mode=''")
	if _, err := s.Restore(context.Background(), backUp(t, source), t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "copy services") {
		t.Errorf("%v", err)
	}
	if empty, err := s.Empty(context.Background()); !empty || err != nil {
		t.Errorf("empty %v, %v", empty, err)
	}
}

func TestOfTwoRestoresAtOnceOneIsWhole(t *testing.T) {
	source := testdb.SQLite(t)
	fillTables(t, source, 300)
	backup := backUp(t, source)
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		errs := make([]error, 3)
		together(len(errs), func(i int) { _, errs[i] = s.Restore(context.Background(), backup, t.TempDir(), nil) })
		whole := 0
		for _, err := range errs {
			switch {
			case err == nil:
				whole++
			case !errors.Is(err, repository.ErrHalfRestored) && !errors.Is(err, repository.ErrNotEmpty):
				t.Error(err)
			}
		}
		if whole != 1 {
			t.Errorf("%d restores succeeded: %v", whole, errs)
		}
		checkRows(t, "afterwards", contents(t, s, repository.Dump), contents(t, source, repository.Dump))
	})
}

// TestAnOlderBackupIsBroughtUpToDateInACopy restores a backup of schema 4, which has no
// tallies by month.
func TestAnOlderBackupIsBroughtUpToDateInACopy(t *testing.T) {
	id := uuid.NewString()
	backup := filepath.Join(t.TempDir(), "old")
	err := repository.OldBackup(context.Background(), backup, 4,
		fmt.Sprintf(`INSERT INTO ratings (id, content, once_key, channel, assurance, counter_code, unit_code, officer_code, service_code, value, answers,
			reasons, respondent, comment, lang, rated_at, received_at, day, device_id, visit, author, seq, verdict, holds, writer)
			VALUES ('%s', '', 'id:%s', 'kiosk', 'device', 'DKC-01', 'DKC-U', 'P-01', 'KK', 3, '', '', '', 'Lama', 'id', '2026-05-20 03:00:00.5+00:00',
			'2026-05-20 03:00:00.5+00:00', '2026-05-20', 'tablet-1', '', '', 1, 'counted', '', '1')`, id, id),
		"INSERT INTO tallies (day, officer_code, counter_code, unit_code, service_code, channel, value, writer, counted, held) VALUES ('2026-05-20', 'P-01', 'DKC-01', 'DKC-U', 'KK', 'kiosk', 3, '1', 1, 0)",
	)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(backup)
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			s := restored(t, driver, backup)
			r, err := s.Rating(context.Background(), id)
			if err != nil || r.Comment != "Lama" || !r.RatedAt.Equal(time.Date(2026, 5, 20, 3, 0, 0, 500_000_000, time.UTC)) {
				t.Errorf("%+v %v", r, err)
			}
			if n, differences := recountAll(t, s); n != 1 || len(differences) > 0 {
				t.Errorf("%d ratings, %v", n, differences)
			}
			if grouped, waiting, err := s.Comments(context.Background(), "P-01", domain.Period{Year: 2026, Quarter: 2}, at("2027-01-01T00:00")); waiting != 1 || err != nil {
				t.Errorf("%v, %d wait, %v", grouped, waiting, err)
			}
		})
	}
	if after, _ := os.ReadFile(backup); !slices.Equal(before, after) {
		t.Error("the backup was changed")
	}
	onlyFile(t, backup)
}
