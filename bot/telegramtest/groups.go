package telegramtest

import (
	"encoding/json"
	"strings"
)

// Group is a group, supergroup or channel of which the bot is a member. It is safe for
// concurrent use.
type Group struct {
	s  *Server
	id int64
}

// Group returns the group with this id, which is below zero, with the bot as a member; the
// bot gets no update of it before a message or [Group.Add]. The same id is the same group.
func (s *Server) Group(id int64, title string) *Group { return s.room(id, "group", title) }

// Supergroup is [Server.Group] for a large group, whose id begins with -100.
func (s *Server) Supergroup(id int64, title string) *Group { return s.room(id, "supergroup", title) }

// Channel is [Server.Group] for a channel, of which the bot is an administrator.
func (s *Server) Channel(id int64, title string) *Group { return s.room(id, "channel", title) }

func (s *Server) room(id int64, kind, title string) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chats[id] == nil {
		s.chats[id] = &chat{id: id, kind: kind, bot: membershipIn(kind), rev: s.now().UnixMilli()}
	}
	s.chats[id].title = title
	return &Group{s: s, id: id}
}

// membershipIn returns the bot's status in a chat of this kind: to read a channel it has to be
// an administrator.
func membershipIn(kind string) string {
	if kind == "channel" {
		return "administrator"
	}
	return "member"
}

// ID of the chat.
func (g *Group) ID() int64 { return g.id }

// Say writes as a person and returns the id of the update; 0 when the bot gets none. With
// its privacy mode on (Docs: "Privacy mode"; see [Options.ReadsGroups]) a bot gets
// commands that name no other bot. It refuses with ErrText.
func (g *Group) Say(p *Person, text string) (int, error) {
	if n := utf16Len(text); n < 1 || n > maxText {
		return 0, ErrText
	}
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	c, author := g.chat(), p.chat()
	from := author.person
	m := g.s.append(c, &message{Message: Message{Kind: "text", Text: text, Entities: commandEntity(text)}, from: &from})
	if c.open() != nil || !g.s.reads(m) {
		return 0, nil
	}
	author.met = true
	return g.s.report(c, "message", m)
}

// reads reports whether the bot gets a message of a group.
func (s *Server) reads(m *message) bool {
	if s.opts.ReadsGroups || len(m.Entities) == 0 {
		return s.opts.ReadsGroups
	}
	word, _, _ := strings.Cut(m.Text, " ")
	_, bot, named := strings.Cut(word, "@")
	return !named || strings.EqualFold(bot, s.opts.Username)
}

// Post writes in the name of a channel and returns the id of the update, a channel_post. It
// refuses with ErrText.
func (g *Group) Post(text string) (int, error) {
	if n := utf16Len(text); n < 1 || n > maxText {
		return 0, ErrText
	}
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	c := g.chat()
	m := g.s.append(c, &message{Message: Message{Kind: "text", Text: text}})
	if c.open() != nil {
		return 0, nil
	}
	return g.s.report(c, "channel_post", m)
}

// Press presses the button with this data under a message of the chat, as a person, and
// returns the id of the callback query. It refuses with ErrNoButton.
func (g *Group) Press(p *Person, messageID int, data string) (string, error) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	p.chat().met = true
	return g.s.pressUnder(g.chat(), p.chat().person, int64(messageID), data)
}

// Messages returns the chat as its members see it now, oldest first.
func (g *Group) Messages() []Message {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat().view()
}

// Member reports whether the bot is in the chat.
func (g *Group) Member() bool {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat().open() == nil
}

// Add makes the bot a member (of a channel an administrator) through a person. The bot
// gets my_chat_member, and in a group a service message too (Docs:
// Message.new_chat_members).
func (g *Group) Add(by *Person) error {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	c, author := g.chat(), by.chat()
	author.met = true
	g.s.member(c, author.person, membershipIn(c.kind))
	if !c.group() {
		return nil
	}
	from := author.person
	w := g.s.wire(c, g.s.append(c, &message{Message: Message{Kind: "service"}, from: &from}))
	w.NewMembers = []wireUser{g.s.botUser()}
	raw, err := json.Marshal(w)
	if err == nil {
		g.s.push("message", raw, lane{"chat", c.id}, nil)
	}
	return err
}

// Remove removes the bot through a person. The bot gets my_chat_member.
func (g *Group) Remove(by *Person) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.s.member(g.chat(), by.chat().person, "kicked")
}

// member changes the bot's membership and queues an update of it; the caller holds the
// lock.
func (s *Server) member(c *chat, by Profile, to string) {
	from := c.bot
	c.bot = to
	s.reportMembership(c, by, from, to)
	s.notify()
}

// Upgrade turns a group into a supergroup. Messages to the old one are refused with the new id
// (Docs: ResponseParameters).
func (g *Group) Upgrade(id int64) *Group {
	g.s.mu.Lock()
	c := g.chat()
	c.migrated = id
	title := c.title
	g.s.mu.Unlock()
	return g.s.Supergroup(id, title)
}

func (g *Group) chat() *chat { return g.s.chats[g.id] }

// open refuses calls that the bot may not make in a group or channel (Source:
// check_chat_access).
func (c *chat) open() error {
	switch {
	case c.migrated != 0:
		return &refusal{Status: 400, Description: "Bad Request: group chat was upgraded to a supergroup chat", MigrateTo: c.migrated}
	case c.bot == "kicked":
		return forbidden("bot was kicked from the " + c.kind + " chat")
	}
	return nil
}
