package bot

import (
	"slices"
	"strings"
	"time"
)

// letter is one that is here.
type letter struct {
	id    string
	mail  mail
	begun bool // before this program had it
	ours  bool // this program has noted that sending has begun
	kept  bool // in the store
	waits *backoff
}

// address is whom letters go to: a chat, or ourselves with what the chat has said.
type address struct {
	chat      int64
	ourselves bool
}

func (m mail) address() address { return address{m.Chat, m.Deferred != nil} }

// mailbox holds the letters of an address.
type mailbox struct {
	letters []*letter
	said    map[int]string // by message, the newest letter that changed it
	next    time.Time      // the earliest moment for the first of them
	busy    bool
	in      *mailboxes // where it waits, nil when it does not
	at      int        // its place there
}

// sayingLife is how long it is remembered what a message says.
const sayingLife = 15 * time.Minute

// remember notes that a letter has changed its message.
func (b *mailbox) remember(l *letter) {
	if l.mail.Edit == 0 {
		return
	}
	if b.said == nil {
		b.said = map[int]string{}
	}
	b.said[l.mail.Edit] = max(b.said[l.mail.Edit], l.id)
}

// replaced takes out the waiting letter that an edit makes pointless, nil for none.
func (b *mailbox) replaced(by *letter) *letter {
	if by.mail.Edit == 0 {
		return nil
	}
	at := slices.IndexFunc(b.letters[b.underWay():], func(l *letter) bool { return l.mail.Edit == by.mail.Edit && l.id < by.id })
	if at < 0 {
		return nil
	}
	at += b.underWay()
	old := b.letters[at]
	b.letters = slices.Delete(b.letters, at, at+1)
	return old
}

// insert puts a letter among those that wait, in their order.
func (b *mailbox) insert(l *letter) {
	at, _ := slices.BinarySearchFunc(b.letters[b.underWay():], l, func(a, b *letter) int { return strings.Compare(a.id, b.id) })
	b.letters = slices.Insert(b.letters, b.underWay()+at, l)
}

// underWay is how many letters at the beginning are being sent: one at the most.
func (b *mailbox) underWay() int {
	if b.busy {
		return 1
	}
	return 0
}

// mailboxes is a heap of chats, the one that comes first at the top.
type mailboxes struct {
	boxes []*mailbox
	first func(a, b *mailbox) bool
}

func earlier(a, b *mailbox) bool { return a.next.Before(b.next) }

func older(a, b *mailbox) bool { return a.letters[0].id < b.letters[0].id }

func (m *mailboxes) Len() int { return len(m.boxes) }

func (m *mailboxes) Less(i, j int) bool { return m.first(m.boxes[i], m.boxes[j]) }

func (m *mailboxes) Swap(i, j int) {
	m.boxes[i], m.boxes[j] = m.boxes[j], m.boxes[i]
	m.boxes[i].at, m.boxes[j].at = i, j
}

// Push implements heap.Interface.
func (m *mailboxes) Push(x any) {
	box := x.(*mailbox)
	box.at, box.in = len(m.boxes), m
	m.boxes = append(m.boxes, box)
}

// Pop implements heap.Interface.
func (m *mailboxes) Pop() any {
	last := len(m.boxes) - 1
	box := m.boxes[last]
	box.in = nil
	m.boxes = m.boxes[:last]
	return box
}
