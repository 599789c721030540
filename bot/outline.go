package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"

	telegram "github.com/go-telegram/bot"

	"suaraloket/domain"
)

// outline returns what a log line may contain of an error. The text of an error can quote
// the answer of Telegram, the address with the token or the row that a database refused,
// and with them numbers, names and texts of persons.
func outline(err error) string {
	if refusal, ok := domain.Refusal(err); ok {
		return "refused: " + refusal.Key
	}
	for _, known := range []error{
		telegram.ErrorForbidden, telegram.ErrorUnauthorized, telegram.ErrorNotFound, telegram.ErrorConflict,
		errUnreadable, context.DeadlineExceeded, context.Canceled,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if errors.Is(err, telegram.ErrorBadRequest) {
		return err.Error() // Telegram's reason: it quotes no text that is sent without markup
	}
	var slow *telegram.TooManyRequestsError
	if errors.As(err, &slow) {
		return fmt.Sprintf("too many requests, retry after %d s", slow.RetryAfter)
	}
	return outlineCause(err)
}

func outlineCause(err error) string {
	var syntax *json.SyntaxError
	var shape *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &shape) {
		return errUnreadable.Error()
	}
	var network *net.OpError
	if errors.As(err, &network) {
		return network.Error() // addresses of machines, not of persons
	}
	var request *url.Error
	if errors.As(err, &request) {
		err = request.Err
	}
	return fmt.Sprintf("%T", root(err))
}

func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// panicOutline is the text of a panic of the runtime, and the type of any other.
func panicOutline(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", p)
}

// panicPlace lists the lines that led to the panic being recovered, innermost first.
// A stack trace would show the arguments, and with them the number of a chat.
func panicPlace() string {
	var counters [24]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(2, counters[:])])
	var places []string
	for {
		frame, more := frames.Next()
		if frame.File != "" && !strings.HasPrefix(frame.Function, "runtime.") {
			places = append(places, fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line))
		}
		if !more || len(places) == 8 {
			return strings.Join(places, " < ")
		}
	}
}
