package server

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/programtest"
)

// TestARenewedCertificateIsTakenUp, a broken one is not, and is named once.
func TestARenewedCertificateIsTakenUp(t *testing.T) {
	first, second := programtest.NewAuthority(t, 1), programtest.NewAuthority(t, 2)
	files := first.Install(t, t.TempDir())
	h := config.HTTPConfig{TLSCert: files.Cert, TLSKey: files.Key}
	var log strings.Builder
	c, err := loadCertificate(h, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	c.now = func() time.Time { return now }
	shows := func(when string, want int64, warnings int) {
		t.Helper()
		for range 3 {
			now = now.Add(certificateEvery)
			got, err := c.forHandshake(nil)
			if err != nil || got.Leaf.SerialNumber.Int64() != want {
				t.Errorf("%s: %v, want %d, %v", when, got.Leaf.SerialNumber, want, err)
			}
		}
		if n := strings.Count(log.String(), "level=WARN"); n != warnings {
			t.Errorf("%s: %d warnings\n%s", when, n, &log)
		}
	}
	shows("unchanged", 1, 0)
	programtest.WriteFile(t, h.TLSCert, second.Cert)
	shows("certificate without its key", 1, 1)
	programtest.WriteFile(t, h.TLSKey, second.Key)
	shows("both new", 2, 1)
	programtest.WriteFile(t, h.TLSKey, []byte("half a fi"))
	shows("broken key", 2, 2)
	if err := os.Remove(h.TLSCert); err != nil {
		t.Fatal(err)
	}
	shows("no certificate", 2, 3)
	first.Install(t, filepath.Dir(h.TLSCert))
	shows("back to the first", 1, 3)
	second.Install(t, filepath.Dir(h.TLSCert))
	if got, err := c.forHandshake(nil); err != nil || got.Leaf.SerialNumber.Int64() != 1 {
		t.Errorf("it looks at every handshake: %v %v", got.Leaf.SerialNumber, err)
	}
}

func TestPrintedCodesSayHTTPS(t *testing.T) {
	pair := config.HTTPConfig{Listen: "127.0.0.1:8443", TLSCert: "c", TLSKey: "k"}
	for want, c := range map[string]config.Config{
		"https://127.0.0.1:8443":       {HTTP: pair},
		"http://127.0.0.1:8080":        {HTTP: config.HTTPConfig{Listen: "127.0.0.1:8080"}},
		"https://nilai.example.go.id":  {HTTP: pair, PublicURL: "https://nilai.example.go.id/"},
		"https://nilai.example.go.id ": {HTTP: config.HTTPConfig{Listen: "127.0.0.1:8080"}, PublicURL: "https://nilai.example.go.id"},
	} {
		if got := (&System{Config: c}).Address(); got != strings.TrimSpace(want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A connection to a database on another machine that is not encrypted is warned of at each
// start, and nothing else is.
func TestAPlainDatabaseIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		safe  bool
		err   error
		warns bool
	}{"plain": {false, nil, true}, "encrypted, or on this machine": {true, nil, false}, "away": {false, errors.New("away"), false}} {
		var log strings.Builder
		for range 2 {
			warnOfPlainDatabase(context.Background(), func(context.Context) (bool, error) { return c.safe, c.err }, slog.New(slog.NewTextHandler(&log, nil)))
		}
		if n := strings.Count(log.String(), "level=WARN"); (n == 2) != c.warns || !c.warns && n > 0 {
			t.Errorf("%s: %d warnings\n%s", name, n, &log)
		}
	}
}
