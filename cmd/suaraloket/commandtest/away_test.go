package commandtest

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

// TestTheDoorsStayOpenWithoutTheDatabase locks the database, as an administrator's forgotten
// transaction does, and releases the lock.
func TestTheDoorsStayOpenWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	env := []string{"SUARALOKET_LIMITS_KIOSK_INTERVAL=0"}
	program := programtest.Start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := programtest.ReadDemo(t, dir)
	key, base := demo.Counters[0].DeviceKey, program.Base
	if r := programtest.ReadyOf(t, base); r.Database != "ok" || r.Journal.Ratings != 0 {
		t.Errorf("before the lock: %+v", r)
	}
	release := programtest.LockSQLite(t, filepath.Join(dir, "suaraloket.db"))
	first := map[string]any{"id": uuid.NewString(), "value": 3}
	for range 2 { // the second one is a retry: the rating already waits in the journal
		if status, err := programtest.PostRating(base, key, first); err != nil || status != http.StatusCreated && status != http.StatusOK {
			t.Fatal(status, err)
		}
	}
	r := programtest.ReadyOf(t, base)
	if r.Status != "ready" || r.Database != "away" || r.Journal.Ratings != 1 {
		t.Errorf("while away: %+v", r)
	}
	_, metrics := programtest.Get(t, base+"/metrics")
	for _, line := range []string{"suaraloket_database_away 1", "suaraloket_journal_ratings 1", `suaraloket_ratings_total{channel="kiosk",outcome="stored"} 1`} {
		if !strings.Contains(string(metrics), "\n"+line+"\n") {
			t.Errorf("metrics lack %q", line)
		}
	}
	if status, page := programtest.Get(t, demo.Counters[0].PageURL); status != http.StatusOK || !strings.Contains(string(page), `name="value"`) {
		t.Errorf("the phone page: %d", status)
	}
	release()
	browsertest.Eventually(t, "drained", func() bool { r := programtest.ReadyOf(t, base); return r.Database == "ok" && r.Journal.Ratings == 0 })
	if got := programtest.Total(t, dir); got != 1 {
		t.Errorf("%d stored", got)
	}
}

func TestMetricsAreForThisMachineAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	program := programtest.Start(t, nil, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	for _, header := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
		request, err := http.NewRequest(http.MethodGet, program.Base+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set(header, "203.0.113.9")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", header, answer.StatusCode)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "journal-1.db")); err != nil {
		t.Error(err)
	}
}
