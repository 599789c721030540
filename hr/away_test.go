package hr_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/repository"
)

// accounts is a store of accounts that can fail.
type accounts struct {
	*repository.Store
	mu  sync.Mutex
	err error
}

func (a *accounts) fail(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.err = err
}

func (a *accounts) Account(ctx context.Context, login string) (account.Account, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err != nil {
		return account.Account{}, a.err
	}
	return a.Store.Account(ctx, login)
}

func TestAnUnavailableDatabaseKeepsTheSession(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	o.accounts.fail(domain.ErrUnavailable)
	a := b.get("/hr/papan")
	if a.Status != http.StatusServiceUnavailable || a.Header.Get("Retry-After") != "2" {
		t.Errorf("%d, Retry-After %q", a.Status, a.Header.Get("Retry-After"))
	}
	says(t, "the page", a.Body, []string{"Data sedang tidak dapat dibaca."}, []string{"penilaian Anda", "Keluar"})
	if len(a.Header.Values("Set-Cookie")) > 0 {
		t.Error("the session cookie changed")
	}
	o.accounts.fail(nil)
	if a := b.get("/hr/papan"); a.Status != http.StatusOK {
		t.Errorf("afterwards: %d", a.Status)
	}
}

func TestSignInWhileTheDatabaseIsUnavailable(t *testing.T) {
	o := openOffice(t)
	b := o.browser()
	token := b.token("/hr/masuk")
	o.accounts.fail(domain.ErrUnavailable)
	form := url.Values{"login": {"hr"}, "password": {secret}, "_form": {token}}
	for range 8 { // more than the allowed number of failures
		if a := b.send("/hr/masuk", form); a.Status != http.StatusServiceUnavailable {
			t.Fatalf("status %d", a.Status)
		}
	}
	o.accounts.fail(nil)
	if a := b.send("/hr/masuk", form); a.Status != http.StatusSeeOther {
		t.Errorf("the outage counts as failed attempts: %d", a.Status)
	}
}

func TestAnInternalErrorIsNotShown(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	o.accounts.fail(errors.New("SELECT password FROM accounts: disk on fire"))
	a := b.get("/hr/papan")
	if a.Status != http.StatusInternalServerError || strings.Contains(a.Body, "fire") {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
	if strings.Count(o.logs.String(), "disk on fire") != 1 {
		t.Errorf("logged %d times", strings.Count(o.logs.String(), "disk on fire"))
	}
}

func TestProgramsReceiveProblemDetails(t *testing.T) {
	o := openOffice(t)
	a := o.as("hr").ask(http.MethodGet, "/hr/papan.csv?periode=soon", "", "Accept", "text/csv")
	if a.Status != http.StatusUnprocessableEntity || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") ||
		!strings.Contains(a.Body, `"code":"period_invalid"`) {
		t.Errorf("%d %s: %s", a.Status, a.Header.Get("Content-Type"), a.Body)
	}
}

// TestALanguageOnlyForResidentsFallsBack checks that the portal is in Indonesian for a
// language that only the pages of residents have.
func TestALanguageOnlyForResidentsFallsBack(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	b.lang = "jv"
	not := []string{`lang="jv"`, "Basa Jawa"}
	says(t, "preferred", b.get("/hr/papan").Body, []string{`<html lang="id"`, "English"}, not)
	says(t, "asked for", b.get("/hr/papan?lang=jv").Body, []string{`<html lang="id"`}, not)
	says(t, "chosen before", b.ask(http.MethodGet, "/hr/masuk", "", "Cookie", "lang=jv").Body, []string{`<html lang="id"`}, not)
	says(t, "a refusal", b.get("/hr/petugas/P-99").Body, []string{`<html lang="id"`}, not)
}

func TestALanguageIsRemembered(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	says(t, "asked for", b.get("/hr/papan?lang=en").Body, []string{`<html lang="en"`, "Sign out"}, []string{"lang=en&amp;lang"})
	says(t, "remembered", b.get("/hr/cara").Body, []string{`<html lang="en"`}, nil)
	says(t, "changed back", b.get("/hr/cara?lang=id").Body, []string{`<html lang="id"`}, nil)
	says(t, "a refusal", b.get("/hr/petugas/P-99?lang=en").Body, []string{"officer"}, []string{"Petugas"})
}

// ratings is a store that can become unavailable.
type ratings struct {
	*repository.Store
	left atomic.Int64 // calls until the refused one; 0 refuses none
}

// refuseAfter accepts n ratings and refuses the next one.
func (r *ratings) refuseAfter(n int64) { r.left.Store(n + 1) }

func (r *ratings) AddRating(ctx context.Context, e domain.Entry) (domain.Rating, bool, error) {
	if r.left.Load() > 0 && r.left.Add(-1) == 0 {
		return domain.Rating{}, false, domain.ErrUnavailable
	}
	return r.Store.AddRating(ctx, e)
}
