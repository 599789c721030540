package hr_test

import (
	"math"
	"runtime"
	"strings"
	"testing"

	"suaraloket/hr"
)

func TestAHashVerifiesOnlyItsPassword(t *testing.T) {
	hash, err := hr.Argon2{}.Hash("kata sandi panjang")
	check(t, err)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q", hash)
	}
	other, err := hr.Argon2{}.Hash("kata sandi panjang")
	check(t, err)
	if other == hash {
		t.Error("two hashes share a salt")
	}
	for password, want := range map[string]bool{"kata sandi panjang": true, "kata sandi panjanG": false, "": false} {
		if got := (hr.Argon2{}).Verify(hash, password); got != want {
			t.Errorf("%q opens: %v", password, got)
		}
	}
}

// The accounts of the demo open like others. Their hashes differ from those of real accounts.
func TestAHashOfASampleAccountVerifies(t *testing.T) {
	hash, err := hr.Argon2{Sample: true}.Hash("kata sandi panjang")
	check(t, err)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("hash %q", hash)
	}
	if !(hr.Argon2{}).Verify(hash, "kata sandi panjang") || (hr.Argon2{}).Verify(hash, "kata sandi panjanG") {
		t.Error("the hash does not verify as it should")
	}
}

// Hashes that were stored by earlier versions still verify.
func TestAnOldHashVerifies(t *testing.T) {
	const old = "$argon2id$v=19$m=19456,t=2,p=1$iuO2EXcqPY1pxLRv2Vn9TQ$z/8MpeqAlqzKD2P/mfHmVInZzavh0U67QrrGsAA9f/w"
	if !(hr.Argon2{}).Verify(old, "kata sandi panjang") || (hr.Argon2{}).Verify(old, "kata sandi pendek") {
		t.Error("an old hash does not verify")
	}
}

func TestAnInvalidHashVerifiesNoPassword(t *testing.T) {
	good, err := hr.Argon2{}.Hash("x")
	check(t, err)
	parts := strings.Split(good, "$")
	for _, hash := range []string{
		"", "x", "$argon2id$", strings.Replace(good, "argon2id", "argon2i", 1),
		strings.Replace(good, "v=19", "v=16", 1), strings.Replace(good, "m=19456", "m=99999999", 1),
		strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1),
		strings.Join(append(parts[:5:5], ""), "$"), strings.Join(append(parts[:5:5], "????"), "$"),
	} {
		if (hr.Argon2{}).Verify(hash, "x") {
			t.Errorf("%q opens", hash)
		}
	}
}

// The time of a wrong password must not reveal whether the account exists: without one, as much
// memory is filled, which is what the hash costs and no other program changes.
func TestAnUnknownAccountTakesTheSameTime(t *testing.T) {
	hash, err := hr.Argon2{}.Hash("kata sandi panjang")
	check(t, err)
	least := func(hash string) uint64 {
		best := uint64(math.MaxUint64)
		for range 3 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			(hr.Argon2{}).Verify(hash, "salah")
			runtime.ReadMemStats(&after)
			best = min(best, after.TotalAlloc-before.TotalAlloc)
		}
		return best
	}
	known, unknown := least(hash), least("")
	if unknown < known*9/10 || known < 1<<20 {
		t.Errorf("unknown takes %d bytes, known %d", unknown, known)
	}
}
