package domain

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain/audit"
)

// PairingTime is how long a pairing code is valid.
const PairingTime = 10 * time.Minute

// Pairing is the invitation of a tablet to a counter. Its code is derived from its id
// and the server's key, so that it can be shown again and is not stored.
type Pairing struct {
	ID       string
	CodeHash string
	Counter  string
	Name     string // of the new kiosk
	Replaces string // the kiosk that ends when this one begins, "" for none
	MadeBy   string // login
	Made     time.Time
	Used     time.Time // zero: still waiting
	Request  string    // the tablet's own number for its request
	Kiosk    string    // the id of the new kiosk
}

// Expires is when the code becomes invalid.
func (p Pairing) Expires() time.Time { return p.Made.Add(PairingTime) }

// Invite makes a pairing for a counter. Refusals: ErrNotAllowed, ErrCounterUnknown, fields.
func (k *Kiosks) Invite(ctx context.Context, actor Actor, counter, name string) (Pairing, error) {
	name, err := checkedName(name)
	if err != nil {
		return Pairing{}, err
	}
	at, err := k.counterFor(ctx, actor, counter)
	if err != nil {
		return Pairing{}, err
	}
	return k.invite(ctx, actor, Pairing{Counter: at.Code, Name: name})
}

// Replace makes a pairing for a tablet that replaces another, which is revoked at that
// moment. Refusals: ErrNotAllowed, ErrKioskMissing.
func (k *Kiosks) Replace(ctx context.Context, actor Actor, id string) (Pairing, error) {
	index, err := k.roster.Latest(ctx)
	if err != nil {
		return Pairing{}, err
	}
	old, ok := index.tablets[id]
	if !ok {
		return Pairing{}, ErrKioskMissing
	}
	if counter := index.counters[old.Counter]; !actor.SeesUnit(counter.Unit.Code) {
		return Pairing{}, ErrNotAllowed
	}
	return k.invite(ctx, actor, Pairing{Counter: old.Counter, Name: old.Name, Replaces: id})
}

func (k *Kiosks) invite(ctx context.Context, actor Actor, p Pairing) (Pairing, error) {
	p.ID, p.Made, p.MadeBy = uuid.NewString(), k.clock(), actor.Login
	p.CodeHash = hashCode(k.Code(p))
	return p, k.store.AddPairing(ctx, p, actor.Act(p.Made, audit.TabletInvited, p.ID, "counter", p.Counter, "name", p.Name, "replaces", p.Replaces))
}

// Invitation gives a pairing again. Refusals: ErrPairingUnknown, ErrNotAllowed.
func (k *Kiosks) Invitation(ctx context.Context, actor Actor, id string) (Pairing, error) {
	p, err := k.store.Pairing(ctx, id)
	if err != nil {
		return Pairing{}, err
	}
	_, err = k.counterFor(ctx, actor, p.Counter)
	return p, err
}

// codeText is Crockford's base 32: without letters that look like digits.
var codeText = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Code is the pairing's short code, two groups of four characters. Its 40 bits cannot
// be guessed in ten minutes: at ten thousand tries a second the chance is one in 180,000.
func (k *Kiosks) Code(p Pairing) string {
	text := codeText.EncodeToString(k.derived("pairing:" + p.ID)[:5])
	return text[:4] + "-" + text[4:]
}

// normalPairingCode reads a code as people type it.
func normalPairingCode(code string) string {
	return strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
}

func hashCode(code string) string {
	sum := sha256.Sum256([]byte("pairing:" + normalPairingCode(code)))
	return hex.EncodeToString(sum[:])
}

// Pair turns a code into a kiosk and gives its device key. request is the tablet's own
// number for this: the same code with the same request gets the same answer again, with
// again true, so that a tablet can retry after a lost answer. Refusals: ErrPairingUnknown,
// ErrPairingExpired, ErrPairingUsed, fields.
func (k *Kiosks) Pair(ctx context.Context, code, request string) (key string, again bool, err error) {
	id, err := uuid.Parse(request)
	if err != nil {
		return "", false, FieldErrors{{Field: "request", Key: "field_uuid"}}.Err()
	}
	key = "dk_" + strings.ToLower(codeText.EncodeToString(k.derived("key:" + normalPairingCode(code) + ":" + id.String())[:20]))
	err = k.store.UsePairing(ctx, hashCode(code), func(p *Pairing) (Kiosk, audit.Event, error) {
		again = !p.Used.IsZero()
		kiosk, err := p.use(id.String(), key, k.clock())
		return kiosk, p.paired(), err
	})
	return key, again, err
}

// paired is the row of the record for a pairing that was used. Its actor made the code; the
// record does not know who typed it on the tablet.
func (p Pairing) paired() audit.Event {
	detail := audit.Details("pairing", p.ID, "counter", p.Counter, "name", p.Name, "replaces", p.Replaces)
	return audit.Event{At: p.Used, Actor: p.MadeBy, Kind: audit.TabletPaired, Subject: p.Kiosk, Detail: detail}
}

// use makes the kiosk of a pairing, the same one for the same request.
func (p *Pairing) use(request, key string, now time.Time) (Kiosk, error) {
	switch {
	case now.After(p.Expires()):
		return Kiosk{}, ErrPairingExpired
	case p.Used.IsZero():
		p.Used, p.Request, p.Kiosk = now, request, uuid.NewString()
	case p.Request != request:
		return Kiosk{}, ErrPairingUsed
	}
	return Kiosk{ID: p.Kiosk, Counter: p.Counter, Name: p.Name, KeyHash: HashKey(key), Paired: p.Used}, nil
}
