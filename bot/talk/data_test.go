package talk_test

import (
	"strings"
	"testing"
	"time"

	"suaraloket/bot/talk"
	"suaraloket/domain"
	"suaraloket/domain/masking"
)

var key = []byte("a key of the tests, long enough")

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheLongestButtonFits(t *testing.T) {
	far := func() time.Time { return time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC) }
	passes := domain.NewPasses(key, far)
	counter := strings.Repeat("W", domain.MaxCode)
	pass, err := passes.OpenChat(passes.Poster(counter))
	must(t, err)
	text := talk.RatingButton(4, strings.Repeat("9", domain.MaxOfficerCode), pass)
	if len(text) > 64 {
		t.Errorf("%d bytes: %s", len(text), text)
	}
	if written, ok := talk.ReadButton(text); !ok || written != text {
		t.Errorf("read back as %q, %v", written, ok)
	}
	for _, text := range []string{talk.AnswerButton(11, 99, pass), talk.AnswerButton(13, 6, passes.OpenTyped(counter)), talk.SurveyButton(13, pass)} {
		if written, ok := talk.ReadButton(text); len(text) > 64 || !ok || written != text {
			t.Errorf("%d bytes: %s is read back as %q, %v", len(text), text, written, ok)
		}
	}
}

func TestTheLongestButtonsOfCodesFit(t *testing.T) {
	far := func() time.Time { return time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC) }
	passes, counter := domain.NewPasses(key, far), strings.Repeat("W", domain.MaxCode)
	tablet := domain.Kiosk{ID: "t", Counter: counter}
	for _, code := range []string{
		domain.SlotCode(passes.SlotKey(tablet), counter, domain.SlotAt(far())),
		passes.Ticket(domain.Ticket{Number: "zzzzzzzz", Counter: counter, Expires: far().Add(time.Hour)}),
	} {
		pass, err := passes.OpenChat(code, tablet)
		must(t, err)
		text := talk.RatingButton(4, strings.Repeat("9", domain.MaxOfficerCode), pass)
		if written, ok := talk.ReadButton(text); len(text) > 64 || !ok || written != text {
			t.Errorf("%d bytes: %s, read back as %q, %v", len(text), text, written, ok)
		}
		if right, err := passes.ReadChat(pass, "a"); err != nil || right.Counter != counter {
			t.Errorf("%+v %v", right, err)
		}
	}
}

func TestButtonsThatAreNone(t *testing.T) {
	for _, text := range []string{
		"", "r", "r4", "r4:", "r4:P-01", "r4:P-01:", "r0:P-01:x", "r5:P-01:x", "r44:P-01:x", "r4::x", "r4:p-01:x",
		"r4:P 01:x", "+7:x", "+:x", "u:x", "e", "e:", "ex", "z:x", "p:x", "b:" + strings.Repeat("x", 65), "é:x",
		"q", "qs", "qs:x", "qsa", "qza:x", "qsn:x", "qo`", "qoa:x", "asa0:x", "asa5:x", "asa04:x", "asa:x", "as`1:x", "ask100:x", "asj3:x", "aoa1:x", "asa1", "y:x", "yy:x", "d", "x:",
	} {
		if written, ok := talk.ReadButton(text); ok {
			t.Errorf("%q is read as %q", text, written)
		}
	}
}

func FuzzButtons(f *testing.F) {
	for _, seed := range []string{"r4:P-07:c1_DKC-01_tnk9x8_0123456789abc", "p:-:x", "u1:x", "e:x", "n:x", "b:x", "+6:x", "-0:x", "l:en", "r", "\x00",
		"qs`:x", "qo`:x", "qof:x", "qsm:x", "asa1:x", "aog4:x", "ask34:c4_DKC-01_tnk9x8_0123456789abc", "asj2:x", "y3:x", "d:12", "x:yes", "as", "ask"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if written, ok := talk.ReadButton(text); ok && written != text {
			t.Errorf("%q is read as %q", text, written)
		}
	})
}

func TestCommands(t *testing.T) {
	for text, want := range map[string][3]string{
		"/start":                       {"start", "", "yes"},
		"/start p1_DKC-01_x":           {"start", "p1_DKC-01_x", "yes"},
		"/start@SuaraLoketBot p1 rest": {"start", "p1 rest", "yes"},
		"/nilai  dkc 01 ":              {"nilai", "dkc 01", "yes"},
		"/nilai\u2003DKC-01":           {"nilai", "DKC-01", "yes"},
		"  /START\n p1":                {"start", "p1", "yes"},
		"/":                            {},
		"start":                        {},
		"":                             {},
		"😀 /start":                     {},
	} {
		name, payload, ok := talk.ReadCommand(text)
		if name != want[0] || payload != want[1] || ok != (want[2] == "yes") {
			t.Errorf("%q is read as %q %q %v", text, name, payload, ok)
		}
	}
}

func FuzzCommands(f *testing.F) {
	now := func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }
	passes := domain.NewPasses(key, now)
	for _, seed := range []string{"/start", "/start " + passes.Poster("DKC-01"), "/start@x \u2003y", "//", "/@", "/😀"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, payload, ok := talk.ReadCommand(text)
		if !ok && name+payload != "" || strings.ContainsAny(name, " \n\t@") {
			t.Errorf("%q is read as %q %q %v", text, name, payload, ok)
		}
		if ok && (!strings.HasPrefix(strings.TrimSpace(text), "/") || !strings.Contains(text, payload)) {
			t.Errorf("%q is read as %q %q", text, name, payload)
		}
		if pass, err := passes.OpenChat(payload); err == nil && !strings.HasPrefix(pass, "c1_DKC-01_") {
			t.Errorf("%q opened %q", payload, pass)
		}
	})
}

// FuzzStartPayload checks that a code opens only signed visits, whatever payload follows
// /start.
func FuzzStartPayload(f *testing.F) {
	now := func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }
	passes, tablet := domain.NewPasses(key, now), domain.Kiosk{ID: "t", Counter: "DKC-01", KeyHash: domain.HashKey("k")}
	slot := domain.SlotCode(passes.SlotKey(tablet), "DKC-01", domain.SlotAt(now()))
	for _, seed := range []string{passes.Poster("DKC-01"), slot, passes.OpenTyped("DKC-01"), "p1_", "s1_DKC-01__", "t1_DKC-01_zzz_0", "\xff_", "DKC-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		if pass, err := passes.OpenChat(payload, tablet); err == nil {
			if right, err := passes.ReadChat(pass, "a"); err != nil || right.Counter != "DKC-01" {
				t.Errorf("%q opened %q: %+v %v", payload, pass, right, err)
			}
		}
		if right, err := passes.ReadChat(payload, "a"); err == nil && right.Counter != "DKC-01" {
			t.Errorf("%q is the pass of %+v", payload, right)
		}
	})
}

func TestANoteGrowsOnceByEachText(t *testing.T) {
	note, screen := "", masking.Screen{Words: masking.NewWords(masking.AbusiveWords())}
	for _, text := range []string{"  antre lama ", "antre", "antre lama", "petugas\nramah", "ramah", "antre", "a@b.example", "goblok", "goblok"} {
		kept := screen.Mask(domain.NormalText(text))
		note = screen.Mask(talk.WithNote(note, text, kept)) // as it is stored
	}
	if want := "antre lama\nantre\npetugas\nramah\n[e-mail]\n[kata kasar]"; note != want {
		t.Errorf("note %q, want %q", note, want)
	}
}
