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

// TestTheWebhooksDoor sends requests to the webhook of the running program, as Telegram does
// and as other clients do.
func TestTheWebhooksDoor(t *testing.T) {
	t.Parallel()
	d := newHookClient(t)
	long := d.message(1, strings.Repeat(`\ud83d\udc4d`, 2048))   // the longest text, as Telegram encodes it
	linked := d.message(2, "halo", strings.Repeat("x", 200<<10)) // with a long link
	for _, c := range []struct {
		what, method, secret, body string
		header                     [2]string
		status                     int
	}{
		{what: "no secret", body: d.message(9, "halo"), status: 401},
		{what: "another secret", secret: strings.Repeat("0", 64), body: d.message(9, "halo"), status: 401},
		{what: "no secret and invalid JSON", body: "?", status: 401},
		{what: "invalid JSON", secret: d.secret, body: "?", status: 400},
		{what: "an empty body", secret: d.secret, status: 400},
		{what: "no update_id", secret: d.secret, body: "{}", status: 400},
		{what: "compressed", secret: d.secret, body: d.message(9, "halo"), header: [2]string{"Content-Encoding", "gzip"}, status: 415},
		{what: "a GET request", method: http.MethodGet, secret: d.secret, status: 405},
		{what: "the longest text", secret: d.secret, body: long, status: 200},
		{what: "the longest text again", secret: d.secret, body: long, status: 200},
		{what: "a text with a long link", secret: d.secret, body: linked, status: 200},
	} {
		if got := d.request(c.method, hookPath, c.secret, c.body, c.header); got != c.status {
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
	browsertest.Eventually(t, "both messages are answered", func() bool { return d.pretend.Count("sendMessage", 200) == 2 })
}

// The path for updates that Telegram pushes, and the length of the longest one.
const (
	hookPath      = "/telegram/webhook"
	longestUpdate = 256 << 10 // bytes
)

// hookClient sends requests to a program with a webhook, with the secret that Telegram knows.
type hookClient struct {
	t       *testing.T
	pretend *telegramtest.Server
	base    string
	secret  string
}

func newHookClient(t *testing.T) *hookClient {
	t.Helper()
	pretend, env := programtest.Telegram(t)
	d := &hookClient{t: t, pretend: pretend}
	person := pretend.Person(4711, "Dewi", "id")
	if err := person.Start(""); err != nil { // the bot cannot write to a person before the person's first message
		t.Fatal(err)
	}
	listen := programtest.FreeAddress(t)
	env = append(env, "SUARALOKET_TELEGRAM_MODE="+webhookMode, "SUARALOKET_PUBLIC_URL=http://"+listen, "SUARALOKET_HTTP_LISTEN="+listen, "SUARALOKET_DATA="+t.TempDir())
	d.base = programtest.Start(t, env, "serve").Base
	browsertest.Eventually(t, "the webhook is set", func() bool { return len(pretend.CallsOf("setWebhook")) > 0 })
	d.secret = pretend.CallsOf("setWebhook")[0].Params["secret_token"]
	return d
}

// message returns an update with a text, which must be escaped for JSON, and with links.
func (d *hookClient) message(id int, text string, links ...string) string {
	entities := []map[string]any{}
	for _, link := range links {
		entities = append(entities, map[string]any{"type": "text_link", "offset": 0, "length": 1, "url": "https://" + link})
	}
	encoded, err := json.Marshal(entities)
	if err != nil {
		d.t.Fatal(err)
	}
	person := `{"id":4711,"type":"private","language_code":"id"}`
	number, _ := json.Marshal(id)
	return `{"update_id":` + string(number) + `,"message":{"message_id":7,"from":` + person + `,"chat":` + person + `,"text":"` + text + `","entities":` + string(encoded) + `}}`
}

// announce sends the header and the first byte of a request with a body of length bytes, and
// returns the status of the answer.
func (d *hookClient) announce(path, secret string, length int) int {
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

// request sends a request and returns the status of the answer.
func (d *hookClient) request(method, path, secret, body string, header [2]string) int {
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
