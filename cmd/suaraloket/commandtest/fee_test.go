package commandtest

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
)

// A report of a fee, handed in by a program and on the phone page, is read by the Inspektorat
// and is in clear nowhere else: no page or file of another role, no score, export, metric, log,
// backup or file on the disk.
func TestAReportOfAFeeIsNowhereElse(t *testing.T) {
	t.Parallel()
	program, dir := openDemo(t, 12)
	demo := programtest.ReadDemo(t, dir)
	before := programtest.MustRun(t, nil, "", "score", "--period", programtest.ThisPeriod(), "--format", "csv", "--config", configOf(dir))
	marker := "kwarsitama" + strings.ToLower(uuid.NewString()[:4])
	status, err := programtest.PostRating(program.Base, demo.Counters[0].DeviceKey, map[string]any{
		"id": uuid.NewString(), "value": 1, "comment": marker + " minta uang rokok", "reasons": []string{"kurang_ramah"},
	})
	if status != 201 || err != nil {
		t.Fatal(status, err)
	}
	reportOnPage(t, demo.Counters[1].PageURL, marker)

	signed := map[string]*programtest.StaffClient{}
	for _, a := range demo.Accounts {
		if signed[a.Role] == nil {
			signed[a.Role] = programtest.SignIn(t, program.Base, a.Login, a.Password)
		}
	}
	inbox := signed["inspektorat"].Get("/hr/laporan")
	links := strings.Split(inbox, `href="/hr/laporan/`)[1:]
	if len(links) != 2 {
		t.Fatalf("the inbox has %d reports", len(links))
	}
	for _, link := range links {
		id, _, _ := strings.Cut(link, `"`)
		if page := signed["inspektorat"].Get("/hr/laporan/" + id); !strings.Contains(page, marker) {
			t.Error("the Inspektorat does not read the words")
		}
	}

	seen := map[string]string{"the log": program.Stderr.String() + program.Stdout.String()}
	for page, roles := range map[string]string{
		"/hr/papan": "admin hr head", "/hr/papan.csv": "admin hr head", "/hr/ikm": "admin hr head", "/hr/kios": "admin hr head",
		"/hr/penilaian.csv": "admin hr", "/hr/petugas/P-01": "admin hr head officer", "/hr/petugas/P-01?periode=" + programtest.ThisYear(): "hr officer",
	} {
		for _, role := range strings.Fields(roles) {
			seen[role+" "+page] = signed[role].Get(page)
		}
	}
	for _, page := range []string{"/metrics", "/readyz", "/", "/api/v1/counters/DKC-01"} {
		_, body := programtest.Get(t, program.Base+page)
		seen[page] = string(body)
	}
	period := programtest.ThisYear()
	seen["export"] = programtest.MustRun(t, nil, "", "export", "ratings", "--period", period, "--out", "-", "--config", configOf(dir))
	seen["ikm"] = programtest.MustRun(t, nil, "", "ikm", "--period", period, "--unit", demo.Counters[0].Unit, "--config", configOf(dir))
	seen["verify"] = programtest.MustRun(t, nil, "", "verify", "--config", configOf(dir))
	backup := filepath.Join(dir, "copy.db")
	programtest.MustRun(t, nil, "", "backup", backup, "--config", configOf(dir))
	program.Stop()
	for name, text := range seen {
		if strings.Contains(text, marker) {
			t.Errorf("%s has the words of the report", name)
		}
	}
	if after := programtest.MustRun(t, nil, "", "score", "--period", programtest.ThisPeriod(), "--format", "csv", "--config", configOf(dir)); after != before {
		t.Errorf("the scores were\n%s\nand are\n%s", before, after)
	}
	files := 0
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(marker)) {
			t.Errorf("%s has the words of the report", entry.Name())
		}
		return err
	})
	if err != nil || files < 5 {
		t.Errorf("%d files, %v", files, err)
	}
}

// reportOnPage rates on the phone page and adds words that report a fee, without a script.
func reportOnPage(t *testing.T, address, marker string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	visit := answer.Request.URL
	id, pass := uuid.NewString(), visit.Query().Get("pass")
	for _, form := range []url.Values{
		{"pass": {pass}, "id": {id}, "value": {"2"}},
		{"step": {"more"}, "pass": {pass}, "id": {id}, "comment": {"disuruh bayar, kata " + marker}},
	} {
		answer, err := http.PostForm(visit.String(), form)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("the page answers %d", answer.StatusCode)
		}
	}
}
