package domain

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Authors turns the number of a person in a chat into a keyed hash that changes
// with every triwulan: enough to know one visit from the next on a day, and
// nothing that could be followed over the years or turned back without the key.
type Authors struct {
	key   []byte
	clock Clock
}

// NewAuthors makes the use case. The key is at least 16 bytes.
func NewAuthors(key []byte, clock Clock) *Authors { return &Authors{key: key, clock: clock} }

// Of gives the hash of a Telegram user: 32 hexadecimal characters.
func (a *Authors) Of(telegramID int64) string {
	period := hmac.New(sha256.New, a.key)
	period.Write([]byte("author:" + PeriodAt(a.clock()).String()))
	mac := hmac.New(sha256.New, period.Sum(nil))
	mac.Write([]byte("telegram:" + strconv.FormatInt(telegramID, 10)))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
