package chattest

import (
	"maps"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
	"suaraloket/web/browsertest"
)

// Comments of residents are stored. A search that finds them has read the right place.
const (
	noteText  = "kursi tunggu kurang banyak"
	awayText  = "antrean tidak bergerak"
	staffText = "alat tulis habis terus"
)

// TestNoPersonCanBeFound runs the real program while Telegram and the database fail: a
// resident uses every feature of the chat, another one blocks the bot, and a head of a unit
// links a chat. The test checks that nothing that Telegram reports about these people is in
// the log, the files and tables, the journal, the metrics, a backup or an export.
func TestNoPersonCanBeFound(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			w := newWatch(t, driver)
			w.everything()
			w.whileMessagesWait()
			w.whileTheDatabaseIsAway()
			w.backupAndExport()
			w.afterTheEnd()
		})
	}
}

// watch is a program and people whose personal data must not appear anywhere.
type watch struct {
	*schedule
	*member
	dsn               string
	demo              programtest.Demo
	marks             marks // of people: in no place
	words             marks // of what people wrote: not in the log and the metrics
	dewi, adi, kepala *telegramtest.Person
}

func newWatch(t *testing.T, driver string) *watch {
	t.Helper()
	w := &watch{schedule: newSchedule(t, pollingMode, setting{driver: driver, programs: 1}, 1), marks: marks{}, words: marks{}}
	w.member = w.members[0]
	w.env = append(w.env, "SUARALOKET_LOG_LEVEL=debug")
	w.dsn = filepath.Join(w.dir, "suaraloket.db")
	for _, setting := range w.env {
		if dsn, found := strings.CutPrefix(setting, "SUARALOKET_DATABASE_DSN="); found {
			w.dsn = dsn
		}
	}
	w.dewi = w.meet(telegramtest.Profile{ID: 5550001234567, FirstName: "Sukmawardhani", LastName: "Trisnaningrum", Username: "sukma_77x_wardha"})
	w.adi = w.meet(telegramtest.Profile{ID: 5550007654321, FirstName: "Blokirantoro", LastName: "Menghilangkan", Username: "blokir_88y_antoro"})
	w.kepala = w.meet(telegramtest.Profile{ID: 6660009876543, FirstName: "Kepalawidjaja", LastName: "Notonegaran", Username: "kepala_99z_widjaja"})
	for _, text := range []string{noteText, awayText, staffText} {
		w.words.text(text, text)
	}
	w.start(t)
	w.demo = programtest.ReadDemo(t, w.dir)
	return w
}

func (w *watch) meet(p telegramtest.Profile) *telegramtest.Person {
	p.Lang = "id"
	w.marks.profile(p)
	return w.pretend.Meet(p)
}

// secret marks a text that must not be stored anywhere, and returns it.
func (w *watch) secret(text string) string {
	w.marks.text(text, text)
	return text
}

// handled fails on an error, and waits until every update is handled.
func (w *watch) handled(errs ...error) {
	w.t.Helper()
	for _, err := range errs {
		if err != nil {
			w.t.Fatal(err)
		}
	}
	browsertest.Eventually(w.t, "every update is handled", func() bool { return w.pretend.Queue() == 0 })
}

// presses waits for a button whose text begins with label, and presses the newest one.
func (w *watch) presses(p *telegramtest.Person, label string) {
	w.t.Helper()
	var id int
	var data string
	browsertest.Eventually(w.t, "button "+label, func() bool {
		for _, m := range p.Messages() {
			for _, b := range slices.Concat(m.Rows...) {
				if strings.HasPrefix(strings.TrimLeft(b.Text, "😟😕🙂😄 "), label) && b.Data != "" {
					id, data = m.ID, b.Data
				}
			}
		}
		return data != ""
	})
	_, err := p.Press(id, data)
	w.handled(err)
}

func (w *watch) scans(p *telegramtest.Person, counter int) {
	w.t.Helper()
	w.handled(p.Start(programtest.ChatCode(w.t, w.demo.Counters[counter])))
}

// everything uses every feature for residents, blocks the bot in one chat and links a head's
// chat.
func (w *watch) everything() {
	w.pretend.Fail("sendMessage", 1, telegramtest.Fault{Status: 429, RetryAfter: 1})
	w.pretend.Fail("sendMessage", 1, telegramtest.Fault{Status: 502, Body: "<html>"})
	w.pretend.Fail("editMessageText", 1, telegramtest.Fault{Reset: true, AfterEffect: true})
	w.pretend.Fail("answerCallbackQuery", 1, telegramtest.Fault{Status: 500})
	p := w.dewi
	w.scans(p, 0)
	w.presses(p, "Tidak puas")
	w.presses(p, "Ubah")
	w.presses(p, "Kurang puas")
	w.presses(p, "Menunggu lama")
	w.handled(p.Say(noteText))
	w.presses(p, "Survei lengkap")
	w.handled(p.Say("/bahasa"))
	w.presses(p, "English")
	w.handled(p.Say("/language"))
	w.presses(p, "Bahasa Indonesia")
	for _, command := range []string{"/dataku", "/riwayat", "/privasi", "/bantuan", "/batal", "/nilai " + w.demo.Counters[0].Code, "/nilai"} {
		w.handled(p.Say(command))
	}
	w.handled(p.SendPhoto(w.secret("keterangan di bawah foto"), []byte("photo")), p.SendVoice(), p.SendSticker(), p.SendLocation(-2.12934, 106.11388),
		p.SendDocument(w.secret("surat-pengantar.pdf"), []byte("%PDF")), p.SendContact(w.secret("+628127654321098"), w.secret("Kontakwulandari")),
		p.Forward(w.secret("Penerusanwati"), w.secret("kalimat milik orang lain")), p.SendPoll(w.secret("pertanyaan jajak"), "ya", "tidak"))
	for _, m := range p.Messages() {
		if m.FileID != "" {
			w.secret(m.FileID)
		}
	}
	group := w.pretend.Supergroup(-1005550001122, w.secret("Grup Keluarga Besar"))
	w.marks.number("a group", 1005550001122)
	_, err := group.Say(p, "/start@"+w.pretend.Username())
	w.handled(err, p.Edit(p.Messages()[0].ID, "/bantuan"))

	w.pretend.Fail("sendMessage", 1, telegramtest.Fault{Status: 403, Chat: w.adi.ID()})
	w.scans(w.adi, 0)
	browsertest.Eventually(w.t, "the chat is blocked", func() bool { return w.pretend.Count("sendMessage", 403) == 1 })
	w.link()
	waitSent(w.t, w.Process)
	w.search("without faults")
}

// link links the Inspektorat's chat from the portal and waits for an alert.
func (w *watch) link() {
	w.t.Helper()
	inspector := w.demo.Accounts[slices.IndexFunc(w.demo.Accounts, func(a programtest.DemoAccount) bool { return a.Role == "inspektorat" })]
	portal := programtest.SignIn(w.t, w.Process.Base, inspector.Login, inspector.Password)
	w.handled(w.kepala.Start(startCode.FindStringSubmatch(portal.Post("/hr/telegram/kode", nil))[1]))
	programtest.WaitForChat(w.t, w.kepala, func(m telegramtest.Message) bool { return strings.Contains(m.Text, "sudah terhubung") })
	portal.Post("/hr/telegram", url.Values{"wish": {"fees"}, "from": {"00:00"}, "until": {"00:00"}, "lang": {"id"}})
	for _, change := range []map[string]any{{"comment": staffText}, {"reasons": []string{"diminta_biaya"}}} {
		rating := map[string]any{"id": uuid.NewString(), "value": 1, "officer": "-", "rated_at": time.Now()}
		maps.Copy(rating, change)
		if status, err := programtest.PostRating(w.Process.Base, w.demo.Counters[0].DeviceKey, rating); status != 201 || err != nil {
			w.t.Fatal(status, err)
		}
	}
	programtest.WaitForChat(w.t, w.kepala, func(m telegramtest.Message) bool { return strings.Contains(m.Text, "laporan pungutan yang baru masuk") })
}

// whileMessagesWait searches while Telegram accepts no message.
func (w *watch) whileMessagesWait() {
	w.pretend.Fail("sendMessage", -1, telegramtest.Fault{Status: 500})
	w.handled(w.dewi.Say("/bantuan"), w.dewi.Say("/riwayat"))
	if metrics := w.search("while messages wait"); strings.Contains(metrics, "\nsuaraloket_chat_letters 0\n") {
		w.t.Error("no message waits")
	}
	w.pretend.ClearFaults()
	waitSent(w.t, w.Process)
}

// whileTheDatabaseIsAway rates during an outage, with a note that waits encrypted, and searches
// the journal. Before and after the outage the database is slow, which is logged.
func (w *watch) whileTheDatabaseIsAway() {
	w.scans(w.dewi, 1)
	waitSent(w.t, w.Process)
	back := w.cutDatabase()
	browsertest.Eventually(w.t, "the database is away", func() bool { return programtest.ReadyOf(w.t, w.Process.Base).Database == "away" })
	w.presses(w.dewi, "Tidak puas")
	w.handled(w.dewi.Say(awayText), w.dewi.Say("/dataku"))
	browsertest.Eventually(w.t, "only the messages that need the database wait", func() bool { return messagesLeft(w.t, w.Process.Base) == 2 })
	if r := programtest.ReadyOf(w.t, w.Process.Base); r.Journal.Ratings == 0 {
		w.t.Errorf("the journal is empty: %+v", r)
	}
	w.marks.checkAbsent(w.t, "the journal of an outage", read(w.t, filepath.Join(w.dir, "journal-*")), w.demo.Counters[1].Code)
	back()
	browsertest.Eventually(w.t, "the journal is empty", func() bool {
		r := programtest.ReadyOf(w.t, w.Process.Base)
		return r.Database == "ok" && r.Journal.Ratings == 0
	})
	if w.schedule.link != nil {
		w.schedule.link.Spoil("latency", `"latency": 700`, programtest.Downstream)
		w.handled(w.dewi.Say("/riwayat"))
		w.schedule.link.Mend()
	}
	// the metrics do not count messages in a slow database
	browsertest.Eventually(w.t, "the waiting notes are processed", func() bool { return w.answered("Catatan Anda sudah kami tambahkan") == 2 })
	waitSent(w.t, w.Process)
	w.search("after an outage", awayText)
}

// answered counts the messages to the resident that contain a text.
func (w *watch) answered(text string) (n int) {
	for _, m := range w.dewi.Messages() {
		if m.FromBot && strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}

// cutDatabase cuts the database off and returns a function that restores it.
func (w *watch) cutDatabase() (back func()) {
	w.t.Helper()
	if w.schedule.link == nil {
		return programtest.LockSQLite(w.t, w.dsn)
	}
	w.schedule.link.Spoil("timeout", `"timeout": 0`, programtest.Upstream, programtest.Downstream)
	return w.schedule.link.Mend
}

// search checks everything that the running program has written and serves, and returns the
// metrics. The tables must contain noteText, staffText and the given texts.
func (w *watch) search(when string, texts ...string) (metrics string) {
	w.t.Helper()
	texts = append([]string{noteText, staffText}, texts...)
	w.marks.checkAbsent(w.t, when+", the tables", cells(w.t, w.driver, w.dsn), texts...)
	if w.driver == repository.SQLite {
		w.marks.checkAbsent(w.t, when+", the files of the database", read(w.t, w.dsn, w.dsn+"-*"), texts...)
	}
	w.marks.checkAbsent(w.t, when+", the data folder", read(w.t, filepath.Join(w.dir, "*")), "device_key")
	_, body := programtest.Get(w.t, w.Process.Base+"/metrics")
	w.checkOutput(when+", the metrics", body, "suaraloket_chat_letters", "suaraloket_ratings_total")
	return string(body)
}

// checkOutput checks that a text contains neither personal data nor what people wrote.
func (w *watch) checkOutput(place string, text []byte, present ...string) {
	w.t.Helper()
	w.marks.checkAbsent(w.t, place, text, present...)
	w.words.checkAbsent(w.t, place, text)
}

func (w *watch) backupAndExport() {
	config, name := filepath.Join(w.dir, "config.yaml"), filepath.Join(w.t.TempDir(), "kota.backup")
	w.checkOutput("the output of backup", []byte(programtest.MustRun(w.t, w.env, "", "backup", name, "--config", config)), "ratings")
	w.marks.checkAbsent(w.t, "the backup", read(w.t, name), noteText, awayText)
	w.marks.checkAbsent(w.t, "the backup's tables", cells(w.t, repository.SQLite, name), noteText, awayText)
	for _, lang := range []string{"id", "en"} {
		table := programtest.MustRun(w.t, w.env, "", "export", "ratings", "--period", programtest.ThisYear(), "--out", "-", "--lang", lang, "--config", config)
		w.marks.checkAbsent(w.t, "the export", []byte(table), noteText, awayText)
	}
}

var logLine = regexp.MustCompile(`(?m)^time=\S+ level=DEBUG `)

// afterTheEnd erases a resident's data, stops the program, and searches the remaining files
// and tables and the whole log.
func (w *watch) afterTheEnd() {
	w.handled(w.dewi.Say("/hapus"))
	w.presses(w.dewi, "Ya")
	waitSent(w.t, w.Process)
	w.Process.Stop()
	w.marks.checkAbsent(w.t, "the data folder after the end", read(w.t, filepath.Join(w.dir, "*")), "device_key")
	w.marks.checkAbsent(w.t, "the tables after the end", cells(w.t, w.driver, w.dsn), staffText)
	log := w.Process.Stderr.String() + w.Process.Stdout.String()
	w.checkOutput("the log", []byte(log), "lease acquired")
	if !logLine.MatchString(log) {
		w.t.Errorf("the log has no line of level DEBUG:\n%s", log)
	}
}
