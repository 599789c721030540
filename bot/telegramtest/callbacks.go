package telegramtest

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

const (
	maxAnswer  = 200    // characters (Docs: answerCallbackQuery)
	maxQueries = 40_000 // remembered presses
	shown      = 20     // answers that a chat keeps for its page
)

const queryTooOld = "query is too old and response timeout expired or query ID is invalid"

// Callback is one press of a button and its answers.
type Callback struct {
	// ID is the callback query's id.
	ID string
	// UpdateID under which the press was queued; 0 when the bot does not request presses.
	UpdateID int
	// PersonID is the person of the press.
	PersonID int64
	// ChatID is the chat of the message; in a private chat the person's id.
	ChatID    int64
	MessageID int
	Data      string
	At        time.Time
	// HandedOut and Answered are the times when the press first went to the bot and when the
	// bot first answered; zero before that. They are real times, not times of Options.Clock.
	HandedOut, Answered time.Time
	// Answers of the bot in order; none while the person's button still shows progress.
	Answers []Answer
}

// Answer is a bot's answer to a press.
type Answer struct {
	CallbackID string `json:"callback"`
	// Text is empty when the bot only ended the progress indicator.
	Text string `json:"text"`
	// Alert asks for a window that has to be closed, instead of a notice that disappears.
	Alert bool   `json:"alert"`
	URL   string `json:"url,omitempty"`
	// Rev of the chat with this answer in it.
	Rev int64 `json:"rev"`
}

type query struct{ Callback }

type wireQuery struct {
	ID           string   `json:"id"`
	From         wireUser `json:"from"`
	Message      any      `json:"message"`
	ChatInstance string   `json:"chat_instance"`
	Data         string   `json:"data"`
}

// wireGone is a message that is no longer available to the bot (Docs:
// InaccessibleMessage).
type wireGone struct {
	Chat      wireChat `json:"chat"`
	MessageID int      `json:"message_id"`
	Date      int64    `json:"date"`
}

// press queues a callback query for a press; the caller holds the lock.
func (s *Server) press(c *chat, by Profile, m *message, data string) (string, error) {
	s.nextAsk++
	id := strconv.FormatInt(s.nextAsk, 10)
	asked := wireQuery{ID: id, From: by.user(), Data: data, ChatInstance: strconv.FormatInt(c.id*31+7, 10)}
	asked.Message = s.wire(c, m)
	if s.deliverer.Inaccessible {
		asked.Message = wireGone{Chat: c.wire(), MessageID: m.ID}
	}
	content, err := json.Marshal(asked)
	if err != nil {
		return "", err
	}
	q := &query{Callback{ID: id, PersonID: by.ID, ChatID: c.id, MessageID: m.ID, Data: data, At: s.now()}}
	s.keepQuery(q)
	q.UpdateID = s.push("callback_query", content, lane{"callback_query", by.ID}, q)
	return id, nil
}

func (s *Server) keepQuery(q *query) {
	if len(s.asked) >= maxQueries {
		for _, old := range s.asked[:maxQueries/2] {
			delete(s.queries, old)
		}
		s.asked = append(s.asked[:0], s.asked[maxQueries/2:]...)
	}
	s.queries[q.ID], s.asked = q, append(s.asked, q.ID)
}

// handOut records that an update is delivered to the bot.
func (u *update) handOut() {
	if u.press != nil && u.press.HandedOut.IsZero() {
		u.press.HandedOut = time.Now()
	}
}

// answerCallbackQuery may be called again for the same press, unless Options.AnswerOnce:
// Telegram does not document its answer to the second call.
func (s *Server) answerCallbackQuery(_ context.Context, p params) (any, error) {
	if utf16Len(p.arg("text")) > maxAnswer {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queries[p.arg("callback_query_id")]
	if q == nil || s.now().Sub(q.At) > s.opts.QueryLifetime || s.opts.AnswerOnce && len(q.Answers) > 0 {
		return nil, badRequest(queryTooOld)
	}
	if u := p.arg("url"); u != "" && !s.ownLink(u) {
		return nil, badRequest("URL_INVALID")
	}
	a := Answer{CallbackID: q.ID, Text: p.arg("text"), Alert: p.bool("show_alert"), URL: p.arg("url")}
	if c := s.chats[q.PersonID]; c != nil {
		c.rev++
		a.Rev = c.rev
		c.answers = append(c.answers[max(0, len(c.answers)+1-shown):], a)
	}
	if len(q.Answers) == 0 {
		q.Answered = time.Now()
	}
	q.Answers = append(q.Answers, a)
	s.notify()
	return true, nil
}

// ownLink reports whether an answer may open an address: only that of this bot (Docs:
// answerCallbackQuery).
func (s *Server) ownLink(address string) bool {
	for _, host := range []string{"https://t.me/", "http://t.me/", "t.me/"} {
		rest, ok := strings.CutPrefix(address, host)
		name, _, _ := strings.Cut(rest, "?")
		if ok && strings.EqualFold(name, s.opts.Username) {
			return true
		}
	}
	return false
}

// Callbacks returns the remembered presses, oldest first, with the bot's answers.
func (s *Server) Callbacks() []Callback {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Callback, 0, len(s.asked))
	for _, id := range s.asked {
		all = append(all, s.queries[id].copied())
	}
	return all
}

// Callback finds one press.
func (s *Server) Callback(id string) (Callback, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, ok := s.queries[id]
	if !ok {
		return Callback{}, false
	}
	return q.copied(), true
}

func (q *query) copied() Callback {
	c := q.Callback
	c.Answers = append([]Answer(nil), c.Answers...)
	return c
}
