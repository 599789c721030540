package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// TestADemoSurvivesAPowerCut kills the demo while it fills its database and once
// more under load: the next start goes on with the same keys, has every rating that
// was answered and none twice.
func TestADemoSurvivesAPowerCut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	env := []string{"SUARALOKET_LIMITS_DEVICE_PER_MINUTE=0", "SUARALOKET_LIMITS_KIOSK_INTERVAL=0"}
	args := []string{"demo", "--dir", dir, "--months", "1", "--listen", "127.0.0.1:0"}
	filling := launch(t, env, args...)
	waitFor(t, func() bool { return strings.Contains(filling.stderr.String(), "00004_tallies") })
	filling.kill()

	whole := start(t, env, args...)
	first := readDemo(t, dir)
	want := total(t, dir)
	acknowledged, repeats := load(t, whole, first)
	whole.kill()

	again := start(t, env, args...)
	second := readDemo(t, dir)
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
		status, err := postRating(again.base, second.Counters[0].DeviceKey, rating)
		if err != nil || status != 200 && status != 201 {
			t.Fatal(status, err)
		}
	}
	stored := int64(len(acknowledged) + len(repeats))
	if got := total(t, dir); got != want+stored {
		t.Errorf("%d ratings in the tallies, %d from the start and %d given", got, want, stored)
	}
	for _, rating := range acknowledged[:min(20, len(acknowledged))] {
		if status, _ := postRating(again.base, second.Counters[0].DeviceKey, rating); status != 200 {
			t.Errorf("an answered rating is new: %d", status)
		}
	}
	again.stop()
}

// load posts from eight tablets at once until the program is gone, and gives what
// was answered and what was not.
func load(t *testing.T, p *process, d demoFile) (acknowledged, unknown []map[string]any) {
	t.Helper()
	var mu sync.Mutex
	var clients sync.WaitGroup
	enough := make(chan struct{})
	for range 8 {
		clients.Go(func() {
			for {
				rating := map[string]any{"id": uuid.NewString(), "value": 3}
				status, err := postRating(p.base, d.Counters[0].DeviceKey, rating)
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
	p.kill()
	clients.Wait()
	return acknowledged, unknown
}

// waitOrAllGone waits for the sign, and fails when all clients ended without it.
func waitOrAllGone(t *testing.T, sign <-chan struct{}, clients *sync.WaitGroup) {
	t.Helper()
	gone := make(chan struct{})
	go func() {
		clients.Wait()
		close(gone)
	}()
	select {
	case <-sign:
	case <-gone:
		t.Fatal("no client was answered often enough")
	}
}

// total counts the ratings of both years that a month of history can touch.
func total(t testing.TB, dir string) (n int64) {
	t.Helper()
	config := filepath.Join(dir, "config.yaml")
	now := cityNow()
	for _, year := range []int{now.Year() - 1, now.Year()} {
		for _, row := range scores(t, nil, "--config", config, "--period", fmt.Sprint(year)).Rows {
			n += row.N
		}
	}
	return n
}

func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for !holds() {
		select {
		case <-deadline:
			t.Fatal("it never came true")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// TestAPoliteStopAnswersWhatIsUnderWay stops the program under load: everything
// answered is stored, and nobody's answer is cut off in the middle.
func TestAPoliteStopAnswersWhatIsUnderWay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	env := []string{"SUARALOKET_LIMITS_DEVICE_PER_MINUTE=0", "SUARALOKET_LIMITS_KIOSK_INTERVAL=0"}
	program := start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := readDemo(t, dir)
	var mu sync.Mutex
	answered := 0
	var clients sync.WaitGroup
	stopping := make(chan struct{})
	for range 8 {
		clients.Go(func() {
			for {
				status, err := postRating(program.base, demo.Counters[0].DeviceKey, map[string]any{"id": uuid.NewString(), "value": 3})
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
	program.stop()
	clients.Wait()
	if got := total(t, dir); got != int64(answered) {
		t.Errorf("%d answered, %d stored", answered, got)
	}
}

func TestATakenPortFailsAtOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dir := t.TempDir()
	_, stderr, status := runCommand(t, []string{"SUARALOKET_HTTP_LISTEN=" + listener.Addr().String(), "SUARALOKET_DATA=" + dir}, "", "serve")
	if status != exitFailure || !strings.Contains(stderr, "address already in use") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("it left %v", files)
	}
}

func TestTwoProgramsDoNotShareAJournal(t *testing.T) {
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	first := start(t, env, "serve")
	_, stderr, status := runCommand(t, append(env, "SUARALOKET_HTTP_LISTEN=127.0.0.1:0"), "", "serve")
	if status != exitFailure || !strings.Contains(stderr, "another program runs with the data folder") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	other := start(t, append(env, "SUARALOKET_INSTANCE=2"), "serve")
	other.stop()
	first.kill()
	start(t, env, "serve").stop()
}

func TestADemoRefusesRealData(t *testing.T) {
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	must(t, env, "", "migrate")
	must(t, env, "correct horse battery\n", "account", "add", "--login", "hr", "--role", "hr")
	_, stderr, status := runCommand(t, []string{"SUARALOKET_HTTP_LISTEN=127.0.0.1:0"}, "", "demo", "--dir", dir)
	if status != exitFailure || !strings.Contains(stderr, "real data") || strings.Contains(stderr, "migrated") {
		t.Errorf("exit %d, %s", status, stderr)
	}
}

func TestADemoRefusesImportedLists(t *testing.T) {
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	lists(t, dir)
	must(t, env, "", "migrate")
	must(t, env, "", "import", "services", filepath.Join(dir, "services.csv"))
	_, stderr, status := runCommand(t, []string{"SUARALOKET_HTTP_LISTEN=127.0.0.1:0"}, "", "demo", "--dir", dir)
	if status != exitFailure || !strings.Contains(stderr, "real data") {
		t.Errorf("exit %d, %s", status, stderr)
	}
}

func TestCommandLine(t *testing.T) {
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	lists(t, dir)
	must(t, env, "", "migrate")
	bad := filepath.Join(dir, "bad.csv")
	if err := os.WriteFile(bad, []byte("code,name\nKK,Kartu Keluarga\nK/K,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{nil, exitUsage, "usage:"},
		{[]string{"dance"}, exitUsage, "unknown command"},
		{[]string{"help"}, exitOK, "suaraloket serve"},
		{[]string{"score", "-h"}, exitOK, "--period"},
		{[]string{"serve", "--nothing"}, exitUsage, "usage: suaraloket serve"},
		{[]string{"serve", "word"}, exitUsage, "unexpected"},
		{[]string{"version"}, exitOK, fmt.Sprintf("schema %d", repository.SchemaVersion())},
		{[]string{"score", "--period", "soon"}, exitUsage, "2026-Q3"},
		{[]string{"score", "--period", "2026-Q1", "--format", "xml"}, exitUsage, "table, json or csv"},
		{[]string{"score", "--period", "2026-Q1", "--officer", "P-99"}, exitFailure, "officer is not known"},
		{[]string{"score", "--period", "2026-Q1", "--format", "json"}, exitOK, `"rows": []`},
		{[]string{"score", "--period", "2026-Q1", "--format", "csv"}, exitOK, "officer,name,unit,state,n"},
		{[]string{"ikm", "--period", "2026-Q1", "--unit", "NONE"}, exitFailure, "unit is not known"},
		{[]string{"ikm", "--period", "2026-Q1"}, exitUsage, "--unit"},
		{[]string{"import", "services", bad}, exitFailure, "line 3: code"},
		{[]string{"import", "pets", bad}, exitUsage, "unknown list"},
		{[]string{"import", "officers", filepath.Join(dir, "officers.csv")}, exitFailure, `unit "DKC" is not known`},
		{[]string{"account", "add", "--login", "x", "--role", "boss"}, exitFailure, "role"},
		{[]string{"account", "add", "--login", "x", "--role", "head", "--unit", "NONE"}, exitFailure, "unit is not known"},
		{[]string{"account", "add", "--login", "made", "--role", "admin"}, exitOK, ""},
		{[]string{"qr", "--counter", "DKC-01", "--format", "png", "--out", filepath.Join(dir, "x.png")}, exitFailure, "counter is not known"},
		{[]string{"qr", "--counter", "DKC-01", "--format", "gif", "--out", "x"}, exitUsage, "png|svg|pdf"},
	} {
		stdout, stderr, status := runCommand(t, env, "", c.args...)
		if status != c.status || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%v: exit %d, said %q and %q", c.args, status, stdout, stderr)
		}
	}
	if out := must(t, nil, "", "ikm", "--period", "2026-Q1", "--unit", "DKC", "--format", "json", "--config", emptyUnit(t, dir)); !strings.Contains(out, `"n": 0`) || strings.Contains(out, `"ikm"`) {
		t.Errorf("no answers give %s", out)
	}
}

// emptyUnit imports the lists into an installation of its own and gives its configuration.
func emptyUnit(t *testing.T, dir string) string {
	t.Helper()
	config := filepath.Join(dir, "other.yaml")
	if err := os.WriteFile(config, []byte("data: other\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, nil, "", "migrate", "--config", config)
	for _, list := range []string{"services", "counters"} {
		must(t, nil, "", "import", "--config", config, list, filepath.Join(dir, list+".csv"))
	}
	return config
}

func TestQRCommandWritesWhatTheSiteShows(t *testing.T) {
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir, "SUARALOKET_PUBLIC_URL=https://nilai.example.go.id"}
	lists(t, dir)
	must(t, env, "", "migrate")
	for _, list := range []string{"services", "counters"} {
		must(t, env, "", "import", list, filepath.Join(dir, list+".csv"))
	}
	for format, begins := range map[string]string{"png": "\x89PNG", "svg": "<svg", "pdf": "%PDF"} {
		out := filepath.Join(dir, "code."+format)
		must(t, env, "", "qr", "--counter", "dkc-01", "--format", format, "--out", out)
		raw, err := os.ReadFile(out)
		if err != nil || !strings.HasPrefix(string(raw), begins) {
			t.Errorf("%s: %.20q %v", format, raw, err)
		}
	}
	_, stderr, status := runCommand(t, env, "", "qr", "--counter", "DKC-01", "--to", "telegram", "--format", "png", "--out", filepath.Join(dir, "t.png"))
	if status != exitFailure || !strings.Contains(stderr, "No Telegram bot") {
		t.Errorf("no bot: exit %d, %s", status, stderr)
	}
}

// TestADemoStaysWithItsDatabase: a second start needs nothing but the folder, and
// another folder does not take the database over.
func TestADemoStaysWithItsDatabase(t *testing.T) {
	env := []string{"SUARALOKET_DATABASE_DRIVER=mysql", "SUARALOKET_DATABASE_DSN=" + testdb.MySQLDSN(t)}
	dir := filepath.Join(t.TempDir(), "demo")
	first := start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := readDemo(t, dir)
	rating := map[string]any{"id": uuid.NewString(), "value": 4}
	if status, err := postRating(first.base, demo.Counters[0].DeviceKey, rating); status != 201 || err != nil {
		t.Fatal(status, err)
	}
	first.stop()
	second := start(t, nil, "demo", "--dir", dir, "--listen", "127.0.0.1:0")
	if status, err := postRating(second.base, demo.Counters[0].DeviceKey, rating); status != 200 || err != nil {
		t.Errorf("the second start answers %d, %v", status, err)
	}
	second.stop()
	other := filepath.Join(t.TempDir(), "other")
	_, stderr, status := runCommand(t, append(env, "SUARALOKET_HTTP_LISTEN=127.0.0.1:0"), "", "demo", "--dir", other)
	if status != exitFailure || !strings.Contains(stderr, "another folder") {
		t.Errorf("another folder: exit %d, %s", status, stderr)
	}
	if _, err := os.Stat(filepath.Join(other, "demo.json")); err == nil {
		t.Error("it wrote keys that open nothing")
	}
}

// TestADemoKeepsWhatWasChangedInItsConfiguration.
func TestADemoKeepsWhatWasChangedInItsConfiguration(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	args := []string{"demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0"}
	start(t, nil, args...).stop()
	file := filepath.Join(dir, "config.yaml")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(raw), "Kota Pangkalpinang", "Kota Ubahan", 1)
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	program := start(t, nil, args...)
	if _, front := get(t, program.base+"/"); !strings.Contains(string(front), "Kota Ubahan") {
		t.Error("the changed name is gone")
	}
	program.stop()
}

// TestThePortalOnItsOwnListener keeps the portal off the public one.
func TestThePortalOnItsOwnListener(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	program := start(t, []string{"SUARALOKET_HR_LISTEN=127.0.0.1:0"}, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := readDemo(t, dir)
	if status, body := get(t, demo.HRURL); status != 200 || !strings.Contains(string(body), `name="password"`) {
		t.Errorf("the portal answers %d", status)
	}
	if status, _ := get(t, demo.BaseURL+"/hr/"); status != 404 {
		t.Errorf("the public listener answers /hr/ with %d", status)
	}
	if _, front := get(t, demo.BaseURL+"/"); strings.Contains(string(front), "/hr/") {
		t.Error("the front page names the portal")
	}
	program.stop()
}
