package domain

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Wish is something that an account wants to be told in its own chat.
type Wish string

// The wishes. WishWeekly is the summary of the week: the own results of an officer,
// the city's of HR. WishAlert tells a head of a lowest rating with a comment, WishAlarm
// HR of kiosks that fall silent.
const (
	WishWeekly Wish = "weekly"
	WishAlert  Wish = "alert"
	WishAlarm  Wish = "alarm"
)

// WishesFor lists what a role can be told.
func WishesFor(role Role) []Wish {
	switch role {
	case RoleOfficer:
		return []Wish{WishWeekly}
	case RoleHead:
		return []Wish{WishAlert}
	case RoleHR, RoleAdmin:
		return []Wish{WishWeekly, WishAlarm}
	}
	return nil
}

// SealedChat is a chat as it is kept: its number, closed by the surface that alone can
// open it, and a keyed hash by which the surface finds it again.
type SealedChat struct {
	Sealed []byte
	Hash   string // 1–64 characters of ASCII
}

// StaffChat is an account's own chat, linked by choice. One chat may serve several
// accounts, an account has one chat.
//
// Whoever linked a chat can still rate as a resident, and the two are not connected:
// the link is found by a hash under a key of its own, a rating's author by one that
// changes with the triwulan, so that neither can be computed from the other; no rating
// is asked for by a link and no link by an author. Whoever has the database alone can
// connect nothing. Whoever has the secret of the configuration too could open the
// chat's number and compute its author, as of any number that is known: only until the
// triwulan's key is destroyed (see Authors).
type StaffChat struct {
	ID     string // of this link: another one has another
	Login  string
	Chat   SealedChat
	Lang   string // in which it is written to
	Wishes []Wish
	Quiet  Quiet
	Since  time.Time
	Told   Told
}

// Wants says whether the account is to be told of something.
func (c StaffChat) Wants(w Wish) bool { return slices.Contains(c.Wishes, w) }

// LinkedChat is a chat with the account it belongs to, as it is now.
type LinkedChat struct {
	StaffChat
	Account Account
}

// LinkTime is how long a code that links a chat is good for.
const LinkTime = 10 * time.Minute

// LinkCode is the right to link a chat to an account, once. Only its hash is kept.
type LinkCode struct {
	Hash  string
	Login string
	Made  time.Time
	Used  time.Time // zero: still waiting
}

// Expires is when the code ends to be good.
func (c LinkCode) Expires() time.Time { return c.Made.Add(LinkTime) }

// linkKind begins every such code; no pass begins so.
const linkKind = "a1_"

// IsLinkCode tells a code that links a chat from the passes with which people rate.
func IsLinkCode(text string) bool { return strings.HasPrefix(text, linkKind) }

func hashLinkCode(code string) string {
	sum := sha256.Sum256([]byte("link:" + code))
	return hex.EncodeToString(sum[:])
}

// StaffChatStore keeps the chats of accounts. What it stores with effects it stores
// in one transaction; of an update that is done nothing is stored: ErrUpdateDone.
type StaffChatStore interface {
	// AddLinkCode keeps a code in place of the account's earlier one.
	AddLinkCode(ctx context.Context, c LinkCode) error
	// UseLinkCode runs use under lock on the code with that hash and the account's chat,
	// whose ID is "" when it has none, and keeps the result. Unknown: ErrLinkUnknown.
	UseLinkCode(ctx context.Context, hash string, use func(*LinkCode, *LinkedChat) (Effects, error)) error
	// StaffChats gives the chats of the accounts there are, by login.
	StaffChats(ctx context.Context) ([]LinkedChat, error)
	// ChangeStaffChat runs change on the account's chat under lock and keeps the result.
	// None: ErrChatMissing.
	ChangeStaffChat(ctx context.Context, login string, change func(*StaffChat) (Effects, error)) error
	// StaffChat gives the account's chat. None: ErrChatMissing.
	StaffChat(ctx context.Context, login string) (StaffChat, error)
	// EndStaffChats ends the link of the account and, where it is not "", all links of
	// the chat with that hash; after is told how many there were.
	EndStaffChats(ctx context.Context, login, hash string, after func(n int64) Effects) error
}

// StaffChats links accounts with chats. A link ends by either side's wish, with the
// account, and when the password changes, as every other session does: whoever knew the
// old one might have linked a chat of his own.
type StaffChats struct {
	store StaffChatStore
	clock Clock
}

// NewStaffChats makes the use case.
func NewStaffChats(store StaffChatStore, clock Clock) *StaffChats {
	return &StaffChats{store: store, clock: clock}
}

// Invite makes a code for the actor's own account, which links the chat that brings it
// first within LinkTime. An earlier code ends. It has at most 64 characters of
// A–Z, a–z, 0–9 and '_'. Refusal: ErrNotAllowed for a role that is told nothing.
func (s *StaffChats) Invite(ctx context.Context, actor Actor) (code string, made LinkCode, err error) {
	if len(WishesFor(actor.Role)) == 0 {
		return "", LinkCode{}, ErrNotAllowed
	}
	code = linkKind + rand.Text()
	made = LinkCode{Hash: hashLinkCode(code), Login: actor.Login, Made: s.clock()}
	return code, made, s.store.AddLinkCode(ctx, made)
}

// Link links the chat that brings a code. The chat that has used the code is told so
// again. lang is in which the account is written to. Refusals: ErrLinkUnknown,
// ErrLinkExpired, ErrLinkUsed.
func (s *StaffChats) Link(ctx context.Context, code string, chat SealedChat, lang string, after func(LinkedChat) Effects) error {
	now := s.clock()
	return s.store.UseLinkCode(ctx, hashLinkCode(code), func(c *LinkCode, linked *LinkedChat) (Effects, error) {
		switch {
		case !c.Used.IsZero() && linked.ID != "" && linked.Chat.Hash == chat.Hash:
			return after(*linked), nil
		case !c.Used.IsZero():
			return Effects{}, ErrLinkUsed
		case now.After(c.Expires()):
			return Effects{}, ErrLinkExpired
		}
		c.Used = now
		linked.take(chat, lang, now)
		return after(*linked), nil
	})
}

// take puts a chat in the place of the one that the account had: what was told there is
// not told once more.
func (c *LinkedChat) take(chat SealedChat, lang string, now time.Time) {
	if c.StaffChat.ID == "" {
		c.Wishes, c.Quiet, c.Told = WishesFor(c.Account.Role), DefaultQuiet(), Told{After: now}
	}
	c.StaffChat.ID, c.Login, c.Chat, c.Lang, c.Since = uuid.NewString(), c.Account.Login, chat, lang, now
}

// Of gives the actor's chat. None: ErrChatMissing.
func (s *StaffChats) Of(ctx context.Context, actor Actor) (StaffChat, error) {
	return s.store.StaffChat(ctx, actor.Login)
}

// Wish sets what the actor wants to be told, when not, and in which language. What the
// actor's role is not told is left out. None: ErrChatMissing.
func (s *StaffChats) Wish(ctx context.Context, actor Actor, wishes []Wish, quiet Quiet, lang string) error {
	return s.store.ChangeStaffChat(ctx, actor.Login, func(c *StaffChat) (Effects, error) {
		wanted := slices.DeleteFunc(WishesFor(actor.Role), func(w Wish) bool { return !slices.Contains(wishes, w) })
		if slices.ContainsFunc(wanted, func(w Wish) bool { return !c.Wants(w) }) {
			c.Told.After = s.clock()
		}
		c.Wishes, c.Quiet, c.Lang = wanted, quiet, lang
		return Effects{}, nil
	})
}

// End ends the link of the actor's account, if there is one.
func (s *StaffChats) End(ctx context.Context, actor Actor) error {
	return s.store.EndStaffChats(ctx, actor.Login, "", func(int64) Effects { return Effects{} })
}

// EndChat ends all links of the chat with that hash; after is told how many there were.
func (s *StaffChats) EndChat(ctx context.Context, hash string, after func(n int64) Effects) error {
	return s.store.EndStaffChats(ctx, "", hash, after)
}

// Local gives a moment in the city's zone.
func (s *StaffChats) Local(t time.Time) time.Time { return t.In(s.clock().Location()) }
