package bot

import (
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"log/slog"
	"strconv"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// StaffOptions are what the chats of accounts need.
type StaffOptions struct {
	Chats   *domain.StaffChats
	Notices *domain.Notices
	Portal  string // the portal's address, ending with '/'; "" when it is not known
	// Every is the time between two looks for what is to be told; 0 is 15 s, so that an
	// alert takes no minute.
	Every time.Duration
}

const staffEvery = 15 * time.Second

// staffDesk links the chats of accounts and writes to them what they want to be told.
// It is nil where there are none.
type staffDesk struct {
	StaffOptions
	sealer sealer
	keeper chatKeeper
	texts  *locale.Catalog
	logger *slog.Logger
	closed map[string]bool // links that this key does not open, and that were told of
}

func newStaffDesk(o *StaffOptions, key []byte, s sealer, texts *locale.Catalog, logger *slog.Logger) (*staffDesk, error) {
	if o == nil {
		return nil, nil
	}
	keeper, err := newChatKeeper(key)
	d := &staffDesk{StaffOptions: *o, sealer: s, keeper: keeper, texts: texts.ForStaff(), logger: logger, closed: map[string]bool{}}
	if d.Every == 0 {
		d.Every = staffEvery
	}
	return d, err
}

// chatKeeper closes the number of a linked chat and gives the hash by which it is found,
// each under a key of its own: the hash is no part of an author's, nor can one be
// computed from the other.
type chatKeeper struct {
	aead cipher.AEAD
	key  []byte
}

func newChatKeeper(key []byte) (chatKeeper, error) {
	aead, err := newAEAD(derived(key, "staff"))
	return chatKeeper{aead, derived(key, "staff-hash")}, err
}

func (k chatKeeper) keep(chat int64) domain.SealedChat {
	return domain.SealedChat{Sealed: closeWith(k.aead, binary.BigEndian.AppendUint64(nil, uint64(chat))), Hash: k.hash(chat)}
}

func (k chatKeeper) hash(chat int64) string {
	mac := hmac.New(sha256.New, k.key)
	mac.Write([]byte(strconv.FormatInt(chat, 10)))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

func (k chatKeeper) open(c domain.SealedChat) (int64, error) {
	plain, err := openWith(k.aead, c.Sealed)
	if err != nil || len(plain) != 8 {
		return 0, errSealed
	}
	return int64(binary.BigEndian.Uint64(plain)), nil
}

// command takes what a chat says to its account: the code that links it, and the word
// that ends the link. It says false for everything else.
func (d *staffDesk) command(ctx context.Context, who resident, name, payload string) (r reply, mine bool, err error) {
	switch {
	case d == nil:
		return reply{}, false, nil
	case name == "start" && domain.IsLinkCode(payload):
		r, err = d.link(ctx, who, payload)
	case d.endsLinks(name):
		r, err = d.end(ctx, who)
	default:
		return reply{}, false, nil
	}
	return r, true, err
}

func (d *staffDesk) endsLinks(name string) bool {
	for _, lang := range d.texts.Languages() {
		if name == d.texts.In(lang).T("staff.command.stop") {
			return true
		}
	}
	return false
}

// link stores the link together with what is said of it.
func (d *staffDesk) link(ctx context.Context, who resident, code string) (reply, error) {
	texts := d.texts.In(who.texts.Lang)
	var said reply
	err := d.Chats.Link(ctx, code, d.keeper.keep(who.id), texts.Lang, func(c domain.LinkedChat) domain.Effects {
		said = d.linked(texts, c)
		return who.draft.after(said)
	})
	if refusal, ok := domain.Refusal(err); ok && !refusal.Is(domain.ErrUnavailable) {
		return reply{text: texts.Refusal(refusal)}, nil // asking to scan a counter's code would mislead
	}
	who.draft.stored = err == nil
	return said, err
}

func (d *staffDesk) end(ctx context.Context, who resident) (reply, error) {
	texts := d.texts.In(who.texts.Lang)
	var said reply
	err := d.Chats.EndChat(ctx, d.keeper.hash(who.id), func(n int64) domain.Effects {
		said = reply{text: texts.T("staff.ended")}
		if n == 0 {
			said = reply{text: texts.T("staff.ended.none")}
		}
		return who.draft.after(said)
	})
	who.draft.stored = err == nil
	return said, err
}

// tell writes to the accounts until ctx ends. Only the program that leads the chat does.
func (d *staffDesk) tell(ctx context.Context) {
	if d == nil {
		return
	}
	told := ""
	for {
		err := d.Notices.Tell(ctx, d.letters)
		switch what := outlineOf(err); {
		case what == told || ctx.Err() != nil:
		case what == "":
			d.logger.Info("notices to staff go on")
			told = what
		default:
			d.logger.Warn("notices to staff not made, trying on", "error", what)
			told = what
		}
		if !sleep(ctx, d.Every) {
			return
		}
	}
}

func outlineOf(err error) string {
	if err == nil {
		return ""
	}
	return outline(err)
}

// letters writes what an account is told. A chat that cannot be opened is written
// nothing: its number was closed with another secret.
func (d *staffDesk) letters(n domain.Notice) []domain.Message {
	chat, err := d.keeper.open(n.Chat.Chat)
	if err != nil {
		if !d.closed[n.Chat.ID] {
			d.closed[n.Chat.ID] = true
			d.logger.Warn("an account's chat cannot be opened with this key; it has to be linked anew")
		}
		return nil
	}
	var letters []domain.Message
	for _, r := range d.notice(d.texts.In(n.Chat.Lang), n) {
		m := mailOf(update{Message: &message{}}, r)
		m.Chat = chat
		letters = append(letters, domain.Message{ID: uuid.Must(uuid.NewV7()).String(), Sealed: d.sealer.seal(m)})
	}
	return letters
}
