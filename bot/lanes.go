package bot

import "sync"

// lanes serialise the updates of each chat, while chats run concurrently.
type lanes struct {
	mu    sync.Mutex
	chats map[int64]*lane
}

type lane struct {
	sync.Mutex
	users int
}

func newLanes() *lanes { return &lanes{chats: map[int64]*lane{}} }

// enter waits for the chat and returns the function that frees it.
func (l *lanes) enter(chat int64) (leave func()) {
	l.mu.Lock()
	mine := l.chats[chat]
	if mine == nil {
		mine = &lane{}
		l.chats[chat] = mine
	}
	mine.users++
	l.mu.Unlock()
	mine.Lock()
	return func() {
		mine.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if mine.users--; mine.users == 0 {
			delete(l.chats, chat)
		}
	}
}
