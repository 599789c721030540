package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// DeviceLife is how long a device is known after its last sign-in.
const DeviceLife = 180 * 24 * time.Hour

// maxDevices is how many accounts one browser is known for; the office may share it.
const maxDevices = 4

// devices recognizes browsers in which an account has signed in before. A browser keeps a mark
// for each account: a random id, the day of the last sign-in and a signature over both and the
// login. A mark opens nothing: it has tries of its own and a place before unknown devices.
type devices struct{ key []byte }

// id finds the mark of the login and gives its id, "" for none.
func (d devices) id(marks, login string, now time.Time) string {
	for mark := range strings.SplitSeq(marks, "~") {
		id, day, ok := splitMark(mark)
		age := now.Sub(time.Unix(0, 0).Add(time.Duration(day) * 24 * time.Hour))
		if ok && age < DeviceLife && hmac.Equal([]byte(mark), []byte(d.mark(id, day, login))) {
			return id
		}
	}
	return ""
}

// remember puts the mark of the login before those of other accounts.
func (d devices) remember(marks, login string, now time.Time) string {
	own := d.id(marks, login, now)
	id := own
	if id == "" {
		id = rand.Text()
	}
	list := []string{d.mark(id, int(now.Unix()/(24*60*60)), login)}
	for mark := range strings.SplitSeq(marks, "~") {
		if other, _, ok := splitMark(mark); ok && other != own && len(list) < maxDevices {
			list = append(list, mark)
		}
	}
	return strings.Join(list, "~")
}

func (d devices) mark(id string, day int, login string) string {
	text := id + "." + strconv.Itoa(day)
	mac := hmac.New(sha256.New, d.key)
	mac.Write([]byte("device:" + text + "." + login))
	return text + "." + hex.EncodeToString(mac.Sum(nil)[:16])
}

// splitMark reads the parts of a mark without the signature.
func splitMark(mark string) (id string, day int, ok bool) {
	parts := strings.Split(mark, ".")
	if len(parts) != 3 || len(parts[0]) != 26 || len(parts[2]) != 32 || strings.ContainsAny(mark, " ;,\"\\\r\n\t") {
		return "", 0, false
	}
	day, err := strconv.Atoi(parts[1])
	return parts[0], day, err == nil && day > 0 && day < 1_000_000
}
