package bot_test

import (
	"strings"
	"testing"
	"time"

	"suaraloket/bot"
	"suaraloket/domain"
)

func TestTheLongestButtonFits(t *testing.T) {
	far := func() time.Time { return time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC) }
	passes := domain.NewPasses(key, far)
	counter := strings.Repeat("W", domain.MaxCode)
	pass, err := passes.OpenChat(passes.Poster(counter))
	must(t, err)
	text := bot.RatingButton(4, strings.Repeat("9", domain.MaxOfficerCode), pass)
	if len(text) > 64 {
		t.Errorf("%d bytes: %s", len(text), text)
	}
	if written, ok := bot.ReadButton(text); !ok || written != text {
		t.Errorf("read back as %q, %v", written, ok)
	}
}

func TestButtonsThatAreNone(t *testing.T) {
	for _, text := range []string{
		"", "r", "r4", "r4:", "r4:P-01", "r4:P-01:", "r0:P-01:x", "r5:P-01:x", "r44:P-01:x", "r4::x", "r4:p-01:x",
		"r4:P 01:x", "+7:x", "+:x", "u:x", "e", "e:", "ex", "z:x", "p:x", "b:" + strings.Repeat("x", 65), "é:x",
	} {
		if written, ok := bot.ReadButton(text); ok {
			t.Errorf("%q is read as %q", text, written)
		}
	}
}

func FuzzButtons(f *testing.F) {
	for _, seed := range []string{"r4:P-07:c1_DKC-01_tnk9x8_0123456789abc", "p:-:x", "u1:x", "e:x", "n:x", "b:x", "+6:x", "-0:x", "l:en", "r", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if written, ok := bot.ReadButton(text); ok && written != text {
			t.Errorf("%q is read as %q", text, written)
		}
	})
}

func TestCommands(t *testing.T) {
	for text, want := range map[string][3]string{
		"/start":                       {"start", "", "yes"},
		"/start p1_DKC-01_x":           {"start", "p1_DKC-01_x", "yes"},
		"/start@SuaraLoketBot p1 rest": {"start", "p1", "yes"},
		"  /START\n p1":                {"start", "p1", "yes"},
		"/":                            {},
		"start":                        {},
		"":                             {},
		"😀 /start":                     {},
	} {
		name, payload, ok := bot.Command(text)
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
		name, payload, ok := bot.Command(text)
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

func TestANoteGrowsOnceByEachText(t *testing.T) {
	note := ""
	for _, text := range []string{"  antre lama ", "antre", "antre lama", "petugas\nramah", "ramah", "antre", "a@b.example"} {
		note = bot.WithNote(note, text)
	}
	if want := "antre lama\nantre\npetugas\nramah\n[e-mail]"; note != want {
		t.Errorf("note %q, want %q", note, want)
	}
}
