package bot

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// minKey is the least length of the key from the configuration, in bytes.
const minKey = 16

// sealer closes what has to be kept of a chat until it is answered, so that whoever
// finds the database learns neither who was written to nor what.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) (sealer, error) {
	if len(key) < minKey {
		return sealer{}, fmt.Errorf("the key of the chat has %d bytes, want %d or more", len(key), minKey)
	}
	aead, err := newAEAD(derived(key, "letters"))
	return sealer{aead}, err
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// derived makes a key for one purpose of the key from the configuration.
func derived(key []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("chat:" + purpose))
	return mac.Sum(nil)
}

// secretOf is what Telegram has to bring with a pushed update: 64 hexadecimal characters.
func secretOf(key []byte, token string) string {
	mac := hmac.New(sha256.New, derived(key, "webhook"))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

func (s sealer) seal(m mail) []byte {
	plain, _ := json.Marshal(m) // texts and numbers can always be written
	return closeWith(s.aead, plain)
}

func closeWith(aead cipher.AEAD, plain []byte) []byte {
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return aead.Seal(nonce, nonce, plain, nil)
}

var errSealed = errors.New("a letter cannot be opened with this key")

func (s sealer) open(sealed []byte) (m mail, err error) {
	plain, err := openWith(s.aead, sealed)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(plain, &m)
}

func openWith(aead cipher.AEAD, sealed []byte) ([]byte, error) {
	n := aead.NonceSize()
	if len(sealed) < n {
		return nil, errSealed
	}
	plain, err := aead.Open(nil, sealed[:n], sealed[n:], nil)
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}
