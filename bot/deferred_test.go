package bot_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"suaraloket/bot"
	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

const (
	putOff = "Sudah kami terima"
	later  = "kami belum dapat menyimpan"
)

// outage is a city whose database goes away; what is to be kept meanwhile is.
type outage struct {
	*stage
	away *atomic.Bool
	p    *telegramtest.Person
}

func newOutage(t *testing.T) *outage {
	t.Helper()
	o := &outage{stage: newStage(t), away: &atomic.Bool{}}
	o.p = o.Person(4242, "Dewi", "id")
	return o
}

func (o *outage) parts() parts { return parts{ratings: blind{o.store, o.away}} }

// rated lets the person rate, and the database go away after it.
func (o *outage) rated() {
	o.t.Helper()
	o.play(o.p, step{start: "DKC-01"})
	o.play(o.p, step{press: "Puas", toast: "Terima kasih"})
	o.away.Store(true)
}

// says writes a text and waits until it is put off.
func (o *outage) says(text string) {
	o.t.Helper()
	must(o.t, o.p.Say(text))
	o.until("it is taken", func() bool { return o.Queue() == 0 })
}

func (o *outage) comment() string {
	o.t.Helper()
	r, _ := o.rating(o.p.ID())
	return r.Comment
}

func (o *outage) wantComment(want string) {
	o.t.Helper()
	if got := o.comment(); got != want {
		o.t.Errorf("stored %q, want %q", got, want)
	}
}

func (o *outage) times(text string) (n int) {
	for _, m := range said(o.p) {
		n += strings.Count(m.Text, text)
	}
	return n
}

// What needs the database is kept while that is away, and heard in its order when it is
// back: judged by when it was said, and said so once. A rating is taken meanwhile.
func TestWhatNeedsTheDatabaseWaitsForIt(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	has(t, "toast", o.toast(o.press(o.p, "Cepat")).Text, putOff)
	o.says("antre lama")
	o.says("kursi kurang")
	other := o.Person(4343, "Adi", "id")
	must(t, other.Start(o.passes.Poster("DKC-03")))
	o.until("another is asked", func() bool { return len(said(other)) == 1 })
	has(t, "toast", o.toast(o.press(other, "Kurang")).Text, "Terima kasih")
	if o.comment() != "" {
		t.Error("a note is stored while the database is away")
	}
	o.clock.pass(11 * time.Minute)
	o.away.Store(false)
	o.settled()
	r, _ := o.rating(o.p.ID())
	if r.Comment != "antre lama\nkursi kurang" || strings.Join(r.Reasons, " ") != domain.ReasonQuick {
		t.Errorf("stored %q %q", r.Comment, r.Reasons)
	}
	if o.times(putOff) != 1 || o.times("Catatan Anda sudah kami tambahkan") != 2 {
		t.Errorf("said %+v", said(o.p))
	}
}

// A note is of the rating that was the newest when it was written: who rates somebody else
// before it is heard did not write it of them.
func TestANoteThatWaitsStaysWithItsRating(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	o.says("antre lama")
	o.clock.pass(time.Second)
	must(t, o.p.Start(o.passes.Poster("DKC-03")))
	o.until("the person is asked", func() bool { return strings.Contains(latest(t, o.p).Text, "Loket 3") })
	o.clock.pass(time.Minute)
	has(t, "toast", o.toast(o.press(o.p, "Sangat")).Text, "Terima kasih")
	o.away.Store(false)
	o.settled()
	all, err := o.store.RatingsBy(o.ctx, []string{o.author(o.p.ID())})
	must(t, err)
	if len(all) != 2 || all[0].Comment != "" || all[1].Comment != "antre lama" || all[1].Counter != "DKC-01" {
		t.Errorf("stored %+v", all)
	}
}

// What was said too late stays too late, and says so.
func TestWhatComesTooLateIsNotSavedByAnOutage(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	o.clock.pass(11 * time.Minute)
	o.says("terlambat")
	has(t, "toast", o.toast(o.press(o.p, "Cepat")).Text, putOff)
	o.away.Store(false)
	o.settled()
	if r, _ := o.rating(o.p.ID()); r.Comment != "" || len(r.Reasons) > 0 {
		t.Errorf("stored %+v", r)
	}
	lacks(t, "what was given", said(o.p)[0].Text, "tambah catatan")
}

// What came before the program ended is heard by the one that follows, before what comes
// then.
func TestWhatWaitsSurvivesTheProgram(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	stop := o.run(o.bot(o.parts()))
	o.rated()
	o.says("catatan a")
	o.says("catatan b")
	stop()
	o.away.Store(false)
	must(t, o.p.Say("catatan c"))
	o.run(o.bot(o.parts()))
	o.settled()
	o.wantComment("catatan a\ncatatan b\ncatatan c")
}

// What comes while something of the chat waits stands behind it, also when the database
// is back before that is heard.
func TestNothingOvertakesWhatWaits(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	o.says("catatan a")
	o.away.Store(false)
	o.says("catatan b")
	o.settled()
	o.wantComment("catatan a\ncatatan b")
}

// Who blocks the bot reads nothing more; what was said before is heard.
func TestWhatWaitsIsHeardOfWhoBlockedTheBot(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	o.says("catatan a")
	o.p.Block()
	o.until("the messages to the blocked chat are dropped", func() bool { return o.messages() <= 1 })
	o.away.Store(false)
	o.settled()
	o.wantComment("catatan a")
}

// An answer that a press would have shown in passing is said apart when it comes later.
func TestWhatAPressIsToldLaterIsAMessage(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	has(t, "toast", o.toast(o.press(o.p, "Cepat")).Text, putOff)
	o.clock.pass(24 * time.Hour)
	o.away.Store(false)
	o.settled()
	has(t, "answer", latest(t, o.p).Text, "Tombol ini sudah tidak berlaku")
}

// With nowhere to keep it, the person is told to come back.
func TestWhatCannotBeKeptIsToldToComeBack(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	parts := o.parts()
	parts.outbox = deaf{o.store, o.away}
	o.run(o.bot(parts))
	o.rated()
	has(t, "toast", o.toast(o.press(o.p, "Ubah")).Text, later)
	must(t, o.p.Say("catatan saya"))
	o.until("the note is answered", func() bool { return strings.Contains(latest(t, o.p).Text, later) })
}

// deaf is an outbox that takes nothing while it is away.
type deaf struct {
	domain.OutboxStore
	away *atomic.Bool
}

func (d deaf) FinishUpdate(ctx context.Context, a domain.Effects) error {
	if d.away.Load() {
		return domain.ErrUnavailable
	}
	return d.OutboxStore.FinishUpdate(ctx, a)
}

// A pushed update is taken as soon as it is kept.
func TestAPushThatWaitsIsTaken(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	stop := o.run(o.bot(o.parts()))
	o.rated()
	stop()
	parts := o.parts()
	parts.webhook = "https://suara.example"
	b := o.bot(parts)
	o.run(b)
	for range 2 { // Telegram pushes again what it got no answer to
		must(t, b.Push(o.ctx, bot.SecretOf(key, token), pushed(7000, o.p.ID(), "catatan a")))
	}
	o.away.Store(false)
	o.settled()
	if got := o.comment(); got != "catatan a" || o.times(putOff) != 1 {
		t.Errorf("stored %q, said %+v", got, said(o.p))
	}
}

// halved is an outbox in front of a database that goes away, with a file that takes what
// is left meanwhile and knows of nothing else.
type halved struct {
	domain.OutboxStore
	file *repository.Store
	away *atomic.Bool
}

func (h halved) FinishUpdate(ctx context.Context, a domain.Effects) error {
	if h.away.Load() {
		return h.file.FinishUpdate(ctx, a)
	}
	return h.OutboxStore.FinishUpdate(ctx, a)
}

func (h halved) DoneUpdates(ctx context.Context, updates []string) ([]string, error) {
	if h.away.Load() {
		done, _ := h.file.DoneUpdates(ctx, updates)
		return done, domain.ErrUnavailable
	}
	return h.OutboxStore.DoneUpdates(ctx, updates)
}

func (h halved) Messages(ctx context.Context, shared bool, n int) ([]domain.Message, error) {
	here, err := h.file.Messages(ctx, true, n)
	there, err2 := h.OutboxStore.Messages(ctx, shared, n)
	return append(here, there...), errors.Join(err, err2)
}

func (h halved) CountMessages(ctx context.Context) (int64, error) {
	here, err := h.file.CountMessages(ctx)
	there, err2 := h.OutboxStore.CountMessages(ctx)
	return here + there, errors.Join(err, err2)
}

func (h halved) ClaimMessage(ctx context.Context, id, run string) error {
	if h.file.ShareMessage(ctx, id) == nil {
		return h.file.ClaimMessage(ctx, id, run)
	}
	return h.OutboxStore.ClaimMessage(ctx, id, run)
}

func (h halved) DeleteMessages(ctx context.Context, ids []string) error {
	return errors.Join(h.file.DeleteMessages(ctx, ids), h.OutboxStore.DeleteMessages(ctx, ids))
}

// A program that has just begun does not know what an earlier one has done, and while the
// database cannot tell it says nothing that may have been said.
func TestWhatMayBeDoneAlreadyIsNotSaidAgain(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	file := testdb.Open(t, repository.SQLite, filepath.Join(t.TempDir(), "file.db"))
	parts := parts{outbox: halved{o.store, file, o.away}, webhook: "https://suara.example"}
	stop := o.run(o.bot(o.parts()))
	o.play(o.p, step{say: "halo"})
	stop()
	for range 2 {
		b := o.bot(parts)
		stop = o.run(b)
		for range 2 {
			must(t, b.Push(o.ctx, bot.SecretOf(key, token), pushed(7000, o.p.ID(), "/bantuan")))
		}
		o.settled()
		stop()
		o.away.Store(true)
	}
	o.away.Store(false)
	o.run(o.bot(parts))
	for n := int64(1); n > 0; n, _ = parts.outbox.CountMessages(o.ctx) { // also what the file has
		must(t, o.ctx.Err())
	}
	if o.times("1. Pindai kode QR") != 1 {
		t.Errorf("said %+v", said(o.p))
	}
}
