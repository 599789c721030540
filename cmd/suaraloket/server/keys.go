package server

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"suaraloket/cmd/suaraloket/config"
)

// Keys derives a key for each purpose from the one secret.
type Keys struct{ secret []byte }

// Of gives the key for a purpose.
func (k Keys) Of(purpose string) []byte {
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// loadKeys reads the secret from the configuration or from the data folder, where it
// creates one at the first start.
func loadKeys(c config.Config) (Keys, error) {
	if c.Secret != "" {
		return Keys{[]byte(c.Secret)}, nil
	}
	file := filepath.Join(c.Data, "secret.key")
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeSecret(file); err == nil {
			raw, err = os.ReadFile(file)
		}
	}
	if err != nil {
		return Keys{}, fmt.Errorf("signing key: %w", err)
	}
	secret := strings.TrimSpace(string(raw))
	if len(secret) < 32 {
		return Keys{}, fmt.Errorf("signing key: %s is damaged; restore it, or printed codes are void", file)
	}
	return Keys{[]byte(secret)}, nil
}

// makeSecret writes a new secret atomically: a crash leaves none or a whole one, and of two
// concurrent starts one wins.
func makeSecret(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), "secret-*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.WriteString(rand.Text() + rand.Text() + "\n")
	if err := errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return err
	}
	if err := os.Link(temporary.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
