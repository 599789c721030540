package edgetest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

func TestAPairThatCannotBeUsedIsNamedAtTheStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := programtest.NewAuthority(t, 1).Install(t, dir)
	other := filepath.Join(dir, "other.pem")
	programtest.WriteFile(t, other, programtest.NewAuthority(t, 2).Key)
	for _, c := range []struct {
		cert, key, names string
	}{
		{h.Cert, "", "http.tls_key:"},
		{"", h.Key, "http.tls_cert:"},
		{"nowhere.pem", h.Key, "http.tls_cert:"},
		{h.Cert, "nowhere.pem", "http.tls_key:"},
		{h.Cert, other, "http.tls_cert and http.tls_key:"},
	} {
		data := filepath.Join(dir, "data")
		env := append(programtest.CertificateFiles{Cert: c.cert, Key: c.key}.Environment(), "SUARALOKET_HTTP_LISTEN=127.0.0.1:0", "SUARALOKET_DATA="+data)
		_, stderr, status := programtest.RunCommand(t, env, "", "serve")
		if status != programtest.StatusFailure || !strings.Contains(stderr, c.names) {
			t.Errorf("%q %q: exit %d, %s", c.cert, c.key, status, stderr)
		}
		if _, err := os.Stat(data); err == nil {
			t.Errorf("%q %q: the program created its data folder", c.cert, c.key)
		}
	}
}

// TestTheProgramSpeaksTLSItself checks TLS on both listeners, and that all printed addresses have
// https.
func TestTheProgramSpeaksTLSItself(t *testing.T) {
	t.Parallel()
	a, dir := programtest.NewAuthority(t, 1), filepath.Join(t.TempDir(), "demo")
	env := append(a.Install(t, t.TempDir()).Environment(), "SUARALOKET_HR_LISTEN=127.0.0.1:0", "SUARALOKET_HTTP_REDIRECT_LISTEN=127.0.0.1:0")
	program := programtest.Start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := programtest.ReadDemo(t, dir)
	for _, address := range []string{program.Base, demo.BaseURL, demo.HRURL, demo.PracticeURL, demo.Counters[0].PageURL} {
		if !strings.HasPrefix(address, "https://127.0.0.1:") {
			t.Errorf("address %s", address)
		}
	}
	if strings.Contains(program.Stdout.String(), "http://") {
		t.Errorf("the output contains http: %s", &program.Stdout)
	}
	for _, address := range []string{demo.BaseURL + "/", demo.HRURL + "masuk"} {
		answer, err := a.Client().Get(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK || answer.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: %d, HSTS %q, %v", address, answer.StatusCode, answer.Header.Get("Strict-Transport-Security"), err)
		}
	}
	signInAt(t, a.Client(), demo.HRURL, demo.Accounts[0])
	host := strings.TrimPrefix(program.Base, "https://")
	checkPlainHTTP(t, host)
	checkOldTLS(t, host)
	checkRedirects(t, program)
	program.Stop()
	checkNextStart(t, dir)
}

// wantPlainAnswer is the answer to a request over plain HTTP.
const wantPlainAnswer = "Alamat ini memakai HTTPS: awali dengan https://\nThis address speaks HTTPS: begin it with https://\n"

// checkPlainHTTP sends a request that does not fit into one read.
func checkPlainHTTP(t *testing.T, host string) {
	t.Helper()
	answer, err := http.Get("http://" + host + "/" + strings.Repeat("x", 8000))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusBadRequest || string(body) != wantPlainAnswer {
		t.Errorf("plain HTTP: %d %q %v", answer.StatusCode, body, err)
	}
}

func checkOldTLS(t *testing.T, host string) {
	t.Helper()
	conn, err := tls.Dial("tcp", host, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
	if err == nil {
		_ = conn.Close()
		t.Error("TLS 1.1 is accepted")
	}
}

func checkRedirects(t *testing.T, program *programtest.Process) {
	t.Helper()
	found := regexp.MustCompile(`redirect=(\S+)`).FindStringSubmatch(program.Stderr.String())
	if found == nil {
		t.Fatalf("the log lacks the address of the redirects\n%s", &program.Stderr)
	}
	for target, want := range map[string]string{"/hr/?a=b": "/hr/?a=b", "http://evil.example/x": "/x"} {
		conn, err := net.Dial("tcp", found[1])
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: evil.example\r\n\r\n", target)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || answer.StatusCode != http.StatusPermanentRedirect || answer.Header.Get("Location") != program.Base+want {
			t.Errorf("%s: %v %v", target, answer, err)
		}
	}
}

// checkNextStart starts the demo without the environment, from another folder, and checks that it
// finds the certificate and its key.
func checkNextStart(t *testing.T, dir string) {
	t.Helper()
	again := programtest.Start(t, nil, "demo", "--dir", dir, "--listen", "127.0.0.1:0")
	if !strings.HasPrefix(again.Base, "https://") {
		t.Errorf("the second start is at %s", again.Base)
	}
	again.Stop()
}

// TestTheRunningProgramShowsTheNewCertificate checks that a new certificate needs no restart and
// no signal.
func TestTheRunningProgramShowsTheNewCertificate(t *testing.T) {
	t.Parallel()
	first, second, dir := programtest.NewAuthority(t, 1), programtest.NewAuthority(t, 2), t.TempDir()
	env := append(first.Install(t, dir).Environment(), "SUARALOKET_DATA="+filepath.Join(dir, "data"))
	program := programtest.Start(t, env, "serve")
	if _, err := first.Client().Get(program.Base + "/healthz"); err != nil {
		t.Fatal(err)
	}
	second.Install(t, dir)
	browsertest.Eventually(t, "the new certificate is shown", func() bool {
		_, err := second.Client().Get(program.Base + "/healthz")
		return err == nil
	})
	program.Stop()
}
