package edgetest

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

// visitor is a browser that reaches the program from an address, through a trusted proxy.
type visitor struct {
	http *http.Client
	base string
	from string
	form string
}

func newVisitor(t *testing.T, base, from string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{base: base, from: from, http: &http.Client{
		Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 400},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	t.Cleanup(v.http.CloseIdleConnections)
	_, page := v.ask(t.Context(), http.MethodGet, "")
	found := formValue.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no form: %s", page)
	}
	v.form = found[1]
	return v
}

// signIn returns the status of an attempt, 0 when it was not answered.
func (v *visitor) signIn(ctx context.Context, login, password string) int {
	status, _ := v.ask(ctx, http.MethodPost, url.Values{"login": {login}, "password": {password}, "_form": {v.form}}.Encode())
	return status
}

func (v *visitor) ask(ctx context.Context, method, form string) (status int, page string) {
	request, _ := http.NewRequestWithContext(ctx, method, v.base+"/hr/masuk", strings.NewReader(form))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Forwarded-For", v.from)
	answer, err := v.http.Do(request)
	if err != nil {
		return 0, ""
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

// TestAFloodOfSignInsKeepsNoOneOut sends wrong passwords over 400 connections from one address:
// for HR's login, and for ever other logins. During the flood HR signs in with its known device
// from the same address, and another account with a new device from another address. Each needs
// one attempt; 503, which a slow machine may answer, is repeated.
func TestAFloodOfSignInsKeepsNoOneOut(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	program := programtest.Start(t, []string{"SUARALOKET_HTTP_TRUSTED_PROXIES=127.0.0.1"}, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	accounts := programtest.ReadDemo(t, dir).Accounts
	hr, other := accounts[0], accounts[1]
	const office, elsewhere = "203.0.113.7", "203.0.113.9"
	owner, newcomer := newVisitor(t, program.Base, office), newVisitor(t, program.Base, elsewhere)
	if status := owner.signIn(t.Context(), hr.Login, hr.Password); status != http.StatusSeeOther {
		t.Fatalf("before the flood: %d", status)
	}
	known := newVisitor(t, program.Base, office)
	keepDevice(t, program.Base, owner, known)

	ctx, end := context.WithCancel(t.Context())
	var flood sync.WaitGroup
	defer flood.Wait()
	defer end()
	attacker := newVisitor(t, program.Base, office)
	var wrong, tooFast atomic.Int64
	for i := range 400 {
		flood.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				login := hr.Login
				if i%2 == 1 {
					login = fmt.Sprintf("x%d.%d", i, n)
				}
				switch attacker.signIn(ctx, login, "salah salah salah") {
				case http.StatusUnauthorized:
					wrong.Add(1)
				case http.StatusTooManyRequests:
					tooFast.Add(1)
				}
			}
		})
	}
	browsertest.EventuallyMoving(t, "the flood", func() (string, bool) {
		return fmt.Sprint(wrong.Load(), tooFast.Load()), wrong.Load() >= 5 && tooFast.Load() >= 10
	})
	attempt := func(v *visitor, a programtest.DemoAccount) (status int) {
		for range 10 {
			if status = v.signIn(t.Context(), a.Login, a.Password); status != http.StatusServiceUnavailable {
				break
			}
		}
		return status
	}
	before := wrong.Load() + tooFast.Load()
	if status := attempt(known, hr); status != http.StatusSeeOther {
		t.Errorf("the known device: %d", status)
	}
	if status := attempt(newcomer, other); status != http.StatusSeeOther {
		t.Errorf("a new device at another address: %d", status)
	}
	t.Logf("%d attempts of the flood were answered before, %d until the end", before, wrong.Load()+tooFast.Load())
}

// keepDevice gives a browser the mark of another one, and not its session.
func keepDevice(t *testing.T, base string, from, to *visitor) {
	t.Helper()
	site, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range from.http.Jar.Cookies(site) {
		if cookie.Name == "sl_device" {
			to.http.Jar.SetCookies(site, []*http.Cookie{cookie})
			return
		}
	}
	t.Fatal("the device is not remembered")
}

var waitingPage = regexp.MustCompile(`http-equiv="refresh" content="(\d+); url=([^"]+)"`)

// resident opens addresses of the phone page in a browser of its own.
type resident struct {
	t    *testing.T
	http *http.Client
}

func newResident(t *testing.T) resident {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := resident{t, &http.Client{Jar: jar, Transport: &http.Transport{}}}
	t.Cleanup(r.http.CloseIdleConnections)
	return r
}

// open opens an address and returns the page, and where a waiting page goes on, after how long.
func (r resident) open(ctx context.Context, address string) (status int, page, next string, after time.Duration) {
	request, _ := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	request.Header.Set("Accept", "text/html")
	answer, err := r.http.Do(request)
	if err != nil {
		return 0, "", "", 0
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	if found := waitingPage.FindSubmatch(body); found != nil {
		seconds, _ := strconv.Atoi(string(found[1]))
		to, err := request.URL.Parse(html.UnescapeString(string(found[2])))
		if err != nil {
			r.t.Error(err)
		}
		next, after = to.String(), time.Duration(seconds)*time.Second
	}
	return answer.StatusCode, string(body), next, after
}

// TestAFloodAtAPosterKeepsNoOneOut sends 200 requests a second to the address of a printed code.
// Half of them throw cookies away and half go on from the waiting page, as a browser does. During
// the flood 20 residents with new browsers open the same code from the same address: at least 19
// see the faces after one wait of the announced length at most, and a browser that has been there
// before sees them at once.
func TestAFloodAtAPosterKeepsNoOneOut(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	programtest.Start(t, nil, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	poster := programtest.ReadDemo(t, dir).Counters[0].PageURL
	before := newResident(t)
	if status, page, _, _ := before.open(t.Context(), poster); status != http.StatusOK || !strings.Contains(page, "p-faces") {
		t.Fatalf("before the flood: %d", status)
	}
	ctx, end := context.WithCancel(t.Context())
	var flood sync.WaitGroup
	defer flood.Wait()
	defer end()
	var waits, visits atomic.Int64
	flood.Go(func() {
		pace := time.NewTicker(5 * time.Millisecond)
		defer pace.Stop()
		client := resident{t, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}}
		for ctx.Err() == nil {
			<-pace.C
			flood.Go(func() {
				_, _, next, after := client.open(ctx, poster)
				if next == "" {
					visits.Add(1)
				} else if waits.Add(1)%2 == 0 {
					time.AfterFunc(after, func() { _, _, _, _ = client.open(ctx, next) })
				}
			})
		}
	})
	browsertest.EventuallyMoving(t, "the flood", func() (string, bool) {
		return fmt.Sprint(visits.Load(), waits.Load()), waits.Load() >= 200
	})
	var through, waited atomic.Int64
	var people sync.WaitGroup
	for range 20 {
		people.Go(func() {
			r := newResident(t)
			status, page, next, after := r.open(t.Context(), poster)
			if next != "" {
				waited.Add(1)
				time.Sleep(after)
				status, page, next, _ = r.open(t.Context(), next)
			}
			if status == http.StatusOK && strings.Contains(page, "p-faces") {
				through.Add(1)
			} else {
				t.Logf("a resident: %d, waits again %v", status, next != "")
			}
		})
	}
	people.Wait()
	t.Logf("%d of 20 residents got through, %d after a wait; the flood: %d visits, %d waits", through.Load(), waited.Load(), visits.Load(), waits.Load())
	if through.Load() < 19 {
		t.Errorf("%d of 20 residents got through", through.Load())
	}
	if status, page, _, _ := before.open(t.Context(), poster); status != http.StatusOK || !strings.Contains(page, "p-faces") {
		t.Errorf("a browser that was there before: %d", status)
	}
}
