package bot

import (
	"context"
	"time"
)

// look finds letters in the store that nobody has offered here.
func (o *outbox) look(ctx context.Context) {
	for {
		o.lookOnce(ctx)
		if !sleep(ctx, lookEvery) {
			return
		}
	}
}

// lookOnce reads the letters only when there are more than are known here: while
// thousands wait it is enough to count them.
func (o *outbox) lookOnce(ctx context.Context) {
	o.looking.Lock()
	defer o.looking.Unlock()
	known, room := o.tidy()
	stored, err := o.store.CountMessages(ctx)
	if err != nil {
		return
	}
	o.mu.Lock()
	o.stored = stored
	o.mu.Unlock()
	if stored <= int64(known) || room < inMemory/2 {
		return
	}
	if letters, err := o.store.Messages(ctx, o.shared.Load(), inMemory); err == nil {
		o.take(letters, true)
	}
}

// tidy forgets what no look at the store can find any more, and gives how many letters
// are known and how many there is room for.
func (o *outbox) tidy() (known, room int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, id := range o.gone {
		delete(o.known, id)
	}
	o.gone = nil
	now := time.Now()
	for whom, box := range o.boxes {
		if len(box.letters) == 0 && !box.busy && box.next.Add(sayingLife).Before(now) {
			delete(o.boxes, whom)
		}
	}
	return len(o.known), inMemory - o.waiting
}

// dropSent takes out of the store what is sent. At the end it tries once more.
func (o *outbox) dropSent(ctx context.Context) {
	for over := false; !over; {
		select {
		case <-o.drop:
		case <-ctx.Done():
			over = true
		}
		o.mu.Lock()
		ids := o.sent
		o.sent = nil
		o.mu.Unlock()
		if len(ids) == 0 {
			continue
		}
		err := finish(ctx, func(ctx context.Context) error { return o.store.DeleteMessages(ctx, ids) })
		o.mu.Lock()
		if err != nil {
			o.sent = append(o.sent, ids...)
		} else {
			o.gone = append(o.gone, ids...)
		}
		o.mu.Unlock()
		if err != nil && sleep(ctx, lookEvery) {
			signal(o.drop)
		}
	}
}

// crowded says that so many letters wait that no more should be promised.
func (o *outbox) crowded(most int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return most > 0 && max(o.stored, int64(o.waiting)) >= most
}
