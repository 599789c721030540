package talk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/notice"
	"suaraloket/domain/seal"
)

// Staff links the chats of accounts and renders their notices.
type Staff struct {
	chats  *notice.StaffChats
	portal string
	keys   chatKeys
	texts  *locale.Catalog
}

// NewStaff returns the Staff of a portal with this address, which ends with '/'; "" is an
// unknown address. The key is that of the configuration.
func NewStaff(chats *notice.StaffChats, portal string, key []byte, texts *locale.Catalog) (*Staff, error) {
	keys, err := newChatKeys(key)
	return &Staff{chats: chats, portal: portal, keys: keys, texts: texts.ForStaff()}, err
}

// chatKeys seals the number of a linked chat and computes the hash by which it is found,
// each under a key of its own: the hash is no part of an author's hash, and neither can be
// computed from the other.
type chatKeys struct {
	box seal.Box
	key []byte
}

func newChatKeys(key []byte) (chatKeys, error) {
	box, err := seal.New(key, "staff")
	return chatKeys{box, seal.Derive(key, "staff-hash")}, err
}

func (k chatKeys) seal(chat int64) notice.SealedChat {
	return notice.SealedChat{Sealed: k.box.Seal(binary.BigEndian.AppendUint64(nil, uint64(chat))), Hash: k.hash(chat)}
}

func (k chatKeys) hash(chat int64) string {
	mac := hmac.New(sha256.New, k.key)
	mac.Write([]byte(strconv.FormatInt(chat, 10)))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Chat returns the number of a linked chat. It refuses a chat that was sealed with another
// key with seal.ErrSealed.
func (s *Staff) Chat(c notice.SealedChat) (int64, error) {
	plain, err := s.keys.box.Open(c.Sealed)
	if err != nil || len(plain) != 8 {
		return 0, seal.ErrSealed
	}
	return int64(binary.BigEndian.Uint64(plain)), nil
}

// command handles the messages of a chat to its account: the code that links it, and the
// command that ends the link. It returns false for every other message.
func (s *Staff) command(ctx context.Context, who resident, name, payload string) (r Reply, mine bool, err error) {
	switch {
	case s == nil:
		return Reply{}, false, nil
	case name == "start" && notice.IsLinkCode(payload):
		r, err = s.link(ctx, who, payload)
	case s.endsLinks(name):
		r, err = s.end(ctx, who)
	default:
		return Reply{}, false, nil
	}
	return r, true, err
}

func (s *Staff) endsLinks(name string) bool {
	for _, lang := range s.texts.Languages() {
		if name == s.texts.In(lang).T("staff.command.stop") {
			return true
		}
	}
	return false
}

// link stores the link and its reply in one transaction.
func (s *Staff) link(ctx context.Context, who resident, code string) (Reply, error) {
	texts := s.texts.In(who.texts.Lang)
	var reply Reply
	err := s.chats.Link(ctx, code, s.keys.seal(who.id), texts.Lang, func(c notice.LinkedChat) domain.Effects {
		reply = s.linked(texts, c)
		return who.turn.Effects(reply)
	})
	if refusal, ok := domain.Refusal(err); ok && !refusal.Is(domain.ErrUnavailable) {
		return Reply{Text: texts.Refusal(refusal)}, nil // asking to scan a counter's code would mislead
	}
	who.turn.Stored = err == nil
	return reply, err
}

func (s *Staff) end(ctx context.Context, who resident) (Reply, error) {
	texts := s.texts.In(who.texts.Lang)
	var reply Reply
	err := s.chats.EndChat(ctx, s.keys.hash(who.id), func(n int64) domain.Effects {
		reply = Reply{Text: texts.T("staff.ended")}
		if n == 0 {
			reply = Reply{Text: texts.T("staff.ended.none")}
		}
		return who.turn.Effects(reply)
	})
	who.turn.Stored = err == nil
	return reply, err
}
