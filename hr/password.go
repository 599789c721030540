package hr

import (
	"github.com/alexedwards/argon2id"

	"suaraloket/domain/account"
)

// Argon2 hashes passwords with argon2id. The hashes are PHC strings:
//
//	$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>
//
// The parameters are the minimum of OWASP's Password Storage Cheat Sheet: about 20 MiB
// and 50 ms for each hash.
type Argon2 struct {
	// Sample makes hashes that cost little, for accounts whose passwords are written down in
	// clear beside the data.
	Sample bool
}

var _ account.Passwords = Argon2{}

func defaultParams() *argon2id.Params {
	return &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// Hash hashes a password with a random salt.
func (a Argon2) Hash(password string) (string, error) {
	params := defaultParams()
	if a.Sample {
		params.Memory, params.Iterations = 64, 1
	}
	return argon2id.CreateHash(password, params)
}

// Verify reports whether the hash belongs to the password. An empty or invalid hash takes
// the same time, so that the time does not reveal which accounts exist.
func (Argon2) Verify(hash, password string) bool {
	params, _, _, err := argon2id.DecodeHash(hash)
	if err != nil || !acceptable(params) {
		_, _ = argon2id.CreateHash(password, defaultParams()) // takes the time of a comparison
		return false
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	return err == nil && match
}

// acceptable limits the cost and the weakness of hashes from other programs.
func acceptable(p *argon2id.Params) bool {
	return p.Memory >= 8 && p.Memory <= 256<<10 && p.Iterations >= 1 && p.Iterations <= 16 &&
		p.Parallelism >= 1 && p.Parallelism <= 8 && p.SaltLength >= 8 && p.KeyLength >= 16 && p.KeyLength <= 64
}
