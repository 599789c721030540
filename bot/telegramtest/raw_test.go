package telegramtest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-telegram/bot"

	"suaraloket/bot/telegramtest"
)

func (s *stage) client() *http.Client { return &http.Client{Transport: s.Transport()} }

// reply is an answer of the Bot API.
type reply struct {
	Status     int
	OK         bool            `json:"ok"`
	Result     json.RawMessage `json:"result"`
	ErrorCode  int             `json:"error_code"`
	Text       string          `json:"description"`
	Parameters struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

// ask calls a method over the socket with form fields given as name, value, name, value.
func (s *stage) ask(method string, pairs ...string) reply {
	s.t.Helper()
	r, err := s.try(s.ctx, method, pairs...)
	if err != nil {
		s.t.Fatalf("%s: %v", method, err)
	}
	return r
}

func (s *stage) try(ctx context.Context, method string, pairs ...string) (reply, error) {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return s.send(ctx, http.MethodPost, "/bot"+token+"/"+method, "application/x-www-form-urlencoded", form.Encode())
}

func (s *stage) send(ctx context.Context, verb, path, kind, body string) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, verb, s.url+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{}, err
	}
	r := reply{Status: resp.StatusCode}
	return r, json.Unmarshal(raw, &r)
}

func TestWhereTheServerAnswers(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	good := "/bot" + token
	for _, c := range []struct {
		name, verb, path, kind, body string
		status                       int
		text                         string
	}{
		{"a wrong token", "POST", "/bot7000000001:other/getMe", "", "", 401, "Unauthorized"},
		{"an unknown method", "POST", good + "/sendMoney", "", "", 404, "Not Found: method not found"},
		{"no method", "POST", good, "", "", 404, "Not Found"},
		{"another place", "GET", "/", "", "", 404, "Not Found"},
		{"another verb", "DELETE", good + "/getMe", "", "", 405, "Method Not Allowed"},
		{"by GET", "GET", good + "/getMe", "", "", 200, ""},
		{"in any case", "GET", good + "/GETME", "", "", 200, ""},
		{"an empty multipart body", "POST", good + "/getMe", "multipart/form-data; boundary=x", "", 200, ""},
		{"broken JSON", "POST", good + "/sendMessage", "application/json", "{", 400, "Bad Request: can't parse JSON object"},
		{"broken multipart", "POST", good + "/getMe", "multipart/form-data; boundary=x", "nonsense", 400, "Bad Request: can't parse multipart body"},
		{"an unknown type", "POST", good + "/getMe", "text/plain", "x", 400, "Bad Request: unsupported content type"},
		{"too much", "POST", good + "/getMe", "text/plain", strings.Repeat("x", 12<<20), 413, "Request Entity Too Large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := s.send(s.ctx, c.verb, c.path, c.kind, c.body)
			must(t, err)
			if r.Status != c.status || r.Text != c.text || r.OK != (c.status == 200) {
				t.Errorf("answered %d %q", r.Status, r.Text)
			}
			if !r.OK && r.ErrorCode != r.Status {
				t.Errorf("error_code %d under status %d", r.ErrorCode, r.Status)
			}
		})
	}
}

func TestEveryFormOfBodyIsEquivalent(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	path := "/bot" + token + "/sendMessage"
	multipart := "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n5\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalo\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"reply_markup\"\r\n\r\n" +
		`{"inline_keyboard":[[{"text":"A","callback_data":"a","copy_text":{"text":""}}]]}` + "\r\n--x--\r\n"
	for kind, body := range map[string]string{
		"application/json": `{"chat_id":5,"text":"halo","reply_markup":{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}}`,
		"application/x-www-form-urlencoded": url.Values{"chat_id": {"5"}, "text": {"halo"},
			"reply_markup": {`{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}`}}.Encode(),
		"multipart/form-data; boundary=x": multipart,
	} {
		r, err := s.send(s.ctx, "POST", path, kind, body)
		must(t, err)
		m := last(p.Messages())
		if !r.OK || m.Text != "halo" || len(m.Rows) != 1 || m.Rows[0][0] != (telegramtest.Button{Text: "A", Data: "a"}) {
			t.Errorf("%s: %d %s, message %+v", kind, r.Status, r.Text, m)
		}
	}
	if r, err := s.send(s.ctx, "GET", path+"?chat_id=5&text=lewat+alamat", "", ""); err != nil || !r.OK {
		t.Errorf("query: %+v %v", r, err)
	}
	if m := last(p.Messages()); m.Text != "lewat alamat" {
		t.Errorf("query: %+v", m)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	s.Person(6, "Diam", "id")
	own := last(p.Messages()).ID
	s.ask("sendMessage", "chat_id", "5", "text", "satu")
	sent := last(p.Messages()).ID
	n := func(id int) string { b, _ := json.Marshal(id); return string(b) }
	keys := func(button string) string { return `{"inline_keyboard":[[` + button + `]]}` }
	for _, c := range []struct {
		name, method string
		pairs        []string
		text         string
	}{
		{"no chat", "sendMessage", []string{"text", "x"}, "chat_id is empty"},
		{"a stranger", "sendMessage", []string{"chat_id", "777", "text", "x"}, "chat not found"},
		{"a person without a started chat", "sendMessage", []string{"chat_id", "6", "text", "x"}, "chat not found"},
		{"no text", "sendMessage", []string{"chat_id", "5"}, "message text is empty"},
		{"blank text", "sendMessage", []string{"chat_id", "5", "text", " \n"}, "text must be non-empty"},
		{"4,097 letters", "sendMessage", []string{"chat_id", "5", "text", strings.Repeat("x", 4097)}, "message is too long"},
		{"2,049 faces", "sendMessage", []string{"chat_id", "5", "text", strings.Repeat("😀", 2049)}, "message is too long"},
		{"text beyond every limit", "sendMessage", []string{"chat_id", "5", "text", strings.Repeat("x", 1<<15+1)}, "text is too long"},
		{"an edit too long", "editMessageText", []string{"chat_id", "5", "message_id", n(sent), "text", strings.Repeat("x", 4097)}, "MESSAGE_TOO_LONG"},
		{"a refused parse_mode", "sendMessage", []string{"chat_id", "5", "text", "<b>x</b>", "parse_mode", "HTML"}, "unsupported parse_mode"},
		{"an unknown parse_mode", "sendMessage", []string{"chat_id", "5", "text", "x", "parse_mode", "TeX"}, "unsupported parse_mode"},
		{"65 bytes of data", "sendMessage", []string{"chat_id", "5", "text", "x", "reply_markup",
			keys(`{"text":"A","callback_data":"` + strings.Repeat("é", 32) + `x"}`)}, "BUTTON_DATA_INVALID"},
		{"a button without an action", "sendMessage", []string{"chat_id", "5", "text", "x", "reply_markup", keys(`{"text":"A"}`)},
			"can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"a script's address", "sendMessage", []string{"chat_id", "5", "text", "x", "reply_markup", keys(`{"text":"A","url":"javascript:alert(1)"}`)},
			"inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL"},
		{"markup that is no JSON", "sendMessage", []string{"chat_id", "5", "text", "x", "reply_markup", "{"},
			"can't parse reply keyboard markup JSON object"},
		{"the same text again", "editMessageText", []string{"chat_id", "5", "message_id", n(sent), "text", "satu"},
			"message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"an edit of an unknown message", "editMessageText", []string{"chat_id", "5", "message_id", "99", "text", "x"}, "message to edit not found"},
		{"an edit of another author's text", "editMessageText", []string{"chat_id", "5", "message_id", n(own), "text", "x"}, "message can't be edited"},
		{"an answer to an unknown press", "answerCallbackQuery", []string{"callback_query_id", "12"},
			"query is too old and response timeout expired or query ID is invalid"},
		{"201 letters of answer", "answerCallbackQuery", []string{"callback_query_id", "12", "text", strings.Repeat("x", 201)}, "MESSAGE_TOO_LONG"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if r := s.ask(c.method, c.pairs...); r.Status != 400 || r.Text != "Bad Request: "+c.text {
				t.Errorf("answered %d %q", r.Status, r.Text)
			}
		})
	}
	if got := len(p.Messages()); got != 2 {
		t.Errorf("%d messages after only refusals, want 2", got)
	}
}

func TestLimitsThatJustFit(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(5, "Dewi", "id")
	must(t, p.Start(strings.Repeat("a", 64)))
	must(t, p.Start("A_b-9"))
	for _, bad := range []string{strings.Repeat("a", 65), "a b", "ä", "a=b"} {
		if err := p.Start(bad); err != telegramtest.ErrPayload {
			t.Errorf("payload %q: %v", bad, err)
		}
	}
	if r := s.ask("sendMessage", "chat_id", "5", "text", strings.Repeat("😀", 2048), "reply_markup",
		`{"inline_keyboard":[[{"text":"A","callback_data":"`+strings.Repeat("x", 64)+`"}]]}`); !r.OK {
		t.Errorf("4,096 units and 64 bytes: %s", r.Text)
	}
	if r := s.ask("sendMessage", "chat_id", "5", "text", "  "+strings.Repeat("x", 4096)+"\n"); !r.OK {
		t.Errorf("surrounding white space was counted: %s", r.Text)
	}
	m := last(p.Messages())
	if m.Text != strings.Repeat("x", 4096) {
		t.Errorf("kept %d bytes", len(m.Text))
	}
	must(t, p.Say(strings.Repeat("😀", 2048)))
	if err := p.Say(strings.Repeat("😀", 2049)); err != telegramtest.ErrText {
		t.Errorf("a person's long text: %v", err)
	}
}

func TestEditingAndDeleting(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	b := s.bot()
	m, err := b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: 5, Text: "Pilih", ReplyMarkup: faceRow()})
	must(t, err)
	_, err = b.EditMessageText(s.ctx, &bot.EditMessageTextParams{ChatID: 5, MessageID: m.ID, Text: "Pilih", ReplyMarkup: faceRow()})
	if err == nil || !strings.Contains(err.Error(), "message is not modified") {
		t.Errorf("unchanged edit: %v", err)
	}
	// Without markup the buttons are removed, so the same text is a change.
	edited, err := b.EditMessageText(s.ctx, &bot.EditMessageTextParams{ChatID: 5, MessageID: m.ID, Text: "Pilih"})
	must(t, err)
	if edited.EditDate == 0 || last(p.Messages()).Rows != nil && len(last(p.Messages()).Rows) > 0 {
		t.Errorf("buttons stayed: %+v", last(p.Messages()))
	}
	if last(p.Messages()).Edited {
		t.Error("only buttons changed, but people would see 'edited'")
	}
}
