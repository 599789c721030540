package chattest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

// TestTheWebhooksDoor knocks at the running program's door as Telegram and as others do.
func TestTheWebhooksDoor(t *testing.T) {
	t.Parallel()
	d := newHookDoor(t)
	long := d.message(1, strings.Repeat(`\ud83d\udc4d`, 2048))   // the longest text, as Telegram writes it
	linked := d.message(2, "halo", strings.Repeat("x", 200<<10)) // with what its author has hung on it besides
	for _, c := range []struct {
		what, method, secret, body string
		header                     [2]string
		status                     int
	}{
		{what: "no secret", body: d.message(9, "halo"), status: 401},
		{what: "another secret", secret: strings.Repeat("0", 64), body: d.message(9, "halo"), status: 401},
		{what: "no secret and rubbish", body: "?", status: 401},
		{what: "rubbish", secret: d.secret, body: "?", status: 400},
		{what: "nothing", secret: d.secret, status: 400},
		{what: "no number", secret: d.secret, body: "{}", status: 400},
		{what: "compressed", secret: d.secret, body: d.message(9, "halo"), header: [2]string{"Content-Encoding", "gzip"}, status: 415},
		{what: "asked for", method: http.MethodGet, secret: d.secret, status: 405},
		{what: "the longest text", secret: d.secret, body: long, status: 200},
		{what: "the longest text again", secret: d.secret, body: long, status: 200},
		{what: "a text with much besides", secret: d.secret, body: linked, status: 200},
	} {
		if got := d.knock(c.method, hookPath, c.secret, c.body, c.header); got != c.status {
			t.Errorf("%s: %d, want %d", c.what, got, c.status)
		}
	}
	for _, c := range []struct {
		path, secret string
		length       int
	}{{hookPath, d.secret, longestUpdate + 1}, {hookPath, "0" + d.secret[1:] + "0", 100 << 10}, {"/api/v1/ratings", d.secret, 100 << 10}} {
		if got := d.announce(c.path, c.secret, c.length); got != http.StatusRequestEntityTooLarge {
			t.Errorf("%d bytes for %s: %d", c.length, c.path, got)
		}
	}
	browsertest.Eventually(t, "the two are answered", func() bool { return d.pretend.Count("sendMessage", 200) == 2 })
}

// How the program takes updates that Telegram pushes.
const (
	hookPath      = "/telegram/webhook"
	longestUpdate = 256 << 10 // bytes
)

// hookDoor is the program with a webhook, and what Telegram knows of it.
type hookDoor struct {
	t       *testing.T
	pretend *telegramtest.Server
	base    string
	secret  string
}

func newHookDoor(t *testing.T) *hookDoor {
	t.Helper()
	pretend, env := programtest.Telegram(t)
	d := &hookDoor{t: t, pretend: pretend}
	person := pretend.Person(4711, "Dewi", "id")
	if err := person.Start(""); err != nil { // who has never written cannot be written to
		t.Fatal(err)
	}
	listen := programtest.FreeAddress(t)
	env = append(env, "SUARALOKET_TELEGRAM_MODE="+webhookMode, "SUARALOKET_PUBLIC_URL=http://"+listen, "SUARALOKET_HTTP_LISTEN="+listen, "SUARALOKET_DATA="+t.TempDir())
	d.base = programtest.Start(t, env, "serve").Base
	browsertest.Eventually(t, "the webhook is set", func() bool { return len(pretend.CallsOf("setWebhook")) > 0 })
	d.secret = pretend.CallsOf("setWebhook")[0].Params["secret_token"]
	return d
}

// message is an update with a text, which is written as JSON, and links in it.
func (d *hookDoor) message(id int, text string, links ...string) string {
	entities := []map[string]any{}
	for _, link := range links {
		entities = append(entities, map[string]any{"type": "text_link", "offset": 0, "length": 1, "url": "https://" + link})
	}
	hung, err := json.Marshal(entities)
	if err != nil {
		d.t.Fatal(err)
	}
	who := `{"id":4711,"type":"private","language_code":"id"}`
	number, _ := json.Marshal(id)
	return `{"update_id":` + string(number) + `,"message":{"message_id":7,"from":` + who + `,"chat":` + who + `,"text":"` + text + `","entities":` + string(hung) + `}}`
}

// announce begins to send a body of so many bytes and gives the status that ends it.
func (d *hookDoor) announce(path, secret string, length int) int {
	d.t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(d.base, "http://"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(browsertest.Patience()))
	fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: %d\r\n\r\n{", path, secret, length)
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// knock gives the status.
func (d *hookDoor) knock(method, path, secret, body string, header [2]string) int {
	d.t.Helper()
	if method == "" {
		method = http.MethodPost
	}
	ctx, cancel := context.WithTimeout(context.Background(), browsertest.Patience())
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, d.base+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	request.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	if header[0] != "" {
		request.Header.Set(header[0], header[1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}
