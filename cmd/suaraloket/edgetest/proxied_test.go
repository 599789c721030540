package edgetest

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
)

// front is a TLS proxy before the program.
type front struct {
	*httptest.Server
	scheme string // the value of X-Forwarded-Proto
	behind *url.URL
}

func newFront(t *testing.T, a programtest.Authority) *front {
	t.Helper()
	pair, err := tls.X509KeyPair(a.Cert, a.Key)
	if err != nil {
		t.Fatal(err)
	}
	f := &front{scheme: "https"}
	f.Server = httptest.NewUnstartedServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(f.behind)
		r.Out.Host = r.In.Host
		r.SetXForwarded()
		r.Out.Header.Set("X-Forwarded-Proto", f.scheme)
	}})
	f.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	f.StartTLS()
	t.Cleanup(f.Close)
	return f
}

// startDemo starts the demo with the proxy's address as the public one.
func (f *front) startDemo(t *testing.T, env ...string) (*programtest.Process, programtest.Demo) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	env = append(env, "SUARALOKET_PUBLIC_URL="+f.URL)
	program := programtest.Start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	found := regexp.MustCompile(`listen: (\S+)`).FindSubmatch(programtest.ReadFile(t, filepath.Join(dir, "config.yaml")))
	f.behind = &url.URL{Scheme: "http", Host: string(found[1])}
	return program, programtest.ReadDemo(t, dir)
}

var formValue = regexp.MustCompile(`name="_form" value="([0-9a-f]+)"`)

// trySignIn submits the sign-in form with a client that follows the rules for cookies.
func trySignIn(t *testing.T, client *http.Client, portal string, a programtest.DemoAccount) *http.Response {
	t.Helper()
	if client.Jar == nil {
		client.Jar, _ = cookiejar.New(nil)
	}
	page, err := client.Get(portal + "masuk")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(page.Body)
	found := formValue.FindSubmatch(body)
	if err != nil || found == nil {
		t.Fatalf("no form: %d %v", page.StatusCode, err)
	}
	form := url.Values{"login": {a.Login}, "password": {a.Password}, "_form": {string(found[1])}}
	request, _ := http.NewRequest(http.MethodPost, portal+"masuk", strings.NewReader(form.Encode()))
	u, _ := url.Parse(portal)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", u.Scheme+"://"+u.Host)
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer
}

// signInAt signs in over HTTPS and checks the cookies and a page that needs the session.
func signInAt(t *testing.T, client *http.Client, portal string, a programtest.DemoAccount) {
	t.Helper()
	answer := trySignIn(t, client, portal, a)
	cookies := strings.Join(answer.Header.Values("Set-Cookie"), "\n")
	if answer.StatusCode != http.StatusSeeOther || !strings.Contains(cookies, "__Host-sl_session=") {
		t.Fatalf("sign-in: %d %s", answer.StatusCode, cookies)
	}
	for line := range strings.Lines(cookies) {
		if !strings.Contains(strings.ToLower(line), "; secure") || !strings.Contains(line, "HttpOnly") {
			t.Errorf("cookie %s", line)
		}
	}
	page, err := client.Get(portal + "sandi")
	if err != nil || page.StatusCode != http.StatusOK {
		t.Errorf("after signing in: %v %v", page, err)
	}
}

// TestBehindAProxyWithTLS tests the recommended installation.
func TestBehindAProxyWithTLS(t *testing.T) {
	t.Parallel()
	a := programtest.NewAuthority(t, 1)
	f := newFront(t, a)
	program, demo := f.startDemo(t, "SUARALOKET_HTTP_TRUSTED_PROXIES=10.0.0.0/8, 127.0.0.1")
	if program.Base != f.URL || !strings.HasPrefix(demo.Counters[0].PageURL, f.URL+"/r/") {
		t.Errorf("the addresses are %s and %s", program.Base, demo.Counters[0].PageURL)
	}
	signInAt(t, a.Client(), demo.HRURL, demo.Accounts[0])
	front, err := a.Client().Get(f.URL + "/")
	if err != nil || front.StatusCode != http.StatusOK || front.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("the front page: %v %v", front, err)
	}
	if metrics, err := a.Client().Get(f.URL + "/metrics"); err != nil || metrics.StatusCode != http.StatusNotFound {
		t.Errorf("metrics through the proxy: %v %v", metrics, err)
	}
	f.scheme = "http"
	sent, err := a.Client().Get(f.URL + "/hr/papan?unit=A")
	if err != nil || sent.StatusCode != http.StatusPermanentRedirect || sent.Header.Get("Location") != f.URL+"/hr/papan?unit=A" {
		t.Errorf("a request over HTTP: %v %v", sent, err)
	}
	program.Stop()
}

// TestPastTheProxy sends the headers of a proxy to a program whose public address has HTTPS.
// The answers are the same as without them, because monitoring and proxies that are not
// trusted also connect directly. They have HSTS, which browsers ignore over HTTP, and Secure
// cookies, so that no account signs in over plain HTTP. A rating is accepted.
func TestPastTheProxy(t *testing.T) {
	t.Parallel()
	f := newFront(t, programtest.NewAuthority(t, 1))
	_, demo := f.startDemo(t)
	direct := "http://" + f.behind.Host
	for _, scheme := range []string{"", "http", "https"} {
		request, _ := http.NewRequest(http.MethodGet, direct+"/", nil)
		request.Header.Set("X-Forwarded-Proto", scheme)
		request.Header.Set("X-Forwarded-Host", "evil.example")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK || strings.Contains(string(body), "evil") || answer.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%q: %d %v", scheme, answer.StatusCode, err)
		}
	}
	// Clients can treat the addresses of this machine as secure, so the portal has another name.
	far := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, f.behind.Host)
	}}}
	answer := trySignIn(t, far, "http://portal.test/hr/", demo.Accounts[0])
	if cookies := answer.Header.Values("Set-Cookie"); answer.StatusCode != http.StatusForbidden || len(cookies) > 0 {
		t.Errorf("sign-in over plain HTTP: %d %v", answer.StatusCode, cookies)
	}
	if status, err := programtest.PostRating(direct, demo.Counters[0].DeviceKey, map[string]any{"id": uuid.NewString(), "value": 3}); status != http.StatusCreated || err != nil {
		t.Errorf("a rating: %d %v", status, err)
	}
}

// TestAHeaderDoesNotMakeATrialSecure checks that a sender's header changes neither cookies nor
// HSTS when the public address is not HTTPS.
func TestAHeaderDoesNotMakeATrialSecure(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	env := []string{"SUARALOKET_HTTP_TRUSTED_PROXIES=192.0.2.1"}
	program := programtest.Start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	request, _ := http.NewRequest(http.MethodGet, program.Base+"/hr/masuk", nil)
	request.Header.Set("X-Forwarded-Proto", "https")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	cookies := strings.Join(answer.Header.Values("Set-Cookie"), "\n")
	if answer.Header.Get("Strict-Transport-Security") != "" || !strings.Contains(cookies, "sl_form") || strings.Contains(strings.ToLower(cookies), "secure") || strings.Contains(cookies, "__Host-") {
		t.Errorf("%d, HSTS %q, cookies %s", answer.StatusCode, answer.Header.Get("Strict-Transport-Security"), cookies)
	}
}
