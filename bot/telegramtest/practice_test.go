package telegramtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-telegram/bot"

	"suaraloket/bot/telegramtest"
)

const visitorKey = "0123456789abcdef0123456789abcdef"

// practiceStage is a stage with the page on a listener of its own.
type practiceStage struct {
	*stage
	page string // address of the page, with its slash
}

func newPractice(t *testing.T) *practiceStage {
	s := newStage(t)
	site := http.NewServeMux()
	site.Handle("/practice/", s.Practice("/practice/", "https://suara.example/"))
	site.Handle("/practice", s.Practice("/practice/", "https://suara.example/"))
	site.HandleFunc("/photos/{file}", drawnPhoto)
	web := httptest.NewServer(site)
	t.Cleanup(func() { s.Close(); web.Close() })
	return &practiceStage{stage: s, page: web.URL + "/practice/"}
}

// drawnPhoto answers "3x2.png" with a picture that is wider than it is high, and no other
// name.
func drawnPhoto(w http.ResponseWriter, r *http.Request) {
	var across, down int
	if n, _ := fmt.Sscanf(r.PathValue("file"), "%dx%d.png", &across, &down); n != 2 {
		http.NotFound(w, r)
		return
	}
	drawn := image.NewRGBA(image.Rect(0, 0, across*240, down*240))
	for x := range across * 240 {
		for y := range down * 240 {
			drawn.Set(x, y, color.RGBA{R: 0x5C, G: uint8(x), B: uint8(y), A: 0xFF})
		}
	}
	_ = png.Encode(w, drawn) // the page may be closed
}

// runBot runs the rating bot until the test ends.
func (s *practiceStage) runBot() {
	b := s.bot(bot.WithDefaultHandler(ratingBot))
	ctx, stop := context.WithCancel(s.ctx)
	done := make(chan struct{})
	go func() { b.Start(ctx); close(done) }()
	s.t.Cleanup(func() { stop(); <-done })
}

func (s *practiceStage) post(what, kind, body string) (int, map[string]string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.page+"api/"+what, strings.NewReader(body))
	must(s.t, err)
	req.Header.Set("Content-Type", kind)
	resp, err := http.DefaultClient.Do(req)
	must(s.t, err)
	defer func() { _ = resp.Body.Close() }()
	said := map[string]string{}
	_ = json.NewDecoder(resp.Body).Decode(&said)
	return resp.StatusCode, said
}

func (s *practiceStage) act(what string, more map[string]any) map[string]string {
	s.t.Helper()
	more["person"] = visitorKey
	body, err := json.Marshal(more)
	must(s.t, err)
	status, said := s.post(what, "application/json", string(body))
	if status != http.StatusOK {
		s.t.Fatalf("%s: %d %v", what, status, said)
	}
	return said
}

// seen is the chat as the page reads it.
type seen struct {
	Rev      int64
	Begun    bool
	Bot      struct{ Name, Username string }
	Commands []telegramtest.Command
	Messages []struct {
		ID   int
		Bot  bool
		Text string
		Rows [][]telegramtest.Button
		// Picture is the preview's.
		Picture *struct {
			Path         string
			Small, Above bool
		}
	}
	Answers []telegramtest.Answer
}

func (s *practiceStage) get(path string) (int, http.Header, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.ctx, http.MethodGet, s.page+path, nil)
	must(s.t, err)
	resp, err := http.DefaultClient.Do(req)
	must(s.t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	must(s.t, err)
	return resp.StatusCode, resp.Header, string(body)
}

// chat reads the chat until ok accepts it. Each read waits for a change, as those of the page
// do.
func (s *practiceStage) chat(ok func(seen) bool) seen {
	s.t.Helper()
	since := ""
	for {
		status, _, body := s.get("api/messages?person=" + visitorKey + since)
		if status != http.StatusOK {
			s.t.Fatalf("messages: %d %s", status, body)
		}
		var c seen
		must(s.t, json.Unmarshal([]byte(body), &c))
		if ok(c) {
			return c
		}
		since = "&since=" + strconv.FormatInt(c.Rev, 10)
	}
}

func TestPracticeChatFromLinkToThanks(t *testing.T) {
	s := newPractice(t)
	s.runBot()
	c := s.chat(func(seen) bool { return true })
	if c.Begun || len(c.Messages) != 0 || c.Bot.Name != "Suara Loket" {
		t.Errorf("before the start: %+v", c)
	}
	s.act("start", map[string]any{"payload": "LOKET7-abc"})
	c = s.chat(func(c seen) bool { return len(c.Messages) == 2 })
	if c.Messages[0].Text != "/start LOKET7-abc" || c.Messages[0].Bot || !c.Messages[1].Bot || !c.Begun {
		t.Errorf("after the start: %+v", c.Messages)
	}
	press := s.act("press", map[string]any{"message": c.Messages[1].ID, "data": "r:4"})
	c = s.chat(func(c seen) bool { return strings.HasPrefix(c.Messages[1].Text, "Terima kasih.") })
	if len(c.Answers) != 1 || c.Answers[0].Text != "Terima kasih!" || c.Answers[0].CallbackID != press["callback"] {
		t.Errorf("answers %+v to press %v", c.Answers, press)
	}
	s.act("say", map[string]any{"text": "Petugasnya sabar sekali"})
	s.chat(func(c seen) bool {
		return c.Messages[len(c.Messages)-1].Text == "Anda menulis: Petugasnya sabar sekali"
	})
}

// TestPracticeShowsPicturesOfItsOwnSite sends previews as a bot and reads the page's view
// of them.
func TestPracticeShowsPicturesOfItsOwnSite(t *testing.T) {
	s := newPractice(t)
	s.act("start", map[string]any{})
	chat := strconv.FormatInt(s.poll()[0].Message.Chat.ID, 10)
	for options, want := range map[string]string{
		`{"url":"https://suara.example/photos/1.jpg","prefer_small_media":true,"show_above_text":true}`: "/photos/1.jpg true true",
		`{"url":"https://suara.example/photos/DKC-02/2.jpg","prefer_large_media":true}`:                 "/photos/DKC-02/2.jpg false false",
		`{"url":"https://suara.example/photos/1.jpg","is_disabled":true}`:                               "",
		`{"url":"https://suara.example"}`:                                                               "",
		`{"url":"https://suara.example/"}`:                                                              "",
		`{"url":"https://suara.example//elsewhere.example/1.jpg"}`:                                      "",
		`{"url":"https://suara.example/\\elsewhere.example/1.jpg"}`:                                     "",
		`{"url":"https://suara.example.elsewhere.example/1.jpg"}`:                                       "",
		`{"url":"http://suara.example/photos/1.jpg"}`:                                                   "",
		`{"url":"/photos/1.jpg"}`:                                                                       "",
		`{"url":"javascript:alert(1)"}`:                                                                 "",
		`{}`:                                                                                            "",
	} {
		if r := s.ask("sendMessage", "chat_id", chat, "text", options, "link_preview_options", options); !r.OK {
			t.Fatalf("%s: %s", options, r.Text)
		}
		c := s.chat(func(c seen) bool { return c.Messages[len(c.Messages)-1].Text == options })
		got := ""
		if p := c.Messages[len(c.Messages)-1].Picture; p != nil {
			got = fmt.Sprint(p.Path, " ", p.Small, " ", p.Above)
		}
		if got != want {
			t.Errorf("%s: the page shows %q, want %q", options, got, want)
		}
	}
}

func TestPracticeRefusals(t *testing.T) {
	s := newPractice(t)
	who := `"person":"` + visitorKey + `"`
	for _, c := range []struct {
		name, what, kind, body string
		status                 int
		word                   string
	}{
		{"a form of another site", "say", "application/x-www-form-urlencoded", "text=x", 415, "type"},
		{"text that pretends", "say", "text/plain", `{` + who + `,"text":"x"}`, 415, "type"},
		{"no JSON", "say", "application/json", "{", 400, "body"},
		{"too much", "say", "application/json", `{"text":"` + strings.Repeat("x", 65<<10) + `"}`, 413, "body"},
		{"no person", "say", "application/json", `{"text":"x"}`, 400, "person"},
		{"a guessable key", "say", "application/json", `{"person":"budi","text":"x"}`, 400, "person"},
		{"no text", "say", "application/json", `{` + who + `,"text":" "}`, 422, "text"},
		{"a long text", "say", "application/json", `{` + who + `,"text":"` + strings.Repeat("x", 4097) + `"}`, 422, "text"},
		{"a bad payload", "start", "application/json; charset=utf-8", `{` + who + `,"payload":"a b"}`, 422, "payload"},
		{"no such button", "press", "application/json", `{` + who + `,"message":1,"data":"x"}`, 409, "button"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if status, said := s.post(c.what, c.kind, c.body); status != c.status || said["error"] != c.word {
				t.Errorf("answered %d %v", status, said)
			}
		})
	}
	if s.Queue() != 0 {
		t.Errorf("%d updates after refusals", s.Queue())
	}
	if status, _, _ := s.get("api/messages?person=x"); status != 400 {
		t.Errorf("messages without a person: %d", status)
	}
	if status, _, _ := s.get("api/say"); status != 405 {
		t.Errorf("GET of an act: %d", status)
	}
}

func TestPracticePeopleAreSeparateAndStable(t *testing.T) {
	s := newPractice(t)
	s.act("say", map[string]any{"text": "rahasia", "lang": "en-GB"})
	_, _, body := s.get("api/messages?person=ffffffffffffffffffffffffffffffff")
	if strings.Contains(body, "rahasia") {
		t.Error("one person reads another's chat")
	}
	again := newPractice(t)
	again.act("say", map[string]any{"text": "lagi"})
	first, second := s.poll()[0].Message, again.poll()[0].Message
	if first.From.ID != second.From.ID || first.From.ID <= 0 || first.From.ID >= 1<<52 {
		t.Errorf("ids %d and %d after a restart", first.From.ID, second.From.ID)
	}
	if first.From.LanguageCode != "en" || second.From.LanguageCode != "id" {
		t.Errorf("languages %q, %q", first.From.LanguageCode, second.From.LanguageCode)
	}
}

func TestPracticePollEndsWithTheServer(t *testing.T) {
	s := newPractice(t)
	c := s.chat(func(seen) bool { return true })
	got := make(chan int, 1)
	go func() {
		status, _, _ := s.get("api/messages?person=" + visitorKey + "&since=" + strconv.FormatInt(c.Rev, 10))
		got <- status
	}()
	s.Close()
	if status := <-got; status != http.StatusNoContent {
		t.Errorf("read %d", status)
	}
}

func TestPracticeFilesKeepTheirPolicy(t *testing.T) {
	s := newPractice(t)
	for path, kind := range map[string]string{
		"": "text/html", "?start=abc&lang=en": "text/html", "app.js": "text/javascript", "app.css": "text/css",
		"words.json": "application/json", "face.svg": "image/svg+xml",
	} {
		status, header, body := s.get(path)
		if status != 200 || !strings.HasPrefix(header.Get("Content-Type"), kind) || body == "" {
			t.Errorf("%q: %d %s", path, status, header.Get("Content-Type"))
		}
		if policy := header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%q: policy %q", path, policy)
		}
	}
	_, _, page := s.get("")
	for _, bad := range []string{"<style", " style=", " onclick=", "https://", "http://", "<script>"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page contains %q, which its policy forbids", bad)
		}
	}
	for _, path := range []string{"nothing.js", "..%2fpractice.go", "api/nothing"} {
		if status, _, _ := s.get(path); status != 404 {
			t.Errorf("%q: %d", path, status)
		}
	}
	resp, err := http.Get(strings.TrimSuffix(s.page, "/") + "?start=abc")
	must(t, err)
	defer func() { _ = resp.Body.Close() }()
	if resp.Request.URL.Path != "/practice/" || resp.Request.URL.RawQuery != "start=abc" {
		t.Errorf("without the slash it leads to %s", resp.Request.URL)
	}
}

func TestPracticeTextsAreComplete(t *testing.T) {
	s := newPractice(t)
	_, _, raw := s.get("words.json")
	words := map[string]map[string]string{}
	must(t, json.Unmarshal([]byte(raw), &words))
	for key, text := range words["id"] {
		if text == "" || words["en"][key] == "" {
			t.Errorf("%q is missing in a language", key)
		}
	}
	if len(words["id"]) != len(words["en"]) || len(words["id"]) == 0 {
		t.Errorf("%d words in id, %d in en", len(words["id"]), len(words["en"]))
	}
	_, _, page := s.get("")
	_, _, script := s.get("app.js")
	uses := regexp.MustCompile(`data-(?:t|label|hint)="([^"]+)"`).FindAllStringSubmatch(page, -1)
	uses = append(uses, regexp.MustCompile(`say\("([^"]+)"\)`).FindAllStringSubmatch(script, -1)...)
	if len(uses) < 15 {
		t.Fatalf("found only %d uses", len(uses))
	}
	for _, use := range uses {
		if words["id"][use[1]] == "" {
			t.Errorf("%q is used and has no text", use[1])
		}
	}
}
