package bot

import "sync"

// lanes let one update of a chat be handled at a time, while chats go on beside each
// other.
type lanes struct {
	mu    sync.Mutex
	chats map[int64]*lane
}

type lane struct {
	sync.Mutex
	users int
}

func newLanes() *lanes { return &lanes{chats: map[int64]*lane{}} }

// enter waits for the chat and gives the way out.
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
