package domain

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SlotTime is how long a counter's screen shows one rotating code.
const SlotTime = 30 * time.Second

// slotReach is how far from the middle of its slot a code can be opened: the clocks
// of the screen and of this machine may be MaxAhead apart, and scanning takes a while.
const slotReach = MaxAhead + SlotTime

// MaxSlotRatings is the most ratings that one slot may be set to admit.
const MaxSlotRatings = 50

// Slot numbers the half minutes since 1970, in each of which a counter's screen
// shows another code. Zero is none.
type Slot int64

// SlotAt gives the slot of a moment.
func SlotAt(t time.Time) Slot { return Slot(t.Unix() / int64(SlotTime/time.Second)) }

func (s Slot) middle() time.Time {
	return time.Unix(int64(s)*int64(SlotTime/time.Second), 0).Add(SlotTime / 2)
}

// ends is when the slot's code stops to open anything.
func (s Slot) ends() time.Time { return s.middle().Add(slotReach) }

// opens refuses a moment too far from the slot with ErrPassExpired.
func (s Slot) opens(now time.Time) error {
	if now.Sub(s.middle()).Abs() > slotReach {
		return ErrPassExpired
	}
	return nil
}

// String writes the slot in base 36.
func (s Slot) String() string { return strconv.FormatInt(int64(s), 36) }

func parseSlot(text string) (Slot, error) {
	n, err := strconv.ParseInt(text, 36, 64)
	if err != nil || n <= 0 || n >= 1<<40 {
		return 0, ErrPassInvalid
	}
	return Slot(n), nil
}

// SlotKey is the key with which a tablet makes the rotating codes of its counter: 32
// bytes. It follows from the tablet's place and key, so that the codes of one that
// moved or paired again are void, and nothing has to be stored.
func (p *Passes) SlotKey(k Kiosk) []byte {
	mac := hmac.New(sha256.New, p.key)
	mac.Write([]byte("slot:" + k.KeyHash + ":" + k.Counter + ":" + k.ID))
	return mac.Sum(nil)
}

// SlotKeyText writes a key as the tablet reads it: base64url without padding.
func SlotKeyText(key []byte) string { return base64.RawURLEncoding.EncodeToString(key) }

// SlotCode is the code that a screen with the key shows in the slot:
// s1_counter_slot_mac, the mac being the first eight bytes of HMAC-SHA256 over the
// text before it, in base 32.
func SlotCode(key []byte, counter string, slot Slot) string {
	return slotCode(key, kindSlot+"_"+counter+"_"+slot.String())
}

func slotCode(key []byte, text string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return text + "_" + passText.EncodeToString(mac.Sum(nil)[:8])
}

// readSlot reads a rotating code that one of the tablets has made, in use and at its
// counter. It refuses any other with ErrPassInvalid.
func (p *Passes) readSlot(code string, kiosks []Kiosk) (counter string, slot Slot, err error) {
	parts := strings.Split(code, "_")
	if len(code) > MaxPass || len(parts) != 4 || parts[0] != kindSlot || !ValidCode(parts[1], MaxCode) {
		return "", 0, ErrPassInvalid
	}
	if slot, err = parseSlot(parts[2]); err != nil {
		return "", 0, err
	}
	made := func(k Kiosk) bool {
		text := strings.Join(parts[:3], "_")
		return k.Counter == parts[1] && k.Revoked.IsZero() && hmac.Equal([]byte(code), []byte(slotCode(p.SlotKey(k), text)))
	}
	if !slices.ContainsFunc(kiosks, made) {
		return "", 0, ErrPassInvalid
	}
	return parts[1], slot, nil
}
