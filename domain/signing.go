package domain

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"

	"suaraloket/domain/audit"
)

// signaturePart is the length of each of the two numbers of a signature, in bytes.
const signaturePart = 32

// SetSigningKey stores the public key with which the ratings in queue files of the tablet with
// this device key are checked: an uncompressed point of the curve P-256 in base64, as browsers
// export it. The private key stays in the tablet's browser, so that a copy of the database signs
// nothing. A tablet has one signing key until it is paired anew. Refusals: ErrKioskUnknown,
// ErrKioskRevoked, ErrSigningKey, ErrSigningKeySet when the tablet has another one.
func (k *Kiosks) SetSigningKey(ctx context.Context, key, public string) error {
	kiosk, err := k.roster.Kiosk(ctx, HashKey(key))
	switch {
	case err != nil:
		return err
	case !kiosk.Revoked.IsZero():
		return ErrKioskRevoked
	case kiosk.SigningKey == public && public != "":
		return nil
	}
	if _, err := point(public); err != nil {
		return ErrSigningKey
	}
	event := audit.Event{At: k.clock(), Kind: audit.TabletSigns, Subject: kiosk.ID}
	return k.store.ChangeKiosk(ctx, kiosk.ID, func(kiosk *Kiosk) error {
		switch {
		case kiosk.KeyHash != HashKey(key):
			return ErrKioskUnknown
		case !kiosk.Revoked.IsZero():
			return ErrKioskRevoked
		case kiosk.SigningKey != "" && kiosk.SigningKey != public:
			return ErrSigningKeySet
		}
		kiosk.SigningKey = public
		return nil
	}, event)
}

// Signed checks a request of the tablet with this device key: text is what it signed. A tablet
// that was paired and has sent its signing key signs each request, so that a copy of its device
// key is of no use elsewhere. A tablet that was bound by command does not: its browser may forget
// everything at night. Keys of no tablet are not looked at. Refusal: ErrTabletSignature.
func (k *Kiosks) Signed(ctx context.Context, key, text, signature string) error {
	index, err := k.roster.cached(ctx)
	if err != nil {
		return err
	}
	kiosk, ok := index.kiosks[HashKey(key)]
	if !ok || kiosk.Paired.IsZero() || kiosk.SigningKey == "" || kiosk.signed(text, signature) {
		return nil
	}
	return ErrTabletSignature
}

func point(public string) (*ecdsa.PublicKey, error) {
	bytes, err := base64.StdEncoding.DecodeString(public)
	if err != nil {
		return nil, err
	}
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), bytes)
}

// signed says whether the tablet's signing key has signed the text: ECDSA with SHA-256, both
// numbers one after the other, in hexadecimal. Without a signing key nothing is signed.
func (k Kiosk) signed(text, signature string) bool {
	public, err := point(k.SigningKey)
	if err != nil {
		return false
	}
	numbers, err := hex.DecodeString(signature)
	if err != nil || len(numbers) != 2*signaturePart {
		return false
	}
	r, s := new(big.Int).SetBytes(numbers[:signaturePart]), new(big.Int).SetBytes(numbers[signaturePart:])
	sum := sha256.Sum256([]byte(text))
	return ecdsa.Verify(public, sum[:], r, s)
}
