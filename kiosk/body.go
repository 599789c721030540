package kiosk

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"suaraloket/domain"
)

var (
	errMalformed = &domain.Error{Code: domain.CodeMalformed, Key: "malformed"}
	errMediaType = &domain.Error{Code: domain.CodeMediaType, Key: "media_type"}
)

// fields reads a JSON object field by field and remembers each that is of another
// type than asked for, so that one answer names them all. A field that is null or
// absent reads as its zero value.
type fields struct {
	prefix string
	raw    map[string]json.RawMessage
	bad    *[]domain.FieldError
}

// readFields refuses what is not JSON with errMalformed, and JSON that is no object
// as a field of the wrong type.
func readFields(body []byte) (fields, error) {
	f := fields{bad: &[]domain.FieldError{}}
	err := json.Unmarshal(body, &f.raw)
	if !utf8.Valid(body) || err != nil && !json.Valid(body) {
		return f, errMalformed
	}
	if err != nil || f.raw == nil {
		f.refuse("body", "field_type")
	}
	return f, f.err(nil)
}

// wrong says whether a field read so far is of another type than asked for.
func (f fields) wrong() bool { return len(*f.bad) > 0 }

func (f fields) refuse(name, key string) {
	*f.bad = append(*f.bad, domain.FieldError{Field: f.prefix + name, Key: key})
}

// err is the refusal of everything that was wrong: types here, contents as found by
// the domain. A field with the wrong type is named for that alone.
func (f fields) err(content error) error {
	refusal, ok := domain.Refusal(content)
	if content != nil && (!ok || refusal.Code != domain.CodeInvalid) {
		return content
	}
	all := slices.Clone(*f.bad)
	if ok {
		for _, field := range refusal.Fields {
			if !slices.ContainsFunc(all, func(b domain.FieldError) bool { return b.Field == field.Field }) {
				all = append(all, field)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &domain.Error{Code: domain.CodeInvalid, Key: "not_acceptable", Fields: all}
}

// has says whether a field is there and not null.
func (f fields) has(name string) bool {
	raw, ok := f.raw[name]
	return ok && !bytes.Equal(bytes.TrimSpace(raw), []byte("null"))
}

// typed reads a field of one type and refuses another.
func typed[T any](f fields, name string) (value T) {
	if f.has(name) && json.Unmarshal(f.raw[name], &value) != nil {
		f.refuse(name, "field_type")
	}
	return value
}

func (f fields) text(name string) string { return typed[string](f, name) }

// whole reads a whole number that a float64 keeps exactly; 4.0 is one, "4" is not.
func (f fields) whole(name string) int64 {
	var number float64
	if !f.has(name) {
		return 0
	}
	if json.Unmarshal(f.raw[name], &number) != nil || number != math.Trunc(number) || math.Abs(number) > 1<<53 {
		f.refuse(name, "field_type")
		return 0
	}
	return int64(number)
}

func (f fields) number(name string) float64 { return typed[float64](f, name) }

func (f fields) flag(name string) bool { return typed[bool](f, name) }

// milliseconds is a span of time, at most ten years: a clock may be that wrong.
func milliseconds(n int64) time.Duration {
	const most = 10 * 365 * 24 * int64(time.Hour/time.Millisecond)
	return time.Duration(min(max(n, -most), most)) * time.Millisecond
}

// plainText keeps what is printable ASCII, up to a length.
func plainText(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
	return text[:min(len(text), most)]
}

// sequence reads a running number. It only tells of gaps, so that what is no such
// number is none, and never a reason to refuse.
func (f fields) sequence(name string) int64 {
	var number int64
	if json.Unmarshal(f.raw[name], &number) != nil {
		return 0
	}
	return number
}

// clockUnsure reads whether the sender's clock was compared with ours. It only tells
// how far to believe a time, so that nothing else that stands there is refused.
func (f fields) clockUnsure() bool {
	var word string
	return json.Unmarshal(f.raw["clock"], &word) == nil && word == "unmeasured"
}

func (f fields) moment(name string) time.Time {
	text := f.text(name)
	if text == "" {
		if f.has(name) {
			f.refuseOnce(name, "field_time")
		}
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, strings.ToUpper(text)) // t and z may be small
	if err != nil {
		f.refuse(name, "field_time")
	}
	return at
}

func (f fields) refuseOnce(name, key string) {
	if !slices.ContainsFunc(*f.bad, func(b domain.FieldError) bool { return b.Field == f.prefix+name }) {
		f.refuse(name, key)
	}
}

// object opens a field that is an object of fields itself.
func (f fields) object(name string) fields {
	inner := fields{prefix: f.prefix + name + ".", bad: f.bad}
	if f.has(name) && json.Unmarshal(f.raw[name], &inner.raw) != nil {
		f.refuse(name, "field_type")
	}
	return inner
}

func (f fields) texts(name string) []string {
	var list []string
	if f.has(name) && json.Unmarshal(f.raw[name], &list) != nil {
		f.refuse(name, "field_type")
		return nil
	}
	return list
}

func (f fields) answers(name string) domain.Answers {
	inner := f.object(name)
	if len(inner.raw) == 0 {
		return nil
	}
	slugs := make([]string, 0, len(inner.raw))
	for slug := range inner.raw {
		slugs = append(slugs, slug)
	}
	slices.Sort(slugs)
	answers := domain.Answers{}
	for _, slug := range slugs {
		if inner.has(slug) {
			answers[slug] = int(inner.whole(slug))
		}
	}
	if len(answers) == 0 {
		return nil
	}
	return answers
}

func (f fields) respondent(name string) domain.Respondent {
	inner := f.object(name)
	return domain.Respondent{
		Sex: inner.text("sex"), Age: int(inner.whole("age")),
		Education: inner.text("education"), Occupation: inner.text("occupation"),
	}
}

// submission reads what is handed in.
func (f fields) submission() domain.Submission {
	return domain.Submission{
		ID: f.text("id"), Value: int(f.whole("value")), Counter: f.text("counter"),
		Officer: f.text("officer"), Service: f.text("service"),
		Answers: f.answers("answers"), Reasons: f.texts("reasons"), Respondent: f.respondent("respondent"),
		Comment: f.text("comment"), Lang: f.text("lang"),
		RatedAt: f.moment("rated_at"), Seq: f.sequence("seq"), ClockUnsure: f.clockUnsure(),
	}
}

// change reads what is added or corrected; an absent field stays as it was.
func (f fields) change() domain.Change {
	change := domain.Change{Answers: f.answers("answers")}
	if f.has("value") {
		value := int(f.whole("value"))
		change.Value = &value
	}
	if f.has("reasons") {
		reasons := f.texts("reasons")
		change.Reasons = &reasons
	}
	if f.has("respondent") {
		respondent := f.respondent("respondent")
		change.Respondent = &respondent
	}
	if f.has("comment") {
		comment := f.text("comment")
		change.Comment = &comment
	}
	return change
}

// isJSON says whether a Content-Type is JSON, with parameters or without.
func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/json")
}
