package telegramtest

import (
	"fmt"
	"strings"
	"testing"
)

func TestEntitiesBesideTheText(t *testing.T) {
	const text = "a😀b" // UTF-16: a, two halves, b
	for _, c := range []struct{ entities, refusal, want string }{
		{`[{"type":"bold","offset":1,"length":2}]`, "", "bold 1+2"},
		{`[{"type":"italic","offset":3,"length":1},{"type":"bold","offset":0,"length":4}]`, "", "bold 0+4 italic 3+1"},
		{`[{"type":"bold","offset":0,"length":0}]`, "", ""},
		{`[{"type":"mention","offset":0,"length":99}]`, "", ""},
		{`no list`, "", ""},
		{`[{"type":"bold","offset":2,"length":1}]`, "entity begins in a middle of a UTF-16 symbol at byte offset 5", ""},
		{`[{"type":"bold","offset":0,"length":2}]`, "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5", ""},
		{`[{"type":"bold","offset":5,"length":1}]`, "entity begins after the end of the text at UTF-16 offset 5", ""},
		{`[{"type":"bold","offset":3,"length":2}]`, "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 5", ""},
		{`[{"type":"bold","offset":-1,"length":2}]`, "receive an entity with incorrect offset -1", ""},
		{`[{"type":"bold","offset":0,"length":-2}]`, "receive an entity with incorrect length -2", ""},
		{`[{"type":"bold","offset":0}]`, `can't parse MessageEntity: Can't find field "length"`, ""},
		{`[{"type":"tebal","offset":0,"length":1}]`, "can't parse MessageEntity: Unsupported type specified", ""},
		{`[{"type":"text_link","offset":0,"length":1}]`, `can't parse MessageEntity: Can't find field "url"`, ""},
		{`["bold"]`, "can't parse MessageEntity: expected an Object", ""},
	} {
		f, err := paramsOf("text", text, "entities", c.entities).formattedText("text", "entities")
		refused := ""
		if no, ok := err.(*refusal); ok {
			refused = strings.TrimPrefix(no.Description, "Bad Request: ")
		}
		var got []string
		for _, e := range f.Entities {
			got = append(got, fmt.Sprintf("%s %d+%d", e.Type, e.Offset, e.Length))
		}
		if refused != c.refusal || strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, entities %q", c.entities, refused, got)
		}
	}
}

func TestControlCharactersAreCleaned(t *testing.T) {
	p := paramsOf("text", "a\tb\r\nc\x00d", "entities", `[{"type":"bold","offset":5,"length":3}]`)
	f, err := p.formattedText("text", "entities")
	if err != nil || f.Text != "a b\nc d" || len(f.Entities) != 1 || f.Entities[0] != (Entity{Type: "bold", Offset: 4, Length: 3}) {
		t.Errorf("%+v %v", f, err)
	}
	if _, err := paramsOf("text", "\xff").formattedText("text", "entities"); err == nil {
		t.Error("accepted text that is not UTF-8")
	}
}

func TestHowManyButtonsFit(t *testing.T) {
	row := func(n int) string {
		return "[" + strings.TrimSuffix(strings.Repeat(`{"text":"A","callback_data":"a"},`, n), ",") + "]"
	}
	keys := func(rows ...string) params {
		return paramsOf("reply_markup", `{"inline_keyboard":[`+strings.Join(rows, ",")+`]}`)
	}
	tens := func(n int) []string { return strings.Fields(strings.Repeat(row(10)+" ", n)) }
	if rows, err := keys(tens(10)...).inlineRows(); err != nil || len(rows) != 10 {
		t.Errorf("a hundred: %d rows, %v", len(rows), err)
	}
	if _, err := keys(append(tens(10), row(1))...).inlineRows(); err == nil || !strings.Contains(err.Error(), "reply markup is too long") {
		t.Errorf("a hundred and one: %v", err)
	}
	if rows, err := keys(row(13)).inlineRows(); err != nil || len(rows[0]) != 12 {
		t.Errorf("thirteen in a row: %v %v", rows, err)
	}
	long := fmt.Sprintf(`[{"text":%q,"callback_data":"a"}]`, strings.Repeat("x", 10_000))
	if _, err := keys(long).inlineRows(); err == nil {
		t.Error("accepted a markup of more than ten thousand bytes")
	}
}

func FuzzEntities(f *testing.F) {
	f.Add("a😀b\r\n", `[{"type":"bold","offset":1,"length":2}]`)
	f.Add(" x ", `[{"type":"text_link","url":"https://x.id","offset":0,"length":3}]`)
	f.Fuzz(func(t *testing.T, text, entities string) {
		out, err := paramsOf("text", text, "entities", entities).formattedText("text", "entities")
		if err != nil {
			return
		}
		for _, e := range out.Entities {
			if e.Offset < 0 || e.Length < 1 || e.Offset+e.Length > utf16Len(out.Text) {
				t.Fatalf("%q: entity %+v", out.Text, e)
			}
		}
	})
}
