package commandtest

import (
	"fmt"
	_ "image/png"
	"math"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
	"suaraloket/web/browsertest"
)

// tapOnPhone opens the address on a phone, taps the best face and waits for the receipt.
func tapOnPhone(t *testing.T, address string) {
	t.Helper()
	phone := browsertest.Open(t, 360, 740)
	phone.Goto(address)
	phone.Until(`document.querySelector('button[name=value][value="4"]')`)
	phone.Run(`document.querySelector('button[name=value][value="4"]').click()`)
	phone.Until(`/[0-9A-Z]{3}-[0-9A-Z]{3}/.test(document.body.innerText)`)
}

// rateInChat opens the chat with the address from a code, presses the best face and waits for the
// receipt.
func rateInChat(t *testing.T, telegram *telegramtest.Server, address string) {
	t.Helper()
	link, err := url.Parse(address)
	if err != nil || link.Host != "t.me" || link.Path != "/"+telegram.Username() {
		t.Fatalf("the address in the code is %q, %v", address, err)
	}
	person := telegram.Person(4711, "Marker", "id")
	if err := person.Start(link.Query().Get("start")); err != nil {
		t.Fatal(err)
	}
	asked := programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return bestFace(m) != "" })
	if _, err := person.Press(asked.ID, bestFace(asked)); err != nil {
		t.Fatal(err)
	}
	receipt := regexp.MustCompile(`[0-9A-Z]{3}-[0-9A-Z]{3}`)
	programtest.WaitForChat(t, person, func(m telegramtest.Message) bool {
		return m.ID == asked.ID && m.Edited && receipt.MatchString(m.Text)
	})
}

// bestFace returns the data of the button for the value 4, "" if there is none.
func bestFace(m telegramtest.Message) string {
	for _, row := range m.Rows {
		for _, button := range row {
			if strings.HasPrefix(button.Data, "r4:") {
				return button.Data
			}
		}
	}
	return ""
}

// boardRow signs in to the portal and returns an officer's line of the board.
func boardRow(t *testing.T, portal, login, password, officer string) (n, score, text string) {
	t.Helper()
	desk := browsertest.Open(t, 1440, 900)
	desk.Goto(portal)
	desk.Until(`document.querySelector('input[name=password]')`)
	desk.Run(fmt.Sprintf(`document.querySelector('input[name=login]').value=%q;document.querySelector('input[name=password]').value=%q;document.querySelector('form button').click()`, login, password))
	desk.Until(`document.querySelector('tbody tr')`)
	row := fmt.Sprintf(`[...document.querySelectorAll('tbody tr')].find(r=>[...r.querySelectorAll('.h-sub')].some(c=>c.textContent===%q))`, officer)
	desk.Until(row)
	cell := func(selector string) string {
		return desk.Text(row + `.querySelector('` + selector + `')?.firstChild?.textContent ?? ''`)
	}
	return cell("td.num:not(:has(.h-score))"), cell(".h-score"), desk.Text(row + ".innerText")
}

// shows reports whether the board, with one decimal, shows the score that the command prints with
// two. Each of them rounds the score itself.
func shows(board string, command *float64) bool {
	if command == nil {
		return board == ""
	}
	shown, err := strconv.ParseFloat(strings.Replace(board, ",", ".", 1), 64)
	return err == nil && strings.Contains(board, ",") && math.Abs(shown-*command) < 0.056
}

func TestWholeWayThroughTheDemo(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			pretend, env := programtest.Telegram(t)
			env = append(env, programtest.Database(t, driver)...)
			dir := filepath.Join(t.TempDir(), "demo")
			program := programtest.Start(t, env, "demo", "--dir", dir, "--months", "3", "--listen", "127.0.0.1:0")
			demo := programtest.ReadDemo(t, dir)
			counter := demo.Counters[0]
			officer := programtest.OnDuty(t, demo.BaseURL, counter.Code)
			period := programtest.ThisYear()
			when := []string{"--config", filepath.Join(dir, "config.yaml"), "--period", period}
			before := programtest.Scores(t, nil, when...).Of(officer)

			page := demo.Code(t, counter.Code, "page")
			if page != counter.PageURL {
				t.Errorf("the address in the code is %q, in demo.json %q", page, counter.PageURL)
			}
			tapOnPhone(t, page)
			rateInChat(t, pretend, demo.Code(t, counter.Code, "telegram"))

			after := programtest.Scores(t, nil, when...).Of(officer)
			if after.N != before.N+2 {
				t.Errorf("before %+v\nafter  %+v", before, after)
			}
			if before.Score != nil && *after.Score <= *before.Score {
				t.Errorf("before %+v\nafter  %+v", before, after)
			}
			n, shown, _ := boardRow(t, demo.HRURL+"papan?periode="+period, demo.Accounts[0].Login, demo.Accounts[0].Password, officer)
			// early in January the sample city has too few ratings in this year
			if !shows(shown, after.Score) || after.Score != nil && n != fmt.Sprint(after.N) {
				t.Errorf("the board shows n %s and %q, the command %+v", n, shown, after)
			}
			program.Stop()
		})
	}
}

func TestWholeWayFromNothing(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			pretend, env := programtest.Telegram(t)
			dir := t.TempDir()
			env = append(append(env, programtest.Database(t, driver)...), "SUARALOKET_DATA="+dir)
			programtest.Install(t, env, dir)
			program := programtest.Start(t, env, "serve")
			staff := programtest.SignIn(t, program.Base, "hr", "correct horse battery")
			page := staff.Code("DKC-01", "page")
			earlier := visits(t, program.Base, page, 10)
			tapOnPhone(t, page)
			chat := staff.Code("DKC-01", "telegram")
			rateInChat(t, pretend, chat)

			got := programtest.Scores(t, env, "--period", programtest.ThisPeriod()).Of("P-01")
			if got.N != 12 || got.State != "provisional" || got.Score == nil {
				t.Fatalf("%+v", got)
			}
			n, shown, text := boardRow(t, program.Base+"/hr/", "hr", "correct horse battery", "P-01")
			if n != "12" || !shows(shown, got.Score) {
				t.Errorf("the board shows n %s and %s, the command %+v", n, shown, got)
			}
			_, front := programtest.Get(t, program.Base+"/")
			_, tablet := programtest.Get(t, program.Base+"/k")
			_, public := programtest.Get(t, program.Base+"/api/v1/counters/DKC-01")
			_, opened := programtest.Get(t, page)
			program.Stop()
			for what, content := range map[string]string{
				"board": text, "codes": page + chat, "front page": string(front), "tablet": string(tablet),
				"counter": string(public), "phone page": string(opened), "log": program.Stderr.String() + program.Stdout.String(),
				"passes": strings.Join(earlier, " "),
			} {
				if strings.Contains(content, programtest.MarkerNIP) || strings.Contains(content, programtest.MarkerNIP[:8]) {
					t.Errorf("the NIP appears in: %s", what)
				}
			}
		})
	}
}

// visits opens the page of a poster and rates, n times, and returns the passes.
func visits(t *testing.T, base, page string, n int) (passes []string) {
	t.Helper()
	hidden := regexp.MustCompile(`name="pass" value="([^"]+)"`)
	for i := range n {
		_, body := programtest.Get(t, page)
		found := hidden.FindSubmatch(body)
		if found == nil {
			t.Fatalf("the page has no pass: %s", body)
		}
		passes = append(passes, string(found[1]))
		status, err := programtest.PostRating(base, "", map[string]any{"id": uuid.NewString(), "value": i%4 + 1, "pass": passes[i]})
		if status != 201 || err != nil {
			t.Fatal(status, err)
		}
	}
	return passes
}

// TestPracticeChatOfTheDemo uses the practice chat as a new person does: the demo has no token.
func TestPracticeChatOfTheDemo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	program := programtest.Start(t, nil, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := programtest.ReadDemo(t, dir)
	code := demo.Code(t, demo.Counters[0].Code, "telegram")
	if !strings.HasPrefix(code, demo.PracticeURL) {
		t.Fatalf("the address in the code is %q, want %q", code, demo.PracticeURL)
	}
	phone := browsertest.Open(t, 360, 740)
	phone.Goto(code)
	phone.Until(`document.querySelector('#begin')?.checkVisibility()`)
	phone.Run(`document.querySelector('#begin').click()`)
	phone.Until(`document.querySelectorAll('.choice').length >= 4`)
	phone.Run(`document.querySelectorAll('.choice')[3].click()`)
	phone.Until(`/[0-9A-Z]{3}-[0-9A-Z]{3}/.test(document.body.innerText)`)
	if got := programtest.Total(t, dir); got != 1 {
		t.Errorf("%d counted", got)
	}
	program.Stop()
}
