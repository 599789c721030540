package telegramtest

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

// maxCalls is how many calls are remembered; a practice chat may run for months.
const maxCalls = 10_000

// Call is one request of the bot.
type Call struct {
	// Method as the bot wrote it.
	Method string
	// Params by name; objects and lists are JSON text, files are "attach://name".
	Params map[string]string
	// Status that was answered; 0 when the connection was closed instead.
	Status int
	// RetryAfter is how many seconds the answer asked to wait; 0 for none.
	RetryAfter int
	// ContentType of the request without its boundary.
	ContentType string
	// ContentLength of the request; -1 when it came in chunks.
	ContentLength int64
	// InAnswer means that the call was in the bot's answer to a webhook push, so that the bot
	// cannot learn Status.
	InAnswer bool
	// At is when the answer was ready.
	At time.Time
}

// ledger records calls.
type ledger struct {
	calls  []Call
	counts map[string]map[int]int // by method in lower case and status
}

// Calls returns the last ten thousand requests in the order of their execution, faults
// included; none under Options.CountCalls.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.ledger.calls...)
}

// CallsOf returns the remembered requests of one method.
func (s *Server) CallsOf(method string) []Call {
	var of []Call
	for _, c := range s.Calls() {
		if strings.EqualFold(c.Method, method) {
			of = append(of, c)
		}
	}
	return of
}

// Count returns how many requests of a method were answered with status since the server
// began, forgotten ones included.
func (s *Server) Count(method string, status int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger.counts[strings.ToLower(method)][status]
}

func (s *Server) record(method string, r *http.Request, p params, err error) {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	s.note(Call{
		Method: method, Params: p.args, Status: statusOf(err), RetryAfter: retryAfterOf(err),
		ContentType: kind, ContentLength: r.ContentLength, At: s.now(),
	})
}

// note records a call and passes it to Options.OnCall, outside of the lock.
func (s *Server) note(c Call) {
	if s.opts.OnCall != nil {
		s.opts.OnCall(c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ledger.count(strings.ToLower(c.Method), c.Status)
	if !s.opts.CountCalls {
		s.ledger.keep(c)
	}
	s.notify()
}

func (l *ledger) count(method string, status int) {
	if l.counts == nil {
		l.counts = map[string]map[int]int{}
	}
	if l.counts[method] == nil {
		l.counts[method] = map[int]int{}
	}
	l.counts[method][status]++
}

func (l *ledger) keep(c Call) {
	if len(l.calls) >= maxCalls {
		l.calls = append(l.calls[:0], l.calls[maxCalls/2:]...)
	}
	l.calls = append(l.calls, c)
}

func retryAfterOf(err error) int {
	var no *refusal
	var fault *faultError
	switch {
	case errors.As(err, &fault):
		return fault.RetryAfter
	case errors.As(err, &no):
		return no.RetryAfter
	}
	return 0
}

func statusOf(err error) int {
	var no *refusal
	var fault *faultError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &fault) && fault.Reset, errors.Is(err, errGone):
		return 0
	case fault != nil:
		return max(fault.Status, http.StatusOK)
	case errors.As(err, &no):
		return no.Status
	}
	return http.StatusInternalServerError
}
