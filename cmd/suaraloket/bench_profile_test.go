package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// benchProfile leaves in BENCH_PROFILE where the program's time goes under
// BENCH_CLIENTS clients.
func benchProfile(b *testing.B, _ *benchReport) {
	folder := os.Getenv("BENCH_PROFILE")
	if folder == "" {
		b.Fatal("BENCH_PROFILE: want a folder for the profiles")
	}
	clients := benchNumber(b, "BENCH_CLIENTS", 32)
	for _, driver := range benchDrivers() {
		dir := filepath.Join(b.TempDir(), "demo")
		env := append(unlimited(), database(b, driver)...)
		env = append(env, profileVariable+"="+filepath.Join(folder, driver+".pprof"))
		p := startRole(b, roleProfiled, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
		s, err := drive(0, 10*time.Second, openTablets(b, p.base, desksOf(b, p, dir), clients))
		if err != nil {
			b.Fatal(err)
		}
		p.stop()
		benchSay("profile of %s under %d clients, %s/s", databaseName(driver), clients, grouped(s.perSecond()))
	}
}
