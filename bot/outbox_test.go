package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/google/uuid"

	"suaraloket/domain"
)

// drawer is an outbox's store in memory.
type drawer struct {
	domain.OutboxStore
	mu      sync.Mutex
	letters []domain.Message
	broken  bool
	mute    int          // of so many calls to begin the answer is lost
	stall   sync.RWMutex // locked, beginnings take as long as it is
	begun   map[string]string
	lose    func(*domain.Message) // happens in place of a call to begin, which is lost
}

func (d *drawer) Messages(_ context.Context, _ bool, n int) ([]domain.Message, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken {
		return nil, domain.ErrUnavailable
	}
	return slices.Clone(d.letters[:min(n, len(d.letters))]), nil
}

func (d *drawer) CountMessages(context.Context) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return int64(len(d.letters)), nil
}

func (d *drawer) ClaimMessage(_ context.Context, id, run string) error {
	d.stall.RLock()
	defer d.stall.RUnlock()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken {
		return domain.ErrUnavailable
	}
	if d.lose != nil {
		d.lose(&d.letters[slices.IndexFunc(d.letters, func(l domain.Message) bool { return l.ID == id })])
		return domain.ErrUnavailable
	}
	for i := range d.letters {
		if d.letters[i].ID == id && (!d.letters[i].Claimed || d.begun[id] == run) {
			d.letters[i].Claimed, d.begun[id] = true, run
			if d.mute--; d.mute >= 0 {
				return domain.ErrUnavailable
			}
			return nil
		}
	}
	return domain.ErrMessageClaimed
}

func (d *drawer) ReleaseMessage(_ context.Context, id, run string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range d.letters {
		if d.letters[i].ID == id && d.begun[id] == run {
			d.letters[i].Claimed, d.begun[id] = false, ""
		}
	}
	return nil
}

func (d *drawer) DeleteMessages(_ context.Context, ids []string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken {
		return domain.ErrUnavailable
	}
	d.letters = slices.DeleteFunc(d.letters, func(l domain.Message) bool { return slices.Contains(ids, l.ID) })
	return nil
}

func (d *drawer) mend(broken bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken = broken
}

// office is an outbox before a Telegram that is a function.
type office struct {
	t    *testing.T
	box  *outbox
	desk *drawer

	mu   sync.Mutex
	sent []mail
	at   []time.Time
}

// openOffice sends through post; what post takes without an error is sent.
func openOffice(t *testing.T, pause time.Duration, perSecond float64, post func(m mail) error) *office {
	t.Helper()
	seal, err := newSealer([]byte("a key of the tests, long enough"))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, desk: &drawer{begun: map[string]string{}}}
	o.box = newOutbox(o.desk, seal, func(_ context.Context, m mail) error {
		if err := post(m); err != nil {
			return err
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		o.sent, o.at = append(o.sent, m), append(o.at, time.Now())
		return nil
	}, slog.New(slog.NewTextHandler(io.Discard, nil)), pause, perSecond)
	return o
}

func (o *office) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); o.box.run(ctx) }()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	o.t.Cleanup(stop)
	return stop
}

// write stores letters and offers them.
func (o *office) write(mails ...mail) {
	var letters []domain.Message
	for _, m := range mails {
		letters = append(letters, domain.Message{ID: uuid.Must(uuid.NewV7()).String(), Sealed: o.box.sealer.seal(m)})
	}
	o.desk.mu.Lock()
	o.desk.letters = append(o.desk.letters, letters...)
	o.desk.mu.Unlock()
	o.box.shared.Store(true)
	o.box.offer(letters)
}

// wantAll waits until nothing is left, and checks what was sent.
func (o *office) wantAll(want ...string) {
	o.t.Helper()
	o.until("everything is sent", func() bool { n, _ := o.desk.CountMessages(context.Background()); return n == 0 })
	o.mu.Lock()
	defer o.mu.Unlock()
	var got []string
	for _, m := range o.sent {
		got = append(got, m.Text)
	}
	if len(want) > 0 && !slices.Equal(got, want) {
		o.t.Errorf("sent %q, want %q", got, want)
	}
}

func (o *office) until(what string, holds func() bool) {
	o.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			o.t.Fatalf("not so: %s", what)
		}
	}
}

func fine(mail) error { return nil }

func TestLettersOfAChatKeepTheirOrder(t *testing.T) {
	o := openOffice(t, 0, 0, fine)
	o.write(mail{Chat: 1, Text: "a"}, mail{Chat: 1, Text: "b"}, mail{Chat: 1, Text: "c"})
	o.run()
	o.wantAll("a", "b", "c")
}

// Of what a message shall say only the last is said; other messages are left alone.
func TestTheLastWordOfAMessageIsSaid(t *testing.T) {
	o := openOffice(t, 0, 0, fine)
	o.write(mail{Chat: 1, Edit: 7, Text: "old"}, mail{Chat: 1, Edit: 8, Text: "other message"}, mail{Chat: 2, Edit: 7, Text: "other chat"},
		mail{Chat: 1, Edit: 7, Text: "older"}, mail{Chat: 1, Edit: 7, Text: "new"})
	o.run()
	o.wantAll()
	var got []string
	for _, m := range o.sent {
		got = append(got, m.Text)
	}
	slices.Sort(got)
	if !slices.Equal(got, []string{"new", "other chat", "other message"}) {
		t.Errorf("%q", got)
	}
}

// What another program or this one has stored before is found, and what was begun then
// is not sent again, but an edit is.
func TestLettersOfBeforeAreFound(t *testing.T) {
	o := openOffice(t, 0, 0, fine)
	letter := func(m mail, begun bool) domain.Message {
		return domain.Message{ID: uuid.Must(uuid.NewV7()).String(), Sealed: o.box.sealer.seal(m), Claimed: begun}
	}
	o.desk.letters = []domain.Message{
		letter(mail{Chat: 1, Text: "waiting"}, false), letter(mail{Chat: 1, Text: "begun"}, true), letter(mail{Chat: 1, Edit: 3, Text: "edit"}, true),
		{ID: uuid.Must(uuid.NewV7()).String(), Sealed: []byte("sealed with another key, or rubbish")},
	}
	o.run()
	o.wantAll("waiting", "edit")
}

// What Telegram has refused for now is sent by whoever is next, when this program stops
// while it waits.
func TestWhatWaitsAtAStopIsSentByTheNext(t *testing.T) {
	for name, err := range map[string]error{
		"told to wait": &telegram.TooManyRequestsError{RetryAfter: 3600}, "in trouble": &serverError{502}, "nobody reached": &net.OpError{Op: "dial", Err: io.EOF},
	} {
		t.Run(name, func(t *testing.T) {
			tried := make(chan struct{}, 100)
			o := openOffice(t, 0, 0, func(mail) error { tried <- struct{}{}; return err })
			stop := o.run()
			o.write(mail{Chat: 1, Text: "a message"})
			<-tried
			stop()
			next := openOffice(t, 0, 0, fine)
			next.desk = o.desk
			next.box.store = o.desk
			next.run()
			next.wantAll("a message")
		})
	}
}

// A store that takes nothing for a while neither loses nor doubles a letter.
func TestAStoreThatIsAwayDoublesNothing(t *testing.T) {
	o := openOffice(t, 0, 0, fine)
	o.run()
	o.desk.mend(true)
	o.write(mail{Chat: 1, Edit: 2, Text: "edit"}, mail{Chat: 2, Text: "message"})
	o.until("the edit is sent", func() bool { o.mu.Lock(); defer o.mu.Unlock(); return len(o.sent) == 1 })
	o.desk.mend(false)
	o.wantAll("edit", "message")
}

// What a message should have said before is not said after what it says now, however
// late it is found.
func TestAnOldWordIsNotSaidLate(t *testing.T) {
	o := openOffice(t, 0, 0, fine)
	old := domain.Message{ID: uuid.Must(uuid.NewV7()).String(), Sealed: o.box.sealer.seal(mail{Chat: 1, Edit: 7, Text: "old"})}
	o.run()
	o.write(mail{Chat: 1, Edit: 7, Text: "new"})
	o.wantAll("new")
	o.desk.mu.Lock()
	o.desk.letters = append(o.desk.letters, old)
	o.desk.mu.Unlock()
	o.box.offer([]domain.Message{old})
	o.wantAll("new")
}

// A store that notes the beginning and whose answer is lost costs nobody a letter.
func TestABeginningThatIsNotAnswered(t *testing.T) {
	o := openOffice(t, 0, 0, fine)
	o.desk.mute = 1
	o.write(mail{Chat: 1, Text: "a"}, mail{Chat: 1, Text: "b"})
	o.run()
	o.wantAll("a", "b")
}

// A beginning that the store has not noted, for all that is known, may have become another
// program's meanwhile.
func TestABeginningThatAnotherProgramWasBeforeIn(t *testing.T) {
	o := openOffice(t, 0, 0, fine)
	o.desk.lose = func(l *domain.Message) {
		l.Claimed, o.desk.begun[l.ID], o.desk.lose = true, "another run", nil
	}
	o.write(mail{Chat: 1, Text: "theirs"}, mail{Chat: 1, Text: "ours"})
	o.run()
	o.wantAll("ours")
}

// A letter that another program has begun is not sent here.
func TestALetterOfAnotherProgram(t *testing.T) {
	o := openOffice(t, 0, 0, fine)
	o.write(mail{Chat: 1, Text: "theirs"}, mail{Chat: 1, Text: "ours"})
	o.desk.letters[0].Claimed = true
	o.run()
	o.wantAll("ours")
}

// What becomes of a letter after each kind of trouble: how often it is tried, and
// whether a letter behind it arrives.
func TestWhatBecomesOfALetter(t *testing.T) {
	for name, c := range map[string]struct {
		edit  int
		err   error
		tries int
		sent  []string
	}{
		"a message that is told to wait":         {0, &telegram.TooManyRequestsError{RetryAfter: 0}, 2, []string{"first", "second"}},
		"a message before a server in trouble":   {0, &serverError{502}, 2, []string{"first", "second"}},
		"a message whose answer is lost":         {0, io.ErrUnexpectedEOF, 1, []string{"second"}},
		"an edit whose answer is lost":           {5, io.ErrUnexpectedEOF, 2, []string{"first", "second"}},
		"a message that is refused":              {0, fmt.Errorf("%w, bad", telegram.ErrorBadRequest), 1, []string{"second"}},
		"an edit of a message that has gone":     {5, fmt.Errorf("%w, message to edit not found", telegram.ErrorBadRequest), 2, []string{"first", "second"}},
		"a message to somebody who blocked us":   {0, fmt.Errorf("%w, blocked", telegram.ErrorForbidden), 1, nil},
		"an edit for somebody who blocked us":    {5, fmt.Errorf("%w, blocked", telegram.ErrorForbidden), 1, nil},
		"a message when the token is not valid":  {0, telegram.ErrorUnauthorized, 1, []string{"second"}},
		"an edit before a server that is silent": {5, context.DeadlineExceeded, 2, []string{"first", "second"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			tries := 0
			o := openOffice(t, 0, 0, func(m mail) error {
				mu.Lock()
				defer mu.Unlock()
				if m.Text != "first" {
					return nil
				}
				if tries++; tries == 1 {
					return c.err
				}
				return nil
			})
			o.write(mail{Chat: 1, Edit: c.edit, Text: "first"}, mail{Chat: 1, Text: "second"})
			o.run()
			o.wantAll(c.sent...)
			if len(c.sent) == 0 && len(o.sent) > 0 {
				t.Errorf("sent %v", o.sent)
			}
			if tries != c.tries {
				t.Errorf("tried %d times, want %d", tries, c.tries)
			}
		})
	}
}

// underWay is how many letters are being sent.
func (o *office) underWay() (n int) {
	o.box.mu.Lock()
	defer o.box.mu.Unlock()
	for _, box := range o.box.boxes {
		n += box.underWay()
	}
	return n
}

// What a slow store has held up does not go out all at once when it answers.
func TestAStallIsNoRush(t *testing.T) {
	t.Parallel()
	const perSecond, most = DefaultPerSecond, 30
	o := openOffice(t, 0, perSecond, fine)
	for chat := range int64(2 * most) {
		o.write(mail{Chat: chat + 1, Text: "x"})
	}
	o.desk.stall.Lock()
	goOn := sync.OnceFunc(o.desk.stall.Unlock)
	o.run()
	t.Cleanup(goOn) // before the end of run, which waits for what is under way
	o.until("as many are under way as can be", func() bool { return o.underWay() >= senders })
	goOn()
	o.wantAll()
	slices.SortFunc(o.at, time.Time.Compare)
	for i := most; i < len(o.at); i++ {
		if took := o.at[i].Sub(o.at[i-most]); took < time.Second {
			t.Fatalf("%d letters within %v", most+1, took)
		}
	}
}

// When a chat is told to wait it waits alone; when another is told so meanwhile, all do.
func TestWhoIsToldToWait(t *testing.T) {
	var mu sync.Mutex
	told := map[int64]int{1: 1}
	o := openOffice(t, 0, 0, func(m mail) error {
		mu.Lock()
		defer mu.Unlock()
		if told[m.Chat] > 0 {
			told[m.Chat]--
			return &telegram.TooManyRequestsError{RetryAfter: 1}
		}
		return nil
	})
	o.run()
	o.write(mail{Chat: 1, Text: "told"}, mail{Chat: 2, Text: "free"})
	o.until("the other is served", func() bool { o.mu.Lock(); defer o.mu.Unlock(); return len(o.sent) == 1 })
	mu.Lock()
	told[3] = 1
	mu.Unlock()
	began := time.Now()
	o.write(mail{Chat: 3, Text: "told too"})
	o.until("the second is told", func() bool { mu.Lock(); defer mu.Unlock(); return told[3] == 0 })
	o.write(mail{Chat: 4, Text: "waits for all"})
	o.wantAll()
	if o.sent[0].Text != "free" || time.Since(began) < 900*time.Millisecond {
		t.Errorf("sent %v within %v", o.sent, time.Since(began))
	}
}

func TestUndone(t *testing.T) {
	for err, want := range map[error]bool{
		&serverError{500}: true, io.ErrUnexpectedEOF: false, context.DeadlineExceeded: false, errors.New("?"): false,
	} {
		if undone(err) != want {
			t.Errorf("%v", err)
		}
	}
}
