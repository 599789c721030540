package repository

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"suaraloket/domain"
)

// Sizes of the shared commits.
const (
	maxBatch   = 128
	maxWaiting = 1024
)

// How long a commit on a server may take. A server that answers may be slow; one that
// does not answer is away.
const (
	commitCheck = 5 * time.Second // so often the server is asked whether it answers
	commitLimit = time.Minute     // a slower commit is given up
	answerTime  = 2 * time.Second // how long the server has for the answer
)

// committer does group commit: ratings that arrive during a commit share the next one,
// without delay when idle.
type committer struct {
	store   *Store
	waiting chan *pending
	mu      sync.RWMutex // senders hold it for reading, so that close can wait for them
	closed  bool
	done    chan struct{}
}

// pending is a rating that waits for its commit, and then its result.
type pending struct {
	domain.Entry
	// settles says that the rating was accepted before, while the database was away: a
	// conflict sets it apart instead of refusing it.
	settles bool
	stored  domain.Rating
	added   bool
	err     error
	done    chan struct{}
	// abandoned says that the sender has stopped waiting: nothing needs to be stored.
	abandoned atomic.Bool
}

func (a *pending) resolve(stored domain.Rating, added bool, err error) {
	a.stored, a.added, a.err = stored, added, err
}

func newCommitter(s *Store) *committer {
	c := &committer{store: s, waiting: make(chan *pending, maxWaiting), done: make(chan struct{})}
	go c.run()
	return c
}

// add enqueues a rating and waits until it is durable. When the caller's context ends
// first, the rating may be stored or not, and the caller has to repeat it.
func (c *committer) add(ctx context.Context, entry domain.Entry) (domain.Rating, bool, error) {
	e := &pending{Entry: entry, done: make(chan struct{})}
	if err := c.enqueue(ctx, e); err != nil {
		return domain.Rating{}, false, c.store.outcome(err)
	}
	select {
	case <-e.done:
		return e.stored, e.added, e.err
	case <-ctx.Done():
		e.abandoned.Store(true)
		return domain.Rating{}, false, c.store.outcome(ctx.Err())
	}
}

func (c *committer) enqueue(ctx context.Context, e *pending) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.closed {
		return errClosed
	}
	select {
	case c.waiting <- e:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close refuses new ratings and waits for the queue.
func (c *committer) close() {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.waiting)
	}
	c.mu.Unlock()
	<-c.done
}

func (c *committer) run() {
	defer close(c.done)
	for first := range c.waiting {
		batch := c.gather(first)
		c.commit(slices.DeleteFunc(slices.Clone(batch), func(e *pending) bool { return e.abandoned.Load() }))
		for _, e := range batch {
			close(e.done)
		}
	}
}

// gather takes what is in the queue and does not wait for more.
func (c *committer) gather(first *pending) []*pending {
	batch := []*pending{first}
	for len(batch) < maxBatch {
		select {
		case e, open := <-c.waiting:
			if !open {
				return batch
			}
			batch = append(batch, e)
		default:
			return batch
		}
	}
	return batch
}

// commit stores a batch. When the transaction fails, each rating is tried alone, so that
// a bad rating fails alone.
func (c *committer) commit(batch []*pending) {
	if len(batch) == 0 {
		return
	}
	ctx, cancel := c.store.commitContext(context.Background())
	defer cancel()
	err := c.store.recovering("storing ratings panicked", func() error { return c.store.take(ctx, batch) })
	switch {
	case err == nil:
	case len(batch) == 1 || errors.Is(err, domain.ErrUnavailable):
		for _, e := range batch {
			e.resolve(domain.Rating{}, false, err)
		}
	default:
		for _, e := range batch {
			c.commit([]*pending{e})
		}
	}
}

// commitContext bounds a commit on a server: it ends after commitLimit, and earlier when
// the server does not answer. SQLite waits for a lock as long as its own timeout says, and
// starts a goroutine for each statement whose context can end.
func (s *Store) commitContext(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.driver == SQLite {
		return ctx, func() {}
	}
	ctx, cancel := context.WithTimeout(ctx, commitLimit)
	go s.watchCommit(ctx, cancel)
	return ctx, cancel
}

// watchCommit cancels a commit when the server does not answer.
func (s *Store) watchCommit(ctx context.Context, cancel context.CancelFunc) {
	tick := time.NewTicker(s.commitCheck)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !s.reachable(ctx) {
			cancel()
			return
		}
	}
}

func (s *Store) reachable(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	return s.Ping(ctx) == nil
}

// recovering runs work and turns a panic into an error, which it logs with the stack.
func (s *Store) recovering(event string, work func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			s.logger.Error(event, "component", "repository", "error", err.Error(), "stack", string(debug.Stack()))
		}
	}()
	return work()
}

// take stores a batch. A journal counts its ratings.
func (s *Store) take(ctx context.Context, batch []*pending) error {
	if !s.journal {
		return s.storeBatch(ctx, batch)
	}
	return s.counting(func() (grown int64, err error) {
		if err = s.storeBatch(ctx, batch); err != nil {
			return 0, err
		}
		for _, a := range batch {
			if a.added {
				grown++
			}
		}
		return grown, nil
	})
}
