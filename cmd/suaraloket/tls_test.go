package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/web/browsertest"
)

// authority is a certificate for 127.0.0.1 that vouches for itself.
type authority struct {
	cert, key []byte // PEM
	pool      *x509.CertPool
}

func newAuthority(t testing.TB, serial int64) authority {
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
	a := authority{
		cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		key:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
		pool: x509.NewCertPool(),
	}
	a.pool.AppendCertsFromPEM(a.cert)
	return a
}

func put(t testing.TB, file string, text []byte) {
	t.Helper()
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// install writes the pair into the folder and gives the configuration's part.
func (a authority) install(t testing.TB, dir string) HTTPConfig {
	t.Helper()
	h := HTTPConfig{TLSCert: filepath.Join(dir, "cert.pem"), TLSKey: filepath.Join(dir, "key.pem")}
	put(t, h.TLSCert, a.cert)
	put(t, h.TLSKey, a.key)
	return h
}

// environment names the pair as an operator does.
func (h HTTPConfig) environment() []string {
	return []string{"SUARALOKET_HTTP_TLS_CERT=" + h.TLSCert, "SUARALOKET_HTTP_TLS_KEY=" + h.TLSKey}
}

// TestARenewedCertificateIsTakenUp, a broken one is not, and is named once.
func TestARenewedCertificateIsTakenUp(t *testing.T) {
	first, second := newAuthority(t, 1), newAuthority(t, 2)
	h := first.install(t, t.TempDir())
	var log strings.Builder
	c, err := loadCertificate(h, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	c.now = func() time.Time { return now }
	shows := func(when string, want int64, warnings int) {
		t.Helper()
		for range 3 {
			now = now.Add(certificateEvery)
			got, err := c.forHandshake(nil)
			if err != nil || got.Leaf.SerialNumber.Int64() != want {
				t.Errorf("%s: %v, want %d, %v", when, got.Leaf.SerialNumber, want, err)
			}
		}
		if n := strings.Count(log.String(), "level=WARN"); n != warnings {
			t.Errorf("%s: %d warnings\n%s", when, n, &log)
		}
	}
	shows("unchanged", 1, 0)
	put(t, h.TLSCert, second.cert)
	shows("certificate without its key", 1, 1)
	put(t, h.TLSKey, second.key)
	shows("both new", 2, 1)
	put(t, h.TLSKey, []byte("half a fi"))
	shows("broken key", 2, 2)
	if err := os.Remove(h.TLSCert); err != nil {
		t.Fatal(err)
	}
	shows("no certificate", 2, 3)
	first.install(t, filepath.Dir(h.TLSCert))
	shows("back to the first", 1, 3)
	second.install(t, filepath.Dir(h.TLSCert))
	if got, err := c.forHandshake(nil); err != nil || got.Leaf.SerialNumber.Int64() != 1 {
		t.Errorf("it looks at every handshake: %v %v", got.Leaf.SerialNumber, err)
	}
}

func TestAPairThatCannotBeUsedIsNamedAtTheStart(t *testing.T) {
	dir := t.TempDir()
	h := newAuthority(t, 1).install(t, dir)
	other := filepath.Join(dir, "other.pem")
	put(t, other, newAuthority(t, 2).key)
	for _, c := range []struct {
		cert, key, names string
	}{
		{h.TLSCert, "", "http.tls_key:"},
		{"", h.TLSKey, "http.tls_cert:"},
		{"nowhere.pem", h.TLSKey, "http.tls_cert:"},
		{h.TLSCert, "nowhere.pem", "http.tls_key:"},
		{h.TLSCert, other, "http.tls_cert and http.tls_key:"},
	} {
		data := filepath.Join(dir, "data")
		env := append(HTTPConfig{TLSCert: c.cert, TLSKey: c.key}.environment(), "SUARALOKET_HTTP_LISTEN=127.0.0.1:0", "SUARALOKET_DATA="+data)
		_, stderr, status := runCommand(t, env, "", "serve")
		if status != exitFailure || !strings.Contains(stderr, c.names) {
			t.Errorf("%q %q: exit %d, %s", c.cert, c.key, status, stderr)
		}
		if _, err := os.Stat(data); err == nil {
			t.Errorf("%q %q: it left a folder", c.cert, c.key)
		}
	}
}

// client trusts the authority alone and follows no redirect.
func (a authority) client() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: a.pool}, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// TestTheProgramSpeaksTLSItself on both listeners, and everything that it prints says so.
func TestTheProgramSpeaksTLSItself(t *testing.T) {
	a, dir := newAuthority(t, 1), filepath.Join(t.TempDir(), "demo")
	env := append(a.install(t, t.TempDir()).environment(), "SUARALOKET_HR_LISTEN=127.0.0.1:0", "SUARALOKET_HTTP_REDIRECT_LISTEN=127.0.0.1:0")
	program := start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := readDemo(t, dir)
	for _, address := range []string{program.base, demo.BaseURL, demo.HRURL, demo.PracticeURL, demo.Counters[0].PageURL} {
		if !strings.HasPrefix(address, "https://127.0.0.1:") {
			t.Errorf("address %s", address)
		}
	}
	if strings.Contains(program.stdout.String(), "http://") {
		t.Errorf("it prints %s", &program.stdout)
	}
	for _, address := range []string{demo.BaseURL + "/", demo.HRURL + "masuk"} {
		answer, err := a.client().Get(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK || answer.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: %d, HSTS %q, %v", address, answer.StatusCode, answer.Header.Get("Strict-Transport-Security"), err)
		}
	}
	signInAt(t, a.client(), demo.HRURL, demo.Accounts[0])
	host := strings.TrimPrefix(program.base, "https://")
	plainHTTPIsRefused(t, host)
	oldTLSIsRefused(t, host)
	thePlainListenerRedirects(t, program)
	program.stop()
	theNextStartFindsThePair(t, dir)
}

// plainHTTPIsRefused sends more than fits into one read.
func plainHTTPIsRefused(t *testing.T, host string) {
	t.Helper()
	answer, err := http.Get("http://" + host + "/" + strings.Repeat("x", 8000))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusBadRequest || string(body) != plainAnswer {
		t.Errorf("plain HTTP: %d %q %v", answer.StatusCode, body, err)
	}
}

func oldTLSIsRefused(t *testing.T, host string) {
	t.Helper()
	conn, err := tls.Dial("tcp", host, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
	if err == nil {
		_ = conn.Close()
		t.Error("TLS 1.1 is spoken")
	}
}

func thePlainListenerRedirects(t *testing.T, program *process) {
	t.Helper()
	found := regexp.MustCompile(`redirect=(\S+)`).FindStringSubmatch(program.stderr.String())
	if found == nil {
		t.Fatalf("it does not say where it redirects\n%s", &program.stderr)
	}
	for target, want := range map[string]string{"/hr/?a=b": "/hr/?a=b", "http://evil.example/x": "/x"} {
		conn, err := net.Dial("tcp", found[1])
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: evil.example\r\n\r\n", target)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || answer.StatusCode != http.StatusPermanentRedirect || answer.Header.Get("Location") != program.base+want {
			t.Errorf("%s: %v %v", target, answer, err)
		}
	}
}

// theNextStartFindsThePair without the environment, from another folder.
func theNextStartFindsThePair(t *testing.T, dir string) {
	t.Helper()
	again := start(t, nil, "demo", "--dir", dir, "--listen", "127.0.0.1:0")
	if !strings.HasPrefix(again.base, "https://") {
		t.Errorf("the second start is at %s", again.base)
	}
	again.stop()
}

// TestTheRunningProgramShowsTheNewCertificate: no restart, no signal.
func TestTheRunningProgramShowsTheNewCertificate(t *testing.T) {
	first, second, dir := newAuthority(t, 1), newAuthority(t, 2), t.TempDir()
	env := append(first.install(t, dir).environment(), "SUARALOKET_DATA="+filepath.Join(dir, "data"))
	program := start(t, env, "serve")
	if _, err := first.client().Get(program.base + "/healthz"); err != nil {
		t.Fatal(err)
	}
	second.install(t, dir)
	browsertest.Eventually(t, "the new certificate is shown", func() bool {
		_, err := second.client().Get(program.base + "/healthz")
		return err == nil
	})
	program.stop()
}

func TestPrintedCodesSayHTTPS(t *testing.T) {
	pair := HTTPConfig{Listen: "127.0.0.1:8443", TLSCert: "c", TLSKey: "k"}
	for want, c := range map[string]Config{
		"https://127.0.0.1:8443":       {HTTP: pair},
		"http://127.0.0.1:8080":        {HTTP: HTTPConfig{Listen: "127.0.0.1:8080"}},
		"https://nilai.example.go.id":  {HTTP: pair, PublicURL: "https://nilai.example.go.id/"},
		"https://nilai.example.go.id ": {HTTP: HTTPConfig{Listen: "127.0.0.1:8080"}, PublicURL: "https://nilai.example.go.id"},
	} {
		if got := (&system{config: c}).address(); got != strings.TrimSpace(want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
