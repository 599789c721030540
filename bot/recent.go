package bot

import "sync"

// recentMost is how many updates are remembered as done.
const recentMost = 20_000

// recent remembers which updates this program has done. The store knows it too, but not
// while it is away: an update that comes once more then would say again what has been
// said, of a rating that has changed since.
type recent struct {
	mu    sync.Mutex
	known map[string]bool
	order []string // the oldest first, a ring
	next  int
}

func newRecent() *recent {
	return &recent{known: map[string]bool{}, order: make([]string, recentMost)}
}

func (r *recent) add(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if key == "" || r.known[key] {
		return
	}
	delete(r.known, r.order[r.next])
	r.order[r.next], r.known[key] = key, true
	r.next = (r.next + 1) % len(r.order)
}

func (r *recent) has(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known[key]
}
