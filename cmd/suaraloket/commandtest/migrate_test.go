package commandtest

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
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
