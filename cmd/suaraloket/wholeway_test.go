package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/png"
	"math"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
)

// scan reads the code that a phone's camera would.
func scan(t testing.TB, address string) string {
	t.Helper()
	status, body := get(t, address)
	if status != 200 {
		t.Fatalf("%s: %d %s", address, status, body)
	}
	picture, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	// The search for a code in a photograph misses a few in a thousand of drawn ones.
	whole := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
	code, err := qrcode.NewQRCodeReader().Decode(bitmap, whole)
	if err != nil {
		t.Fatal(err)
	}
	return code.GetText()
}

// tapOnPhone opens the address on a phone and touches the best face.
func tapOnPhone(t *testing.T, address string) {
	t.Helper()
	phone := browsertest.Open(t, 360, 740)
	phone.Goto(address)
	phone.Until(`document.querySelector('button[name=value][value="4"]')`)
	phone.Run(`document.querySelector('button[name=value][value="4"]').click()`)
	phone.Until(`/[0-9A-Z]{3}-[0-9A-Z]{3}/.test(document.body.innerText)`)
}

// rateInChat follows the code into the chat and presses the best face.
func rateInChat(t *testing.T, telegram *telegramtest.Server, address string) {
	t.Helper()
	link, err := url.Parse(address)
	if err != nil || link.Host != "t.me" || link.Path != "/"+telegram.Username() {
		t.Fatalf("the code leads to %q, %v", address, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	person := telegram.Person(4711, "Marker", "id")
	if err := person.Start(link.Query().Get("start")); err != nil {
		t.Fatal(err)
	}
	var message int
	var data string
	err = person.Wait(ctx, func(messages []telegramtest.Message) bool {
		for _, m := range messages {
			for _, row := range m.Rows {
				for _, button := range row {
					if strings.HasPrefix(button.Data, "r4:") {
						message, data = m.ID, button.Data
						return true
					}
				}
			}
		}
		return false
	})
	if err != nil {
		t.Fatalf("no faces: %v, %+v", err, person.Messages())
	}
	if _, err := person.Press(message, data); err != nil {
		t.Fatal(err)
	}
	receipt := regexp.MustCompile(`[0-9A-Z]{3}-[0-9A-Z]{3}`)
	err = person.Wait(ctx, func(messages []telegramtest.Message) bool {
		for _, m := range messages {
			if m.ID == message && m.Edited && receipt.MatchString(m.Text) {
				return true
			}
		}
		return false
	})
	if err != nil {
		t.Fatalf("no thanks: %v, %+v", err, person.Messages())
	}
}

// boardRow signs in to the portal and reads an officer's line of the board.
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

// telegram starts a pretend Telegram and gives the configuration that leads to it.
func telegram(t testing.TB) (*telegramtest.Server, []string) {
	t.Helper()
	server := telegramtest.New(telegramtest.Options{Token: "123456:" + strings.Repeat("t", 35), Username: "SuaraLoketUjiBot"})
	web := httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		server.Close()
		web.Close()
	})
	return server, append(unpaced(), "SUARALOKET_TELEGRAM_TOKEN="+server.Token(), "SUARALOKET_TELEGRAM_API_URL="+web.URL)
}

// unpaced lets the chat send as fast as it can: the pretend Telegram has no limits.
func unpaced() []string {
	return []string{"SUARALOKET_LIMITS_LETTERS_PER_SECOND=0", "SUARALOKET_LIMITS_CHAT_PAUSE=0s"}
}

// database gives the configuration of a fresh database.
func database(t testing.TB, driver string) []string {
	t.Helper()
	if driver == repository.SQLite {
		return nil
	}
	return []string{"SUARALOKET_DATABASE_DRIVER=mysql", "SUARALOKET_DATABASE_DSN=" + testdb.MySQLDSN(t)}
}

// cityNow is the time in the sample city and in every installation by default.
func cityNow() time.Time { return time.Now().In(time.FixedZone("WIB", 7*3600)) }

func thisPeriod() string { return domain.PeriodAt(cityNow()).String() }

func thisYear() string { return cityNow().Format("2006") }

// shows says whether a board, which has one decimal of the score, shows what the command
// gives with two: each rounds the score itself.
func shows(board string, command *float64) bool {
	if command == nil {
		return board == ""
	}
	shown, err := strconv.ParseFloat(strings.Replace(board, ",", ".", 1), 64)
	return err == nil && strings.Contains(board, ",") && math.Abs(shown-*command) < 0.056
}

func TestWholeWayThroughTheDemo(t *testing.T) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			pretend, env := telegram(t)
			env = append(env, database(t, driver)...)
			dir := filepath.Join(t.TempDir(), "demo")
			program := start(t, env, "demo", "--dir", dir, "--months", "3", "--listen", "127.0.0.1:0")
			demo := readDemo(t, dir)
			counter := demo.Counters[0]
			officer := onDuty(t, demo.BaseURL, counter.Code)
			period := thisYear()
			when := []string{"--config", filepath.Join(dir, "config.yaml"), "--period", period}
			before := scores(t, nil, when...).of(officer)

			page := scan(t, demo.BaseURL+"/qr/"+counter.Code+".png?to=page")
			if page != counter.PageURL {
				t.Errorf("the code leads to %q, demo.json says %q", page, counter.PageURL)
			}
			tapOnPhone(t, page)
			rateInChat(t, pretend, scan(t, demo.BaseURL+"/qr/"+counter.Code+".png?to=telegram"))

			after := scores(t, nil, when...).of(officer)
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
			program.stop()
		})
	}
}

func onDuty(t *testing.T, base, counter string) string {
	t.Helper()
	_, body := get(t, base+"/api/v1/counters/"+counter)
	found := regexp.MustCompile(`"on_duty":\[\{"officer":"([A-Z0-9-]+)"`).FindSubmatch(body)
	if found == nil {
		t.Fatalf("nobody is on duty: %s", body)
	}
	return string(found[1])
}

// markerNIP belongs to nobody; finding it anywhere but in the portal is a fault.
const markerNIP = "197702282003121009"

func lists(t *testing.T, dir string) {
	t.Helper()
	for name, text := range map[string]string{
		"services.csv": "code,name\nKK,Kartu Keluarga\nKTP-EL,KTP-el\n",
		"counters.csv": "kode;nama;unit;nama_unit;opd;nama_opd;internal;layanan\nDKC-01;Loket 1;DKC;Pelayanan;DISDUKCAPIL;Dinas Dukcapil;ya;KK\nDKC-02;Loket 2;DKC;Pelayanan;DISDUKCAPIL;Dinas Dukcapil;ya;KK KTP-EL\n",
		"officers.csv": "code,name,display_name,nip,rank,position,unit,figure\nP-01,Siti Contoh,Ibu Siti,'" + markerNIP + ",Penata / III/c,Operator,DKC,a\nP-02,Budi Contoh,,,,,DKC,b\n",
		"duties.csv":   "officer,counter,from,to\nP-01,DKC-01,2026-01-01 00:00,\nP-02,DKC-02,2026-01-01 00:00,\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWholeWayFromNothing(t *testing.T) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			pretend, env := telegram(t)
			dir := t.TempDir()
			env = append(append(env, database(t, driver)...), "SUARALOKET_DATA="+dir)
			install(t, env, dir)
			program := start(t, env, "serve")
			earlier := visits(t, program.base, 10)

			page := scan(t, program.base+"/qr/DKC-01.png")
			tapOnPhone(t, page)
			chat := scan(t, program.base+"/qr/DKC-01.png?to=telegram")
			rateInChat(t, pretend, chat)

			got := scores(t, env, "--period", thisPeriod()).of("P-01")
			if got.N != 12 || got.State != "provisional" || got.Score == nil {
				t.Fatalf("%+v", got)
			}
			n, shown, text := boardRow(t, program.base+"/hr/", "hr", "correct horse battery", "P-01")
			if n != "12" || !shows(shown, got.Score) {
				t.Errorf("the board shows n %s and %s, the command %+v", n, shown, got)
			}
			_, front := get(t, program.base+"/")
			_, tablet := get(t, program.base+"/k")
			_, public := get(t, program.base+"/api/v1/counters/DKC-01")
			_, opened := get(t, page)
			program.stop()
			for what, said := range map[string]string{
				"board": text, "codes": page + chat, "front page": string(front), "tablet": string(tablet),
				"counter": string(public), "phone page": string(opened), "log": program.stderr.String() + program.stdout.String(),
				"passes": strings.Join(earlier, " "),
			} {
				if strings.Contains(said, markerNIP) || strings.Contains(said, markerNIP[:8]) {
					t.Errorf("the NIP stands in: %s", what)
				}
			}
		})
	}
}

// install makes a real installation from nothing.
func install(t *testing.T, env []string, dir string) {
	t.Helper()
	lists(t, dir)
	if out := must(t, env, "", "migrate"); !strings.Contains(out, "up to date") {
		t.Errorf("migrate says %q", out)
	}
	must(t, env, "correct horse battery\n", "account", "add", "--login", "hr", "--role", "hr")
	for _, list := range []string{"services", "counters", "officers", "duties"} {
		file := filepath.Join(dir, list+".csv")
		if out := must(t, env, "", "import", list, file, "--dry-run"); !strings.Contains(out, "nothing was changed") {
			t.Errorf("dry run says %q", out)
		}
		must(t, env, "", "import", list, file)
	}
}

// visits opens the poster's page and rates, as often as told, and gives the passes.
func visits(t *testing.T, base string, n int) (passes []string) {
	t.Helper()
	hidden := regexp.MustCompile(`name="pass" value="([^"]+)"`)
	page := scan(t, base+"/qr/DKC-01.png")
	for i := range n {
		_, body := get(t, page)
		found := hidden.FindSubmatch(body)
		if found == nil {
			t.Fatalf("the page has no pass: %s", body)
		}
		passes = append(passes, string(found[1]))
		status, err := postRating(base, "", map[string]any{"id": uuid.NewString(), "value": i%4 + 1, "pass": passes[i]})
		if status != 201 || err != nil {
			t.Fatal(status, err)
		}
	}
	return passes
}

// TestPracticeChatOfTheDemo talks to the bot without a token, as a newcomer would.
func TestPracticeChatOfTheDemo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	program := start(t, nil, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := readDemo(t, dir)
	code := scan(t, demo.BaseURL+"/qr/"+demo.Counters[0].Code+".png?to=telegram")
	if !strings.HasPrefix(code, demo.PracticeURL) {
		t.Fatalf("the code leads to %q, not to %q", code, demo.PracticeURL)
	}
	phone := browsertest.Open(t, 360, 740)
	phone.Goto(code)
	phone.Until(`document.querySelector('#begin')?.checkVisibility()`)
	phone.Run(`document.querySelector('#begin').click()`)
	phone.Until(`document.querySelectorAll('.choice').length >= 4`)
	phone.Run(`document.querySelectorAll('.choice')[3].click()`)
	phone.Until(`/[0-9A-Z]{3}-[0-9A-Z]{3}/.test(document.body.innerText)`)
	if got := total(t, dir); got != 1 {
		t.Errorf("%d counted", got)
	}
	program.stop()
}
