package notice

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
)

// Topic is something that an account can subscribe to in its own chat.
type Topic string

// The topics. TopicWeekly is the summary of the week: an officer's own results, or the
// city's for HR. TopicAlert notifies a head of a lowest rating with a comment, TopicAlarm
// notifies HR of silent tablets.
const (
	TopicWeekly Topic = "weekly"
	TopicAlert  Topic = "alert"
	TopicAlarm  Topic = "alarm"
	// TopicFees notifies the Inspektorat of new reports of illegal fees.
	TopicFees Topic = "fees"
)

// TopicsFor lists the topics of a role.
func TopicsFor(role domain.Role) []Topic {
	switch role {
	case domain.RoleOfficer:
		return []Topic{TopicWeekly}
	case domain.RoleHead:
		return []Topic{TopicAlert}
	case domain.RoleInspector:
		return []Topic{TopicFees}
	case domain.RoleHR, domain.RoleAdmin:
		return []Topic{TopicWeekly, TopicAlarm}
	}
	return nil
}

// SealedChat is a chat as it is stored: its number, encrypted with a key that only the
// surface has, and a keyed hash by which the surface finds it again.
type SealedChat struct {
	Sealed []byte
	Hash   string // 1–64 characters of ASCII
}

// StaffChat is an account's own chat, linked by choice. One chat may serve several
// accounts, an account has one chat.
//
// A person with a linked chat can still rate as a resident, and the two cannot be
// connected: the link has a hash under a key of its own, the author of a rating one that
// changes every quarter, so that neither follows from the other; no query joins them. The
// database alone connects nothing. With the secret of the configuration too, the chat's
// number can be decrypted and its author computed, as for any known number, but only
// until the key of the quarter is destroyed (see domain.Authors).
type StaffChat struct {
	ID     string // of this link; a new link has a new one
	Login  string
	Chat   SealedChat
	Lang   string // of the messages to this chat
	Topics []Topic
	Quiet  QuietHours
	Since  time.Time
	State  State
}

// Wants says whether the account subscribes to the topic.
func (c StaffChat) Wants(topic Topic) bool { return slices.Contains(c.Topics, topic) }

// LinkedChat is a chat with the current state of its account.
type LinkedChat struct {
	StaffChat
	Account account.Account
}

// LinkTime is how long a link code is valid.
const LinkTime = 10 * time.Minute

// LinkCode is the right to link a chat to an account, once. Only its hash is kept.
type LinkCode struct {
	Hash  string
	Login string
	Made  time.Time
	Used  time.Time // zero: still waiting
}

// Expires is when the code becomes invalid.
func (c LinkCode) Expires() time.Time { return c.Made.Add(LinkTime) }

// linkKind is the prefix of every link code; no pass has it.
const linkKind = "a1_"

// IsLinkCode says whether the text is a link code and not a pass to rate with.
func IsLinkCode(text string) bool { return strings.HasPrefix(text, linkKind) }

func hashLinkCode(code string) string {
	sum := sha256.Sum256([]byte("link:" + code))
	return hex.EncodeToString(sum[:])
}

// StaffChatStore stores the chats of accounts. It stores effects and events of the record in
// the same transaction as the change, and refuses an update that is done with ErrUpdateDone.
type StaffChatStore interface {
	// AddLinkCode stores a code and deletes the account's earlier one.
	AddLinkCode(ctx context.Context, c LinkCode) error
	// UseLinkCode runs use under lock on the code with that hash and the account's chat,
	// whose ID is "" when it has none, and stores the result. Unknown: ErrLinkUnknown.
	UseLinkCode(ctx context.Context, hash string, use func(*LinkCode, *LinkedChat) (domain.Effects, audit.Event, error)) error
	// StaffChats gives the chats of the existing accounts, by login.
	StaffChats(ctx context.Context) ([]LinkedChat, error)
	// ChangeStaffChat runs change on the account's chat under lock and stores the result.
	// None: ErrChatMissing.
	ChangeStaffChat(ctx context.Context, login string, change func(*StaffChat) (domain.Effects, error)) error
	// StaffChat gives the account's chat. None: ErrChatMissing.
	StaffChat(ctx context.Context, login string) (StaffChat, error)
	// EndStaffChats ends the link of the account and, where it is not "", all links of
	// the chat with that hash; after gets their number, event the account of each.
	EndStaffChats(ctx context.Context, login, hash string, after func(n int64) domain.Effects, event func(account.Account) audit.Event) error
}

// StaffChats links accounts with chats. A link ends when either side ends it, with the
// account, and when the password changes, like every session: a person with the old
// password might have linked another chat.
type StaffChats struct {
	store StaffChatStore
	clock domain.Clock
}

// NewStaffChats makes the use case.
func NewStaffChats(store StaffChatStore, clock domain.Clock) *StaffChats {
	return &StaffChats{store: store, clock: clock}
}

// Invite makes a code for the actor's own account. It links the first chat that presents
// it within LinkTime and replaces an earlier code. It has at most 64 characters of
// A–Z, a–z, 0–9 and '_'. Refusal: ErrNotAllowed for a role without topics.
func (s *StaffChats) Invite(ctx context.Context, actor domain.Actor) (code string, made LinkCode, err error) {
	if len(TopicsFor(actor.Role)) == 0 {
		return "", LinkCode{}, domain.ErrNotAllowed
	}
	code = linkKind + rand.Text()
	made = LinkCode{Hash: hashLinkCode(code), Login: actor.Login, Made: s.clock()}
	return code, made, s.store.AddLinkCode(ctx, made)
}

// Link links the chat that presents a code. The chat that has used the code gets the same
// answer again. lang is the language of its messages. Refusals: ErrLinkUnknown,
// ErrLinkExpired, ErrLinkUsed.
func (s *StaffChats) Link(ctx context.Context, code string, chat SealedChat, lang string, after func(LinkedChat) domain.Effects) error {
	now := s.clock()
	return s.store.UseLinkCode(ctx, hashLinkCode(code), func(c *LinkCode, linked *LinkedChat) (domain.Effects, audit.Event, error) {
		switch {
		case !c.Used.IsZero() && linked.ID != "" && linked.Chat.Hash == chat.Hash:
			return after(*linked), audit.Event{}, nil
		case !c.Used.IsZero():
			return domain.Effects{}, audit.Event{}, domain.ErrLinkUsed
		case now.After(c.Expires()):
			return domain.Effects{}, audit.Event{}, domain.ErrLinkExpired
		}
		c.Used = now
		linked.take(chat, lang, now)
		return after(*linked), s.event(audit.ChatLinked)(linked.Account), nil
	})
}

// take replaces the account's chat. The state stays, so that the new chat gets no notice
// twice.
func (c *LinkedChat) take(chat SealedChat, lang string, now time.Time) {
	if c.StaffChat.ID == "" {
		c.Topics, c.Quiet, c.State = TopicsFor(c.Account.Role), DefaultQuietHours(), State{After: now}
	}
	c.StaffChat.ID, c.Login, c.Chat, c.Lang, c.Since = uuid.NewString(), c.Account.Login, chat, lang, now
}

// Of gives the actor's chat. None: ErrChatMissing.
func (s *StaffChats) Of(ctx context.Context, actor domain.Actor) (StaffChat, error) {
	return s.store.StaffChat(ctx, actor.Login)
}

// Configure sets the actor's topics, quiet hours and language. It leaves out topics that
// the role does not have. None: ErrChatMissing.
func (s *StaffChats) Configure(ctx context.Context, actor domain.Actor, topics []Topic, quiet QuietHours, lang string) error {
	return s.store.ChangeStaffChat(ctx, actor.Login, func(c *StaffChat) (domain.Effects, error) {
		wanted := slices.DeleteFunc(TopicsFor(actor.Role), func(t Topic) bool { return !slices.Contains(topics, t) })
		if slices.ContainsFunc(wanted, func(t Topic) bool { return !c.Wants(t) }) {
			c.State.After = s.clock()
		}
		c.Topics, c.Quiet, c.Lang = wanted, quiet, lang
		return domain.Effects{}, nil
	})
}

// End ends the link of the actor's account, if there is one.
func (s *StaffChats) End(ctx context.Context, actor domain.Actor) error {
	return s.store.EndStaffChats(ctx, actor.Login, "", func(int64) domain.Effects { return domain.Effects{} }, s.event(audit.ChatUnlinked))
}

// EndChat ends all links of the chat with that hash; after gets their number.
func (s *StaffChats) EndChat(ctx context.Context, hash string, after func(n int64) domain.Effects) error {
	return s.store.EndStaffChats(ctx, "", hash, after, s.event(audit.ChatUnlinked))
}

// event makes the row of the record for an account's link. It says nothing about the chat.
func (s *StaffChats) event(kind audit.Kind) func(account.Account) audit.Event {
	return func(a account.Account) audit.Event { return a.Actor().Act(s.clock(), kind, a.Login) }
}

// Local gives a moment in the city's zone.
func (s *StaffChats) Local(t time.Time) time.Time { return t.In(s.clock().Location()) }
