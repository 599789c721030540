// Package seal encrypts what has to be stored of chats and of reports of fees, so that a reader
// of the database or of a backup learns neither recipients nor texts. Each purpose has a key of its own, derived from the
// key of the configuration.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// minKey is the minimum length of the key of the configuration, in bytes.
const minKey = 16

// ErrSealed refuses to open data that was sealed with another key, or damaged.
var ErrSealed = errors.New("sealed data cannot be opened with this key")

// Box seals and opens data with one key. It is safe for concurrent use.
type Box struct{ aead cipher.AEAD }

// New returns the Box of one purpose. It refuses keys of fewer than 16 bytes.
func New(key []byte, purpose string) (Box, error) {
	if len(key) < minKey {
		return Box{}, fmt.Errorf("the key has %d bytes, want %d or more", len(key), minKey)
	}
	block, err := aes.NewCipher(Derive(key, purpose))
	if err != nil {
		return Box{}, err
	}
	aead, err := cipher.NewGCM(block)
	return Box{aead}, err
}

// Derive derives the key of one purpose from the key of the configuration.
func Derive(key []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("chat:" + purpose))
	return mac.Sum(nil)
}

// Seal encrypts and authenticates data.
func (b Box) Seal(plain []byte) []byte {
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return b.aead.Seal(nonce, nonce, plain, nil)
}

// Open decrypts what Seal returned. It refuses everything else with ErrSealed.
func (b Box) Open(sealed []byte) ([]byte, error) {
	n := b.aead.NonceSize()
	if len(sealed) < n {
		return nil, ErrSealed
	}
	plain, err := b.aead.Open(nil, sealed[:n], sealed[n:], nil)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
