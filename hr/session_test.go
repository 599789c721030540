package hr_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/hr"
)

func TestAWrongPasswordRevealsNothing(t *testing.T) {
	o := openOffice(t)
	known := o.browser().trySignIn("hr", "salah salah salah", "")
	unknown := o.browser().trySignIn("siapa", "salah salah salah", "")
	for _, a := range []answer{known, unknown} {
		if a.Status != http.StatusUnauthorized || !strings.Contains(a.Body, "Nama pengguna atau kata sandi tidak cocok.") {
			t.Errorf("%d: %s", a.Status, a.Body)
		}
		if strings.Contains(a.Body, "salah salah salah") {
			t.Error("the page contains the password")
		}
	}
	if !strings.Contains(known.Body, `name="login" value="hr"`) {
		t.Error("the form does not keep the login")
	}
}

func TestTooManyAttemptsAreRateLimited(t *testing.T) {
	o := openOffice(t)
	b := o.browser()
	for range 5 {
		if a := b.trySignIn("hr", "salah salah salah", ""); a.Status != http.StatusUnauthorized {
			t.Fatalf("status %d", a.Status)
		}
	}
	o.later(20 * time.Second)
	a := b.trySignIn("hr", secret, "")
	if a.Status != http.StatusTooManyRequests || !strings.Contains(a.Body, "dalam 40 detik") {
		t.Fatalf("%d: the page does not show the wait", a.Status)
	}
	if seconds, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || seconds != 40 {
		t.Errorf("Retry-After %q", a.Header.Get("Retry-After"))
	}
	if a := o.browser().trySignIn("kepala", secret, ""); a.Status != http.StatusSeeOther {
		t.Errorf("another user of the office waits too: %d", a.Status)
	}
	o.later(41 * time.Second)
	if a := b.trySignIn("hr", secret, ""); a.Status != http.StatusSeeOther {
		t.Errorf("still refused: %d", a.Status)
	}
}

func TestTheAttributesOfTheSessionCookie(t *testing.T) {
	for _, secure := range []bool{false, true} {
		o := openOffice(t, func(options *hr.Options) { options.Shell.Secure = secure })
		b := o.browser()
		page := b.ask(http.MethodGet, "/hr/masuk", "")
		token := formPattern.FindStringSubmatch(page.Body)[1]
		form := url.Values{"login": {"hr"}, "password": {secret}, "_form": {token}}
		a := b.send("/hr/masuk", form, "Cookie", strings.SplitN(page.Header.Get("Set-Cookie"), ";", 2)[0])
		var found bool
		for _, cookie := range (&http.Response{Header: a.Header}).Cookies() {
			if !strings.HasSuffix(cookie.Name, "sl_session") {
				continue
			}
			found = true
			if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Secure != secure || cookie.Path != "/" || cookie.Domain != "" {
				t.Errorf("cookie %+v", cookie)
			}
			if strings.HasPrefix(cookie.Name, "__Host-") != secure {
				t.Errorf("secure %v, name %q", secure, cookie.Name)
			}
		}
		if !found {
			t.Errorf("secure %v: no session, status %d", secure, a.Status)
		}
	}
}

func TestSigningOutEndsTheSession(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	stolen := o.browser()
	stolen.jar.SetCookies(&host, b.jar.Cookies(&host))
	if a := stolen.get("/hr/papan"); a.Status != http.StatusOK {
		t.Fatalf("status %d", a.Status)
	}
	if a := b.send("/hr/keluar", url.Values{"_form": {b.token("/hr/cara")}}); a.to() != "/hr/masuk" || a.Header.Get("Clear-Site-Data") != `"cache"` {
		t.Fatalf("%d to %q", a.Status, a.to())
	}
	for name, other := range map[string]*browser{"own": b, "copied": stolen} {
		if a := other.get("/hr/papan"); a.Status != http.StatusSeeOther {
			t.Errorf("the %s cookie still opens: %d", name, a.Status)
		}
	}
}

func TestASessionExpires(t *testing.T) {
	for name, c := range map[string]struct {
		visits int
		every  time.Duration
		open   bool
	}{
		"in use":        {visits: 5, every: account.SessionIdle - time.Minute, open: true},
		"left alone":    {visits: 1, every: account.SessionIdle + time.Minute, open: false},
		"used too long": {visits: 13, every: account.SessionIdle - time.Minute, open: false},
	} {
		o := openOffice(t)
		b := o.as("hr")
		var a answer
		for range c.visits {
			o.later(c.every)
			a = b.get("/hr/cara")
		}
		if open := a.Status == http.StatusOK; open != c.open {
			t.Errorf("%s: open %v", name, open)
		}
	}
}

func TestForeignFormsAreRefused(t *testing.T) {
	o := openOffice(t)
	b, other := o.as("hr"), o.as("kepala")
	own := b.token("/hr/cara")
	for name, c := range map[string]struct {
		token   string
		headers []string
		taken   bool
	}{
		"no token":             {"", nil, false},
		"another's token":      {other.token("/hr/cara"), nil, false},
		"another site":         {own, []string{"Sec-Fetch-Site", "cross-site"}, false},
		"a neighbour's site":   {own, []string{"Sec-Fetch-Site", "same-site"}, false},
		"an older browser's":   {own, []string{"Sec-Fetch-Site", "", "Origin", "https://example.com"}, false},
		"a hidden origin":      {own, []string{"Sec-Fetch-Site", "", "Origin", "null"}, false},
		"older, our own":       {own, []string{"Sec-Fetch-Site", "", "Origin", "http://portal.test"}, true},
		"neither header, ours": {own, []string{"Sec-Fetch-Site", ""}, true},
	} {
		a := b.send("/hr/sandi", url.Values{"_form": {c.token}, "old": {"x"}, "new": {"y"}, "again": {"z"}}, c.headers...)
		if c.taken {
			if a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", name, a.Status)
			}
		} else if a.Status != http.StatusForbidden || !strings.Contains(a.Body, "terlalu lama terbuka") {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := b.get("/hr/cara"); a.Status != http.StatusOK {
		t.Error("a refused form ended the session")
	}
}

func TestSignInRequiresTheFormCookie(t *testing.T) {
	o := openOffice(t)
	form := url.Values{"login": {"hr"}, "password": {secret}, "_form": {o.browser().token("/hr/masuk")}}
	if a := o.browser().send("/hr/masuk", form); a.Status != http.StatusForbidden {
		t.Errorf("a foreign form is accepted: %d", a.Status)
	}
	b := o.browser()
	form.Set("_form", b.token("/hr/masuk"))
	if a := b.send("/hr/masuk", form, "Sec-Fetch-Site", "cross-site"); a.Status != http.StatusForbidden {
		t.Errorf("another site signs a visitor in: %d", a.Status)
	}
	if a := b.send("/hr/masuk", form); a.Status != http.StatusSeeOther {
		t.Errorf("the portal's form is refused: %d", a.Status)
	}
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	o := openOffice(t)
	b, elsewhere, head := o.as("hr"), o.as("hr"), o.as("kepala")
	stolen := b.session()
	fresh := "kalimat baru yang panjang"
	a := b.send("/hr/sandi", url.Values{"_form": {b.token("/hr/sandi")}, "old": {secret}, "new": {fresh}, "again": {fresh}})
	if a.Status != http.StatusSeeOther || !strings.Contains(b.get(a.to()).Body, "Kata sandi sudah diganti") {
		t.Fatalf("%d to %q", a.Status, a.to())
	}
	if b.session() == stolen {
		t.Error("the session has the same token")
	}
	if elsewhere.get("/hr/cara").Status != http.StatusSeeOther {
		t.Error("the other session is still valid")
	}
	if head.get("/hr/cara").Status != http.StatusOK {
		t.Error("the session of another account ended")
	}
	if a := o.browser().trySignIn("hr", secret, ""); a.Status != http.StatusUnauthorized {
		t.Errorf("the old password opens: %d", a.Status)
	}
	if a := o.browser().trySignIn("hr", fresh, ""); a.Status != http.StatusSeeOther {
		t.Errorf("the new password does not open: %d", a.Status)
	}
}

func TestPasswordChangeRefusals(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	for _, c := range []struct {
		old, new, again string
		status          int
		says            string
	}{
		{"bukan yang ini", "kalimat baru yang panjang", "kalimat baru yang panjang", 401, "Kata sandi sekarang tidak cocok."},
		{secret, "s1ngkat", "s1ngkat", 422, "harus 12 sampai 200 karakter"},
		{secret, "qwertyuiop123", "qwertyuiop123", 422, "terlalu mudah ditebak"},
		{secret, "kalimat baru yang panjang", "kalimat lain yang panjang", 422, "tidak sama"},
	} {
		a := b.send("/hr/sandi", url.Values{"_form": {b.token("/hr/sandi")}, "old": {c.old}, "new": {c.new}, "again": {c.again}})
		if a.Status != c.status || !strings.Contains(a.Body, c.says) {
			t.Errorf("%d, want %d and %q", a.Status, c.status, c.says)
		}
		if strings.Contains(a.Body, c.new) || strings.Contains(a.Body, c.old) {
			t.Error("the page contains a password")
		}
	}
	if a := o.browser().trySignIn("hr", secret, ""); a.Status != http.StatusSeeOther {
		t.Errorf("the password has changed: %d", a.Status)
	}
}

func TestSampleAccountsAreShownOnlyInASample(t *testing.T) {
	note := &hr.SampleNote{Accounts: []hr.SampleAccount{{Login: "contoh-hr", Password: "rahasia-contoh", Role: domain.RoleHR}}}
	sample := openOffice(t, func(options *hr.Options) { options.Sample = note })
	if page := sample.browser().get("/hr/masuk").Body; !strings.Contains(page, "rahasia-contoh") {
		t.Error("the sample's accounts are not shown")
	}
	if page := openOffice(t).browser().get("/hr/masuk").Body; strings.Contains(page, "Akun contoh") {
		t.Error("a real installation shows sample accounts")
	}
}

// The portal speaks Indonesian whatever the browser asks for, until a person chooses.
func TestThePortalSpeaksIndonesianUntilAPersonChooses(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr") // its browser asks for English
	for _, step := range []struct{ address, lang string }{
		{"/hr/papan", "id"}, {"/hr/papan?lang=en", "en"}, {"/hr/cara", "en"}, {"/hr/cara?lang=id", "id"}, {"/hr/papan", "id"}, {"/hr/none", "id"},
	} {
		if page := b.get(step.address).Body; !strings.Contains(page, `<html lang="`+step.lang+`"`) {
			t.Errorf("%s is not in %s", step.address, step.lang)
		}
	}
}

// TestTheDeviceIsRemembered checks the cookie by which a browser is known after a sign-in: no
// script and no other site sends or reads it, it opens nothing, and wrong passwords elsewhere do
// not lock out its owner.
func TestTheDeviceIsRemembered(t *testing.T) {
	o := openOffice(t)
	b := o.browser()
	a := b.trySignIn("hr", secret, "")
	var device *http.Cookie
	for _, cookie := range (&http.Response{Header: a.Header}).Cookies() {
		if cookie.Name == "sl_device" {
			device = cookie
		}
	}
	if device == nil || !device.HttpOnly || device.SameSite != http.SameSiteStrictMode || device.MaxAge != int(account.DeviceLife.Seconds()) || strings.Contains(device.Value, "hr") {
		t.Fatalf("cookie %+v", device)
	}
	for range 6 {
		o.browser().trySignIn("hr", "salah salah salah", "")
	}
	if a := o.browser().trySignIn("hr", secret, ""); a.Status != http.StatusTooManyRequests {
		t.Errorf("a new device: %d", a.Status)
	}
	owner := o.browser()
	owner.jar.SetCookies(&host, []*http.Cookie{{Name: device.Name, Value: device.Value, Path: "/"}})
	if a := owner.get("/hr/papan"); a.Status != http.StatusSeeOther {
		t.Errorf("the mark opens a page: %d", a.Status)
	}
	if a := owner.trySignIn("hr", secret, ""); a.Status != http.StatusSeeOther {
		t.Errorf("the owner: %d", a.Status)
	}
}
