package bot

import lru "github.com/hashicorp/golang-lru/v2"

// rememberedUpdates is the number of updates that are remembered as done.
const rememberedUpdates = 20_000

// handled remembers which updates this run has done. The store knows them too, but not
// while it is away: a repeated update would then send an old reply to a rating that has
// changed since.
type handled struct{ keys *lru.Cache[string, struct{}] }

func newHandled() *handled {
	keys, err := lru.New[string, struct{}](rememberedUpdates)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &handled{keys}
}

// add remembers an update; "" is none.
func (h *handled) add(key string) {
	if key != "" {
		h.keys.ContainsOrAdd(key, struct{}{})
	}
}

// has reports whether an update is remembered. It does not count as a use, so the oldest
// updates are forgotten first.
func (h *handled) has(key string) bool { return h.keys.Contains(key) }
