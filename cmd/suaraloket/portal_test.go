package main

import (
	"context"
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/web/browsertest"
)

// The running program's portal sets a tablet up by its own address, takes a queue's
// file in, and has what stands behind every page for those who look after kiosks.
func TestThePortalLooksAfterKiosks(t *testing.T) {
	c := defaults()
	c.Data, c.HTTP.Listen, c.HTTP.StopWithin = t.TempDir(), "127.0.0.1:0", Duration(5*time.Second)
	s := build(t, c)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	browsertest.Eventually(t, "ready", func() bool {
		status, _ := get(t, s.baseURL+"/readyz")
		return status == http.StatusOK
	})
	unit := domain.Unit{Code: "DKC", Name: "Disdukcapil", Agency: domain.Agency{Code: "KOTA", Name: "Kota", Internal: true}}
	for _, err := range []error{
		s.store.SaveCounters(ctx, []domain.Counter{{Code: "DKC-01", Name: "Loket 1", Unit: unit}}),
		s.store.SaveOfficers(ctx, []domain.Officer{{Code: "P-01", Name: "Ratna Sari", Unit: "DKC", Active: true}}),
		s.kiosks.Bind(ctx, domain.Kiosk{ID: "a", Counter: "DKC-01", Name: "Tablet Pintu"}, "dk_a"),
		s.accounts.Add(ctx, account.Account{Login: "admin", Role: domain.RoleAdmin}, "kata sandi panjang"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	staff := signedIn(t, s.baseURL, "admin", "kata sandi panjang")
	for page, says := range map[string]string{
		"/hr/kios": "Tablet Pintu", "/hr/kios/a": "belum pernah memberi kabar", "/hr/kios/berkas": "Berkas dari tablet", "/hr/jam": "Senin",
	} {
		if body := staff.get(page); !strings.Contains(body, says) {
			t.Errorf("%s does not say %q", page, says)
		}
	}
	body := staff.post("/hr/kios", url.Values{"counter": {"DKC-01"}, "name": {"Tablet Baru"}})
	code := regexp.MustCompile(`class="h-code">([0-9A-Z]{4})-([0-9A-Z]{4})<`).FindStringSubmatch(body)
	if code == nil || !strings.Contains(body, s.baseURL+"/k<") || !strings.Contains(body, `data-pairing="waiting"`) {
		t.Fatal("no pairing page")
	}
	drawing, err := document.QRSVG(s.baseURL + "/k#pair=" + code[1] + code[2])
	if err != nil || !strings.Contains(html.UnescapeString(body), base64.StdEncoding.EncodeToString([]byte(drawing))) {
		t.Errorf("the pairing page draws another code, %v", err)
	}
	if body := staff.post("/hr/petugas/P-01/pin", nil); !strings.Contains(body, "hanya ditampilkan kali ini") {
		t.Error("no PIN")
	}
	if body := staff.portion(`{"format":"suaraloket-queue-1","device":"a","items":[]}`); !strings.Contains(body, "tidak berisi penilaian") {
		t.Errorf("the file: %s", body)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it does not stop well: %v", err)
	}
}

// staffClient is the browser of somebody who has signed in.
type staffClient struct {
	t    *testing.T
	base string
	http *http.Client
	form string // the hidden field of the session's forms
}

var hiddenField = regexp.MustCompile(`name="_form" value="([0-9a-f]+)"`)

func signedIn(t *testing.T, base, login, password string) *staffClient {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &staffClient{t: t, base: base, http: &http.Client{Jar: jar}}
	b.form = hiddenField.FindStringSubmatch(b.get("/hr/masuk"))[1]
	b.form = hiddenField.FindStringSubmatch(b.post("/hr/masuk", url.Values{"login": {login}, "password": {password}}))[1]
	return b
}

func (b *staffClient) get(path string) string { return b.ask(http.MethodGet, path, "", "") }

func (b *staffClient) post(path string, fields url.Values) string {
	if fields == nil {
		fields = url.Values{}
	}
	fields.Set("_form", b.form)
	return b.ask(http.MethodPost, path, "application/x-www-form-urlencoded", fields.Encode())
}

func (b *staffClient) portion(body string) string {
	return b.ask(http.MethodPost, "/hr/kios/berkas", "application/json", body)
}

func (b *staffClient) ask(method, path, kind, body string) string {
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
	if err != nil || answer.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %s: %d, %v", method, path, answer.StatusCode, err)
	}
	return string(read)
}
