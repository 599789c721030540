package benchtest

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
)

// benchProfile writes CPU profiles of the program under BENCH_CLIENTS clients to the folder
// BENCH_PROFILE.
func benchProfile(b *testing.B, _ *benchReport) {
	folder := os.Getenv("BENCH_PROFILE")
	if folder == "" {
		b.Fatal("BENCH_PROFILE: want a folder for the profiles")
	}
	clients := benchNumber(b, "BENCH_CLIENTS", 32)
	for _, driver := range benchDrivers() {
		dir := filepath.Join(b.TempDir(), "demo")
		env := append(programtest.Unlimited(), programtest.Database(b, driver)...)
		env = append(env, programtest.ProfileVariable+"="+filepath.Join(folder, driver+".pprof"))
		p := programtest.StartRole(b, programtest.RoleProfiled, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
		s, err := drive(0, 10*time.Second, openTablets(b, p.Base, programtest.DesksOf(b, p, dir), clients))
		if err != nil {
			b.Fatal(err)
		}
		p.Stop()
		benchLog("profile of %s under %d clients, %s/s", databaseName(driver), clients, grouped(s.perSecond()))
	}
}
