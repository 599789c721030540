package telegramtest

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"
)

// maxVisitors is the number of people of the practice chat that are remembered; the one with
// the longest silence is forgotten first.
const maxVisitors = 1000

// visitor is a person of the practice chat, identified by a key that the page made.
type visitor struct {
	person *Person
	seen   time.Time
}

// visitorKey reports whether key is valid: 16–64 letters, digits, underscores and hyphens.
// It is the only protection of the chat, so the page makes it of 128 random bits.
func visitorKey(key string) bool { return len(key) >= 16 && startPayload(key) }

// visitorID derives the user id of a key. It depends on nothing else, so that the same
// page is the same person to the bot after a restart, and stays within the 52 bits of
// Telegram's ids (Docs: User).
func visitorID(key string) int64 {
	sum := sha256.Sum256([]byte("suaraloket practice " + key))
	return int64(binary.BigEndian.Uint64(sum[:8])>>12 | 1<<40)
}

// visit returns the person of a key and a page language.
func (s *Server) visit(key, lang string) *Person {
	name := "Tamu"
	if strings.HasPrefix(lang, "en") {
		name = "Guest"
	}
	p := s.Person(visitorID(key), name, lang)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.visitors[key] == nil && len(s.visitors) >= maxVisitors {
		s.forgetQuietest()
	}
	s.visitors[key] = &visitor{person: p, seen: s.now()}
	return p
}

func (s *Server) forgetQuietest() {
	var quietest string
	for key, v := range s.visitors {
		if quietest == "" || v.seen.Before(s.visitors[quietest].seen) {
			quietest = key
		}
	}
	delete(s.chats, s.visitors[quietest].person.id)
	delete(s.visitors, quietest)
}
