package wire_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web/sitetest"
)

// A tablet stores its signing key once: another key, of a holder of the device key, is refused
// until the tablet is paired anew.
func TestATabletHasOneSigningKey(t *testing.T) {
	h := sitetest.Open(t)
	ctx := context.Background()
	own, other := sitetest.SignerOf("tablet-1").Public(), sitetest.SignerOf("another").Public()
	set := func(key, public string) error { return h.Kiosks.SetSigningKey(ctx, key, public) }
	for _, unreadable := range []string{"", "AAAA", "%", own[:20], own + own, strings.Repeat("A", 88), "BA" + strings.Repeat("A", 86)} {
		if err := set(sitetest.TabletKey, unreadable); !errors.Is(err, domain.ErrSigningKey) {
			t.Errorf("%q: %v", unreadable, err)
		}
	}
	if err := set("no key", own); !errors.Is(err, domain.ErrKioskUnknown) {
		t.Errorf("an unknown tablet: %v", err)
	}
	for range 2 { // the answer to the first one may be lost
		check(t, set(sitetest.TabletKey, own))
	}
	if err := set(sitetest.TabletKey, other); !errors.Is(err, domain.ErrSigningKeySet) {
		t.Errorf("another key: %v", err)
	}
	check(t, h.Kiosks.Bind(ctx, domain.Kiosk{ID: "tablet-1", Counter: "DKC-01"}, "a new device key"))
	check(t, set("a new device key", other))
	check(t, h.Kiosks.Revoke(ctx, sitetest.Head(), "tablet-1", false))
	if err := set("a new device key", own); !errors.Is(err, domain.ErrKioskRevoked) {
		t.Errorf("revoked: %v", err)
	}
}

// What a copy of the database contains signs nothing: neither the hash of the device key, which
// signed the files of earlier releases, nor the public key.
func TestACopyOfTheDatabaseSignsNothing(t *testing.T) {
	h := sitetest.Open(t)
	take := queues(h).Take
	kiosk, err := h.Roster.Kiosk(context.Background(), domain.HashKey(sitetest.TabletKey))
	check(t, err)
	body := func() string {
		text, _ := json.Marshal(map[string]any{"post": map[string]any{
			"id": uuid.NewString(), "value": 4, "counter": "DKC-01", "rated_at": h.Now().Add(-time.Hour).Format(time.RFC3339)}})
		return string(text)
	}
	forged := map[string]func(body string) string{
		"hash of the device key": func(body string) string { return hmacHex(kiosk.KeyHash, body) },
		"public key":             func(body string) string { return hmacHex(kiosk.SigningKey, body) },
		"a key pair of its own":  func(body string) string { return sitetest.SignerOf("thief").Sign(body) },
		"another body":           func(string) string { return sitetest.SignerOf("tablet-1").Sign("{}") },
		"zeros":                  func(string) string { return strings.Repeat("0", 128) },
	}
	for name, sign := range forged {
		for _, format := range []string{"suaraloket-queue-1", "suaraloket-queue-2"} {
			text := body()
			signature := sign(text)
			queue, _ := json.Marshal(map[string]any{"format": format, "device": "tablet-1",
				"items": []map[string]string{{"body": text, "mac": signature, "signature": signature}}})
			h.Later(time.Minute)
			if out, err := take(context.Background(), sitetest.Head(), queue); err != nil || out.Stored != 1 || out.Held != 1 {
				t.Errorf("%s, %s: %+v %v", name, format, out, err)
			}
		}
	}
	text := body()
	h.Later(time.Minute)
	if out, err := take(context.Background(), sitetest.Head(), file("tablet-1", exported{text, sitetest.SignerOf("tablet-1").Sign(text)})); err != nil || out.Stored != 1 || out.Held != 0 {
		t.Errorf("the tablet itself: %+v %v", out, err)
	}
}

func hmacHex(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}
