package server

import (
	"crypto/tls"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"suaraloket/cmd/suaraloket/config"
)

// certificateEvery is the interval between checks for changed files.
const certificateEvery = 2 * time.Second

// certificate is a pair of files that may be renewed while the program runs.
type certificate struct {
	files  pair
	logger *slog.Logger
	now    func() time.Time

	mu     sync.Mutex
	shown  *tls.Certificate
	state  pairState // of the files when they were read last
	looked time.Time
}

// pair names the certificate's file, with its chain, and the key's.
type pair struct{ cert, key string }

// pairState identifies a state of the files.
type pairState struct{ cert, key os.FileInfo }

// loadCertificate reads the pair; an error names the key of the configuration.
func loadCertificate(h config.HTTPConfig, logger *slog.Logger) (*certificate, error) {
	c := &certificate{files: pair{h.TLSCert, h.TLSKey}, logger: logger, now: time.Now}
	c.looked, c.state = c.now(), c.files.state()
	read, err := c.files.read()
	c.shown = read
	return c, err
}

// forHandshake implements tls.Config.GetCertificate.
func (c *certificate) forHandshake(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.looked).Abs() >= certificateEvery {
		c.looked = now
		c.renew()
	}
	return c.shown, nil
}

// renew loads changed files. While certificate and key do not match, such as between the
// two writes, it keeps the old pair.
func (c *certificate) renew() {
	state := c.files.state() // before reading, so that a later change is noticed
	if state.equal(c.state) {
		return
	}
	c.state = state
	fresh, err := c.files.read()
	if err != nil {
		c.logger.Warn("certificate not renewed: the changed files are not usable", "component", "tls", "error", err)
		return
	}
	c.shown = fresh
	c.logger.Info("certificate renewed", "component", "tls", "until", fresh.Leaf.NotAfter)
}

func (p pair) read() (*tls.Certificate, error) {
	cert, err := os.ReadFile(p.cert)
	if err != nil {
		return nil, fmt.Errorf("http.tls_cert: %w", err)
	}
	key, err := os.ReadFile(p.key)
	if err != nil {
		return nil, fmt.Errorf("http.tls_key: %w", err)
	}
	read, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("http.tls_cert and http.tls_key: %w", err)
	}
	return &read, nil
}

// state is nil for a file that cannot be read.
func (p pair) state() (s pairState) {
	s.cert, _ = os.Stat(p.cert)
	s.key, _ = os.Stat(p.key)
	return s
}

func (s pairState) equal(other pairState) bool {
	return sameFile(s.cert, other.cert) && sameFile(s.key, other.key)
}

func sameFile(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
