package programtest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// StaffClient is the browser of an account that has signed in to the portal.
type StaffClient struct {
	t    *testing.T
	base string
	http *http.Client
	form string // the hidden field of the session's forms
}

var hiddenField = regexp.MustCompile(`name="_form" value="([0-9a-f]+)"`)

// SignIn signs in to the portal.
func SignIn(t *testing.T, base, login, password string) *StaffClient {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &StaffClient{t: t, base: base, http: &http.Client{Jar: jar}}
	b.form = hiddenField.FindStringSubmatch(b.Get("/hr/masuk"))[1]
	b.form = hiddenField.FindStringSubmatch(b.Post("/hr/masuk", url.Values{"login": {login}, "password": {password}}))[1]
	return b
}

// Get returns a page.
func (b *StaffClient) Get(path string) string { return b.ask(http.MethodGet, path, "", "") }

// Look returns a page also when it is refused.
func (b *StaffClient) Look(path string) (status int, page string) {
	b.t.Helper()
	return b.answer(http.MethodGet, path, "", "")
}

// Post sends a form and returns the page that answers it.
func (b *StaffClient) Post(path string, fields url.Values) string {
	if fields == nil {
		fields = url.Values{}
	}
	fields.Set("_form", b.form)
	return b.ask(http.MethodPost, path, "application/x-www-form-urlencoded", fields.Encode())
}

// Portion uploads a part of the queue that a tablet has exported.
func (b *StaffClient) Portion(body string) string {
	return b.ask(http.MethodPost, "/hr/kios/berkas", "application/json", body)
}

func (b *StaffClient) ask(method, path, kind, body string) string {
	b.t.Helper()
	status, page := b.answer(method, path, kind, body)
	if status != http.StatusOK {
		b.t.Fatalf("%s %s: %d", method, path, status)
	}
	return page
}

func (b *StaffClient) answer(method, path, kind, body string) (status int, page string) {
	b.t.Helper()
	request, err := http.NewRequest(method, b.base+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Accept", "text/html")
	request.Header.Set("Content-Type", kind)
	request.Header.Set("X-Form-Token", b.form)
	answer, err := b.http.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	read, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer.StatusCode, string(read)
}
