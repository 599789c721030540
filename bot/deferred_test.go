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

// outage is a city whose database goes away, with a place to store deferred updates
// meanwhile.
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

// rated submits a rating of the person, and then the database goes away.
func (o *outage) rated() {
	o.t.Helper()
	o.play(o.p, step{start: "DKC-01"})
	o.play(o.p, step{press: "Puas", toast: "Terima kasih"})
	o.away.Store(true)
}

// writes sends a text and waits until it is deferred.
func (o *outage) writes(text string) {
	o.t.Helper()
	must(o.t, o.p.Say(text))
	o.until("the update is deferred", func() bool { return o.Queue() == 0 })
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
	for _, m := range replies(o.p) {
		n += strings.Count(m.Text, text)
	}
	return n
}

// TestUpdatesWaitForTheDatabase checks that updates that need the database are deferred while
// it is away, and handled in order when it is back: with the time of their arrival, and with
// one reply each. A rating is stored meanwhile.
func TestUpdatesWaitForTheDatabase(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	has(t, "toast", o.toast(o.press(o.p, "Cepat")).Text, putOff)
	o.writes("antre lama")
	o.writes("kursi kurang")
	other := o.Person(4343, "Adi", "id")
	must(t, other.Start(o.passes.Poster("DKC-03")))
	o.until("the other person gets the question", func() bool { return len(replies(other)) == 1 })
	has(t, "toast", o.toast(o.press(other, "Kurang puas")).Text, "Terima kasih")
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
		t.Errorf("messages %+v", replies(o.p))
	}
}

// TestADeferredNoteStaysWithItsRating checks that a note belongs to the rating that was the
// newest when the note was written, and not to a later one.
func TestADeferredNoteStaysWithItsRating(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	o.writes("antre lama")
	o.clock.pass(time.Second)
	must(t, o.p.Start(o.passes.Poster("DKC-03")))
	o.until("the person gets the question", func() bool { return strings.Contains(latest(t, o.p).Text, "Loket 3") })
	o.clock.pass(time.Minute)
	has(t, "toast", o.toast(o.press(o.p, "Sangat puas")).Text, "Terima kasih")
	o.away.Store(false)
	o.settled()
	all, err := o.store.RatingsBy(o.ctx, []string{o.author(o.p.ID())})
	must(t, err)
	if len(all) != 2 || all[0].Comment != "" || all[1].Comment != "antre lama" || all[1].Counter != "DKC-01" {
		t.Errorf("stored %+v", all)
	}
}

// TestAnOutageDoesNotExtendTheDeadline checks that an update that came too late stays too
// late, and that its reply explains that.
func TestAnOutageDoesNotExtendTheDeadline(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	o.clock.pass(11 * time.Minute)
	o.writes("terlambat")
	has(t, "toast", o.toast(o.press(o.p, "Cepat")).Text, putOff)
	o.away.Store(false)
	o.settled()
	if r, _ := o.rating(o.p.ID()); r.Comment != "" || len(r.Reasons) > 0 {
		t.Errorf("stored %+v", r)
	}
	lacks(t, "the thanks", replies(o.p)[0].Text, "tambah catatan")
}

// newDeferredNotes is an outage that is over, and in which an earlier program has deferred the
// notes a and b.
func newDeferredNotes(t *testing.T) *outage {
	t.Helper()
	o := newOutage(t)
	stop := o.run(o.bot(o.parts()))
	o.rated()
	o.writes("catatan a")
	o.writes("catatan b")
	stop()
	o.away.Store(false)
	return o
}

// TestDeferredUpdatesSurviveTheProgram checks that the next program handles the deferred
// updates of the one before, ahead of new ones.
func TestDeferredUpdatesSurviveTheProgram(t *testing.T) {
	t.Parallel()
	o := newDeferredNotes(t)
	must(t, o.p.Say("catatan c"))
	o.run(o.bot(o.parts()))
	o.settled()
	o.wantComment("catatan a\ncatatan b\ncatatan c")
}

// TestDeferredUpdatesAreKnownBeforeTheLease checks that a pushed update is handled after those
// that an earlier program has deferred, also before this program has the lease.
func TestDeferredUpdatesAreKnownBeforeTheLease(t *testing.T) {
	t.Parallel()
	o := newDeferredNotes(t)
	bots, _, _ := strings.Cut(token, ":")
	if held, err := o.store.AcquireLease(o.ctx, "chat:"+bots, "another", time.Hour); err != nil || !held {
		t.Fatal(held, err)
	}
	parts := o.parts()
	parts.webhook = "https://suara.example"
	b := o.bot(parts)
	o.run(b)
	must(t, b.Push(o.ctx, bot.SecretOf(key, token), pushed(7000, o.p.ID(), "catatan c")))
	o.until("all notes are stored", func() bool { return strings.Count(o.comment(), "catatan") == 3 })
	o.wantComment("catatan a\ncatatan b\ncatatan c")
}

// TestNothingOvertakesADeferredUpdate checks that an update that comes while another one of
// the chat is deferred is handled after it, even when the database is back by then.
func TestNothingOvertakesADeferredUpdate(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	o.writes("catatan a")
	o.away.Store(false)
	o.writes("catatan b")
	o.settled()
	o.wantComment("catatan a\ncatatan b")
}

// TestDeferredUpdatesOfABlockedChatAreHandled checks that the deferred updates of a person are
// handled after the person has blocked the bot, and that the chat gets no more messages.
func TestDeferredUpdatesOfABlockedChatAreHandled(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.run(o.bot(o.parts()))
	o.rated()
	o.writes("catatan a")
	o.p.Block()
	o.until("the messages to the blocked chat are dropped", func() bool { return o.messages() <= 1 })
	o.away.Store(false)
	o.settled()
	o.wantComment("catatan a")
}

// TestTheToastOfADeferredPressIsAMessage checks that the toast of a deferred press is sent as
// a message.
func TestTheToastOfADeferredPressIsAMessage(t *testing.T) {
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

// TestAnUpdateThatCannotBeStoredAsksToTryAgain checks that the reply asks the person to try
// again when the update cannot be stored.
func TestAnUpdateThatCannotBeStoredAsksToTryAgain(t *testing.T) {
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

// deaf is an outbox store that stores nothing while it is away.
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

// TestADeferredPushIsDone checks that a pushed update is done as soon as it is deferred.
func TestADeferredPushIsDone(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	stop := o.run(o.bot(o.parts()))
	o.rated()
	stop()
	parts := o.parts()
	parts.webhook = "https://suara.example"
	b := o.bot(parts)
	o.run(b)
	for range 2 { // Telegram repeats a push without an answer
		must(t, b.Push(o.ctx, bot.SecretOf(key, token), pushed(7000, o.p.ID(), "catatan a")))
	}
	o.away.Store(false)
	o.settled()
	if got := o.comment(); got != "catatan a" || o.times(putOff) != 1 {
		t.Errorf("stored %q, messages %+v", got, replies(o.p))
	}
}

// halved is an outbox store in front of a database that goes away, with a file that stores
// effects meanwhile and no other data.
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

// TestAPossiblyDoneUpdateHasNoSecondReply checks that a program that has just started repeats
// no reply while the database is away: it does not know which updates an earlier program has
// done.
func TestAPossiblyDoneUpdateHasNoSecondReply(t *testing.T) {
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
	for n := int64(1); n > 0; n, _ = parts.outbox.CountMessages(o.ctx) { // the file included
		must(t, o.ctx.Err())
	}
	if o.times("1. Pindai kode QR") != 1 {
		t.Errorf("messages %+v", replies(o.p))
	}
}
