package telegramtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// refusal is an answer with "ok":false. Description already carries its prefix, such as "Bad Request: ".
type refusal struct {
	Status      int
	Description string
	RetryAfter  int
}

func (r *refusal) Error() string { return strconv.Itoa(r.Status) + " " + r.Description }

func badRequest(text string) error {
	return &refusal{Status: http.StatusBadRequest, Description: "Bad Request: " + text}
}

// errGone says that whoever asked has hung up: there is nobody to answer.
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
	RetryAfter int `json:"retry_after,omitempty"`
}

// serve finds token and method in the path and answers the call (Source: HttpConnection::handle).
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
	result, err := s.perform(r, name, do, p)
	s.record(name, r, p, err)
	if err != nil {
		refuse(w, err)
		return
	}
	answer(w, http.StatusOK, wireAnswer{OK: true, Result: result})
}

// perform carries the call out, or as much of it as the script of faults lets happen.
func (s *Server) perform(r *http.Request, name string, do method, p params) (any, error) {
	fault, scripted := s.takeFault(name)
	if !scripted {
		return do(s, r.Context(), p)
	}
	if err := pause(r.Context(), fault.Latency); err != nil {
		return nil, err
	}
	if !fault.fails() {
		return do(s, r.Context(), p)
	}
	if fault.AfterEffect {
		if _, err := do(s, r.Context(), p); err != nil {
			return nil, err
		}
	}
	return nil, &faultError{fault}
}

// refuse writes what err stands for. A reset panics with http.ErrAbortHandler, which closes the connection.
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
	if no.RetryAfter > 0 {
		a.Parameters = &wireParameters{RetryAfter: no.RetryAfter}
		w.Header().Set("Retry-After", strconv.Itoa(no.RetryAfter))
	}
	answer(w, no.Status, a)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// An error here means that the caller has gone; nobody is left to be told.
	_ = json.NewEncoder(w).Encode(body)
}

// unix is a time as Telegram writes it: whole seconds, 0 for none.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
