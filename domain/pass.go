package domain

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"time"
)

// VisitTime is how long the pass of an opened code is valid for a first rating.
const VisitTime = 15 * time.Minute

// MaxPass is the longest code, in characters: what a deep link of the chat carries.
// The pass of a page's visit appears only in an address and may have maxVisit.
const (
	MaxPass  = 64
	maxVisit = 96
)

// Passes signs and reads the codes that give the right to rate, and the passes of the
// visits that they open. They consist of letters, digits, '-' and '_'.
//
// Residents scan three kinds of code: "p1", on a poster, valid for ever; "s1", on a
// screen, which a tablet replaces every half minute; "t1", a ticket. Each opens a visit
// of a page, "v1", "v2" and "v3", valid for one rating and bound to the browser that opened
// it if that keeps cookies, or of a chat,
// "c1", "c2" and "c3", whose rating is bound to the person besides. A chat's visit that
// is opened by no code but a counter's name is "c4".
type Passes struct {
	key   []byte
	clock Clock
}

// NewPasses makes the signer. The key has at least 16 bytes; a new key invalidates all
// printed codes.
func NewPasses(key []byte, clock Clock) *Passes {
	return &Passes{key: key, clock: clock}
}

const (
	kindPoster = "p1"
	kindSlot   = "s1"
	kindTicket = "t1"

	kindVisit       = "v1"
	kindSlotVisit   = "v2"
	kindTicketVisit = "v3"
)

var passText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Poster is the code for a counter's poster. It is the same every time.
func (p *Passes) Poster(counter string) string {
	return p.sign(kindPoster, counter)
}

// kindOf gives the kind in a text's prefix, without a check of the signature.
func kindOf(text string) string {
	kind, _, _ := strings.Cut(text, "_")
	return kind
}

// IsCode says whether a text has the prefix of a code, which opens a visit.
func IsCode(text string) bool {
	switch kindOf(text) {
	case kindPoster, kindSlot, kindTicket:
		return true
	}
	return false
}

// Open turns a code into a visit of the counter's page: the text of the visit's
// pass, bound to the text in the cookie of the browser, "" for none. A rotating code must be
// of one of the tablets. Refusals: ErrPassInvalid, ErrPassExpired.
func (p *Passes) Open(code, browser string, kiosks ...Kiosk) (pass string, right Right, err error) {
	c, err := p.scan(code, kiosks)
	if err != nil {
		return "", Right{}, err
	}
	number := nonce()
	if c.ticket != "" && browser != "" {
		number = p.ticketVisit(c.ticket, browser)
	}
	var parts []string
	switch {
	case c.slot != 0:
		parts = []string{kindSlotVisit, c.counter, p.stamp(), number, c.slot.String()}
	case c.ticket != "":
		parts = []string{kindTicketVisit, c.counter, p.stamp(), c.ticket, number}
	default:
		parts = []string{kindVisit, c.counter, p.stamp(), number}
	}
	if browser != "" {
		parts = append(parts, p.binding(number, browser))
	}
	pass = p.sign(parts...)
	right, err = p.Read(pass)
	return pass, right, err
}

// ticketVisit is the number of a ticket's visit in a browser: the same every time, so that a
// browser that opens its ticket again finds its own rating.
func (p *Passes) ticketVisit(ticket, browser string) string {
	return p.signature("ticket visit:" + ticket + ":" + browser)
}

// binding proves the cookie of the browser that opened the visit, without saying it.
func (p *Passes) binding(visit, browser string) string {
	return passText.EncodeToString(p.mac("browser:" + visit + ":" + browser)[:5])
}

// binds says whether the browser with this cookie opened the visit of the right.
func (p *Passes) binds(right Right, browser string) bool {
	return hmac.Equal([]byte(right.bind), []byte(p.binding(right.Visit, browser)))
}

// Apart is the pass of another visit by the same code, bound to no browser, that ends when
// the visit of the given right does.
func (p *Passes) Apart(right Right) string {
	stamp := stampOf(right.Expires.Add(-VisitTime))
	switch {
	case right.Slot != 0:
		return p.sign(kindSlotVisit, right.Counter, stamp, nonce(), right.Slot.String())
	case right.Ticket != "":
		return p.sign(kindTicketVisit, right.Counter, stamp, right.Ticket, nonce())
	}
	return p.sign(kindVisit, right.Counter, stamp, nonce())
}

func nonce() string {
	random := make([]byte, 10)
	_, _ = rand.Read(random) // never fails
	return passText.EncodeToString(random)
}

// Read gives the right of a page's pass. For a code it gives the right of a rating that is
// sent with the code itself. It refuses a text with a wrong signature with ErrPassInvalid,
// and a rotating code from too far ahead with ErrPassExpired. It reads an expired pass
// too, since a repeated submission must be confirmed; Intake checks Expires.
func (p *Passes) Read(pass string, kiosks ...Kiosk) (Right, error) {
	if IsCode(pass) {
		return p.readCode(pass, kiosks)
	}
	parts, err := p.parts(pass)
	if err != nil || len(parts) < 4 {
		return Right{}, ErrPassInvalid
	}
	right, rest, err := visitOf(parts)
	switch {
	case err != nil || len(rest) > 1:
		return Right{}, ErrPassInvalid
	case len(rest) == 1:
		right.bind = rest[0]
	}
	opened, err := parseStamp(parts[2])
	right.Expires = opened.Add(VisitTime)
	return right, err
}

// visitOf reads the parts of a visit's pass, at least four, and gives those behind them.
func visitOf(parts []string) (right Right, rest []string, err error) {
	right = Right{Counter: parts[1], Channel: ChannelPage, Assurance: AssurancePoster, Visit: parts[3]}
	rest = parts[4:]
	switch parts[0] {
	case kindVisit:
		return right, rest, nil
	case kindSlotVisit:
		if len(rest) == 0 {
			return right, nil, ErrPassInvalid
		}
		right.Assurance = AssuranceSlot
		right.Slot, err = parseSlot(rest[0])
		return right, rest[1:], err
	case kindTicketVisit:
		right.Assurance, right.Ticket = AssuranceTicket, parts[3]
		if len(rest) > 0 { // passes of earlier versions have no number of their own
			right.Visit, rest = rest[0], rest[1:]
		}
		return right, rest, nil
	}
	return right, nil, ErrPassInvalid
}

// readCode gives the right of a rating that is sent with a code instead of a pass.
func (p *Passes) readCode(code string, kiosks []Kiosk) (Right, error) {
	c, err := p.read(code, kiosks)
	if err != nil {
		return Right{}, err
	}
	right := Right{Counter: c.counter, Channel: ChannelPage, Assurance: AssurancePoster}
	switch {
	case c.slot != 0:
		right.Assurance, right.Slot, right.Expires = AssuranceSlot, c.slot, c.slot.ends()
		right.Visit = kindSlot + "_" + c.counter + "_" + c.slot.String()
		if p.clock().Before(c.slot.middle()) {
			return right, c.slot.opens(p.clock())
		}
	case c.ticket != "":
		right.Assurance, right.Ticket, right.Visit, right.Expires = AssuranceTicket, c.ticket, c.ticket, c.expires
	}
	return right, nil
}

// scanned is the content of a valid code.
type scanned struct {
	counter string
	slot    Slot      // of a rotating code
	ticket  string    // the number of a ticket
	expires time.Time // of a ticket
}

// read accepts a code with our signature or one made by one of the tablets. It refuses any
// other with ErrPassInvalid.
func (p *Passes) read(code string, kiosks []Kiosk) (c scanned, err error) {
	if kindOf(code) == kindSlot {
		c.counter, c.slot, err = p.readSlot(code, kiosks)
		return c, err
	}
	parts, err := p.parts(code)
	if err != nil || len(code) > MaxPass {
		return c, ErrPassInvalid
	}
	c.counter = parts[1]
	switch {
	case parts[0] == kindPoster && len(parts) == 2:
		return c, nil
	case parts[0] == kindTicket && len(parts) == 4:
		c.ticket = parts[3]
		c.expires, err = parseStamp(parts[2])
		return c, err
	}
	return c, ErrPassInvalid
}

// scan reads a code to open it now. A code outside its time is refused with
// ErrPassExpired.
func (p *Passes) scan(code string, kiosks []Kiosk) (c scanned, err error) {
	if c, err = p.read(code, kiosks); err != nil {
		return c, err
	}
	if c.slot != 0 {
		return c, c.slot.opens(p.clock())
	}
	if !c.expires.IsZero() && p.clock().After(c.expires) {
		return c, ErrPassExpired
	}
	return c, nil
}

func (p *Passes) stamp() string { return stampOf(p.clock()) }

// stampOf writes a second in base 36.
func stampOf(t time.Time) string { return strconv.FormatInt(t.Unix(), 36) }

func parseStamp(stamp string) (time.Time, error) {
	seconds, err := strconv.ParseInt(stamp, 36, 64)
	if err != nil {
		return time.Time{}, ErrPassInvalid
	}
	return time.Unix(seconds, 0), nil
}

func (p *Passes) mac(text string) []byte {
	mac := hmac.New(sha256.New, p.key)
	mac.Write([]byte("pass:" + text))
	return mac.Sum(nil)[:8]
}

func (p *Passes) signature(text string) string { return passText.EncodeToString(p.mac(text)) }

func (p *Passes) sign(parts ...string) string {
	text := strings.Join(parts, "_")
	return text + "_" + p.signature(text)
}

// parts checks the signature and splits the rest.
func (p *Passes) parts(pass string) ([]string, error) {
	cut := strings.LastIndexByte(pass, '_')
	if cut < 0 || len(pass) > maxVisit {
		return nil, ErrPassInvalid
	}
	if !hmac.Equal([]byte(pass[cut+1:]), []byte(p.signature(pass[:cut]))) {
		return nil, ErrPassInvalid
	}
	parts := strings.Split(pass[:cut], "_")
	if len(parts) < 2 || !ValidCode(parts[1], MaxCode) {
		return nil, ErrPassInvalid
	}
	return parts, nil
}
