package repository

import (
	"context"
	"errors"
	"sync"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// Sizes of the shared commits.
const (
	maxBatch      = 64
	maxWaiting    = 1024
	commitTimeout = 30 * time.Second
)

// committer shares commits: ratings that arrive while one is under way ride in the
// next one together. When the line is quiet, a rating is committed at once.
type committer struct {
	store   *Store
	waiting chan *entry
	mu      sync.RWMutex // held for reading by whoever hands in, so that close can wait
	closed  bool
	done    chan struct{}
}

// entry is a rating on its way and what became of it.
type entry struct {
	rating domain.Rating
	stored domain.Rating
	added  bool
	err    error
	done   chan struct{}
}

func newCommitter(s *Store) *committer {
	c := &committer{store: s, waiting: make(chan *entry, maxWaiting), done: make(chan struct{})}
	go c.run()
	return c
}

// add hands a rating in and waits until it is durable. When the caller's time ends
// first, the rating may be stored or not: the caller is told to repeat.
func (c *committer) add(ctx context.Context, r domain.Rating) (domain.Rating, bool, error) {
	e := &entry{rating: r, done: make(chan struct{})}
	if err := c.enqueue(ctx, e); err != nil {
		return domain.Rating{}, false, c.store.outcome(err)
	}
	select {
	case <-e.done:
		return e.stored, e.added, e.err
	case <-ctx.Done():
		return domain.Rating{}, false, c.store.outcome(ctx.Err())
	}
}

func (c *committer) enqueue(ctx context.Context, e *entry) error {
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

// close stops taking ratings in and waits for those that are waiting.
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
		c.commit(batch)
		for _, e := range batch {
			close(e.done)
		}
	}
}

// gather takes what is waiting already and waits for nothing.
func (c *committer) gather(first *entry) []*entry {
	batch := []*entry{first}
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

// commit stores a batch. When the transaction fails, each rating is tried alone, so
// that a bad one hurts only itself.
func (c *committer) commit(batch []*entry) {
	err := c.commitTogether(batch)
	if err == nil {
		return
	}
	if len(batch) == 1 || errors.Is(err, domain.ErrUnavailable) {
		for _, e := range batch {
			e.stored, e.added, e.err = domain.Rating{}, false, err
		}
		return
	}
	for _, e := range batch {
		c.commit([]*entry{e})
	}
}

func (c *committer) commitTogether(batch []*entry) error {
	ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
	defer cancel()
	return c.store.transaction(ctx, func(tx *gorm.DB) error {
		moves := newMoves()
		for _, e := range batch {
			e.stored, e.added, e.err = c.store.insert(tx, e.rating)
			if _, refused := domain.Refusal(e.err); e.err != nil && !refused {
				return e.err
			}
			if e.added {
				moves.add(e.rating, 1)
			}
		}
		return c.store.applyMoves(tx, moves)
	})
}
