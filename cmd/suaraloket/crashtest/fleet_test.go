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

// press is one rating and what its client knows about it. Only the client uses it until the
// fleet is paused.
type press struct {
	desk    programtest.Desk
	id      string
	author  string // the person, if it comes from a chat and not from the tablet
	seq     int64  // 0 if it does not come from a tablet
	officer string // empty if the program finds the officer
	service string
	value   int
	answers domain.Answers
	reasons []string
	ratedAt time.Time

	answered bool
	refused  string   // the final answer if it is a refusal
	changes  []string // every attempt to change it, for the report of a wrong value
	expected int      // the value after the last confirmed change
	possible int      // the value of a refused change: an earlier attempt may have applied it
}

// answer is the result of one attempt: an HTTP status, 0 without an answer.
type answer struct {
	status int
	detail string
}

func (a answer) String() string { return fmt.Sprintf("%d %s", a.status, a.detail) }

// door is one interface through which clients reach an installation.
type door interface {
	submit(p *press, timeout time.Duration) answer
	change(p *press, value int, timeout time.Duration) answer
}

// fleet is a set of clients, each with its own tablet. They submit ratings until the fleet is
// paused, and retry each rating until it is answered.
type fleet struct {
	clients    []*client
	pausing    atomic.Bool
	running    sync.WaitGroup
	givenUp    chan struct{} // closed when the clients give up
	answered   atomic.Int64
	known      atomic.Int64 // those of them that an earlier attempt had stored
	refused    atomic.Int64 // attempts to submit a rating that were answered 503
	accepted   atomic.Int64 // the start of the latest attempt that was answered 201
	longest    atomic.Int64
	mu         sync.Mutex
	badAnswers map[string]int // counts of answers that no sender should ever get
}

// newFleet makes a client for each desk's tablet. A client sends each rating through all its
// doors at the same time.
func newFleet(desks []programtest.Desk, seed func(client int) *rand.Rand, doors func(programtest.Desk) []door) *fleet {
	f := &fleet{givenUp: make(chan struct{}), badAnswers: map[string]int{}}
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

// load starts the clients.
func (f *fleet) load() {
	f.pausing.Store(false)
	for _, c := range f.clients {
		f.running.Go(c.run)
	}
}

// state changes with every answer that a client accepts.
func (f *fleet) state() string {
	return fmt.Sprintf("%d answered, %d refused", f.answered.Load(), f.refused.Load())
}

// pause lets every client finish its current rating. It returns false if no client finishes one
// for browsertest.Patience.
func (f *fleet) pause() bool {
	f.pausing.Store(true)
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

// presses yields all ratings that were sent. The fleet must be paused.
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

func (f *fleet) unexpected(what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.badAnswers[what]++
}

// unexpectedAnswers lists the answers that no sender should ever get.
func (f *fleet) unexpectedAnswers() (list []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for what, times := range f.badAnswers {
		list = append(list, fmt.Sprintf("answered %d times: %s", times, what))
	}
	slices.Sort(list)
	return list
}

// raise updates a maximum that several clients share.
func raise(mark *atomic.Int64, to int64) {
	for {
		old := mark.Load()
		if to <= old || mark.CompareAndSwap(old, to) {
			return
		}
	}
}

// client submits the ratings of one tablet.
type client struct {
	fleet   *fleet
	desk    programtest.Desk
	random  *rand.Rand
	senders []*sender
	authors bool // about half of the ratings come from a chat
	seq     int64
	presses []*press
}

func (c *client) run() {
	for !c.fleet.pausing.Load() {
		p := c.submitOne()
		for p.answered && c.random.IntN(4) == 0 {
			c.correct(p)
		}
		time.Sleep(programtest.RandomTime(c.random, 20*time.Millisecond)) // limits the load
	}
}

func (c *client) submitOne() *press {
	p := c.press()
	c.presses = append(c.presses, p)
	c.deliver(p)
	return p
}

// press makes a random rating. The ratings together cover everything that is counted.
func (c *client) press() *press {
	p := &press{desk: c.desk, id: uuid.NewString(), value: 1 + c.random.IntN(4)}
	p.expected = p.value
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

// deliver sends the rating through every door and retries until it is answered.
func (c *client) deliver(p *press) {
	began := time.Now()
	answers := c.sendToAll(func(s *sender) answer { return s.submit(p) })
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

// correct changes the value of an acknowledged rating and retries until it is answered. It uses
// one door, as behind a load balancer; the next correction may use another.
func (c *client) correct(p *press) {
	value := p.expected%4 + 1
	a := c.senders[c.random.IntN(len(c.senders))].change(p, value)
	switch a.status {
	case 200:
		p.expected, p.possible = value, 0
	case 409, 410, 0: // 0: the fleet has given up
		p.possible = value
	default:
		c.fleet.unexpected("change: " + a.String())
	}
}

func (c *client) sendToAll(send func(*sender) answer) []answer {
	answers := make([]answer, len(c.senders))
	var running sync.WaitGroup
	for i, s := range c.senders {
		running.Go(func() { answers[i] = send(s) })
	}
	running.Wait()
	return answers
}

// sender sends the ratings of a client through one of its doors.
type sender struct {
	fleet  *fleet
	door   door
	random *rand.Rand
}

// A client waits longer for an answer than the program needs to send one. One in abortOneIn
// attempts hangs up early, so that the program stores a rating without delivering the answer.
const (
	answerTimeout = 15 * time.Second
	abortOneIn    = 25
	shortTimeout  = 10 * time.Millisecond
)

// submit retries a rating until the answer is final.
func (s *sender) submit(p *press) answer {
	return s.retry(func() answer {
		began, timeout := time.Now(), answerTimeout
		if s.random.IntN(abortOneIn) == 0 {
			timeout = programtest.RandomTime(s.random, shortTimeout)
		}
		a := s.door.submit(p, timeout)
		switch a.status {
		case 201:
			raise(&s.fleet.accepted, began.UnixNano())
		case 503:
			s.fleet.refused.Add(1)
		}
		return a
	})
}

// change retries a change until the answer is final. No client hangs up during a change: the
// program could apply the abandoned attempt after the next change. Revisions are times in
// milliseconds: two changes within one, in the journals of two instances, would have no order.
func (s *sender) change(p *press, value int) answer {
	time.Sleep(2 * time.Millisecond)
	return s.retry(func() answer {
		began := time.Now()
		a := s.door.change(p, value, answerTimeout)
		p.changes = append(p.changes, fmt.Sprintf("%d to %d, %d ms: %s", began.UnixMilli(), value, time.Since(began).Milliseconds(), a))
		return a
	})
}

// retry repeats an attempt until the answer is final.
func (s *sender) retry(attempt func() answer) answer {
	for {
		a := attempt()
		switch {
		case a.status == 429 || a.status >= 500 && a.status != 503:
			s.fleet.unexpected(a.String())
		case a.status > 0 && a.status != 503:
			return a
		}
		select {
		case <-s.fleet.givenUp:
			return answer{0, "not answered: " + a.detail}
		case <-time.After(5*time.Millisecond + programtest.RandomTime(s.random, 40*time.Millisecond)):
		}
	}
}
