package hr_test

import (
	"context"
	"net/url"
	"regexp"
	"testing"

	"suaraloket/domain"
)

var pinPattern = regexp.MustCompile(`class="h-code">(\d{6})<`)

// issue requests a PIN of the officer with the token of a page that every role may open.
func (b *browser) issue(officer string) answer {
	b.o.t.Helper()
	return b.send("/hr/petugas/"+officer+"/pin", url.Values{"_form": {b.token("/hr/cara")}})
}

func TestAPINIsIssued(t *testing.T) {
	o := openOffice(t)
	o.fill()
	for login, hands := range map[string]bool{"ratna": false, "kepala": true, "hr": true} {
		b := o.as(login)
		says(t, login+"'s way there", b.get("/hr/petugas/p-01").Body, []string{"PIN loket", `action="/hr/petugas/P-01/pin"`}, nil)
		a := b.issue("p-01")
		found := pinPattern.FindStringSubmatch(a.Body)
		if a.Status != 200 || found == nil || a.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d, %q", login, a.Status, a.Header.Get("Cache-Control"))
		}
		must, never := []string{"PIN loket Ratna Sari, S.Sos.", "hanya ditampilkan kali ini"}, []string{"Serahkan langsung"}
		if hands {
			must, never = append(must, "Serahkan langsung kepada Ratna Sari"), nil
		}
		says(t, login, a.Body, append(must, `href="/hr/petugas/P-01?lang=en"`), never)
		if hash, err := o.store.PIN(context.Background(), "P-01"); err != nil || !(plain{}).Verify(hash, found[1]) {
			t.Errorf("%s: %s does not open, %v", login, found[1], err)
		}
		says(t, login+" afterwards", b.get("/hr/petugas/P-01").Body, nil, []string{found[1]})
	}
}

func TestPINRefusals(t *testing.T) {
	o := openOffice(t)
	for _, c := range []struct {
		login, officer string
		status         int
	}{{"ratna", "P-02", 404}, {"kepala", "P-04", 404}, {"hr", "P-99", 404}} {
		if a := o.as(c.login).issue(c.officer); a.Status != c.status || pinPattern.MatchString(a.Body) {
			t.Errorf("%s for %s: %d", c.login, c.officer, a.Status)
		}
		if _, err := o.store.PIN(context.Background(), c.officer); !domain.ErrPINMissing.Is(err) {
			t.Errorf("%s has a PIN of %s: %v", c.officer, c.login, err)
		}
	}
	if a := o.as("ratna").send("/hr/petugas/P-01/pin", nil); a.Status != 403 {
		t.Errorf("a foreign form: %d", a.Status)
	}
}
