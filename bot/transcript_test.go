package bot_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// update makes the tests write the transcripts instead of comparing them.
var update = flag.Bool("update", false, "write testdata/transcripts anew")

// paths returns the dialogues, act by act. A bar separates a text in two languages; buttons
// and commands are named by the keys of their texts.
func paths() map[string][]string {
	long := "say Saya datang jam delapan, baru dilayani jam sebelas. Nomor antrean dipanggil tidak urut, dan tidak ada yang menjelaskan. " +
		"Waktu saya bertanya, saya disuruh menunggu lagi tanpa diberi tahu sampai kapan harus menunggu. | " +
		"I came at eight and was served at eleven. The queue numbers were not called in order, and nobody explained why. " +
		"When I asked I was told to wait again, and nobody could tell me how much longer I would have to wait there."
	return map[string][]string{
		"start":            {"scan -"},
		"two-taps":         {"scan DKC-01", "tap bot.face.4"},
		"dissatisfied":     {"scan DKC-01", "tap bot.face.1", "tap reason.diminta_biaya", "tap reason.menunggu_lama", "tap ✓reason.menunggu_lama"},
		"change":           {"scan DKC-01", "tap bot.face.4", "tap bot.change", "tap bot.back", "tap bot.change", "tap bot.face.2"},
		"change-too-late":  {"scan DKC-01", "tap bot.face.3", "later 11m", "tap bot.change"},
		"note":             {"scan DKC-01", "tap bot.face.3", "tap bot.note", "say Petugasnya ramah. | The officer was friendly.", "say Telepon saya 0812-3456-7890 | My number is 0812-3456-7890", "tap reason.ramah"},
		"note-long":        {"scan DKC-01", "tap bot.face.3", long},
		"note-too-long":    {"scan DKC-01", "tap bot.face.3", "say *1100"},
		"note-too-late":    {"scan DKC-01", "tap bot.face.2", "later 11m", "say Antreannya lama | The queue was long"},
		"note-newest-only": {"scan DKC-01", "tap bot.face.3", "later 1m", "scan DKC-03", "tap bot.face.4", "tap1 bot.note"},
		"note-face-first":  {"scan DKC-01", "tap bot.face.3", "cmd rate DKC-03", "say Petugasnya ramah. | The officer was friendly.", "tap bot.face.4", "say Petugasnya ramah. | The officer was friendly."},
		"note-pick-first":  {"scan DKC-01", "tap bot.face.3", "cmd rate DKC-02", "say Petugasnya ramah. | The officer was friendly.", "tap =Ibu Ratna", "tap bot.face.4"},
		"closed":           {"holiday Hari Jadi Kota", "scan DKC-01", "tap bot.face.3"},
		"note-other":       {"scan DKC-01", "tap bot.face.3", "cmd rate DKC-03", "tap1 bot.note", "say Ini untuk yang pertama. | This is for the first one."},
		"note-before-face": {"scan DKC-01", "say Petugasnya ramah. | The officer was friendly."},
		"courtesy": {"say Terima kasih banyak 🙏 | Thank you so much 🙏", "say Halo, selamat pagi! | Hello, good morning!",
			"say Saya menunggu tiga jam dan tidak dilayani | I waited for three hours and was not served", "say pungli | bribe"},
		"several":        {"scan DKC-02", "tap =Ibu Ratna", "tap bot.face.3"},
		"several-unsure": {"scan DKC-02", "tap bot.unsure", "tap bot.face.3"},
		"nobody":         {"scan DKC-03", "tap bot.face.3"},
		"tenant":         {"scan BANK-01", "tap bot.face.3"},
		"twice":          {"scan DKC-01", "tap bot.face.4", "later 2m", "scan DKC-01", "later 30m", "scan DKC-01"},
		"code-expired":   {"scan DKC-01", "later 16m", "tap bot.face.3"},
		"code-used":      {"scan slot", "other slot", "tap bot.face.3", "scan slot"},
		"code-foreign":   {"scan !"},
		"ticket-used":    {"other ticket", "scan ticket"},
		"rate-by-code":   {"cmd rate", "say dkc 01", "tap bot.face.3"},
		"rate-by-code-at-once": {
			"cmd rate DKC-02", "tap =Ibu Ratna", "tap bot.face.4", "say dkc02",
		},
		"rate-by-unknown-code": {"cmd rate", "say DKC-99", "cmd rate abc", "say dkc-01"},
		"officer-questions":    {"scan DKC-01", "tap bot.face.4", "tap bot.officer", "tap answer.kompetensi.4", "tap answer.perilaku.3", "tap ✓bot.officer", "tap bot.survey.done"},
		"survey": {
			"scan DKC-01", "tap bot.face.3", "tap bot.survey", "tap answer.persyaratan.3", "tap bot.back", "tap answer.persyaratan.4",
			"tap answer.prosedur.3", "tap answer.waktu.2", "tap answer.biaya.4", "tap answer.produk.3", "tap answer.kompetensi.3",
			"tap answer.perilaku.4", "tap answer.sarana.2", "tap answer.pengaduan.4", "tap respondent.sex.P", "tap =30–39", "tap bot.back",
			"tap =30–39", "tap =34", "tap respondent.education.S1", "tap respondent.occupation.wirausaha", "tap ✓bot.survey",
		},
		"survey-left-and-taken-up": {
			"scan DKC-01", "tap bot.face.3", "tap bot.survey", "tap answer.persyaratan.3", "tap bot.survey.skip", "tap bot.survey.done",
			"tap bot.survey.on", "cmd cancel",
		},
		"survey-too-late":  {"scan DKC-01", "tap bot.face.3", "tap bot.survey", "later 11m", "tap answer.persyaratan.3"},
		"survey-of-a-unit": {"scan DKC-03", "tap bot.face.3", "tap bot.survey"},
		"history":          {"cmd history", "scan DKC-01", "tap bot.face.4", "later 24h", "scan DKC-02", "tap =Ibu Ratna", "tap bot.face.2", "cmd history"},
		"my-data-none":     {"cmd mydata"},
		"my-data":          {"cmd language", "tap =" + "Basa Jawa", "cmd language", "tap language.name", "scan DKC-01", "tap bot.face.3", "say Cepat sekali, terima kasih. | Very quick, thank you.", "tap bot.survey", "tap bot.survey.skip", "tap bot.survey.skip", "tap bot.survey.skip", "tap bot.survey.skip", "tap bot.survey.skip", "tap bot.survey.skip", "tap bot.survey.skip", "tap bot.survey.skip", "tap bot.survey.skip", "tap respondent.sex.P", "cmd mydata"},
		"delete":           {"scan DKC-01", "tap bot.face.3", "say Cepat sekali. | Very quick.", "cmd delete", "tap bot.erase.yes", "scan DKC-01", "cmd mydata", "cmd history", "tap1 bot.change"},
		"delete-kept":      {"scan DKC-01", "tap bot.face.3", "cmd delete", "tap bot.erase.no"},
		"delete-nothing":   {"cmd delete"},
		"delete-and-face":  {"scan DKC-01", "rate elsewhere", "cmd delete", "tap bot.erase.yes", "tap bot.face.2"},
		"cancel":           {"cmd cancel", "scan DKC-01", "tap bot.face.3", "tap bot.note", "cmd cancel", "later 11m", "cmd cancel"},
		"language":         {"cmd language", "tap =English", "cmd help", "cmd language", "tap =Bahasa Indonesia"},
		"help":             {"cmd help"},
		"privacy":          {"cmd privacy"},
		"voice":            {"send voice"},
		"sticker":          {"send sticker"},
		"photo":            {"send photo"},
		"contact":          {"send contact"},
		"location":         {"send location"},
		"forwarded":        {"send forward"},
		"edited":           {"scan DKC-01", "tap bot.face.3", "say Antreannya lama | The queue was long", "send edit"},
		"nonsense":         {"say asdf qwer"},
		"number":           {"scan DKC-01", "say 4"},
		"unknown-command":  {"say /settings"},
		"outage": {"scan DKC-01", "tap bot.face.3", "away", "tap reason.cepat", "say Antreannya lama | The queue was long",
			"say Kursinya kurang | There were few seats", "cmd help", "back"},
		"photo-of-the-officer": {
			"photo P-01", "scan DKC-01", "tap bot.face.4", "tap bot.change", "tap bot.face.3", "tap bot.officer", "later 11m", "tap answer.kompetensi.4",
		},
		"photo-and-old-code":     {"photo P-01", "scan DKC-01", "later 16m", "tap bot.face.3"},
		"pick-by-photo-and-name": {"photo P-03", "scan DKC-02", "tap =2 · Ibu Ratna", "tap bot.face.3"},

		"old-button":          {"scan DKC-01", "tap bot.face.3", "later 24h", "tap bot.change"},
		"old-button-of-erase": {"scan DKC-01", "tap bot.face.3", "tap reason.cepat", "cmd delete", "tap bot.erase.yes", "tap1 reason.jelas"},
	}
}

// TestTranscripts plays every path in both languages and compares the dialogue word for
// word.
func TestTranscripts(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		dir := filepath.Join("testdata", "transcripts", lang)
		for name, acts := range paths() {
			t.Run(lang+"/"+name, func(t *testing.T) {
				t.Parallel()
				same(t, filepath.Join(dir, name+".txt"), newPlay(t, lang).run(acts))
			})
		}
	}
	files, err := filepath.Glob("testdata/transcripts/*/*.txt")
	if err != nil || !*update && len(files) != 2*len(paths()) {
		t.Errorf("%d transcripts of %d paths, %v", len(files), len(paths()), err)
	}
}

func same(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%v; differs from %s:\n%s", err, path, got)
	}
}

// play plays one path and writes it down.
type play struct {
	*stage
	person  *telegramtest.Person
	texts   locale.Texts
	codes   map[string]string
	away    *atomic.Bool // the database
	waiting int64        // deferred updates since
	written strings.Builder
}

func newPlay(t *testing.T, lang string) *play {
	t.Helper()
	s := newStage(t)
	texts, err := locale.Load()
	must(t, err)
	away := &atomic.Bool{}
	s.run(s.bot(parts{publicURL: "https://suara.example", ratings: blind{s.store, away}, picture: shownAt}))
	return &play{stage: s, away: away, person: s.Person(4242, "Dewi", lang), texts: texts.In(lang), codes: map[string]string{
		"slot": s.screen("DKC-01")(), "ticket": s.ticket(domain.TicketOrder{Counter: "DKC-01", Service: "KK", Valid: 2 * time.Hour}),
	}}
}

func (p *play) run(acts []string) string {
	for _, act := range acts {
		verb, rest, _ := strings.Cut(act, " ")
		if verb == "send" && len(p.person.Messages()) == 0 { // only a started chat can get messages
			must(p.t, p.person.Start(""))
			p.settled()
		}
		before := p.person.Messages()
		p.clock.pass(time.Millisecond) // no two acts of a person are at the same time
		toast := p.act(verb, rest)
		p.settle(verb)
		p.record(before, toast)
	}
	// receipts follow from a key that is random
	return regexp.MustCompile(`\b[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}\b`).ReplaceAllString(p.written.String(), "XXX-XXX")
}

// settle waits until all messages are sent, except for deferred ones while the database is
// away.
func (p *play) settle(verb string) {
	switch {
	case !p.away.Load():
		p.waiting = 0
	case verb != "away":
		p.waiting++
	}
	p.until("the act is answered", func() bool { return p.Queue() == 0 && p.messages() == p.waiting })
}

// act performs one act and returns the id of its press, "" for none.
func (p *play) act(verb, rest string) (callback string) {
	switch verb {
	case "scan":
		p.note("scans " + rest)
		p.scan(rest)
	case "say":
		text := p.spoken(rest)
		p.note(text)
		must(p.t, p.person.Say(text))
	case "cmd":
		key, more, _ := strings.Cut(rest, " ")
		text := strings.TrimSpace("/" + p.texts.T("bot.command."+key) + " " + more)
		p.note(text)
		must(p.t, p.person.Say(text))
	case "later":
		d, err := time.ParseDuration(rest)
		must(p.t, err)
		p.clock.pass(d)
		fmt.Fprintf(&p.written, "(%s later)\n\n", rest)
	case "away", "back":
		p.away.Store(verb == "away")
		fmt.Fprintf(&p.written, "(the database is %s)\n\n", verb)
	case "holiday":
		fmt.Fprintf(&p.written, "(today is a holiday: %s)\n\n", rest)
		must(p.t, p.store.SaveHoliday(context.Background(), domain.Holiday{Day: domain.DayOf(p.clock.now()), Name: rest}))
	case "photo":
		fmt.Fprintf(&p.written, "(%s gets a photo)\n\n", rest)
		p.photograph(rest)
	case "other":
		p.useUp(rest)
	case "rate":
		p.rateElsewhere()
	case "send":
		p.note("sends: " + rest)
		p.send(rest)
	default: // tap, tap1 and tap2 for the first and second message
		return p.tap(strings.TrimPrefix(verb, "tap"), rest)
	}
	return ""
}

func (p *play) note(text string) { fmt.Fprintf(&p.written, "Resident: %s\n\n", text) }

// spoken is a text in the language of the play.
func (p *play) spoken(text string) string {
	if text == "*1100" {
		return strings.Repeat("panjang ", 138)[:1100]
	}
	id, en, both := strings.Cut(text, " | ")
	if both && p.texts.Lang == "en" {
		return en
	}
	return id
}

func (p *play) scan(what string) {
	code, special := p.codes[what]
	switch {
	case what == "-":
		code = ""
	case what == "!":
		code = "p1_DKC-01_abcdefghjkmnp"
	case !special:
		code = p.passes.Poster(what)
	}
	must(p.t, p.person.Start(code))
}

// useUp uses a code as another person.
func (p *play) useUp(what string) {
	fmt.Fprintf(&p.written, "(another person uses the %s)\n\n", what)
	other := p.Person(5252, "Adi", "id")
	must(p.t, other.Start(p.codes[what]))
	p.settled()
	p.press(other, "Puas")
}

// rateElsewhere is a rating of the same person that this chat has not seen.
func (p *play) rateElsewhere() {
	fmt.Fprint(&p.written, "(the rating is given in another window)\n\n")
	for _, m := range p.person.Messages() {
		if b, ok := labelled(m, p.texts.T("bot.face.1")); ok {
			p.pushPress(4242, 4242+1000, "private", b.Data)
		}
	}
}

// tap presses a button: of the newest message that has it, or of the message with the number.
func (p *play) tap(of, what string) (callback string) {
	what, marked := strings.CutPrefix(what, "✓")
	label, literal := strings.CutPrefix(what, "=")
	if !literal {
		label = p.texts.T(what)
	}
	if marked {
		label = "✓ " + label
	}
	p.note("[" + label + "]")
	if of == "" {
		return p.press(p.person, label)
	}
	m := replies(p.person)[int(of[0]-'1')]
	b, ok := labelled(m, label)
	if !ok {
		p.t.Fatalf("message %s has no %q: %+v", of, label, m)
	}
	id, err := p.person.Press(m.ID, b.Data)
	must(p.t, err)
	return id
}

// send sends content that is not text.
func (p *play) send(what string) {
	kind, m := "message", map[string]any{
		"message_id": 900, "from": map[string]any{"id": 4242, "language_code": p.texts.Lang}, "date": 0,
		"chat": map[string]any{"id": 4242, "type": "private"},
	}
	switch what {
	case "photo":
		m["photo"], m["caption"] = []any{map[string]any{"file_id": "x"}}, "Loket"
	case "contact":
		m["contact"] = map[string]any{"phone_number": "+628123456789", "first_name": "Dewi"}
	case "location":
		m["location"] = map[string]any{"latitude": -8.5, "longitude": 115.2}
	case "forward":
		m["forward_origin"], m["text"] = map[string]any{"type": "hidden_user", "sender_user_name": "Adi"}, "Pelayanan buruk"
	case "edit":
		kind, m["text"], m["edit_date"] = "edited_message", "Antreannya lama sekali", 1
	case "sticker":
		must(p.t, p.person.SendSticker())
		return
	case "voice":
		must(p.t, p.person.SendVoice())
		return
	}
	_, err := p.PushRaw(map[string]any{kind: m})
	must(p.t, err)
}

// record writes down the changes of the chat.
func (p *play) record(before []telegramtest.Message, callback string) {
	if callback != "" {
		if a := p.toast(callback); a.Text != "" && a.Alert {
			fmt.Fprintf(&p.written, "Bot, in a window: %s\n\n", a.Text)
		} else if a.Text != "" {
			fmt.Fprintf(&p.written, "Bot, in passing: %s\n\n", a.Text)
		}
	}
	known := map[int]telegramtest.Message{}
	for _, m := range before {
		known[m.ID] = m
	}
	for _, m := range replies(p.person) {
		old, shown := known[m.ID]
		switch {
		case !shown:
			p.show("Bot:", m)
		case old.Text != m.Text || old.Preview != m.Preview || !reflect.DeepEqual(old.Rows, m.Rows):
			p.show("Bot, in place of what stood there:", m)
		}
	}
}

func (p *play) show(sender string, m telegramtest.Message) {
	fmt.Fprintln(&p.written, sender)
	if at := m.Preview; at.URL != "" {
		size := map[bool]string{true: "small", false: "large"}[at.Small]
		fmt.Fprintf(&p.written, "    (picture, %s: %s)\n", size, strings.TrimPrefix(at.URL, "https://suara.example"))
	}
	for line := range strings.Lines(m.Text + "\n") {
		fmt.Fprintln(&p.written, strings.TrimRight("    "+strings.TrimRight(line, "\n"), " "))
	}
	for _, row := range m.Rows {
		var labels []string
		for _, b := range row {
			labels = append(labels, "["+b.Text+"]")
		}
		fmt.Fprintln(&p.written, "    "+strings.Join(labels, " "))
	}
	fmt.Fprintln(&p.written)
}
