package crashtest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/web/browsertest"
)

// press is one rating and what its sender knows of it. Its client alone holds it
// until the fleet rests.
type press struct {
	desk    programtest.Desk
	id      string
	author  string // a person in a chat instead of the tablet
	seq     int64  // 0 when it is no tablet's
	officer string // named, or left to the program
	service string
	value   int
	answers domain.Answers
	reasons []string
	ratedAt time.Time

	answered bool
	refused  string   // the answer that no repetition can mend
	changes  []string // every attempt to change it, for when the end is not as it should be
	now      int      // the value after every change that was confirmed
	perhaps  int      // a value whose change was refused in the end: an attempt before may have made it
}

// answer is how one attempt ended: an HTTP status, 0 when nothing came back.
type answer struct {
	status int
	says   string
}

func (a answer) String() string { return fmt.Sprintf("%d %s", a.status, a.says) }

// door is one way by which a client reaches an installation.
type door interface {
	submit(p *press, patience time.Duration) answer
	change(p *press, value int, patience time.Duration) answer
}

// fleet is a crowd of clients, each with a tablet of its own, that hand in ratings
// until they rest, and repeat each until it is answered.
type fleet struct {
	clients  []*client
	resting  atomic.Bool
	running  sync.WaitGroup
	givenUp  chan struct{} // closed when the clients give up
	answered atomic.Int64
	known    atomic.Int64 // of them, those that were stored before
	refused  atomic.Int64 // attempts to hand a rating in that were answered 503
	accepted atomic.Int64 // when the youngest attempt that was answered 201 began
	longest  atomic.Int64
	mu       sync.Mutex
	strange  map[string]int // answers that no sender should ever read
}

// newFleet makes a client for each desk's tablet. doors gives the ways that a client takes
// all at once with each rating.
func newFleet(desks []programtest.Desk, seed func(client int) *rand.Rand, doors func(programtest.Desk) []door) *fleet {
	f := &fleet{givenUp: make(chan struct{}), strange: map[string]int{}}
	for i, d := range desks {
		c := &client{fleet: f, desk: d, random: seed(i)}
		for _, door := range doors(d) {
			random := rand.New(rand.NewPCG(c.random.Uint64(), c.random.Uint64()))
			c.senders = append(c.senders, &sender{fleet: f, door: door, random: random})
		}
		f.clients = append(f.clients, c)
	}
	return f
}

// load lets the clients begin.
func (f *fleet) load() {
	f.resting.Store(false)
	for _, c := range f.clients {
		f.running.Go(c.run)
	}
}

// state changes with every answer that a client accepts.
func (f *fleet) state() string {
	return fmt.Sprintf("%d answered, %d refused", f.answered.Load(), f.refused.Load())
}

// rest lets every client finish its current rating. It gives false when no client has
// finished one for browsertest.Patience.
func (f *fleet) rest() bool {
	f.resting.Store(true)
	done := make(chan struct{})
	go func() {
		f.running.Wait()
		close(done)
	}()
	still := time.NewTicker(browsertest.Patience())
	defer still.Stop()
	for answered := int64(-1); answered != f.answered.Load(); {
		answered = f.answered.Load()
		select {
		case <-done:
			return true
		case <-still.C:
		}
	}
	close(f.givenUp)
	<-done
	return false
}

// presses gives all that was sent. The fleet must rest.
func (f *fleet) presses() iter.Seq[*press] {
	return func(yield func(*press) bool) {
		for _, c := range f.clients {
			for _, p := range c.presses {
				if !yield(p) {
					return
				}
			}
		}
	}
}

func (f *fleet) wonder(what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.strange[what]++
}

// wonders lists the answers that no sender should ever read.
func (f *fleet) wonders() (list []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for what, times := range f.strange {
		list = append(list, fmt.Sprintf("answered %d times: %s", times, what))
	}
	slices.Sort(list)
	return list
}

// raise lifts a mark that several clients push.
func raise(mark *atomic.Int64, to int64) {
	for {
		old := mark.Load()
		if to <= old || mark.CompareAndSwap(old, to) {
			return
		}
	}
}

// client presses one tablet.
type client struct {
	fleet   *fleet
	desk    programtest.Desk
	random  *rand.Rand
	senders []*sender
	authors bool // every other rating is a chat's
	seq     int64
	presses []*press
}

func (c *client) run() {
	for !c.fleet.resting.Load() {
		p := c.handInOne()
		for p.answered && c.random.IntN(4) == 0 {
			c.correct(p)
		}
		time.Sleep(programtest.RandomTime(c.random, 20*time.Millisecond)) // the pace of a crowd, not of a flood
	}
}

func (c *client) handInOne() *press {
	p := c.press()
	c.presses = append(c.presses, p)
	c.deliver(p)
	return p
}

// press makes a rating with something of everything that is counted.
func (c *client) press() *press {
	p := &press{desk: c.desk, id: uuid.NewString(), value: 1 + c.random.IntN(4)}
	p.now = p.value
	if c.authors && c.random.IntN(2) == 0 {
		p.author = fmt.Sprintf("%032x", c.random.Uint64())
	} else {
		c.seq++
		p.seq = c.seq
	}
	if c.random.IntN(2) == 0 {
		p.officer = c.desk.Officer
	}
	if n := len(c.desk.Services); n > 0 && c.random.IntN(4) > 0 {
		p.service = c.desk.Services[c.random.IntN(n)]
	}
	if c.random.IntN(4) == 0 {
		p.answers = domain.Answers{"kompetensi": 1 + c.random.IntN(4), "waktu": 1 + c.random.IntN(4)}
		p.reasons = domain.ReasonsFor(p.value)[:1+c.random.IntN(2)]
	}
	if c.random.IntN(2) == 0 {
		p.ratedAt = time.Now()
	}
	return p
}

// deliver repeats the rating on every way until it is answered.
func (c *client) deliver(p *press) {
	began := time.Now()
	answers := c.onEveryWay(func(s *sender) answer { return s.submit(p) })
	created := false
	p.answered = true
	for _, a := range answers {
		created = created || a.status == 201
		if a.status != 200 && a.status != 201 {
			p.answered, p.refused = false, a.String()
		}
	}
	if p.answered {
		c.fleet.answered.Add(1)
		if !created {
			c.fleet.known.Add(1)
		}
		raise(&c.fleet.longest, int64(time.Since(began)))
	}
}

// correct changes the value of an acknowledged rating, repeated until it is answered.
// It goes one way, as behind a balancer, and the next correction may go another.
func (c *client) correct(p *press) {
	value := p.now%4 + 1
	a := c.senders[c.random.IntN(len(c.senders))].change(p, value)
	switch a.status {
	case 200:
		p.now, p.perhaps = value, 0
	case 409, 410, 0: // 0: the fleet has given up
		p.perhaps = value
	default:
		c.fleet.wonder("change: " + a.String())
	}
}

func (c *client) onEveryWay(send func(*sender) answer) []answer {
	answers := make([]answer, len(c.senders))
	var ways sync.WaitGroup
	for i, s := range c.senders {
		ways.Go(func() { answers[i] = send(s) })
	}
	ways.Wait()
	return answers
}

// sender is a client on one of its ways.
type sender struct {
	fleet  *fleet
	door   door
	random *rand.Rand
}

// How long a client waits for one answer: longer than the program lets it wait. Now
// and then one hangs up at once, so that the program stores a rating without delivering the answer.
const (
	answerPatience = 15 * time.Second
	hastyOneIn     = 25
	hastyPatience  = 10 * time.Millisecond
)

// submit repeats a rating until it is answered for good.
func (s *sender) submit(p *press) answer {
	return s.insist(func() answer {
		began, patience := time.Now(), answerPatience
		if s.random.IntN(hastyOneIn) == 0 {
			patience = programtest.RandomTime(s.random, hastyPatience)
		}
		a := s.door.submit(p, patience)
		switch a.status {
		case 201:
			raise(&s.fleet.accepted, began.UnixNano())
		case 503:
			s.fleet.refused.Add(1)
		}
		return a
	})
}

// change repeats a change until it is answered for good. No client hangs up on one: an
// attempt that is still under way could be made after the change that follows it.
func (s *sender) change(p *press, value int) answer {
	return s.insist(func() answer {
		began := time.Now()
		a := s.door.change(p, value, answerPatience)
		p.changes = append(p.changes, fmt.Sprintf("%d to %d, %d ms: %s", began.UnixMilli(), value, time.Since(began).Milliseconds(), a))
		return a
	})
}

// insist repeats an attempt until it is answered for good.
func (s *sender) insist(attempt func() answer) answer {
	for {
		a := attempt()
		switch {
		case a.status == 429 || a.status >= 500 && a.status != 503:
			s.fleet.wonder(a.String())
		case a.status > 0 && a.status != 503:
			return a
		}
		select {
		case <-s.fleet.givenUp:
			return answer{0, "not answered: " + a.says}
		case <-time.After(5*time.Millisecond + programtest.RandomTime(s.random, 40*time.Millisecond)):
		}
	}
}
