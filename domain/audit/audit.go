// Package audit is the record: a chain of rows, one for each act of staff that changes or
// reveals something about a person.
//
//	Event   one act: who, when, what, about whom (catatan)
//	Kind    what was done
//	Head    the number and the hash of the last row
//	Broken  the first row that is not as it was written
//	Filter  which rows a reader asks for
//	Writer  the port for acts that change nothing else
//
// Each row carries a hash over itself and the hash of the row before. A row cannot be changed,
// removed or inserted without rewriting every row behind it, and then the heads that were kept
// elsewhere no longer fit.
package audit

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// Event is one act. It holds logins, codes and ids, and never a password, a key, a PIN, an
// address of a resident or a resident's words.
type Event struct {
	Seq     int64 // 1, 2, 3 …; the store sets it
	At      time.Time
	Actor   string // the login, or one of the names in parentheses below
	Role    string // of the actor at that time, "" for the program and for unknown persons
	Kind    Kind
	Subject string // the login, code or id that the act is about, "" for none
	Detail  string // made by Details
	Hash    string // 64 hex digits; the store sets it
}

// The actors that are no accounts. No login has parentheses.
const (
	CommandLine = "(command line)"
	Program     = "(program)"
	Unknown     = "(unknown)"
)

// Details makes the text of Event.Detail from names and values: name=value, separated by
// spaces. It leaves out empty values, and quotes values that are not one plain word.
func Details(pairs ...string) string {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		if value == "" {
			continue
		}
		if strings.ContainsFunc(value, unquotable) {
			value = strconv.Quote(value)
		}
		parts = append(parts, name+"="+value)
	}
	return strings.Join(parts, " ")
}

func unquotable(r rune) bool { return r <= ' ' || r == '=' || r == '"' || r == 0x7f }

// Writer adds rows in a transaction of their own, for acts that only reveal something.
type Writer interface {
	// Record refuses with ErrUnavailable while the database is away: what cannot be recorded
	// must not be shown.
	Record(ctx context.Context, events ...Event) error
}

// Filter narrows the rows that a reader asks for. The zero filter narrows nothing.
type Filter struct {
	Before  int64 // rows with a smaller number, 0 for the newest
	Actor   string
	Kind    Kind
	Subject string
	From    time.Time // the first moment, zero for any
	Until   time.Time // the moment after the last, zero for any
	Without []Kind    // kinds that the reader may not look for
}
