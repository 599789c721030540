package talk

import (
	"strings"
	"testing"

	"suaraloket/domain/locale"
)

// Texts without a rating get a fitting answer: thanks, a greeting, the channel for complaints,
// or the way on.
func TestTextsWithoutARating(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	talk := &Talk{catalog: catalog, laporURL: "https://www.lapor.go.id"}
	who := resident{texts: catalog.In("id")}
	for text, want := range map[string]string{
		"Terima kasih": "bot.welcome.thanks", "makasih banyak ya kak": "bot.welcome.thanks", "thanks 🙏": "bot.welcome.thanks", "matur nuwun": "bot.welcome.thanks",
		"halo": "bot.hello", "Selamat pagi": "bot.hello", "hi": "bot.hello", "assalamualaikum": "bot.hello",
		"Saya menunggu tiga jam": "bot.complaint", "petugasnya marah-marah terus": "bot.complaint", "pungli": "bot.complaint", "they ignored me all day": "bot.complaint",
		"ok": "bot.welcome.thanks", "asdf": "bot.lost", "dkc": "bot.lost",
	} {
		reply := talk.unrated(who, text)
		first, _, _ := strings.Cut(catalog.In("id").T(want), "\n")
		if !strings.HasPrefix(reply.Text, first) {
			t.Errorf("%q is answered %q, want %s", text, reply.Text, want)
		}
		if complaint := want == "bot.complaint"; complaint != (len(reply.Rows) == 1 && reply.Rows[0][0].URL == "https://www.lapor.go.id") {
			t.Errorf("%q: buttons %v", text, reply.Rows)
		}
	}
}
