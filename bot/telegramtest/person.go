package telegramtest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
)

// What a person cannot do.
var (
	// ErrPayload: a link's payload is not 1–64 of A–Z a–z 0–9 _ -.
	ErrPayload = errors.New("start payload is not 1-64 letters, digits, underscores and hyphens")
	// ErrText: a text is empty or longer than 4,096 UTF-16 units.
	ErrText = errors.New("text is empty or too long")
	// ErrNoButton: the message has gone or has no such button now.
	ErrNoButton = errors.New("no such button")
	// ErrBlocked: who blocked the bot cannot write to it.
	ErrBlocked = errors.New("the bot is blocked")
)

// Person is somebody who chats with the bot. It is safe for concurrent use.
type Person struct {
	s  *Server
	id int64
}

// Person returns the person with this id, who calls themselves firstName and whose phone speaks
// lang ("id", "en", … or "" for none); the same id is the same person with the same chat.
func (s *Server) Person(id int64, firstName, lang string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil {
		// The clock as first rev: a page that outlives the server sees at once that all is new.
		c = &chat{id: id, rev: s.now().UnixMilli()}
		s.chats[id] = c
	}
	c.firstName, c.lang = firstName, lang
	return &Person{s: s, id: id}
}

// ID is the person's user id, and the id of the chat with the bot.
func (p *Person) ID() int64 { return p.id }

// Start opens the bot's link and presses its button: it sends "/start payload", or "/start" when
// payload is empty. Whoever had blocked the bot unblocks it by that. It refuses with ErrPayload.
func (p *Person) Start(payload string) error {
	text := "/start"
	if payload != "" {
		if !startPayload(payload) {
			return ErrPayload
		}
		text += " " + payload
	}
	p.setBlocked(false)
	return p.send(Message{Kind: "text", Text: text, Entities: commandEntity(text)})
}

// Say sends text. It refuses with ErrText and ErrBlocked.
func (p *Person) Say(text string) error {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	if n := utf16Len(text); n < 1 || n > maxText {
		return ErrText
	}
	return p.send(Message{Kind: "text", Text: text, Entities: commandEntity(text)})
}

// SendSticker sends a sticker. It refuses with ErrBlocked.
func (p *Person) SendSticker() error { return p.send(Message{Kind: "sticker"}) }

// SendVoice sends a voice note. It refuses with ErrBlocked.
func (p *Person) SendVoice() error { return p.send(Message{Kind: "voice"}) }

// Press presses the button with this data under a message, as it is now, and returns the id of
// the callback query. It refuses with ErrNoButton and ErrBlocked.
func (p *Person) Press(messageID int, data string) (string, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if c.blocked {
		return "", ErrBlocked
	}
	m := c.find(int64(messageID))
	if m == nil {
		return "", ErrNoButton
	}
	if _, ok := m.Button(data); !ok {
		return "", ErrNoButton
	}
	return p.s.press(c, m, data)
}

// Messages are the chat as the person sees it now, oldest first.
func (p *Person) Messages() []Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.chat().view()
}

// Wait returns as soon as ok says yes to the chat, which it is asked at once and after every
// change, or with the error of ctx.
func (p *Person) Wait(ctx context.Context, ok func([]Message) bool) error {
	return p.s.Wait(ctx, func() bool { return ok(p.Messages()) })
}

// Block stops the bot from writing: it reads 403, and a my_chat_member update tells it so.
func (p *Person) Block() { p.setBlocked(true) }

// Unblock lets the bot write again and tells it so.
func (p *Person) Unblock() { p.setBlocked(false) }

// chat is the person's chat, made anew when a practice visitor was forgotten; the caller holds the lock.
func (p *Person) chat() *chat {
	c := p.s.chats[p.id]
	if c == nil {
		c = &chat{id: p.id, rev: p.s.now().UnixMilli()}
		p.s.chats[p.id] = c
	}
	return c
}

func (p *Person) send(m Message) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if c.blocked {
		return ErrBlocked
	}
	c.begun = true
	content, err := json.Marshal(p.s.wire(c, p.s.append(c, m)))
	if err != nil {
		return err
	}
	p.s.push("message", content)
	return nil
}

// setBlocked changes whether the bot may write and sends my_chat_member on a change (Docs: Update, ChatMemberUpdated).
func (p *Person) setBlocked(blocked bool) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if c.blocked == blocked {
		return
	}
	c.blocked = blocked
	from, to := "member", "kicked"
	if !blocked {
		from, to = to, from
	}
	content, err := json.Marshal(map[string]any{
		"chat": wireChat{ID: c.id, FirstName: c.firstName, Type: "private"}, "from": c.user(), "date": unix(p.s.now()),
		"old_chat_member": p.s.membership(from), "new_chat_member": p.s.membership(to),
	})
	if err == nil {
		p.s.push("my_chat_member", content)
	}
}

func (s *Server) membership(status string) map[string]any {
	m := map[string]any{"user": s.botUser(), "status": status}
	if status == "kicked" {
		m["until_date"] = 0
	}
	return m
}

// commandEntity marks a command at the start of text, as Telegram does for people's messages.
func commandEntity(text string) []Entity {
	word, _, _ := strings.Cut(text, " ")
	word, _, _ = strings.Cut(word, "\n")
	name, ok := strings.CutPrefix(word, "/")
	if name, _, _ = strings.Cut(name, "@"); !ok || !commandName(strings.ToLower(name)) {
		return nil
	}
	return []Entity{{Type: "bot_command", Offset: 0, Length: utf16Len(word)}}
}
