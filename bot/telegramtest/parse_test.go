package telegramtest

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// paramsOf are arguments given as name, value, name, value.
func paramsOf(pairs ...string) params {
	p := newParams()
	for i := 0; i+1 < len(pairs); i += 2 {
		p.args[pairs[i]] = pairs[i+1]
	}
	return p
}

func TestHTMLBecomesPlainText(t *testing.T) {
	for _, c := range []struct {
		src, text string
		entities  []Entity
	}{
		{"halo", "halo", nil},
		{"<b>Ibu</b> Ratna", "Ibu Ratna", []Entity{{Type: "bold", Length: 3}}},
		{"<B>a<i>b</i></B>c", "abc", []Entity{{Type: "bold", Length: 2}, {Type: "italic", Offset: 1, Length: 1}}},
		{"😀<u>é</u>", "😀é", []Entity{{Type: "underline", Offset: 2, Length: 1}}},
		{"1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;&copy;", `1 < 2 && 3 > 2 "&copy;`, nil},
		{"&#65;&#x42;&#0;&#xD800;&", "AB&#0;&#xD800;&", nil},
		{`<a href="https://x.id/?a=1&amp;b=2">di sini</a>`, "di sini", []Entity{{Type: "text_link", Length: 7, URL: "https://x.id/?a=1&b=2"}}},
		{"<a>https://x.id</a>", "https://x.id", []Entity{{Type: "text_link", Length: 12, URL: "https://x.id"}}},
		{`<span class='tg-spoiler'>x</span>`, "x", []Entity{{Type: "spoiler", Length: 1}}},
		{`<blockquote expandable>x</blockquote>`, "x", []Entity{{Type: "blockquote", Length: 1}}},
		{"<code>a</>", "a", []Entity{{Type: "code", Length: 1}}},
		{"<b></b>x", "x", nil},
	} {
		f, err := parseHTML(c.src)
		if err != nil || f.Text != c.text || !slices.Equal(f.Entities, c.entities) {
			t.Errorf("%q: %q %+v %v", c.src, f.Text, f.Entities, err)
		}
	}
}

func TestHTMLThatIsRefused(t *testing.T) {
	for src, want := range map[string]string{
		"<b>x":               `Can't find end tag corresponding to start tag "b"`,
		"x</b>":              "Unexpected end tag at byte offset 1",
		"<b>x</i>":           `Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
		"<b><i>x</b></i>":    `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`,
		"é <marquee>x":       `Unsupported start tag "marquee" at byte offset 3`,
		"a < b":              `Unsupported start tag "" at byte offset 2`,
		"<a href=":           "Unclosed start tag at byte offset 0",
		`<a href="x`:         "Unclosed start tag at byte offset 0",
		"<b>x</b":            "Unclosed end tag at byte offset 4",
		"<span>x</span>":     `Unsupported start tag "span" at byte offset 0`,
		"<script>x</script>": `Unsupported start tag "script" at byte offset 0`,
	} {
		_, err := parseHTML(src)
		var no *refusal
		if !errors.As(err, &no) || no.Status != 400 || no.Description != "Bad Request: can't parse entities: "+want {
			t.Errorf("%q: %v", src, err)
		}
	}
}

func TestWhiteSpaceAroundTextIsCut(t *testing.T) {
	p := paramsOf("text", "\n <b> 😀 x </b>\n", "parse_mode", "HTML")
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

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"<b>x</b>", `<a href="x">y</a>`, "&#65;", "<", "</", "<a b", "<a href='", "<code>\xff</code>", "<a =>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		out, err := paramsOf("text", src, "parse_mode", "HTML").formattedText("text", "entities")
		if err != nil {
			return
		}
		size := utf16Len(out.Text)
		if !utf8.ValidString(out.Text) || len(out.Text) > 3*len(src) {
			t.Fatalf("%q became %q", src, out.Text)
		}
		for _, e := range out.Entities {
			if e.Offset < 0 || e.Length < 1 || e.Offset+e.Length > size || e.Type == "" {
				t.Fatalf("%q: entity %+v in %d units", src, e, size)
			}
		}
	})
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
			t.Fatal("took a body of no type")
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
