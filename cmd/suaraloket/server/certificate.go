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

// certificateEvery is how often handshakes look whether the files have changed.
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

// pairState tells one state of the files from another.
type pairState struct{ cert, key os.FileInfo }

// loadCertificate reads the pair; an error names the configuration's key.
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

// renew takes up files that have changed. While they do not fit each other, as in
// the moment between the writing of one and of the other, the old pair is shown.
func (c *certificate) renew() {
	state := c.files.state() // before reading: what changes in between is read the next time
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

// state of a file that is not there, or not to be seen, is nil.
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
