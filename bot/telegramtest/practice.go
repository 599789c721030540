package telegramtest

import (
	"embed"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

//go:embed practice
var practiceFiles embed.FS

const (
	maxPracticeBody = 64 << 10
	practicePoll    = 20 * time.Second
	// practicePolicy allows the page its own files and its own address, and nothing else.
	practicePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// practice serves the practice chat under one path.
type practice struct {
	s    *Server
	base string // without a slash at its end
	site string // the same
	poll time.Duration
}

// Practice serves a page under base, such as "/practice/", on which a visitor can talk to the bot,
// with the files of the page. The handler needs whole paths: mount it without removing base. Site
// is the address of the whole site, scheme and host, as the bot knows it. The page opens no other
// address, so of previews it shows only pictures of the site; with "" it shows none.
//
//	GET  base?start=PAYLOAD&lang=en      the chat, with a button for the link's payload
//	GET  base api/messages?person&since  the chat once its rev is not since any more; 204 after 20 s
//	POST base api/{start,say,press}      what the person does, as JSON of at most 64 KiB
func (s *Server) Practice(base, site string) http.Handler {
	p := practice{s: s, base: strings.TrimRight(base, "/"), site: strings.TrimRight(site, "/"), poll: practicePoll}
	mux := http.NewServeMux()
	if p.base != "" {
		mux.HandleFunc("GET "+p.base, p.addSlash)
	}
	mux.HandleFunc("GET "+p.base+"/{$}", p.file)
	mux.HandleFunc("GET "+p.base+"/{name}", p.file)
	mux.HandleFunc("GET "+p.base+"/api/messages", p.messages)
	mux.HandleFunc("POST "+p.base+"/api/start", p.act(practiceStart))
	mux.HandleFunc("POST "+p.base+"/api/say", p.act(practiceSay))
	mux.HandleFunc("POST "+p.base+"/api/press", p.act(practicePress))
	return guarded(mux)
}

// guarded adds the headers of every answer of the page.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", practicePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// addSlash redirects the page's address without its last slash to the one with it, with the
// query: the page names its files relative to that.
func (p practice) addSlash(w http.ResponseWriter, r *http.Request) {
	to := p.base + "/"
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	http.Redirect(w, r, to, http.StatusMovedPermanently)
}

func (p practice) file(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if name == "" {
		name = "index.html"
	}
	body, err := practiceFiles.ReadFile("practice/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", contentType(name))
	_, _ = w.Write(body) // the visitor may have left
}

// contentType returns the content type by the file name. It does not depend on the machine's
// tables, which differ.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	}
	return "text/html; charset=utf-8"
}

type practiceChat struct {
	Rev      int64             `json:"rev"`
	Begun    bool              `json:"begun"`
	Bot      practiceBot       `json:"bot"`
	Commands []Command         `json:"commands"`
	Messages []practiceMessage `json:"messages"`
	Answers  []Answer          `json:"answers"`
}

type practiceBot struct {
	Name     string `json:"name"`
	Username string `json:"username"`
}

type practiceMessage struct {
	ID       int        `json:"id"`
	FromBot  bool       `json:"bot"`
	Kind     string     `json:"kind"`
	Text     string     `json:"text"`
	Entities []Entity   `json:"entities,omitempty"`
	Rows     [][]Button `json:"rows,omitempty"`
	Edited   bool       `json:"edited"`
	At       int64      `json:"at"` // milliseconds since 1970
	// Picture of the preview.
	Picture *practicePicture `json:"picture,omitempty"`
}

// messages answers when the chat differs from the state that the page has.
func (p practice) messages(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if !visitorKey(q.Get("person")) {
		practiceError(w, http.StatusBadRequest, "person")
		return
	}
	lang := practiceLang(q.Get("lang"))
	person := p.s.visit(q.Get("person"), lang)
	since, err := strconv.ParseInt(q.Get("since"), 10, 64)
	if err == nil && !p.changed(r, person, since) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer(w, http.StatusOK, p.chat(person, lang))
}

// changed waits until the chat's rev differs from since.
func (p practice) changed(r *http.Request, person *Person, since int64) bool {
	timer := time.NewTimer(p.poll)
	defer timer.Stop()
	for {
		p.s.mu.Lock()
		rev, changed := person.chat().rev, p.s.watch()
		p.s.mu.Unlock()
		if rev != since {
			return true
		}
		select {
		case <-changed:
		case <-timer.C:
			return false
		case <-r.Context().Done():
			return false
		case <-p.s.closed:
			return false
		}
	}
}

func (p practice) chat(person *Person, lang string) practiceChat {
	s := p.s
	commands := s.Commands(lang)
	s.mu.Lock()
	defer s.mu.Unlock()
	c := person.chat()
	view := practiceChat{
		Rev: c.rev, Begun: c.begun, Commands: commands,
		Bot:     practiceBot{Name: s.opts.Name, Username: s.opts.Username},
		Answers: append([]Answer{}, c.answers...), Messages: []practiceMessage{},
	}
	for _, m := range c.view() {
		view.Messages = append(view.Messages, practiceMessage{
			ID: m.ID, FromBot: m.FromBot, Kind: m.Kind, Text: m.Text, Entities: m.Entities,
			Rows: m.Rows, Edited: m.Edited, At: m.At.UnixMilli(), Picture: p.picture(m.Preview),
		})
	}
	return view
}

// practiceAct is an action of the page's person.
type practiceAct struct {
	Person  string `json:"person"`
	Lang    string `json:"lang"`
	Payload string `json:"payload"`
	Text    string `json:"text"`
	Message int    `json:"message"`
	Data    string `json:"data"`
}

type practiceDone struct {
	Callback string `json:"callback,omitempty"`
}

func practiceStart(p *Person, a practiceAct) (practiceDone, error) {
	return practiceDone{}, p.Start(a.Payload)
}

func practiceSay(p *Person, a practiceAct) (practiceDone, error) {
	return practiceDone{}, p.Say(a.Text)
}

func practicePress(p *Person, a practiceAct) (practiceDone, error) {
	id, err := p.Press(a.Message, a.Data)
	return practiceDone{Callback: id}, err
}

// act performs an action of the person. It accepts only JSON, which other sites cannot
// send without a preflight request.
func (p practice) act(do func(*Person, practiceAct) (practiceDone, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if kind != "application/json" || r.Header.Get("Content-Encoding") != "" {
			practiceError(w, http.StatusUnsupportedMediaType, "type")
			return
		}
		a, status := readAct(w, r)
		if status != http.StatusOK {
			practiceError(w, status, "body")
			return
		}
		if !visitorKey(a.Person) {
			practiceError(w, http.StatusBadRequest, "person")
			return
		}
		done, err := do(p.s.visit(a.Person, practiceLang(a.Lang)), a)
		if err != nil {
			refuseAct(w, err)
			return
		}
		answer(w, http.StatusOK, done)
	}
}

func readAct(w http.ResponseWriter, r *http.Request) (practiceAct, int) {
	var a practiceAct
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPracticeBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return a, http.StatusRequestEntityTooLarge
	case err != nil || json.Unmarshal(body, &a) != nil:
		return a, http.StatusBadRequest
	}
	return a, http.StatusOK
}

// refuseAct answers with the refusal as a key of the page's texts.
func refuseAct(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, ErrPayload):
		practiceError(w, http.StatusUnprocessableEntity, "payload")
	case errors.Is(err, ErrText):
		practiceError(w, http.StatusUnprocessableEntity, "text")
	case errors.Is(err, ErrNoButton):
		practiceError(w, http.StatusConflict, "button")
	default:
		practiceError(w, http.StatusInternalServerError, "failed")
	}
}

func practiceError(w http.ResponseWriter, status int, word string) {
	answer(w, status, map[string]string{"error": word})
}

// practiceLang is the phone language that the bot gets.
func practiceLang(lang string) string {
	if strings.HasPrefix(strings.ToLower(lang), "en") {
		return "en"
	}
	return "id"
}
