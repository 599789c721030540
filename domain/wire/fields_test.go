package wire

import (
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
)

func TestFieldsAreReadByType(t *testing.T) {
	f, err := Read([]byte(`{"text":"a","whole":7,"point":7.0,"half":7.5,"big":1e300,"null":null,
		"time":"2026-11-23T09:14:05+07:00","list":["a","b"],"answers":{"waktu":3,"biaya":null}}`))
	if err != nil {
		t.Fatal(err)
	}
	if f.Text("text") != "a" || f.Whole("whole") != 7 || f.Whole("point") != 7 || f.Text("null") != "" || f.Whole("absent") != 0 {
		t.Error("plain fields")
	}
	if at := f.Moment("time"); !at.Equal(time.Date(2026, 11, 23, 2, 14, 5, 0, time.UTC)) {
		t.Errorf("time %v", at)
	}
	if !slices.Equal(f.Texts("list"), []string{"a", "b"}) {
		t.Error("list")
	}
	if a := f.Answers("answers"); len(a) != 1 || a["waktu"] != 3 {
		t.Errorf("answers %v", a)
	}
	if err := f.Err(nil); err != nil {
		t.Errorf("valid fields are refused: %v", err)
	}
	f.Whole("half")
	f.Whole("big")
	f.Texts("text")
	f.Text("whole")
	f.Moment("text")
	refusal, ok := domain.Refusal(f.Err(nil))
	if !ok || refusal.Code != domain.CodeInvalid || len(refusal.Fields) != 5 {
		t.Errorf("refusal %v", refusal)
	}
}

func TestChangeDistinguishesAbsentFromEmpty(t *testing.T) {
	f, err := Read([]byte(`{"comment":"","reasons":[],"value":null}`))
	if err != nil {
		t.Fatal(err)
	}
	c := f.Change()
	if c.Comment == nil || c.Reasons == nil || c.Value != nil || c.Respondent != nil || c.Answers != nil {
		t.Errorf("change %+v", c)
	}
}

// Every body is either read or refused with the names of the wrong fields, and the
// comment is never longer than the body.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, `{"id":"019ab3c4-0000-7000-8000-000000000001","value":4}`, `{"value":"4"}`,
		`{"answers":{"waktu":[1]},"respondent":{"age":-1}}`, `{"rated_at":"2026"}`, `{"reasons":[1,null,"x"]}`,
		`{"value":1e400}`, "{\"\xff\":1}", `{"a":{"b":{"c":[[[[]]]]}}}`, `{"comment":"\ud800"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		fields, err := Read(body)
		if err == nil {
			submission := fields.Submission()
			fields.Change()
			if strings.Count(submission.Comment, "")-1 > len(body) {
				t.Errorf("a comment longer than the body")
			}
			err = fields.Err(nil)
		}
		refusal, ok := domain.Refusal(err)
		if err != nil && (!ok || (refusal.Code != domain.CodeMalformed && len(refusal.Fields) == 0)) {
			t.Errorf("refused with %v", err)
		}
	})
}
