package commandtest

import (
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver with which a test leaves half a schema
	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
)

// A migration that is killed at any moment goes on at the next start.
func TestAKilledMigrationGoesOn(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			dice := rand.New(rand.NewPCG(14, 1))
			env := append(programtest.Database(t, driver), "SUARALOKET_DATA="+t.TempDir())
			for range 6 {
				p := programtest.Launch(t, env, "migrate")
				time.Sleep(time.Duration(dice.IntN(300)) * time.Millisecond)
				p.Kill()
			}
			if out := programtest.MustRun(t, env, "", "migrate"); !strings.Contains(out, "up to date") {
				t.Errorf("it prints %q", out)
			}
			programtest.MustRun(t, env, "", "verify")
		})
	}
}

// A demo that is killed while it migrates starts again on MySQL, which keeps what a half
// migration has made, wherever it was cut off.
func TestADemoKilledWhileItMigratesStartsAgain(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(t *testing.T, env []string, db *sql.DB){
		"with one table": func(t *testing.T, _ []string, db *sql.DB) {
			first, _, _ := strings.Cut(string(programtest.ReadFile(t, filepath.Join("..", "..", "..", "repository", "migrations", "mysql", "00001_places.sql"))), ";")
			executeAll(t, db, first)
		},
		"with most tables": func(t *testing.T, env []string, db *sql.DB) {
			programtest.MustRun(t, env, "", "migrate")
			executeAll(t, db, "DROP TABLE staff_chats, link_codes, photos, fee_reports, fee_notes, screens",
				"ALTER TABLE accounts DROP COLUMN must_change, DROP COLUMN disabled_at", "DELETE FROM goose_db_version WHERE version_id >= 11")
		},
		"by a kill": func(t *testing.T, env []string, _ *sql.DB) {
			killed := programtest.Launch(t, env, "demo", "--dir", filepath.Join(t.TempDir(), "demo"), "--months", "0", "--listen", "127.0.0.1:0")
			browsertest.Eventually(t, "some migrations are applied", func() bool { return strings.Contains(killed.Stderr.String(), "00004_tallies") })
			killed.Kill()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := testdb.MySQLDSN(t)
			db, err := sql.Open("mysql", dsn)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			dir := filepath.Join(t.TempDir(), "demo")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			env := []string{"SUARALOKET_DATABASE_DRIVER=mysql", "SUARALOKET_DATABASE_DSN=" + dsn, "SUARALOKET_DATA=" + dir}
			leave(t, env, db)
			program := programtest.Start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
			rating := map[string]any{"id": uuid.NewString(), "value": 4}
			if status, err := programtest.PostRating(program.Base, programtest.ReadDemo(t, dir).Counters[0].DeviceKey, rating); status != 201 || err != nil {
				t.Error(status, err)
			}
			program.Stop()
			programtest.MustRun(t, env, "", "verify")
		})
	}
}

func executeAll(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}
