package outbox

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/seal"
)

// memoryStore is a store of messages in memory.
type memoryStore struct {
	domain.MessageStore
	mu       sync.Mutex
	messages []domain.Message
	away     bool
	lost     int           // the number of claims whose answer is lost
	stall    chan struct{} // when it is not nil, claims wait until it is closed
	holders  map[string]string
	onClaim  func(*domain.Message) // called in place of a claim, which fails
}

func (s *memoryStore) Messages(_ context.Context, _ bool, n int) ([]domain.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, domain.ErrUnavailable
	}
	return slices.Clone(s.messages[:min(n, len(s.messages))]), nil
}

func (s *memoryStore) SharedMessages(ctx context.Context, n int) ([]domain.Message, error) {
	return s.Messages(ctx, true, n)
}

func (s *memoryStore) CountMessages(context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int64(len(s.messages)), nil
}

func (s *memoryStore) ClaimMessage(_ context.Context, id, run string) error {
	if s.stall != nil {
		<-s.stall
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return domain.ErrUnavailable
	}
	if s.onClaim != nil {
		s.onClaim(&s.messages[slices.IndexFunc(s.messages, func(m domain.Message) bool { return m.ID == id })])
		return domain.ErrUnavailable
	}
	for i := range s.messages {
		if s.messages[i].ID == id && (!s.messages[i].Claimed || s.holders[id] == run) {
			s.messages[i].Claimed, s.holders[id] = true, run
			if s.lost--; s.lost >= 0 {
				return domain.ErrUnavailable
			}
			return nil
		}
	}
	return domain.ErrMessageClaimed
}

func (s *memoryStore) ReleaseMessage(_ context.Context, id, run string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.messages {
		if s.messages[i].ID == id && s.holders[id] == run {
			s.messages[i].Claimed, s.holders[id] = false, ""
		}
	}
	return nil
}

func (s *memoryStore) DeleteMessages(_ context.Context, ids []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return domain.ErrUnavailable
	}
	s.messages = slices.DeleteFunc(s.messages, func(m domain.Message) bool { return slices.Contains(ids, m.ID) })
	return nil
}

func (s *memoryStore) setAway(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

func (s *memoryStore) claimed() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if m.Claimed {
			n++
		}
	}
	return n
}

// bench is an outbox in front of a transport that is a function. Its tests run in a
// synctest bubble, where time passes at once.
type bench struct {
	t     *testing.T
	box   *Outbox
	store *memoryStore

	mu   sync.Mutex
	sent []Content
	at   []time.Time
}

// newBench delivers through send; the contents that send delivers are recorded.
func newBench(t *testing.T, perSecond float64, send func(c Content) Result) *bench {
	t.Helper()
	box, err := seal.New([]byte("a key of the tests, long enough"), "letters")
	if err != nil {
		t.Fatal(err)
	}
	o := &bench{t: t, store: &memoryStore{holders: map[string]string{}}}
	o.box = New(Options{
		Store: o.store, Transport: &recorder{o, send}, Box: box, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), PerSecond: perSecond,
	})
	return o
}

// recorder is the transport of a bench.
type recorder struct {
	*bench
	send func(Content) Result
}

// Send implements Transport.
func (r *recorder) Send(_ context.Context, c Content) Result {
	if result := r.send(c); result.Outcome != Delivered {
		return result
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent, r.at = append(r.sent, c), append(r.at, time.Now())
	return Result{}
}

// Handle implements Transport.
func (r *recorder) Handle(context.Context, json.RawMessage) bool { return true }

func (o *bench) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); o.box.Run(ctx) }()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	o.t.Cleanup(stop)
	return stop
}

// write stores messages and adds them.
func (o *bench) write(contents ...Content) {
	var messages []domain.Message
	for _, c := range contents {
		messages = append(messages, o.box.Message(c))
	}
	o.store.mu.Lock()
	o.store.messages = append(o.store.messages, messages...)
	o.store.mu.Unlock()
	o.box.leading.Store(true)
	o.box.Add(messages)
}

// wantAll waits until the store is empty, and checks what was sent.
func (o *bench) wantAll(want ...string) {
	o.t.Helper()
	o.until("everything is sent", func() bool { n, _ := o.store.CountMessages(context.Background()); return n == 0 })
	if got := o.texts(); len(want) > 0 && !slices.Equal(got, want) {
		o.t.Errorf("sent %q, want %q", got, want)
	}
}

func (o *bench) texts() (texts []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range o.sent {
		texts = append(texts, c.Text)
	}
	return texts
}

// until waits for at most an hour of the bubble's time.
func (o *bench) until(what string, holds func() bool) {
	o.t.Helper()
	for deadline := time.Now().Add(time.Hour); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			o.t.Fatalf("not reached: %s", what)
		}
	}
}

func deliver(Content) Result { return Result{} }

func TestAChatsMessagesKeepTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newBench(t, 0, deliver)
		o.write(Content{Chat: 1, Text: "a"}, Content{Chat: 1, Text: "b"}, Content{Chat: 1, Text: "c"})
		o.run()
		o.wantAll("a", "b", "c")
	})
}

// TestOnlyTheLastEditIsSent checks that only the last of several edits of a message is sent.
// Other messages are unaffected.
func TestOnlyTheLastEditIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newBench(t, 0, deliver)
		o.write(Content{Chat: 1, Edit: 7, Text: "old"}, Content{Chat: 1, Edit: 8, Text: "other message"}, Content{Chat: 2, Edit: 7, Text: "other chat"},
			Content{Chat: 1, Edit: 7, Text: "older"}, Content{Chat: 1, Edit: 7, Text: "new"})
		o.run()
		o.wantAll()
		got := o.texts()
		slices.Sort(got)
		if !slices.Equal(got, []string{"new", "other chat", "other message"}) {
			t.Errorf("%q", got)
		}
	})
}

// TestStoredMessagesAreFound checks that messages that an earlier program has stored are
// found. A claimed message is not sent again, but a claimed edit is.
func TestStoredMessagesAreFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newBench(t, 0, deliver)
		message := func(c Content, claimed bool) domain.Message {
			m := o.box.Message(c)
			m.Claimed = claimed
			return m
		}
		o.store.messages = []domain.Message{
			message(Content{Chat: 1, Text: "waiting"}, false), message(Content{Chat: 1, Text: "claimed"}, true), message(Content{Chat: 1, Edit: 3, Text: "edit"}, true),
			{ID: o.box.Message(Content{}).ID, Sealed: []byte("sealed with another key, or garbage")},
		}
		o.run()
		o.wantAll("waiting", "edit")
	})
}

// TestTheNextProgramSendsWhatWaits checks that a message that is certainly not sent when the
// program stops is sent by the next one.
func TestTheNextProgramSendsWhatWaits(t *testing.T) {
	for name, result := range map[string]Result{
		"limited":       {Outcome: Limited, RetryAfter: time.Hour},
		"server error":  {Outcome: NotDelivered, Reason: "502"},
		"no connection": {Outcome: NotDelivered, Reason: "dial"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tried := make(chan struct{}, 100)
				o := newBench(t, 0, func(Content) Result { tried <- struct{}{}; return result })
				stop := o.run()
				o.write(Content{Chat: 1, Text: "a message"})
				<-tried
				stop()
				next := newBench(t, 0, deliver)
				next.store = o.store
				next.box.store = o.store
				next.run()
				next.wantAll("a message")
			})
		})
	}
}

// TestAnOutageOfTheStoreDuplicatesNothing checks that an outage of the store neither loses nor
// duplicates a message.
func TestAnOutageOfTheStoreDuplicatesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newBench(t, 0, deliver)
		o.run()
		o.store.setAway(true)
		o.write(Content{Chat: 1, Edit: 2, Text: "edit"}, Content{Chat: 2, Text: "message"})
		o.until("the edit is sent", func() bool { return len(o.texts()) == 1 })
		o.store.setAway(false)
		o.wantAll("edit", "message")
	})
}

// TestAnOldEditIsNotSentLate checks that an older edit is not sent after a newer one, however
// late it is found.
func TestAnOldEditIsNotSentLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newBench(t, 0, deliver)
		old := o.box.Message(Content{Chat: 1, Edit: 7, Text: "old"})
		o.run()
		o.write(Content{Chat: 1, Edit: 7, Text: "new"})
		o.wantAll("new")
		o.store.mu.Lock()
		o.store.messages = append(o.store.messages, old)
		o.store.mu.Unlock()
		o.box.Add([]domain.Message{old})
		o.wantAll("new")
	})
}

// TestTheAnswerToAClaimIsLost checks that a claim whose answer is lost loses no message.
func TestTheAnswerToAClaimIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newBench(t, 0, deliver)
		o.store.lost = 1
		o.write(Content{Chat: 1, Text: "a"}, Content{Chat: 1, Text: "b"})
		o.run()
		o.wantAll("a", "b")
	})
}

// TestAnotherProgramClaimsAfterAFailedClaim checks that a message is not sent here when
// another program has claimed it after a failed claim.
func TestAnotherProgramClaimsAfterAFailedClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newBench(t, 0, deliver)
		o.store.onClaim = func(m *domain.Message) {
			m.Claimed, o.store.holders[m.ID], o.store.onClaim = true, "another run", nil
		}
		o.write(Content{Chat: 1, Text: "theirs"}, Content{Chat: 1, Text: "ours"})
		o.run()
		o.wantAll("ours")
	})
}

// TestAMessageOfAnotherProgram checks that a message that another program has claimed is not
// sent here.
func TestAMessageOfAnotherProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newBench(t, 0, deliver)
		o.write(Content{Chat: 1, Text: "theirs"}, Content{Chat: 1, Text: "ours"})
		o.store.messages[0].Claimed = true
		o.run()
		o.wantAll("ours")
	})
}

// TestOutcomes checks what happens to a message after each outcome: how often it is tried, and
// whether the message behind it is sent.
func TestOutcomes(t *testing.T) {
	for name, c := range map[string]struct {
		edit    int
		outcome Outcome
		tries   int
		sent    []string
	}{
		"a message that is limited":             {0, Limited, 2, []string{"first", "second"}},
		"a message and a server error":          {0, NotDelivered, 2, []string{"first", "second"}},
		"a message whose answer is lost":        {0, Unknown, 1, []string{"second"}},
		"an edit whose answer is lost":          {5, Unknown, 2, []string{"first", "second"}},
		"a message that is invalid":             {0, Invalid, 1, []string{"second"}},
		"an edit of a deleted message":          {5, Invalid, 2, []string{"first", "second"}},
		"a message to a chat that blocks":       {0, Blocked, 1, nil},
		"an edit in a chat that blocks":         {5, Blocked, 1, nil},
		"a message when the token is not valid": {0, Refused, 1, []string{"second"}},
		"an edit and a server error":            {5, NotDelivered, 2, []string{"first", "second"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				o := newBench(t, 0, func(m Content) Result {
					if m.Text != "first" {
						return Result{}
					}
					if tries++; tries == 1 {
						return Result{Outcome: c.outcome}
					}
					return Result{}
				})
				o.write(Content{Chat: 1, Edit: c.edit, Text: "first"}, Content{Chat: 1, Text: "second"})
				o.run()
				o.wantAll(c.sent...)
				synctest.Wait()
				if len(c.sent) == 0 && len(o.sent) > 0 {
					t.Errorf("sent %v", o.sent)
				}
				if tries != c.tries {
					t.Errorf("tried %d times, want %d", tries, c.tries)
				}
			})
		})
	}
}

// TestAnInvalidPictureIsLeftOut checks that the text is sent without its picture when the
// service refuses the picture.
func TestAnInvalidPictureIsLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newBench(t, 0, func(c Content) Result {
			if c.Picture != "" {
				return Result{Outcome: Invalid}
			}
			return Result{}
		})
		o.write(Content{Chat: 1, Text: "text", Picture: "https://suara.example/1.jpg"})
		o.run()
		o.wantAll("text")
	})
}

// inFlight is the number of messages that are being sent.
func (o *bench) inFlight() (n int) {
	o.box.mu.Lock()
	defer o.box.mu.Unlock()
	for _, q := range o.box.queues {
		n += q.inFlight()
	}
	return n
}

// stalled is a running bench whose senders all wait for the store.
func stalled(t *testing.T, perSecond float64, messages int) (o *bench, stop func()) {
	t.Helper()
	o = newBench(t, perSecond, deliver)
	for chat := range int64(messages) {
		o.write(Content{Chat: chat + 1, Text: "x"})
	}
	o.store.stall = make(chan struct{})
	stop = o.run()
	o.until("all senders are busy", func() bool { return o.inFlight() >= senders })
	return o, stop
}

// TestAStallIsNotFollowedByARush checks that messages that a slow store has delayed are not
// sent all at once when it answers.
func TestAStallIsNotFollowedByARush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const perSecond, most = 25, 30
		o, _ := stalled(t, perSecond, 2*most)
		close(o.store.stall)
		o.wantAll()
		slices.SortFunc(o.at, time.Time.Compare)
		for i := most; i < len(o.at); i++ {
			if took := o.at[i].Sub(o.at[i-most]); took < time.Second {
				t.Fatalf("%d messages within %v", most+1, took)
			}
		}
	})
}

// TestAStopDoesNotWaitForTheGate checks that a stop does not wait for messages that the gate
// holds back, and that the next program sends them.
func TestAStopDoesNotWaitForTheGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, stop := stalled(t, 1, senders)
		began := time.Now()
		close(o.store.stall)
		synctest.Wait()
		stop()
		if took := time.Since(began); took > time.Second {
			t.Errorf("the stop took %v", took)
		}
		if n, claimed := len(o.texts()), o.store.claimed(); n == senders || claimed != 0 {
			t.Errorf("%d sent, %d still claimed", n, claimed)
		}
		next := newBench(t, 0, deliver)
		next.store = o.store
		next.box.store = o.store
		next.run()
		next.wantAll()
		if n := len(o.texts()) + len(next.texts()); n != senders {
			t.Errorf("%d messages sent", n)
		}
	})
}

// TestWhichChatsWait checks that a limited chat waits alone, and that all chats wait when a
// second one is limited meanwhile.
func TestWhichChatsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		limited := map[int64]int{1: 1}
		o := newBench(t, 0, func(c Content) Result {
			mu.Lock()
			defer mu.Unlock()
			if limited[c.Chat] > 0 {
				limited[c.Chat]--
				return Result{Outcome: Limited, RetryAfter: time.Second}
			}
			return Result{}
		})
		o.run()
		o.write(Content{Chat: 1, Text: "limited"}, Content{Chat: 2, Text: "free"})
		o.until("the other message is sent", func() bool { return len(o.texts()) == 1 })
		mu.Lock()
		limited[3] = 1
		mu.Unlock()
		began := time.Now()
		o.write(Content{Chat: 3, Text: "limited too"})
		o.until("the second is limited", func() bool { mu.Lock(); defer mu.Unlock(); return limited[3] == 0 })
		o.write(Content{Chat: 4, Text: "waits with all"})
		o.wantAll()
		if texts := o.texts(); texts[0] != "free" || o.at[1].Sub(began) < time.Second {
			t.Errorf("sent %v after %v", texts, o.at[1].Sub(began))
		}
	})
}
