package bot_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"suaraloket/bot"
)

// FuzzWebhookBody pushes any body, with the right secret, into a bot over a store with one
// rating. Every body is accepted or refused without a panic and without a log line, it has
// its effects once, and only a press with a signed pass adds or changes a rating.
func FuzzWebhookBody(f *testing.F) {
	d := newDoor(f)
	for _, body := range append(d.talked(), madeUp()...) {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d.t = t
		d.reset()
		before := d.given()
		err := d.push(body)
		after := d.given()
		if before != after && !d.signed(body) {
			t.Errorf("ratings %q became %q", before, after)
		}
		d.again(body, err)
		d.quiet()
	})
}

// door is the webhook of a bot over a city that is the same for each body.
type door struct {
	*stage
	t    testing.TB
	bot  *bot.Bot
	look *sql.Conn // detects changes by other connections
	pass []string  // signed ones
	code string    // links a chat
}

// ofTheChat returns the tables that updates change.
func ofTheChat() []string {
	return []string{
		"done_updates", "letters", "ratings", "tallies", "month_tallies", "unit_answers", "officer_answers",
		"preferences", "spent_keys", "link_codes", "staff_chats",
	}
}

const dewi = 4242 // the person of the rating

func newDoor(f *testing.F) *door {
	f.Helper()
	s := newStage(f)
	options := s.withStaff()
	options.webhook, options.transport = "https://suara.example/telegram/webhook", s.Transport()
	d := &door{stage: s, t: f, bot: s.bot(options)}
	for _, counter := range []string{"DKC-01", "DKC-02"} {
		pass, err := s.passes.OpenChat(s.passes.Poster(counter))
		must(f, err)
		d.pass = append(d.pass, pass, s.passes.OpenTyped(counter))
	}
	must(f, d.push(pressed(1, dewi, "r2:P-01:"+d.pass[0])))
	must(f, d.push(pushed(2, dewi, "kursi rusak")))
	d.code = s.invite("kepala")
	d.keep()
	return d
}

// keep copies the tables, for reset.
func (d *door) keep() {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: d.file}).EscapedPath()+"?_pragma=busy_timeout(10000)&_pragma=synchronous(off)")
	must(d.t, err)
	d.look, err = db.Conn(context.Background())
	must(d.t, err)
	d.t.Cleanup(func() { must(d.t, errors.Join(d.look.Close(), db.Close())) })
	for _, table := range ofTheChat() {
		d.exec("CREATE TEMP TABLE kept_" + table + " AS SELECT * FROM " + table)
	}
}

// reset restores the tables.
func (d *door) reset() {
	var all strings.Builder
	all.WriteString("BEGIN IMMEDIATE;")
	for _, table := range ofTheChat() {
		fmt.Fprintf(&all, "DELETE FROM %s; INSERT INTO %s SELECT * FROM kept_%s;", table, table, table)
	}
	d.exec(all.String() + "COMMIT")
	bot.Forget(d.bot)
	d.log.text.Reset()
}

func (d *door) exec(query string) {
	d.t.Helper()
	_, err := d.look.ExecContext(context.Background(), query)
	must(d.t, err)
}

// ask reads one value.
func (d *door) ask(query string) (answer string) {
	d.t.Helper()
	must(d.t, d.look.QueryRowContext(context.Background(), query).Scan(&answer))
	return answer
}

// given lists the stored ratings.
func (d *door) given() string {
	d.t.Helper()
	return d.ask("SELECT COALESCE(GROUP_CONCAT(counter_code || ' ' || officer_code || ' ' || value || ' ' || day), '') FROM (SELECT * FROM ratings ORDER BY counter_code, officer_code, value, day)")
}

// push pushes a body and waits until its press is answered.
func (d *door) push(body []byte) error {
	d.t.Helper()
	err := d.bot.Push(context.Background(), bot.SecretOf(key, token), body)
	bot.WaitForAnswers(d.bot)
	if err != nil && !errors.Is(err, bot.ErrUnreadable) && !errors.Is(err, bot.ErrNotDone) {
		d.t.Errorf("refused with %v", err)
	}
	return err
}

// again pushes the same body to the same program and to one that has just started: neither
// changes anything.
func (d *door) again(body []byte, first error) {
	d.t.Helper()
	seen := d.ask("PRAGMA data_version")
	for _, program := range []string{"the same program", "another program"} {
		if err := d.push(body); !errors.Is(err, first) {
			d.t.Errorf("%s: %v, and before %v", program, err, first)
		}
		bot.Forget(d.bot)
	}
	if first == nil && d.ask("PRAGMA data_version") != seen {
		d.t.Error("the second push changed the database")
	}
}

// signed reports whether a body presses a button with a signed pass.
func (d *door) signed(body []byte) bool {
	var u struct {
		Press struct {
			Data string `json:"data"`
		} `json:"callback_query"`
	}
	_ = json.Unmarshal(body, &u) // the readable part is enough
	for _, pass := range d.pass {
		if strings.HasSuffix(u.Press.Data, ":"+pass) {
			return true
		}
	}
	return false
}

// quiet checks the log. The only accepted line is that Telegram does not know the press.
func (d *door) quiet() {
	d.t.Helper()
	for line := range strings.Lines(d.log.String()) {
		var fields map[string]any
		must(d.t, json.Unmarshal([]byte(line), &fields))
		delete(fields, "time")
		if got := fmt.Sprint(fields); got != unknownPress {
			d.t.Errorf("log: %s", line)
		}
	}
}

const unknownPress = "map[component:bot error:bad request, Bad Request: query is too old and response timeout expired or query ID is invalid level:DEBUG method:answerCallbackQuery msg:telegram refused]"

// talked returns updates of each kind, as the pretend Telegram has made them.
func (d *door) talked() (bodies [][]byte) {
	d.t.Helper()
	p, other := d.Person(dewi, "Dewi", "id"), d.Person(4343, "Adi", "")
	pasar, kabar := d.Supergroup(-1001234567890, "Warga Pasar"), d.Channel(-1009876543210, "Kabar")
	for _, err := range []error{
		p.Start(d.passes.Poster("DKC-01")), p.Start(d.passes.Poster("DKC-02")), p.Start(""), p.Start("DKC-01"), p.Start(d.code),
		p.Start("t1_DKC-01_zzz_0"), p.Say("/nilai dkc 01"), p.Say("/hapus"), p.Say("/dataku"), p.Say("/bahasa"), p.Say("/riwayat"), p.Say("/batal"),
		p.Say("antre lama 👍🏽\x00"), p.Say(strings.Repeat("é", 4096)), p.SendSticker(), p.SendVoice(), p.SendPhoto("kursi", []byte("photo")),
		p.SendDocument("a.pdf", []byte("%PDF")), p.SendLocation(-2.1, 106.1), p.SendContact("+628123456789", "Dewi"), p.SendPoll("?", "a", "b"),
		p.Forward("Rahasia", "teks orang lain"), other.Start(d.passes.Poster("DKC-01")), other.Say("halo"),
	} {
		must(d.t, err)
	}
	must(d.t, p.Edit(p.Messages()[0].ID, "/bantuan"))
	for _, err := range []error{errOf(pasar.Say(p, "/start@SuaraLoketLatihanBot "+d.passes.Poster("DKC-01"))), errOf(kabar.Post("kabar"))} {
		must(d.t, err)
	}
	p.Block()
	answer, err := (&http.Client{Transport: d.Transport()}).Get(d.url + "/bot" + token + "/getUpdates")
	must(d.t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	must(d.t, err)
	var updates struct{ Result []json.RawMessage }
	must(d.t, json.Unmarshal(raw, &updates))
	for _, u := range updates.Result {
		bodies = append(bodies, u)
	}
	for i, data := range []string{"r4:P-01:", "r1:P-02:", "p:-:", "u:", "+6:", "n:", "qs`:", "asa1:", "aog4:", "ask34:", "y3:", "e:"} {
		bodies = append(bodies, pressed(int64(50+i), dewi, data+d.pass[0]), pressed(int64(70+i), 4343, data+d.pass[i%len(d.pass)]))
	}
	return append(bodies, pressed(90, dewi, "l:en"), pressed(91, dewi, "x:yes"), pressed(92, dewi, "d:12"), pressed(93, dewi, "r4:P-01:c1_DKC-01_tnk9x8_0123456789abc"))
}

func errOf(_ int, err error) error { return err }

// madeUp returns bodies that Telegram does not make.
func madeUp() (bodies [][]byte) {
	deep := strings.Repeat(`{"reply_to_message":`, 2000) + "{}" + strings.Repeat("}", 2000)
	for _, body := range []string{
		"", "null", "[]", "5", `"`, "{", `{"update_id":`, `{"update_id":0}`, `{"update_id":-1,"message":{}}`, `{"update_id":5}`,
		`{"update_id":9223372036854775807,"message":{"chat":{"id":-9223372036854775808,"type":"private"},"text":"/start"}}`,
		`{"update_id":9223372036854775808}`, `{"update_id":1e3}`, `{"update_id":5.0}`, `{"update_id":"5"}`, `{"update_id":null,"message":{}}`,
		`{"update_id":6,"message":"?"}`, `{"update_id":6,"message":[]}`, `{"update_id":6,"message":null,"edited_message":null,"callback_query":null}`,
		`{"update_id":6,"message":{"message_id":2147483648,"text":7,"chat":{"id":"x"}}}`, `{"update_id":6,"message":{"text":"halo","chat":{"id":5,"type":"private"}}}`,
		`{"update_id":6,"message":{"text":"halo","from":null,"chat":{"id":5,"type":"private"}}}`, `{"update_id":6,"message":{"text":"/start","from":{"id":1,"is_bot":true},"chat":{"id":5,"type":"private"}}}`,
		`{"update_id":7,"callback_query":{}}`, `{"update_id":7,"callback_query":{"id":"1","from":{"id":4242},"data":"u:x"}}`,
		`{"update_id":7,"callback_query":{"id":"1","from":{"id":4242},"inline_message_id":"x","game_short_name":"y"}}`,
		`{"update_id":7,"callback_query":{"id":"1","from":{"id":4242},"message":{"message_id":9,"date":0,"chat":{"id":4242,"type":"private"}},"data":"l:jv"}}`,
		`{"update_id":7,"callback_query":{"id":"","from":{"id":0},"message":{"chat":{}},"data":"r4:P-01:\ud800"}}`,
		`{"update_id":8,"UPDATE_ID":9,"update_id":10,"message":{"text":"a","text":"/hapus","chat":{"id":1},"chat":{"id":4242,"type":"private"},"from":{"id":4242}}}`,
		`{"update_id":11,"message":{"text":"\ud83d lone \udc4d \u0000\u2028","from":{"id":4242,"language_code":"\ud800"},"chat":{"id":4242,"type":"private"}}}`,
		"{\"update_id\":12,\"message\":{\"text\":\"/nilai \xff\xfe\x80\",\"from\":{\"id\":4242,\"language_code\":\"\xff\"},\"chat\":{\"id\":4242,\"type\":\"private\"}}}",
		`{"update_id":13,"message":` + deep + `}`, `{"update_id":14,"message":` + strings.Repeat("[", 11_000) + strings.Repeat("]", 11_000) + `}`,
		`{"update_id":15,"message":{"text":"` + strings.Repeat("a ", 30_000) + `","from":{"id":4242},"chat":{"id":4242,"type":"private"}}}`,
	} {
		bodies = append(bodies, []byte(body))
	}
	return bodies
}
