package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"reflect"
	"testing"
	"time"

	telegram "github.com/go-telegram/bot"

	"suaraloket/bot/outbox"
	"suaraloket/bot/talk"
	"suaraloket/domain/seal"
)

func TestOutcomeOfEachError(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want outbox.Outcome
	}{
		"none":               {nil, outbox.Delivered},
		"too many requests":  {&telegram.TooManyRequestsError{RetryAfter: 3}, outbox.Limited},
		"blocked":            {fmt.Errorf("%w, blocked", telegram.ErrorForbidden), outbox.Blocked},
		"bad request":        {fmt.Errorf("%w, bad", telegram.ErrorBadRequest), outbox.Invalid},
		"deleted message":    {fmt.Errorf("%w, message to edit not found", telegram.ErrorBadRequest), outbox.Invalid},
		"invalid token":      {telegram.ErrorUnauthorized, outbox.Unauthorized},
		"server error":       {&serverError{502}, outbox.NotDelivered},
		"no connection":      {&net.OpError{Op: "dial", Err: io.EOF}, outbox.NotDelivered},
		"lost answer":        {io.ErrUnexpectedEOF, outbox.Unknown},
		"no answer in time":  {context.DeadlineExceeded, outbox.Unknown},
		"an unexpected kind": {errors.New("?"), outbox.Unknown},
	} {
		got := resultOf(c.err)
		if got.Outcome != c.want || (got.RetryAfter > 0) != (c.want == outbox.Limited) {
			t.Errorf("%s: %+v, want outcome %d", name, got, c.want)
		}
	}
}

func TestNotDelivered(t *testing.T) {
	for err, want := range map[error]bool{
		&serverError{500}: true, io.ErrUnexpectedEOF: false, context.DeadlineExceeded: false, errors.New("?"): false,
	} {
		if notDelivered(err) != want {
			t.Errorf("%v", err)
		}
	}
}

// TestStoredContentsOfEarlierVersions reads the JSON that earlier versions have sealed.
func TestStoredContentsOfEarlierVersions(t *testing.T) {
	for plain, want := range map[string]outbox.Content{
		`{"c":42,"t":"Halo"}`: {Chat: 42, Text: "Halo"},
		`{"c":42,"e":7,"t":"Halo Bu","b":4,"r":[[{"t":"Puas","d":"r3:P-01:x"},{"t":"Lapor","u":"https://lapor.example"}]]}`: {
			Chat: 42, Edit: 7, Text: "Halo Bu", Bold: 4, Rows: [][]outbox.Button{{{Text: "Puas", Data: "r3:P-01:x"}, {Text: "Lapor", URL: "https://lapor.example"}}},
		},
		`{"c":42,"t":"","u":{"u":{"update_id":9},"at":"2026-11-23T02:14:05Z"}}`: {
			Chat: 42, Deferred: json.RawMessage(`{"u":{"update_id":9},"at":"2026-11-23T02:14:05Z"}`),
		},
	} {
		box, err := seal.New([]byte("a key of the tests, long enough"), "letters")
		if err != nil {
			t.Fatal(err)
		}
		opened, err := box.Open(box.Seal([]byte(plain)))
		if err != nil {
			t.Fatal(err)
		}
		var got outbox.Content
		if err := json.Unmarshal(opened, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", plain, got, err)
		}
		if p := preview(got); p.URL != nil || p.IsDisabled == nil || !*p.IsDisabled {
			t.Errorf("%s: the preview is %+v", plain, p)
		}
		if got.Deferred == nil {
			continue
		}
		var put deferred
		want := deferred{Update: talk.Update{ID: 9}, At: time.Date(2026, 11, 23, 2, 14, 5, 0, time.UTC)}
		if err := json.Unmarshal(got.Deferred, &put); err != nil || !reflect.DeepEqual(put, want) {
			t.Errorf("%s: %+v, %v", plain, put, err)
		}
	}
}

// TestAContentKeepsItsPicture stores contents and opens them again. A content without a
// picture is stored without a field for it.
func TestAContentKeepsItsPicture(t *testing.T) {
	for _, c := range []struct {
		picture talk.Picture
		json    string
	}{
		{talk.Picture{}, `{"c":0,"t":"Ibu Ratna"}`},
		{talk.Picture{Address: "https://suara.example/1.jpg"}, `{"c":0,"t":"Ibu Ratna","p":"https://suara.example/1.jpg"}`},
		{talk.Picture{Address: "https://suara.example/2.jpg", Large: true}, `{"c":0,"t":"Ibu Ratna","p":"https://suara.example/2.jpg","l":true}`},
	} {
		content := contentOf(talk.Update{}, talk.Reply{Text: "Ibu Ratna", Picture: c.picture})
		plain, err := json.Marshal(content)
		if err != nil || string(plain) != c.json {
			t.Errorf("%+v is stored as %s, %v", c.picture, plain, err)
		}
		var opened outbox.Content
		if err := json.Unmarshal(plain, &opened); err != nil || !reflect.DeepEqual(opened, content) {
			t.Errorf("%+v, %v", opened, err)
		}
		p := preview(opened)
		if small, large := p.PreferSmallMedia != nil, p.PreferLargeMedia != nil; large != c.picture.Large || small == large && c.picture.Address != "" {
			t.Errorf("%+v: small %v, large %v", c.picture, small, large)
		}
	}
}

// TestButtonsHaveNoEmptyFields: a strict server refuses an empty copy_text, which the
// library's button always has.
func TestButtonsHaveNoEmptyFields(t *testing.T) {
	text, err := json.Marshal(keyboard(outbox.Content{Rows: [][]outbox.Button{{{Text: "Puas", Data: "r3"}, {Text: "Lapor", URL: "https://lapor.example"}}}}))
	want := `{"inline_keyboard":[[{"text":"Puas","callback_data":"r3"},{"text":"Lapor","url":"https://lapor.example"}]]}`
	if err != nil || string(text) != want {
		t.Errorf("%s %v", text, err)
	}
}
