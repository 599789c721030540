package commandtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

// A report of a fee, handed in on a tablet, on the phone page, with a ticket over the API and in the
// chat, is read by the Inspektorat and is in clear nowhere else: no page or file that another role
// can reach, no score, export, metric, log, backup or file on the disk.
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
	ticket, status := orderTicket(t, program.Base, demo.APIKeys[0].Key, map[string]any{"counter": demo.Counters[0].Code})
	if status != 201 {
		t.Fatalf("a ticket: %d", status)
	}
	status, err = programtest.PostRating(program.Base, "", map[string]any{
		"id": uuid.NewString(), "value": 1, "pass": ticket, "comment": "Minta pungli: " + marker,
	})
	if status != 201 || err != nil {
		t.Fatal(status, err)
	}
	reportInChat(t, demo, marker)

	signed := map[string]*programtest.StaffClient{}
	for _, a := range demo.Accounts {
		if signed[a.Role] == nil {
			signed[a.Role] = programtest.SignIn(t, program.Base, a.Login, a.Password)
		}
	}
	var links []string
	browsertest.EventuallyMoving(t, "four reports in the inbox", func() (string, bool) {
		links = strings.Split(signed["inspektorat"].Get("/hr/laporan"), `href="/hr/laporan/`)[1:]
		return fmt.Sprint(len(links)), len(links) == 4
	})
	for _, link := range links {
		id, _, _ := strings.Cut(link, `"`)
		if page := signed["inspektorat"].Get("/hr/laporan/" + id); !strings.Contains(page, marker) {
			t.Error("the Inspektorat does not read the words")
		}
	}

	seen := map[string]string{"the log": program.Stderr.String() + program.Stdout.String()}
	for role, client := range signed {
		if role == "inspektorat" {
			continue
		}
		pages, shown := reachable(client, 60)
		for page, body := range pages {
			seen[role+" "+page] = body
		}
		if least := map[string]int{"admin": 15, "hr": 15, "head": 8, "officer": 2}[role]; shown < least {
			t.Errorf("%s reads %d pages, want at least %d", role, shown, least)
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

// reportInChat rates in the practice chat and writes words that report a fee.
func reportInChat(t *testing.T, demo programtest.Demo, marker string) {
	t.Helper()
	person := uuid.NewString()
	act := func(what string, fields map[string]any) {
		t.Helper()
		fields["person"] = person
		body, _ := json.Marshal(fields)
		answer, err := http.Post(demo.PracticeURL+"api/"+what, "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", what, answer.StatusCode)
		}
	}
	type message struct {
		ID   int
		Rows [][]struct {
			Text string
			Data string `json:"callback_data"`
		}
	}
	// last waits for the bot's last message to have a button with the text.
	last := func(button string) (id int, data string) {
		t.Helper()
		browsertest.EventuallyMoving(t, "the button "+button, func() (string, bool) {
			_, body := programtest.Get(t, demo.PracticeURL+"api/messages?person="+person)
			var chat struct{ Messages []message }
			if err := json.Unmarshal(body, &chat); err != nil {
				t.Fatal(err)
			}
			for _, m := range chat.Messages {
				for _, row := range m.Rows {
					for _, b := range row {
						if strings.Contains(b.Text, button) {
							id, data = m.ID, b.Data
						}
					}
				}
			}
			return string(body), data != ""
		})
		return id, data
	}
	code, err := url.Parse(demo.Code(t, demo.Counters[0].Code, "telegram"))
	if err != nil {
		t.Fatal(err)
	}
	act("start", map[string]any{"payload": code.Query().Get("start")})
	id, data := last("Tidak puas")
	act("press", map[string]any{"message": id, "data": data})
	id, data = last("catatan")
	act("press", map[string]any{"message": id, "data": data})
	act("say", map[string]any{"text": "Disuruh bayar, kata " + marker})
}

var portalLink = regexp.MustCompile(`href="(/hr/[^"#]*)"`)

// reachable follows the links of the portal from its first page, at most so many pages and two of
// each kind, and gives their bodies by address, refusals too, and how many were shown.
func reachable(client *programtest.StaffClient, most int) (pages map[string]string, shown int) {
	pages = map[string]string{}
	kinds := map[string]int{}
	waiting := []string{"/hr/", "/hr/papan", "/hr/papan.csv", "/hr/ikm", "/hr/penilaian.csv", "/hr/keluhan", "/hr/tinjauan", "/hr/catatan"}
	for len(waiting) > 0 && len(pages) < most {
		address := waiting[0]
		waiting = waiting[1:]
		kind, _, _ := strings.Cut(address, "?")
		if _, known := pages[address]; known || kinds[kind] >= 2 || kind == "/hr/keluar" {
			continue
		}
		kinds[kind]++
		status, page := client.Look(address)
		if pages[address] = page; status == http.StatusOK {
			shown++
		}
		for _, link := range portalLink.FindAllStringSubmatch(pages[address], -1) {
			waiting = append(waiting, html.UnescapeString(link[1]))
		}
	}
	return pages, shown
}
