package sitetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// Signer signs queue files as a tablet's browser does.
type Signer struct{ key *ecdsa.PrivateKey }

// SignerOf gives the key pair of a tablet, always the same.
func SignerOf(tablet string) Signer {
	sum := sha256.Sum256([]byte("signer of the tests: " + tablet))
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), sum[:])
	if err != nil {
		panic(err) // one text in 2^32
	}
	return Signer{key}
}

// Public is the public key as the server takes it.
func (s Signer) Public() string {
	point, err := s.key.PublicKey.Bytes()
	if err != nil {
		panic(err) // the curve is P-256
	}
	return base64.StdEncoding.EncodeToString(point)
}

// Sign returns the signature of a text.
func (s Signer) Sign(text string) string {
	sum := sha256.Sum256([]byte(text))
	r, v, err := ecdsa.Sign(rand.Reader, s.key, sum[:])
	if err != nil {
		panic(err)
	}
	numbers := make([]byte, 64)
	r.FillBytes(numbers[:32])
	v.FillBytes(numbers[32:])
	return hex.EncodeToString(numbers)
}
