package telegramtest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
)

// Refusals of a person's actions.
var (
	// ErrPayload: a link's payload is not 1–64 of A–Z a–z 0–9 _ -.
	ErrPayload = errors.New("start payload is not 1-64 letters, digits, underscores and hyphens")
	// ErrText: a text is empty or longer than 4,096 UTF-16 units.
	ErrText = errors.New("text is empty or too long")
	// ErrNoButton: the message does not exist or has no such button.
	ErrNoButton = errors.New("no such button")
	// ErrBlocked: a person that has blocked the bot cannot write to it.
	ErrBlocked = errors.New("the bot is blocked")
)

// Profile is the data of a person that Telegram sends to a bot.
type Profile struct {
	// ID of the person, and of the private chat with the bot; up to 52 bits (Docs: User).
	ID int64
	// FirstName is the person's name; the others may be empty.
	FirstName, LastName string
	// Username without the @.
	Username string
	// Lang is the language of the person's phone, such as "id"; "" for none.
	Lang string
}

// Person is a person in a chat with the bot. It is safe for concurrent use.
type Person struct {
	s  *Server
	id int64
}

// Person returns the person with this id, first name and phone language ("id", "en", … or
// "" for none); the same id is the same person with the same chat.
func (s *Server) Person(id int64, firstName, lang string) *Person {
	return s.Meet(Profile{ID: id, FirstName: firstName, Lang: lang})
}

// Meet returns the person of a profile and stores the profile; the same id is the same person.
func (s *Server) Meet(p Profile) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.privateChat(p.ID).person = p
	return &Person{s: s, id: p.ID}
}

// privateChat finds or creates a person's chat; the caller holds the lock.
func (s *Server) privateChat(id int64) *chat {
	c := s.chats[id]
	if c == nil {
		// The clock is the first rev: a page that outlives the server reloads the chat at once.
		c = &chat{id: id, kind: "private", person: Profile{ID: id}, rev: s.now().UnixMilli()}
		s.chats[id] = c
	}
	return c
}

// ID is the person's user id, and the id of the chat with the bot.
func (p *Person) ID() int64 { return p.id }

// Start opens the bot's link and presses its button: it sends "/start payload", or
// "/start" when payload is empty. It also unblocks the bot. It refuses with ErrPayload.
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

// Messages returns the chat as the person sees it now, oldest first.
func (p *Person) Messages() []Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.chat().view()
}

// Wait returns as soon as ok accepts the chat, at once or after a change, or with the
// error of ctx.
func (p *Person) Wait(ctx context.Context, ok func([]Message) bool) error {
	return p.s.Wait(ctx, func() bool { return ok(p.Messages()) })
}

// Block blocks the bot: its calls are refused with 403, and it gets my_chat_member.
func (p *Person) Block() { p.setBlocked(true) }

// Unblock unblocks the bot, which gets my_chat_member.
func (p *Person) Unblock() { p.setBlocked(false) }

// Last returns the newest message of the chat; false while there is none.
func (p *Person) Last() (Message, bool) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if len(c.messages) == 0 {
		return Message{}, false
	}
	return c.messages[len(c.messages)-1].clone(), true
}

// chat returns the person's chat, a new one when a practice visitor was forgotten; the caller
// holds the lock.
func (p *Person) chat() *chat { return p.s.privateChat(p.id) }

func (p *Person) send(m Message) error { return p.sendBody(m, content{}) }

// sendBody sends a message with other content than text.
func (p *Person) sendBody(m Message, body content) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if c.blocked {
		return ErrBlocked
	}
	c.begun, c.met = true, true
	from := c.person
	_, err := p.s.report(c, "message", p.s.append(c, &message{Message: m, from: &from, body: body}))
	return err
}

// report queues an update about a message and returns its id; the caller holds the lock.
func (s *Server) report(c *chat, kind string, m *message) (int, error) {
	raw, err := json.Marshal(s.wire(c, m))
	if err != nil {
		return 0, err
	}
	return s.push(kind, raw, lane{"chat", c.id}, nil), nil
}

// setBlocked changes whether the bot may write and sends my_chat_member on a change (Docs:
// Update, ChatMemberUpdated).
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
	p.s.reportMembership(c, c.person, from, to)
}

// reportMembership queues my_chat_member (Docs: ChatMemberUpdated); the caller holds the
// lock.
func (s *Server) reportMembership(c *chat, by Profile, from, to string) {
	raw, err := json.Marshal(map[string]any{
		"chat": c.wire(), "from": by.user(), "date": unix(s.now()),
		"old_chat_member": s.membership(from), "new_chat_member": s.membership(to),
	})
	if err == nil {
		s.push("my_chat_member", raw, lane{"my_chat_member", c.id}, nil)
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
