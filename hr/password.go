package hr

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"suaraloket/domain/account"
)

// Argon2 makes and checks hashes of passwords with argon2id, written as PHC strings:
//
//	$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>
//
// The cost is what OWASP's Password Storage Cheat Sheet asks for at least: about
// 20 MiB and 50 ms each.
type Argon2 struct{}

var _ account.Passwords = Argon2{}

// cost is what one hash takes: memory in KiB, passes over it, threads.
type cost struct {
	memory uint32
	passes uint32
	lanes  uint8
}

const (
	saltBytes = 16
	hashBytes = 32
)

func usualCost() cost { return cost{memory: 19 << 10, passes: 2, lanes: 1} }

// Hash makes a hash with a salt of its own.
func (Argon2) Hash(password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	c := usualCost()
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(c.key(password, salt, hashBytes))), nil
}

func (c cost) key(password string, salt []byte, length uint32) []byte {
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, length)
}

// Verify says whether the hash was made of the password. A hash that is empty or
// cannot be read is worked on all the same, so that the time tells nobody which
// accounts exist.
func (Argon2) Verify(hash, password string) bool {
	c, salt, want, err := parseHash(hash)
	if err != nil {
		usualCost().key(password, make([]byte, saltBytes), hashBytes)
		return false
	}
	return subtle.ConstantTimeCompare(c.key(password, salt, uint32(len(want))), want) == 1
}

var errHash = errors.New("not an argon2id hash")

func parseHash(hash string) (c cost, salt, want []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost{}, nil, nil, errHash
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil {
		return cost{}, nil, nil, errHash
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	want, hashErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || hashErr != nil || len(salt) < 8 || len(want) < 16 || len(want) > 64 || !c.bearable() {
		return cost{}, nil, nil, errHash
	}
	return c, salt, want, nil
}

// bearable bounds what a hash from elsewhere may cost this machine.
func (c cost) bearable() bool {
	return c.memory >= 8 && c.memory <= 256<<10 && c.passes >= 1 && c.passes <= 16 && c.lanes >= 1 && c.lanes <= 8
}
