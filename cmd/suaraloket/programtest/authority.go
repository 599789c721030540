package programtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"
)

// Authority is a self-signed certificate for 127.0.0.1.
type Authority struct {
	Cert, Key []byte // PEM
	pool      *x509.CertPool
}

// NewAuthority makes a certificate with a serial number.
func NewAuthority(t testing.TB, serial int64) Authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "Suara Loket"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	a := Authority{
		Cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		Key:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
		pool: x509.NewCertPool(),
	}
	a.pool.AppendCertsFromPEM(a.Cert)
	return a
}

// CertificateFiles are the paths of a certificate and its key.
type CertificateFiles struct{ Cert, Key string }

// Install writes the certificate and its key into a folder.
func (a Authority) Install(t testing.TB, dir string) CertificateFiles {
	t.Helper()
	f := CertificateFiles{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	WriteFile(t, f.Cert, a.Cert)
	WriteFile(t, f.Key, a.Key)
	return f
}

// Environment returns the settings that name the files.
func (f CertificateFiles) Environment() []string {
	return []string{"SUARALOKET_HTTP_TLS_CERT=" + f.Cert, "SUARALOKET_HTTP_TLS_KEY=" + f.Key}
}

// Client returns a client that trusts only this certificate and follows no redirect.
func (a Authority) Client() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: a.pool}, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
