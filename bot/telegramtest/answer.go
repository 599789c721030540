package telegramtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// refusal is an answer with "ok":false. Description already carries its prefix, such as "Bad
// Request: ".
type refusal struct {
	Status      int
	Description string
	RetryAfter  int
	MigrateTo   int64
}

func (r *refusal) Error() string { return strconv.Itoa(r.Status) + " " + r.Description }

func badRequest(text string) error {
	return &refusal{Status: http.StatusBadRequest, Description: "Bad Request: " + text}
}

func forbidden(text string) error {
	return &refusal{Status: http.StatusForbidden, Description: "Forbidden: " + text}
}

func conflict(text string) error {
	return &refusal{Status: http.StatusConflict, Description: "Conflict: " + text}
}

// tooMany asks the bot to wait (Source: set_retry_after_error).
func tooMany(seconds int) error {
	return &refusal{Status: http.StatusTooManyRequests, RetryAfter: seconds,
		Description: "Too Many Requests: retry after " + strconv.Itoa(seconds)}
}

// described is a result with a description (Source: answer_query).
type described struct {
	result any
	text   string
}

// errGone means that the caller has closed the connection.
var errGone = errors.New("caller has gone")

// wireAnswer is the shape of every answer (Docs: "Making requests"; ResponseParameters).
type wireAnswer struct {
	OK          bool            `json:"ok"`
	Result      any             `json:"result,omitempty"`
	ErrorCode   int             `json:"error_code,omitempty"`
	Description string          `json:"description,omitempty"`
	Parameters  *wireParameters `json:"parameters,omitempty"`
}

type wireParameters struct {
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
	RetryAfter int   `json:"retry_after,omitempty"`
}

// serve reads token and method from the path and answers the call (Source:
// HttpConnection::handle).
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	token, name, ok := splitPath(r.URL.Path)
	switch {
	case !ok:
		refuse(w, &refusal{Status: http.StatusNotFound, Description: "Not Found"})
	case token != s.opts.Token:
		refuse(w, &refusal{Status: http.StatusUnauthorized, Description: "Unauthorized"})
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		refuse(w, &refusal{Status: http.StatusMethodNotAllowed, Description: "Method Not Allowed"})
	default:
		s.call(w, r, name)
	}
}

func splitPath(path string) (token, name string, ok bool) {
	rest, ok := strings.CutPrefix(path, "/bot")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, "/")
}

func (s *Server) call(w http.ResponseWriter, r *http.Request, name string) {
	do, known := s.methods[strings.ToLower(name)]
	if !known {
		refuse(w, &refusal{Status: http.StatusNotFound, Description: "Not Found: method not found"})
		return
	}
	p, err := readParams(w, r)
	if err != nil {
		s.record(name, r, p, err)
		refuse(w, err)
		return
	}
	result, err := s.perform(r.Context(), name, do, p)
	s.record(name, r, p, err)
	if err != nil {
		refuse(w, err)
		return
	}
	answerWith(w, result)
}

func answerWith(w http.ResponseWriter, result any) {
	switch r := result.(type) {
	case encoded:
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"ok":true,"result":%s}`+"\n", r) // the caller may have closed the connection
	case described:
		answer(w, http.StatusOK, wireAnswer{OK: true, Result: r.result, Description: r.text})
	default:
		answer(w, http.StatusOK, wireAnswer{OK: true, Result: result})
	}
}

// perform executes the call, as far as the scripted faults allow.
func (s *Server) perform(ctx context.Context, name string, do method, p params) (any, error) {
	fault, scripted := s.takeFault(name, p.int64("chat_id", 0))
	if !scripted {
		return do(s, ctx, p)
	}
	if err := pause(ctx, fault.Latency); err != nil {
		return nil, err
	}
	if !fault.fails() {
		return do(s, ctx, p)
	}
	if fault.AfterEffect {
		if _, err := do(s, ctx, p); err != nil {
			return nil, err
		}
	}
	return nil, &faultError{fault}
}

// refuse writes the answer for err. A reset panics with http.ErrAbortHandler, which closes
// the connection.
func refuse(w http.ResponseWriter, err error) {
	var no *refusal
	var fault *faultError
	switch {
	case errors.As(err, &fault):
		fault.write(w)
	case errors.As(err, &no):
		writeRefusal(w, no)
	case errors.Is(err, errGone):
		panic(http.ErrAbortHandler)
	default:
		writeRefusal(w, &refusal{Status: http.StatusInternalServerError, Description: "Internal Server Error"})
	}
}

func writeRefusal(w http.ResponseWriter, no *refusal) {
	a := wireAnswer{ErrorCode: no.Status, Description: no.Description}
	if no.RetryAfter > 0 || no.MigrateTo != 0 {
		a.Parameters = &wireParameters{RetryAfter: no.RetryAfter, MigrateTo: no.MigrateTo}
	}
	if no.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(no.RetryAfter))
	}
	answer(w, no.Status, a)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// An error means that the caller has closed the connection.
	_ = json.NewEncoder(w).Encode(body)
}

// unix is a time as Telegram writes it: whole seconds, 0 for none.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
