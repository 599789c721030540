package domain

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"
)

// The passes of a chat's visits.
const (
	kindChat       = "c1"
	kindSlotChat   = "c2"
	kindTicketChat = "c3"
	kindTypedChat  = "c4"
)

// OpenChat turns a code into a visit of the counter in a chat. A rotating code must
// be of one of the tablets. Refusals: ErrPassInvalid, ErrPassExpired.
func (p *Passes) OpenChat(code string, kiosks ...Kiosk) (pass string, err error) {
	c, err := p.scan(code, kiosks)
	if err != nil {
		return "", err
	}
	switch {
	case c.slot != 0:
		return p.compact(kindSlotChat, c.counter, uint64(c.slot)), nil
	case c.ticket != "":
		number, err := ticketNumber(c.ticket)
		return p.compact(kindTicketChat, c.counter, number), err
	}
	return p.sign(kindChat, c.counter, p.stamp()), nil
}

// OpenTyped begins a visit in a chat for a counter's code that a person typed. Nothing
// proves that the person is at the counter.
func (p *Passes) OpenTyped(counter string) (pass string) {
	return p.sign(kindTypedChat, counter, p.stamp())
}

// ReadChat gives the right of a pass in a chat's button, for the given author.
// It refuses with ErrPassInvalid; age is left to Intake, as in Read.
func (p *Passes) ReadChat(pass, author string) (Right, error) {
	right := Right{Channel: ChannelTelegram, Assurance: AssurancePoster, Author: author}
	if kind := kindOf(pass); kind == kindSlotChat || kind == kindTicketChat {
		return p.readCompact(pass, right)
	}
	parts, err := p.parts(pass)
	if err != nil || len(parts) != 3 {
		return Right{}, ErrPassInvalid
	}
	switch parts[0] {
	case kindChat:
	case kindTypedChat:
		right.Assurance = AssuranceTyped
	default:
		return Right{}, ErrPassInvalid
	}
	opened, err := parseStamp(parts[2])
	right.Counter, right.Expires = parts[1], opened.Add(VisitTime)
	return right, err
}

// compactBytes are what a compact pass carries after the counter: when it was opened
// and the slot's or ticket's number, five bytes each, and the signature.
const compactBytes = 5 + 5 + 8

// compact writes the visit of a slot or ticket in a chat, whose buttons have 64 bytes
// for the pass, an officer's code and what the button does: kind_counter_ and 24
// characters of base 64.
func (p *Passes) compact(kind, counter string, number uint64) string {
	head := kind + "_" + counter + "_"
	body := append(fiveBytes(uint64(p.clock().Unix())), fiveBytes(number)...)
	body = append(body, p.mac(head+string(body))...)
	return head + base64.RawURLEncoding.EncodeToString(body)
}

func (p *Passes) readCompact(pass string, right Right) (Right, error) {
	parts := strings.SplitN(pass, "_", 3)
	if len(pass) > MaxPass || len(parts) != 3 || !ValidCode(parts[1], MaxCode) {
		return Right{}, ErrPassInvalid
	}
	body, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(body) != compactBytes {
		return Right{}, ErrPassInvalid
	}
	said, mac := body[:10], body[10:]
	if !hmac.Equal(mac, p.mac(parts[0]+"_"+parts[1]+"_"+string(said))) {
		return Right{}, ErrPassInvalid
	}
	right.Counter = parts[1]
	right.Expires = time.Unix(int64(fromFive(said[:5])), 0).Add(VisitTime)
	if parts[0] == kindSlotChat {
		right.Assurance, right.Slot = AssuranceSlot, Slot(fromFive(said[5:]))
		return right, nil
	}
	right.Assurance, right.Ticket = AssuranceTicket, passText.EncodeToString(said[5:])
	return right, nil
}

func fiveBytes(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n)[3:] }

func fromFive(b []byte) uint64 {
	return binary.BigEndian.Uint64(append(make([]byte, 3, 8), b...))
}

// ticketNumber reads the eight characters of a ticket's number.
func ticketNumber(text string) (uint64, error) {
	b, err := passText.DecodeString(text)
	if err != nil || len(b) != 5 {
		return 0, ErrPassInvalid
	}
	return fromFive(b), nil
}
