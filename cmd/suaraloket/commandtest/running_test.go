package commandtest

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
)

// TestADemoSurvivesAPowerCut kills the demo while it fills its database, and again under load.
// The next start has the same keys and every acknowledged rating, without duplicates.
func TestADemoSurvivesAPowerCut(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	env := []string{"SUARALOKET_LIMITS_DEVICE_PER_MINUTE=0", "SUARALOKET_LIMITS_KIOSK_INTERVAL=0"}
	args := []string{"demo", "--dir", dir, "--months", "1", "--listen", "127.0.0.1:0"}
	filling := programtest.Launch(t, env, args...)
	browsertest.Eventually(t, "half of the migrations are applied", func() bool { return strings.Contains(filling.Stderr.String(), "00004_tallies") })
	filling.Kill()

	whole := programtest.Start(t, env, args...)
	first := programtest.ReadDemo(t, dir)
	want := programtest.Total(t, dir)
	acknowledged, repeats := load(t, whole, first)
	whole.Kill()

	again := programtest.Start(t, env, args...)
	second := programtest.ReadDemo(t, dir)
	for i := range first.Counters {
		if first.Counters[i].DeviceKey != second.Counters[i].DeviceKey {
			t.Error("a device key changed")
		}
	}
	if first.Accounts[0].Password != second.Accounts[0].Password {
		t.Error("a password changed")
	}
	if first.Counters[0].PageURL[strings.Index(first.Counters[0].PageURL, "?"):] != second.Counters[0].PageURL[strings.Index(second.Counters[0].PageURL, "?"):] {
		t.Error("a printed code changed")
	}
	for _, rating := range append(acknowledged, repeats...) {
		status, err := programtest.PostRating(again.Base, second.Counters[0].DeviceKey, rating)
		if err != nil || status != 200 && status != 201 {
			t.Fatal(status, err)
		}
	}
	stored := int64(len(acknowledged) + len(repeats))
	if got := programtest.Total(t, dir); got != want+stored {
		t.Errorf("%d ratings in the tallies, want %d from the start and %d new ones", got, want, stored)
	}
	for _, rating := range acknowledged[:min(20, len(acknowledged))] {
		if status, _ := programtest.PostRating(again.Base, second.Counters[0].DeviceKey, rating); status != 200 {
			t.Errorf("an acknowledged rating is answered %d, want 200", status)
		}
	}
	again.Stop()
}

// load submits ratings from eight tablets until it kills the program. It returns the acknowledged
// ratings, and those whose outcome is unknown.
func load(t *testing.T, p *programtest.Process, d programtest.Demo) (acknowledged, unknown []map[string]any) {
	t.Helper()
	var mu sync.Mutex
	var clients sync.WaitGroup
	enough := make(chan struct{})
	for range 8 {
		clients.Go(func() {
			for {
				rating := map[string]any{"id": uuid.NewString(), "value": 3}
				status, err := programtest.PostRating(p.Base, d.Counters[0].DeviceKey, rating)
				mu.Lock()
				if err != nil || status != 201 {
					unknown = append(unknown, rating)
					mu.Unlock()
					return
				}
				if acknowledged = append(acknowledged, rating); len(acknowledged) == 200 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	waitOrAllGone(t, enough, &clients)
	p.Kill()
	clients.Wait()
	return acknowledged, unknown
}

// waitOrAllGone waits until signal is closed, and fails if all clients end before.
func waitOrAllGone(t *testing.T, signal <-chan struct{}, clients *sync.WaitGroup) {
	t.Helper()
	gone := make(chan struct{})
	go func() {
		clients.Wait()
		close(gone)
	}()
	select {
	case <-signal:
	case <-gone:
		t.Fatal("all clients ended too early")
	}
}

// TestAPoliteStopAnswersWhatIsUnderWay stops the program gracefully under load: every
// acknowledged rating is stored, and no answer is interrupted.
func TestAPoliteStopAnswersWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	env := []string{"SUARALOKET_LIMITS_DEVICE_PER_MINUTE=0", "SUARALOKET_LIMITS_KIOSK_INTERVAL=0"}
	program := programtest.Start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := programtest.ReadDemo(t, dir)
	var mu sync.Mutex
	answered := 0
	var clients sync.WaitGroup
	stopping := make(chan struct{})
	for range 8 {
		clients.Go(func() {
			for {
				status, err := programtest.PostRating(program.Base, demo.Counters[0].DeviceKey, map[string]any{"id": uuid.NewString(), "value": 3})
				if err != nil || status != 201 {
					return
				}
				mu.Lock()
				if answered++; answered == 100 {
					close(stopping)
				}
				mu.Unlock()
			}
		})
	}
	waitOrAllGone(t, stopping, &clients)
	program.Stop()
	clients.Wait()
	if got := programtest.Total(t, dir); got != int64(answered) {
		t.Errorf("%d answered, %d stored", answered, got)
	}
}

func TestATakenPortFailsAtOnce(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dir := t.TempDir()
	_, stderr, status := programtest.RunCommand(t, []string{"SUARALOKET_HTTP_LISTEN=" + listener.Addr().String(), "SUARALOKET_DATA=" + dir}, "", "serve")
	if status != programtest.StatusFailure || !strings.Contains(stderr, "address already in use") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("the program created %v", files)
	}
}

func TestTwoProgramsDoNotShareAJournal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	first := programtest.Start(t, env, "serve")
	_, stderr, status := programtest.RunCommand(t, append(env, "SUARALOKET_HTTP_LISTEN=127.0.0.1:0"), "", "serve")
	if status != programtest.StatusFailure || !strings.Contains(stderr, "another program runs with the data folder") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	other := programtest.Start(t, append(env, "SUARALOKET_INSTANCE=2"), "serve")
	other.Stop()
	first.Kill()
	programtest.Start(t, env, "serve").Stop()
}

func TestADemoRefusesRealData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	programtest.MustRun(t, env, "", "migrate")
	programtest.MustRun(t, env, "correct horse battery\n", "account", "add", "--login", "hr", "--role", "hr")
	_, stderr, status := programtest.RunCommand(t, []string{"SUARALOKET_HTTP_LISTEN=127.0.0.1:0"}, "", "demo", "--dir", dir)
	if status != programtest.StatusFailure || !strings.Contains(stderr, "real data") || strings.Contains(stderr, "migrated") {
		t.Errorf("exit %d, %s", status, stderr)
	}
}

func TestADemoRefusesImportedLists(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	programtest.WriteLists(t, dir)
	programtest.MustRun(t, env, "", "migrate")
	programtest.MustRun(t, env, "", "import", "services", filepath.Join(dir, "services.csv"))
	_, stderr, status := programtest.RunCommand(t, []string{"SUARALOKET_HTTP_LISTEN=127.0.0.1:0"}, "", "demo", "--dir", dir)
	if status != programtest.StatusFailure || !strings.Contains(stderr, "real data") {
		t.Errorf("exit %d, %s", status, stderr)
	}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	programtest.WriteLists(t, dir)
	programtest.MustRun(t, env, "", "migrate")
	bad := filepath.Join(dir, "bad.csv")
	if err := os.WriteFile(bad, []byte("code,name\nKK,Kartu Keluarga\nK/K,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{nil, programtest.StatusUsage, "usage:"},
		{[]string{"dance"}, programtest.StatusUsage, "unknown command"},
		{[]string{"help"}, programtest.StatusOK, "suaraloket serve"},
		{[]string{"score", "-h"}, programtest.StatusOK, "--period"},
		{[]string{"serve", "--nothing"}, programtest.StatusUsage, "usage: suaraloket serve"},
		{[]string{"serve", "word"}, programtest.StatusUsage, "unexpected"},
		{[]string{"version"}, programtest.StatusOK, fmt.Sprintf("schema %d", repository.SchemaVersion())},
		{[]string{"score", "--period", "soon"}, programtest.StatusUsage, "2026-Q3"},
		{[]string{"score", "--period", "2026-Q1", "--format", "xml"}, programtest.StatusUsage, "table, json or csv"},
		{[]string{"score", "--period", "2026-Q1", "--officer", "P-99"}, programtest.StatusFailure, "officer is not known"},
		{[]string{"score", "--period", "2026-Q1", "--format", "json"}, programtest.StatusOK, `"rows": []`},
		{[]string{"score", "--period", "2026-Q1", "--format", "csv"}, programtest.StatusOK, "officer,name,unit,state,n"},
		{[]string{"ikm", "--period", "2026-Q1", "--unit", "NONE"}, programtest.StatusFailure, "unit is not known"},
		{[]string{"ikm", "--period", "2026-Q1"}, programtest.StatusUsage, "--unit"},
		{[]string{"ikm", "--period", "2026-13", "--unit", "DKC"}, programtest.StatusUsage, "2026-S2"},
		{[]string{"score", "--period", "2099-Q3"}, programtest.StatusOK, "2099-Q3 has not begun: it starts on 2099-07-01"},
		{[]string{"score", "--period", "2026-11"}, programtest.StatusUsage, "2026-Q3"},
		{[]string{"import", "services", bad}, programtest.StatusFailure, "kode: bukan kode (hanya huruf, angka, dan tanda hubung): K/K (baris 3)"},
		{[]string{"import", "pets", bad}, programtest.StatusUsage, "unknown list"},
		{[]string{"import", "officers", filepath.Join(dir, "officers.csv")}, programtest.StatusFailure, "unit tidak dikenal: DKC"},
		{[]string{"account", "add", "--login", "x", "--role", "boss"}, programtest.StatusFailure, "role"},
		{[]string{"account", "add", "--login", "x", "--role", "head", "--unit", "NONE"}, programtest.StatusFailure, "unit is not known"},
		{[]string{"account", "add", "--login", "made", "--role", "admin"}, programtest.StatusOK, ""},
		{[]string{"qr", "--counter", "DKC-01", "--format", "png", "--out", filepath.Join(dir, "x.png")}, programtest.StatusFailure, "counter is not known"},
		{[]string{"qr", "--counter", "DKC-01", "--format", "gif", "--out", "x"}, programtest.StatusUsage, "png|svg|pdf"},
	} {
		stdout, stderr, status := programtest.RunCommand(t, env, "", c.args...)
		if status != c.status || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%v: exit %d, output %q and %q", c.args, status, stdout, stderr)
		}
	}
	for _, period := range []string{"2026-11", "2026-S2", "2026"} {
		if out := programtest.MustRun(t, nil, "", "ikm", "--period", period, "--unit", "DKC", "--format", "json", "--config", emptyUnit(t, dir)); !strings.Contains(out, `"period": "`+period+`"`) {
			t.Errorf("%s: %s", period, out)
		}
	}
	if out := programtest.MustRun(t, nil, "", "ikm", "--period", "2026-Q1", "--unit", "DKC", "--format", "json", "--config", emptyUnit(t, dir)); !strings.Contains(out, `"n": 0`) || strings.Contains(out, `"ikm"`) {
		t.Errorf("without answers ikm prints %s", out)
	}
}

// emptyUnit imports lists into a separate installation and returns the path of its configuration.
func emptyUnit(t *testing.T, dir string) string {
	t.Helper()
	config := filepath.Join(dir, "other.yaml")
	if err := os.WriteFile(config, []byte("data: other\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	programtest.MustRun(t, nil, "", "migrate", "--config", config)
	for _, list := range []string{"services", "counters"} {
		programtest.MustRun(t, nil, "", "import", "--config", config, list, filepath.Join(dir, list+".csv"))
	}
	return config
}

func TestQRCommandWritesWhatTheSiteShows(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir, "SUARALOKET_PUBLIC_URL=https://nilai.example.go.id"}
	programtest.WriteLists(t, dir)
	programtest.MustRun(t, env, "", "migrate")
	for _, list := range []string{"services", "counters"} {
		programtest.MustRun(t, env, "", "import", list, filepath.Join(dir, list+".csv"))
	}
	for format, begins := range map[string]string{"png": "\x89PNG", "svg": "<svg", "pdf": "%PDF"} {
		out := filepath.Join(dir, "code."+format)
		programtest.MustRun(t, env, "", "qr", "--counter", "dkc-01", "--format", format, "--out", out)
		raw, err := os.ReadFile(out)
		if err != nil || !strings.HasPrefix(string(raw), begins) {
			t.Errorf("%s: %.20q %v", format, raw, err)
		}
	}
	_, stderr, status := programtest.RunCommand(t, env, "", "qr", "--counter", "DKC-01", "--to", "telegram", "--format", "png", "--out", filepath.Join(dir, "t.png"))
	if status != programtest.StatusFailure || !strings.Contains(stderr, "No Telegram bot") {
		t.Errorf("without a bot: exit %d, %s", status, stderr)
	}
}

// TestADemoStaysWithItsDatabase checks that a second start needs only the folder, and that a demo
// in another folder refuses the database.
func TestADemoStaysWithItsDatabase(t *testing.T) {
	t.Parallel()
	env := []string{"SUARALOKET_DATABASE_DRIVER=mysql", "SUARALOKET_DATABASE_DSN=" + testdb.MySQLDSN(t)}
	dir := filepath.Join(t.TempDir(), "demo")
	first := programtest.Start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := programtest.ReadDemo(t, dir)
	rating := map[string]any{"id": uuid.NewString(), "value": 4}
	if status, err := programtest.PostRating(first.Base, demo.Counters[0].DeviceKey, rating); status != 201 || err != nil {
		t.Fatal(status, err)
	}
	first.Stop()
	second := programtest.Start(t, nil, "demo", "--dir", dir, "--listen", "127.0.0.1:0")
	if status, err := programtest.PostRating(second.Base, demo.Counters[0].DeviceKey, rating); status != 200 || err != nil {
		t.Errorf("the second start answers %d, %v", status, err)
	}
	second.Stop()
	other := filepath.Join(t.TempDir(), "other")
	_, stderr, status := programtest.RunCommand(t, append(env, "SUARALOKET_HTTP_LISTEN=127.0.0.1:0"), "", "demo", "--dir", other)
	if status != programtest.StatusFailure || !strings.Contains(stderr, "another folder") {
		t.Errorf("another folder: exit %d, %s", status, stderr)
	}
	if _, err := os.Stat(filepath.Join(other, "demo.json")); err == nil {
		t.Error("the refused demo wrote demo.json")
	}
}

func TestADemoKeepsWhatWasChangedInItsConfiguration(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	args := []string{"demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0"}
	programtest.Start(t, nil, args...).Stop()
	file := filepath.Join(dir, "config.yaml")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(raw), "Kota Pangkalpinang", "Kota Ubahan", 1)
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	program := programtest.Start(t, nil, args...)
	if _, front := programtest.Get(t, program.Base+"/"); !strings.Contains(string(front), "Kota Ubahan") {
		t.Error("the changed name is lost")
	}
	program.Stop()
}

// TestThePortalOnItsOwnListener checks that the public listener does not serve the portal.
func TestThePortalOnItsOwnListener(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	program := programtest.Start(t, []string{"SUARALOKET_HR_LISTEN=127.0.0.1:0"}, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := programtest.ReadDemo(t, dir)
	if status, body := programtest.Get(t, demo.HRURL); status != 200 || !strings.Contains(string(body), `name="password"`) {
		t.Errorf("the portal answers %d", status)
	}
	if status, _ := programtest.Get(t, demo.BaseURL+"/hr/"); status != 404 {
		t.Errorf("the public listener answers /hr/ with %d", status)
	}
	if _, front := programtest.Get(t, demo.BaseURL+"/"); strings.Contains(string(front), "/hr/") {
		t.Error("the front page links to the portal")
	}
	program.Stop()
}
