package hr

import (
	"github.com/alexedwards/argon2id"

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

func usualCost() *argon2id.Params {
	return &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// Hash makes a hash with a salt of its own.
func (Argon2) Hash(password string) (string, error) {
	return argon2id.CreateHash(password, usualCost())
}

// Verify says whether the hash was made of the password. A hash that is empty or
// cannot be read is worked on all the same, so that the time does not reveal which
// accounts exist.
func (Argon2) Verify(hash, password string) bool {
	params, _, _, err := argon2id.DecodeHash(hash)
	if err != nil || !bearable(params) {
		_, _ = argon2id.CreateHash(password, usualCost()) // for its time alone
		return false
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	return err == nil && match
}

// bearable bounds what a hash from elsewhere may cost this machine, and how weak it
// may be.
func bearable(p *argon2id.Params) bool {
	return p.Memory >= 8 && p.Memory <= 256<<10 && p.Iterations >= 1 && p.Iterations <= 16 &&
		p.Parallelism >= 1 && p.Parallelism <= 8 && p.SaltLength >= 8 && p.KeyLength >= 16 && p.KeyLength <= 64
}
