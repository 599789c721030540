// Package wire parses the JSON that tablets, phones and other programs send: single
// fields, ratings, changes, and the queue file of an offline tablet. It does not depend
// on HTTP.
package wire

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

// ErrMalformed refuses a body that is not JSON.
var ErrMalformed = &domain.Error{Code: domain.CodeMalformed, Key: "malformed"}

// Fields reads a JSON object field by field and collects the fields of a wrong type, so
// that one answer names them all. A field that is null or absent reads as its zero value.
type Fields struct {
	prefix string
	raw    map[string]json.RawMessage
	bad    *domain.FieldErrors
}

// Read parses a JSON object. It refuses a body that is not JSON with ErrMalformed, and
// JSON that is not an object as a field of the wrong type.
func Read(body []byte) (Fields, error) {
	f := Fields{bad: &domain.FieldErrors{}}
	err := json.Unmarshal(body, &f.raw)
	if !utf8.Valid(body) || err != nil && !json.Valid(body) {
		return f, ErrMalformed
	}
	if err != nil || f.raw == nil {
		f.refuse("body", "field_type")
	}
	return f, f.Err(nil)
}

// Wrong reports whether a field read so far has a wrong type.
func (f Fields) Wrong() bool { return len(*f.bad) > 0 }

func (f Fields) refuse(name, key string) {
	f.bad.Add(f.prefix+name, key)
}

// Err returns one refusal of all wrong fields: those of a wrong type, and those that the
// domain refuses in content. A field of a wrong type appears only once.
func (f Fields) Err(content error) error {
	refusal, ok := domain.Refusal(content)
	if content != nil && (!ok || refusal.Code != domain.CodeInvalid) {
		return content
	}
	all := slices.Clone(*f.bad)
	if ok {
		for _, field := range refusal.Fields {
			if !slices.ContainsFunc(all, func(b domain.FieldError) bool { return b.Field == field.Field }) {
				all.Add(field.Field, field.Key)
			}
		}
	}
	return all.Err()
}

// Has reports whether a field is present and not null.
func (f Fields) Has(name string) bool {
	raw, ok := f.raw[name]
	return ok && !bytes.Equal(bytes.TrimSpace(raw), []byte("null"))
}

// typed reads a field of type T and refuses any other type.
func typed[T any](f Fields, name string) (value T) {
	if f.Has(name) && json.Unmarshal(f.raw[name], &value) != nil {
		f.refuse(name, "field_type")
	}
	return value
}

// Text reads a text.
func (f Fields) Text(name string) string { return typed[string](f, name) }

// Lenient reads a text, and any other type as "" without a refusal.
func (f Fields) Lenient(name string) string {
	var text string
	if json.Unmarshal(f.raw[name], &text) != nil {
		return ""
	}
	return text
}

// Whole reads a whole number within the exact range of a float64. It accepts 4.0 and
// refuses "4".
func (f Fields) Whole(name string) int64 {
	var number float64
	if !f.Has(name) {
		return 0
	}
	if json.Unmarshal(f.raw[name], &number) != nil || number != math.Trunc(number) || math.Abs(number) > 1<<53 {
		f.refuse(name, "field_type")
		return 0
	}
	return int64(number)
}

// Number reads any number.
func (f Fields) Number(name string) float64 { return typed[float64](f, name) }

// Flag reads true or false.
func (f Fields) Flag(name string) bool { return typed[bool](f, name) }

// Sequence reads a sequence number. The number only serves to find gaps: an invalid one
// reads as 0 and causes no refusal.
func (f Fields) Sequence(name string) int64 {
	var number int64
	if json.Unmarshal(f.raw[name], &number) != nil {
		return 0
	}
	return number
}

// clockUnsure reports whether the sender has not yet compared its clock with the
// server's. The field only qualifies a time: any other value causes no refusal.
func (f Fields) clockUnsure() bool {
	return f.Lenient("clock") == "unmeasured"
}

// Moment reads a time in RFC 3339.
func (f Fields) Moment(name string) time.Time {
	text := f.Text(name)
	if text == "" {
		if f.Has(name) {
			f.refuseOnce(name, "field_time")
		}
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, strings.ToUpper(text)) // RFC 3339 allows lower-case t and z
	if err != nil {
		f.refuse(name, "field_time")
	}
	return at
}

func (f Fields) refuseOnce(name, key string) {
	if !slices.ContainsFunc(*f.bad, func(b domain.FieldError) bool { return b.Field == f.prefix+name }) {
		f.refuse(name, key)
	}
}

// Object returns the fields of a field that is itself an object.
func (f Fields) Object(name string) Fields {
	inner := Fields{prefix: f.prefix + name + ".", bad: f.bad}
	if f.Has(name) && json.Unmarshal(f.raw[name], &inner.raw) != nil {
		f.refuse(name, "field_type")
	}
	return inner
}

// Texts reads a list of texts.
func (f Fields) Texts(name string) []string {
	var list []string
	if f.Has(name) && json.Unmarshal(f.raw[name], &list) != nil {
		f.refuse(name, "field_type")
		return nil
	}
	return list
}

// Answers reads the answers by element; nil when there are none.
func (f Fields) Answers(name string) domain.Answers {
	inner := f.Object(name)
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
		if inner.Has(slug) {
			answers[slug] = int(inner.Whole(slug))
		}
	}
	if len(answers) == 0 {
		return nil
	}
	return answers
}

// Respondent reads the block about the respondent.
func (f Fields) Respondent(name string) domain.Respondent {
	inner := f.Object(name)
	return domain.Respondent{
		Sex: inner.Text("sex"), Age: int(inner.Whole("age")),
		Education: inner.Text("education"), Occupation: inner.Text("occupation"),
	}
}

// Submission reads a new rating.
func (f Fields) Submission() domain.Submission {
	return domain.Submission{
		ID: f.Text("id"), Value: int(f.Whole("value")), Counter: f.Text("counter"),
		Officer: f.Text("officer"), Service: f.Text("service"),
		Answers: f.Answers("answers"), Reasons: f.Texts("reasons"), Respondent: f.Respondent("respondent"),
		Comment: f.Text("comment"), Lang: f.Text("lang"),
		RatedAt: f.Moment("rated_at"), Seq: f.Sequence("seq"), ClockUnsure: f.clockUnsure(),
	}
}

// Change reads additions and corrections; an absent field does not change.
func (f Fields) Change() domain.Change {
	change := domain.Change{Answers: f.Answers("answers")}
	if f.Has("value") {
		value := int(f.Whole("value"))
		change.Value = &value
	}
	if f.Has("reasons") {
		reasons := f.Texts("reasons")
		change.Reasons = &reasons
	}
	if f.Has("respondent") {
		respondent := f.Respondent("respondent")
		change.Respondent = &respondent
	}
	if f.Has("comment") {
		comment := f.Text("comment")
		change.Comment = &comment
	}
	return change
}
