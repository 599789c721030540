package telegramtest

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// paramsOf are arguments given as name, value, name, value.
func paramsOf(pairs ...string) params {
	p := newParams()
	for i := 0; i+1 < len(pairs); i += 2 {
		p.args[pairs[i]] = pairs[i+1]
	}
	return p
}

func TestWhiteSpaceAroundTextIsCut(t *testing.T) {
	p := paramsOf("text", "\n  😀 x \n", "entities", `[{"type":"bold","offset":2,"length":6}]`)
	f, err := p.formattedText("text", "entities")
	if err != nil || f.Text != "😀 x" || len(f.Entities) != 1 || f.Entities[0] != (Entity{Type: "bold", Length: 4}) {
		t.Errorf("%+v %v", f, err)
	}
	p = paramsOf("text", "abc ", "entities", `[{"type":"bold","offset":1,"length":3},{"type":"italic","offset":3,"length":1}]`)
	f, err = p.formattedText("text", "entities")
	if err != nil || len(f.Entities) != 1 || f.Entities[0] != (Entity{Type: "bold", Offset: 1, Length: 2}) {
		t.Errorf("%+v %v", f, err)
	}
}

func FuzzReadParams(f *testing.F) {
	f.Add("application/json", []byte(`{"chat_id":5,"reply_markup":{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}}`))
	f.Add("application/x-www-form-urlencoded", []byte("chat_id=5&text=a%20b"))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalo\r\n--x--\r\n"))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"p\"; filename=\"f\"\r\n\r\nhalo\r\n--x--\r\n"))
	f.Add("multipart/form-data", []byte("x"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		p, err := readParams(httptest.NewRecorder(), r)
		var no *refusal
		if err != nil && (!errors.As(err, &no) || no.Status != 400) {
			t.Fatalf("refused with %v", err)
		}
		if err == nil && len(body) > 0 && kind == "" {
			t.Fatal("accepted a body without a type")
		}
		if rows, err := p.inlineRows(); err == nil {
			for _, row := range rows {
				for _, b := range row {
					if b.Text == "" || len(b.Data) > maxData || strings.HasPrefix(b.URL, "javascript:") {
						t.Fatalf("button %+v", b)
					}
				}
			}
		}
	})
}
