package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Head is the end of a chain. The zero head is that of a chain without rows.
type Head struct {
	Seq  int64
	Hash string
}

// String gives the head as "number hash", the form in which it is kept elsewhere.
func (h Head) String() string { return strconv.FormatInt(h.Seq, 10) + " " + h.Hash }

// ParseHead reads what String wrote.
func ParseHead(text string) (Head, error) {
	number, hash, _ := strings.Cut(strings.TrimSpace(text), " ")
	seq, err := strconv.ParseInt(number, 10, 64)
	if sum, hexErr := hex.DecodeString(hash); err != nil || hexErr != nil || seq < 1 || len(sum) != sha256.Size {
		return Head{}, fmt.Errorf("head of the record %q: want a number and 64 hex digits", text)
	}
	return Head{seq, hash}, nil
}

// Next gives the event as the row behind the head: with its number, its hash, and its time in
// UTC and whole milliseconds, as databases keep it.
func (h Head) Next(e Event) Event {
	e.Seq, e.At = h.Seq+1, e.At.UTC().Truncate(time.Millisecond)
	e.Hash = Hash(h.Hash, e)
	return e
}

// Head gives the chain's end at the row.
func (e Event) Head() Head { return Head{e.Seq, e.Hash} }

// Hash is the hash of a row behind a row with the hash before, "" for the first: SHA-256 over
// eight fields, each written as its length in bytes in decimal, a colon and the bytes, in hex.
// The fields are before, the number, the time (RFC 3339 in UTC, with fractions of a second
// without trailing zeros), actor, role, kind, subject and detail.
func Hash(before string, e Event) string {
	var text strings.Builder
	for _, field := range []string{
		before, strconv.FormatInt(e.Seq, 10), e.At.UTC().Format(time.RFC3339Nano), e.Actor, e.Role, string(e.Kind), e.Subject, e.Detail,
	} {
		text.WriteString(strconv.Itoa(len(field)) + ":" + field)
	}
	sum := sha256.Sum256([]byte(text.String()))
	return hex.EncodeToString(sum[:])
}

// Problem is what is wrong with a row.
type Problem string

// The problems.
const (
	Changed  Problem = "changed"  // it or the hash before it is not as it was written
	Missing  Problem = "missing"  // there is no such row
	Inserted Problem = "inserted" // its number was used before, or is behind the end
)

// Broken is the first row of a chain that is not as it was written.
type Broken struct {
	Seq     int64
	Problem Problem
}

// Error names the row.
func (b *Broken) Error() string { return fmt.Sprintf("row %d of the record is %s", b.Seq, b.Problem) }

// Follow checks that the row is the one behind the head, and gives the head at the row. The
// error is a *Broken.
func (h Head) Follow(e Event) (Head, error) {
	switch want := h.Seq + 1; {
	case e.Seq > want:
		return h, &Broken{want, Missing}
	case e.Seq < want:
		return h, &Broken{e.Seq, Inserted}
	case e.Hash != Hash(h.Hash, e):
		return h, &Broken{e.Seq, Changed}
	}
	return e.Head(), nil
}

// Ends checks that a chain that was followed to h ends at the noted head. The error is a
// *Broken.
func (h Head) Ends(noted Head) error {
	switch {
	case h.Seq < noted.Seq:
		return &Broken{h.Seq + 1, Missing}
	case h.Seq > noted.Seq:
		return &Broken{noted.Seq + 1, Inserted}
	case h.Hash != noted.Hash:
		return &Broken{h.Seq, Changed}
	}
	return nil
}
