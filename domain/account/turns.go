package account

import (
	"context"
	"slices"
	"sync"

	"suaraloket/domain"
)

// Sizes of the queue before the password checks. A check takes about 20 MiB of memory and 50 ms.
const (
	checksAtOnce = 2
	longestLine  = 512  // attempts that wait from one source
	mostWaiting  = 2000 // attempts that wait in all
)

// turns is the queue before the password checks. Each source has a line of its own and holds at
// most one check, so that a flood from one address delays its own line alone. Lines of known
// devices come first. Attempts of one line are served in their order, lines in turn.
type turns struct {
	mu     sync.Mutex
	free   int
	busy   map[string]bool // the lines that hold a check
	known  lines
	others lines
}

// lines are the lines of one rank.
type lines struct {
	order   []string // of the lines in which an attempt waits, the next first
	waiting map[string][]chan struct{}
	n       int
}

func newTurns() *turns {
	empty := func() lines { return lines{waiting: map[string][]chan struct{}{}} }
	return &turns{free: checksAtOnce, busy: map[string]bool{}, known: empty(), others: empty()}
}

// enter waits for the turn of an attempt in a line; known is the rank of the line. It refuses
// with ErrSignInBusy when the line is full. A line belongs to one rank.
func (t *turns) enter(ctx context.Context, line string, known bool) (leave func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	rank := &t.others
	if known {
		rank = &t.known
	}
	if rank.n >= mostWaiting || len(rank.waiting[line]) >= longestLine {
		return nil, domain.ErrSignInBusy
	}
	turn := rank.join(line)
	t.admit()
	t.mu.Unlock()
	select {
	case <-turn:
	case <-ctx.Done():
	}
	t.mu.Lock()
	if rank.remove(line, turn) {
		return nil, ctx.Err()
	}
	return func() { t.leave(line) }, nil
}

func (t *turns) leave(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.busy, line)
	t.free++
	t.admit()
}

// admit gives free checks to the attempts whose turn it is.
func (t *turns) admit() {
	for t.free > 0 {
		line, turn := t.known.next(t.busy)
		if turn == nil {
			line, turn = t.others.next(t.busy)
		}
		if turn == nil {
			return
		}
		t.busy[line] = true
		t.free--
		close(turn)
	}
}

func (l *lines) join(line string) chan struct{} {
	turn := make(chan struct{})
	if len(l.waiting[line]) == 0 {
		l.order = append(l.order, line)
	}
	l.waiting[line] = append(l.waiting[line], turn)
	l.n++
	return turn
}

// next takes out the first attempt of the first line that is not busy, and puts the line last.
func (l *lines) next(busy map[string]bool) (line string, turn chan struct{}) {
	i := slices.IndexFunc(l.order, func(line string) bool { return !busy[line] })
	if i < 0 {
		return "", nil
	}
	line = l.order[i]
	turn = l.waiting[line][0]
	l.remove(line, turn)
	if at := slices.Index(l.order, line); at >= 0 {
		l.order = append(slices.Delete(l.order, at, at+1), line)
	}
	return line, turn
}

// remove takes out an attempt and reports whether it was still waiting.
func (l *lines) remove(line string, turn chan struct{}) bool {
	at := slices.Index(l.waiting[line], turn)
	if at < 0 {
		return false
	}
	l.n--
	l.waiting[line] = slices.Delete(l.waiting[line], at, at+1)
	if len(l.waiting[line]) == 0 {
		delete(l.waiting, line)
		l.order = slices.DeleteFunc(l.order, func(other string) bool { return other == line })
	}
	return true
}
