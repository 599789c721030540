package telegramtest

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault is a scripted fault of a call. A Fault with only a Latency is a slow call.
type Fault struct {
	// Chat is the only one whose calls fail; 0 is every call, with or without a chat.
	Chat int64
	// Status is the HTTP status to answer with; 0 with an empty Body means no refusal.
	Status int
	// RetryAfter is parameters.retry_after in seconds, and the header of the same name.
	RetryAfter int
	// Body replaces Telegram's JSON, such as the HTML page of a proxy before it.
	Body string
	// Empty answers with the status and no body, as some proxies do.
	Empty bool
	// Reset closes the connection without an answer.
	Reset bool
	// Latency passes before anything else happens.
	Latency time.Duration
	// AfterEffect executes the call before the fault replaces the answer: the message was
	// sent, but its sender does not get the answer.
	AfterEffect bool
}

func (f Fault) fails() bool { return f.Status != 0 || f.Body != "" || f.Empty || f.Reset }

type scripted struct {
	fault Fault
	left  int
}

// Fail makes the next calls of method fail, times in number; below zero is until
// ClearFaults. Several scripts for one method follow each other. The method "" is all
// methods, after those scripted by name.
func (s *Server) Fail(method string, times int, fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if times != 0 {
		key := strings.ToLower(method)
		s.faults[key] = append(s.faults[key], &scripted{fault: fault, left: times})
	}
}

// ClearFaults removes every fault that has not happened yet.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.faults)
}

// takeFault takes the first script that applies to a call.
func (s *Server) takeFault(method string, chat int64) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range []string{strings.ToLower(method), ""} {
		list := s.faults[key]
		at := slices.IndexFunc(list, func(f *scripted) bool { return f.fault.Chat == 0 || f.fault.Chat == chat })
		if at < 0 {
			continue
		}
		next := list[at]
		if next.left--; next.left == 0 {
			s.faults[key] = slices.Delete(list, at, at+1)
		}
		return next.fault, true
	}
	return Fault{}, false
}

// pause waits for d of real time, or until the caller closes the connection.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return errGone
	}
}

// faultError is a scripted fault on its way to the answer.
type faultError struct{ Fault }

func (f *faultError) Error() string { return "scripted fault " + strconv.Itoa(f.Status) }

func (f *faultError) write(w http.ResponseWriter) {
	switch {
	case f.Reset:
		panic(http.ErrAbortHandler)
	case f.Empty:
		w.WriteHeader(max(f.Status, http.StatusOK))
	case f.Body != "":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(max(f.Status, http.StatusOK))
		_, _ = io.WriteString(w, f.Body)
	default:
		writeRefusal(w, &refusal{Status: f.Status, Description: f.describe(), RetryAfter: f.RetryAfter})
	}
}

// describe is Telegram's wording of a status (Source: fail_query_with_error,
// set_retry_after_error).
func (f *faultError) describe() string {
	switch f.Status {
	case http.StatusTooManyRequests:
		return "Too Many Requests: retry after " + strconv.Itoa(f.RetryAfter)
	case http.StatusForbidden:
		return blockedText
	default:
		return http.StatusText(f.Status)
	}
}
