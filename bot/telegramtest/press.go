package telegramtest

import (
	"errors"
	"slices"
)

// Press presses the button with this data under a message, as it is now, and returns the id of
// the callback query. It refuses with ErrNoButton and ErrBlocked.
func (p *Person) Press(messageID int, data string) (string, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if c.blocked {
		return "", ErrBlocked
	}
	return p.s.pressUnder(c, c.person, int64(messageID), data)
}

// PressLast presses the newest button with this data in the person's chat and returns the id
// of the callback query. It refuses with ErrNoButton and ErrBlocked.
func (p *Person) PressLast(data string) (string, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.pressLast(p.chat(), data)
}

// Press is one press of many for [Server.PressAll].
type Press struct {
	Person *Person
	Data   string
}

// PressAll makes many persons press at once, each the newest button with its data in their
// chat. It returns the ids of the callback queries in the same order, "" for those that
// failed, and the errors.
func (s *Server) PressAll(presses []Press) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := make([]string, len(presses))
	var refused []error
	for i, p := range presses {
		id, err := s.pressLast(p.Person.chat(), p.Data)
		if err != nil {
			refused = append(refused, err)
		}
		ids[i] = id
	}
	return ids, errors.Join(refused...)
}

// Resend repeats a press like the app of a person that lost the connection before the answer
// came (tdlib/telegram-bot-api#699). It is another request to Telegram, so it has another
// update_id and another callback id, which it returns; the rest stays the same. It refuses
// with ErrNoButton when the button no longer exists, as Telegram compares data and buttons
// again (tdlib/td#491).
func (s *Server) Resend(callbackID string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queries[callbackID]
	if q == nil || s.chats[q.ChatID] == nil {
		return "", ErrNoButton
	}
	return s.pressUnder(s.chats[q.ChatID], s.privateChat(q.PersonID).person, int64(q.MessageID), q.Data)
}

// pressLast presses the newest button with this data; the caller holds the lock.
func (s *Server) pressLast(c *chat, data string) (string, error) {
	if c.blocked {
		return "", ErrBlocked
	}
	for _, m := range slices.Backward(c.messages) {
		if _, ok := m.Button(data); ok {
			return s.press(c, c.person, m, data)
		}
	}
	return "", ErrNoButton
}

// pressUnder presses a button that must exist; the caller holds the lock.
func (s *Server) pressUnder(c *chat, by Profile, messageID int64, data string) (string, error) {
	m := c.find(messageID)
	if m == nil {
		return "", ErrNoButton
	}
	if _, ok := m.Button(data); !ok {
		return "", ErrNoButton
	}
	return s.press(c, by, m, data)
}
