package telegramtest

import (
	"context"
	"encoding/json"
	"strconv"
	"time"
)

const (
	maxAnswer  = 200    // characters (Docs: answerCallbackQuery)
	maxQueries = 10_000 // remembered presses
	shown      = 20     // answers that a chat keeps for its page
)

const queryTooOld = "query is too old and response timeout expired or query ID is invalid"

// Callback is one press of a button and what became of it.
type Callback struct {
	// ID is the callback query's id.
	ID string
	// UpdateID under which the press was queued; 0 when the bot does not want presses.
	UpdateID int
	// PersonID is who pressed.
	PersonID  int64
	MessageID int
	Data      string
	At        time.Time
	// Answers of the bot in their order; none while the person's button still spins.
	Answers []Answer
}

// Answer is what a bot said to a press.
type Answer struct {
	CallbackID string `json:"callback"`
	// Text is empty when the bot only stopped the spinning.
	Text string `json:"text"`
	// Alert asks for a window that has to be closed, instead of a passing line.
	Alert bool   `json:"alert"`
	URL   string `json:"url,omitempty"`
	// Rev of the chat with this answer in it.
	Rev int64 `json:"rev"`
}

type query struct{ Callback }

type wireQuery struct {
	ID           string      `json:"id"`
	From         wireUser    `json:"from"`
	Message      wireMessage `json:"message"`
	ChatInstance string      `json:"chat_instance"`
	Data         string      `json:"data"`
}

// press makes a callback query of a press and queues it; the caller holds the lock.
func (s *Server) press(c *chat, m *message, data string) (string, error) {
	s.nextAsk++
	id := strconv.FormatInt(s.nextAsk, 10)
	content, err := json.Marshal(wireQuery{
		ID: id, From: c.user(), Message: s.wire(c, m), Data: data,
		ChatInstance: strconv.FormatInt(c.id*31+7, 10),
	})
	if err != nil {
		return "", err
	}
	if len(s.asked) >= maxQueries {
		delete(s.queries, s.asked[0])
		s.asked = s.asked[1:]
	}
	q := &query{Callback{ID: id, PersonID: c.id, MessageID: m.ID, Data: data, At: s.now()}}
	s.queries[id], s.asked = q, append(s.asked, id)
	q.UpdateID = s.push("callback_query", content)
	return id, nil
}

// answerCallbackQuery may be called again for the same press: a bot that repeats what it was not
// sure to have done is not refused.
func (s *Server) answerCallbackQuery(_ context.Context, p params) (any, error) {
	if utf16Len(p["text"]) > maxAnswer {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queries[p["callback_query_id"]]
	if q == nil || s.now().Sub(q.At) > s.opts.QueryLifetime {
		return nil, badRequest(queryTooOld)
	}
	a := Answer{CallbackID: q.ID, Text: p["text"], Alert: p.bool("show_alert"), URL: p["url"]}
	if c := s.chats[q.PersonID]; c != nil {
		c.rev++
		a.Rev = c.rev
		c.answers = append(c.answers[max(0, len(c.answers)+1-shown):], a)
	}
	q.Answers = append(q.Answers, a)
	s.notify()
	return true, nil
}

// Callbacks are the remembered presses, oldest first, with the answers that the bot gave.
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
