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

// VisitTime is how long the pass of an opened code is good for a first rating.
const VisitTime = 15 * time.Minute

// MaxPass is the longest pass, in characters: what a deep link of the chat carries.
const MaxPass = 64

// Passes signs and reads the codes that stand for the right to rate.
//
// Three kinds share one shape, kind_counter_…_signature, of letters, digits, '-'
// and '_' alone: "p1", the code on a poster, which only opens a visit; "v1", the
// visit of a page, good for one rating; "c1", the visit of a chat, whose rating is
// bound to the person instead.
type Passes struct {
	key   []byte
	clock Clock
}

// NewPasses makes the signer. The key is at least 16 bytes and stays the same for
// as long as printed codes shall be good.
func NewPasses(key []byte, clock Clock) *Passes {
	return &Passes{key: key, clock: clock}
}

const (
	kindPoster = "p1"
	kindVisit  = "v1"
	kindChat   = "c1"
)

var passText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Poster is the code for a counter's poster. It is the same every time.
func (p *Passes) Poster(counter string) string {
	return p.sign(kindPoster + "_" + counter)
}

// Open turns a code into a visit of the counter: the text of the visit's pass.
// It refuses with ErrPassInvalid.
func (p *Passes) Open(code string) (pass string, right Right, err error) {
	parts, err := p.parts(code)
	if err != nil || parts[0] != kindPoster {
		return "", Right{}, ErrPassInvalid
	}
	nonce := make([]byte, 10)
	_, _ = rand.Read(nonce) // never fails
	pass = p.sign(strings.Join([]string{kindVisit, parts[1], p.stamp(), passText.EncodeToString(nonce)}, "_"))
	right, err = p.Read(pass)
	return pass, right, err
}

// OpenChat turns a code into a visit of the counter in a chat.
// It refuses with ErrPassInvalid.
func (p *Passes) OpenChat(code string) (pass string, err error) {
	parts, err := p.parts(code)
	if err != nil || parts[0] != kindPoster {
		return "", ErrPassInvalid
	}
	return p.sign(strings.Join([]string{kindChat, parts[1], p.stamp()}, "_")), nil
}

// Read gives the right that a page's pass stands for. The code of a poster counts
// as opened by the rating itself. It refuses what we did not sign with
// ErrPassInvalid; a pass that is too old is read all the same, since what it
// stored before must be confirmed: Intake looks at Expires.
func (p *Passes) Read(pass string) (Right, error) {
	parts, err := p.parts(pass)
	if err != nil {
		return Right{}, err
	}
	right := Right{Counter: parts[1], Channel: ChannelPage, Assurance: AssurancePoster}
	switch {
	case parts[0] == kindPoster && len(parts) == 2:
		return right, nil
	case parts[0] == kindVisit && len(parts) == 4:
		right.Visit = parts[3]
		right.Expires, err = expiry(parts[2])
		return right, err
	}
	return Right{}, ErrPassInvalid
}

// ReadChat gives the right that a chat's button stands for, for the given author.
// It refuses with ErrPassInvalid; age is left to Intake, as in Read.
func (p *Passes) ReadChat(pass, author string) (Right, error) {
	parts, err := p.parts(pass)
	if err != nil || parts[0] != kindChat || len(parts) != 3 {
		return Right{}, ErrPassInvalid
	}
	right := Right{Counter: parts[1], Channel: ChannelTelegram, Assurance: AssurancePoster, Author: author}
	right.Expires, err = expiry(parts[2])
	return right, err
}

func (p *Passes) stamp() string { return strconv.FormatInt(p.clock().Unix(), 36) }

func expiry(stamp string) (time.Time, error) {
	seconds, err := strconv.ParseInt(stamp, 36, 64)
	if err != nil {
		return time.Time{}, ErrPassInvalid
	}
	return time.Unix(seconds, 0).Add(VisitTime), nil
}

func (p *Passes) signature(text string) string {
	mac := hmac.New(sha256.New, p.key)
	mac.Write([]byte("pass:" + text))
	return passText.EncodeToString(mac.Sum(nil)[:8])
}

func (p *Passes) sign(text string) string { return text + "_" + p.signature(text) }

// parts checks the signature and splits the rest.
func (p *Passes) parts(pass string) ([]string, error) {
	cut := strings.LastIndexByte(pass, '_')
	if cut < 0 || len(pass) > MaxPass {
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
