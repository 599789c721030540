package hr_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// opens lists every route of the portal with the roles for which it opens; "" is a
// visitor without a session.
func opens() map[string][]string {
	everybody, staff := []string{"admin", "hr", "kepala", "ratna", "inspektur", "peninjau"}, []string{"admin", "hr", "kepala"}
	readers := append(staff[:3:3], "peninjau")
	city, admin, inspectors, reviewers := []string{"admin", "hr"}, []string{"admin"}, []string{"inspektur"}, []string{"hr", "inspektur"}
	chatting := append(staff[:3:3], "ratna", "inspektur")
	return map[string][]string{
		"GET /hr/":                   everybody,
		"GET /hr/masuk":              append([]string{""}, everybody...),
		"POST /hr/masuk":             append([]string{""}, everybody...),
		"POST /hr/keluar":            everybody,
		"GET /hr/sandi":              everybody,
		"POST /hr/sandi":             everybody,
		"POST /hr/sandi/sesi":        everybody,
		"GET /hr/papan":              readers,
		"GET /hr/papan.csv":          readers,
		"GET /hr/penilaian.csv":      city,
		"GET /hr/petugas/:code":      everybody,
		"POST /hr/petugas/:code/pin": everybody,
		"GET /hr/foto":               staff,
		"POST /hr/foto":              staff,
		"GET /hr/kios":               staff,
		"POST /hr/kios":              staff,
		"GET /hr/kios.csv":           staff,
		"GET /hr/kios/pasang/:id":    staff,
		"POST /hr/kios/pasang/:id":   staff,
		"GET /hr/kios/berkas":        staff,
		"POST /hr/kios/berkas":       staff,
		"GET /hr/kios/:id":           staff,
		"POST /hr/kios/:id/nama":     staff,
		"POST /hr/kios/:id/loket":    staff,
		"GET /hr/kios/:id/cabut":     staff,
		"POST /hr/kios/:id/cabut":    staff,
		"POST /hr/kios/:id/ganti":    staff,
		"GET /hr/jam":                staff,
		"GET /hr/kunjungan":          city,
		"POST /hr/kunjungan":         city,
		"POST /hr/kunjungan/tiket":   city,
		"POST /hr/jam":               staff,
		"POST /hr/jam/libur":         staff,
		"POST /hr/jam/libur/hapus":   staff,
		"GET /hr/ikm":                readers,
		"GET /hr/ikm.csv":            readers,
		"GET /hr/keluhan":            staff,
		"GET /hr/tinjauan":           reviewers,
		"GET /hr/tinjauan/kelompok":  reviewers,
		"POST /hr/tinjauan/kelompok": reviewers,
		"GET /hr/kode":               staff,
		"GET /hr/kode.pdf":           staff,
		"GET /hr/cara":               everybody,

		"POST /hr/petugas/:code/foto":       staff,
		"POST /hr/petugas/:code/foto/hapus": everybody,

		"GET /hr/telegram":        chatting,
		"POST /hr/telegram":       chatting,
		"POST /hr/telegram/kode":  chatting,
		"POST /hr/telegram/putus": chatting,

		"GET /hr/laporan":              inspectors,
		"GET /hr/laporan/:id":          inspectors,
		"POST /hr/laporan/:id/catatan": inspectors,
		"POST /hr/laporan/:id/putusan": inspectors,

		"GET /hr/catatan":            append(admin[:1:1], inspectors...),
		"GET /hr/akun":               admin,
		"GET /hr/akun/:login":        admin,
		"POST /hr/akun/:login/tutup": admin,
		"POST /hr/akun/:login/buka":  admin,
		"POST /hr/akun/:login/peran": admin,
		"POST /hr/akun/:login/sandi": admin,
		"POST /hr/akun/:login/sesi":  admin,

		"GET /hr/kunci":            admin,
		"POST /hr/kunci":           admin,
		"POST /hr/kunci/:id/cabut": admin,
	}
}

func TestEveryRouteHasAPermission(t *testing.T) {
	o := openOffice(t)
	table := opens()
	seen := map[string]bool{}
	for _, r := range o.app.GetRoutes(true) {
		if !strings.HasPrefix(r.Path, "/hr") || r.Method == http.MethodHead {
			continue
		}
		name := r.Method + " " + r.Path
		seen[name] = true
		if _, ok := table[name]; !ok {
			t.Errorf("%s is not in the table", name)
		}
	}
	for name := range table {
		if !seen[name] {
			t.Errorf("%s does not exist", name)
		}
	}
}

func TestRoutesOpenOnlyForTheirRoles(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector(), viewer())
	for _, login := range []string{"", "admin", "hr", "kepala", "ratna", "inspektur", "peninjau"} {
		for name, roles := range opens() {
			method, path, _ := strings.Cut(name, " ")
			path = strings.NewReplacer(":code", "P-01", ":id", "tablet-1", ":login", "ratna").Replace(path)
			b := o.browser()
			if login != "" {
				b = o.as(login)
			}
			var a answer
			if method == http.MethodPost {
				a = b.send(path, url.Values{"_form": {"wrong"}})
			} else {
				a = b.get(path)
			}
			opened := a.Status != http.StatusForbidden && !strings.HasPrefix(a.to(), "/hr/masuk")
			if method == http.MethodPost { // only the form token was refused
				opened = a.Status == http.StatusForbidden && strings.Contains(a.Body, "terlalu lama terbuka")
			}
			if want := slices.Contains(roles, login); opened != want {
				t.Errorf("%q at %s: opened %v, status %d", login, name, opened, a.Status)
			}
		}
	}
}

func TestSignInReturnsToTheRequestedPage(t *testing.T) {
	o := openOffice(t)
	b := o.browser()
	wanted := "/hr/papan?periode=2026-Q3&unit=DKC"
	a := b.get(wanted)
	if a.Status != http.StatusSeeOther || a.to() != "/hr/masuk?next="+url.QueryEscape(wanted) {
		t.Fatalf("%d to %q", a.Status, a.to())
	}
	if page := b.get(a.to()).Body; !strings.Contains(page, `name="next" value="/hr/papan?periode=2026-Q3&amp;unit=DKC"`) {
		t.Error("the form does not contain the requested page")
	}
	if a = b.trySignIn("hr", secret, wanted); a.to() != wanted {
		t.Errorf("sent to %q", a.to())
	}
}

func TestSignInOpensTheStartPageOfTheRole(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector(), viewer())
	for login, start := range map[string]string{
		"admin": "/hr/papan", "hr": "/hr/papan", "kepala": "/hr/papan", "ratna": "/hr/petugas/P-01", "inspektur": "/hr/laporan", "peninjau": "/hr/papan",
	} {
		b := o.browser()
		if a := b.trySignIn(login, secret, ""); a.to() != start {
			t.Errorf("%s starts at %q", login, a.to())
		}
		if a := b.get("/hr/"); a.to() != start {
			t.Errorf("%s is redirected from /hr/ to %q", login, a.to())
		}
		if a := b.get("/hr/masuk"); a.to() != start {
			t.Errorf("%s is asked to sign in again: %d", login, a.Status)
		}
	}
}

func TestSignInRedirectsOnlyWithinThePortal(t *testing.T) {
	o := openOffice(t)
	for _, next := range []string{
		"https://example.com/", "//example.com/hr/", "/\\example.com", "\\\\example.com", "/hr/..//example.com", "/hr//example.com",
		"/hr/../../x", "javascript:alert(1)", "/elsewhere", "/hr", "hr/papan", "/hr/masuk?next=/hr/masuk", "/hr/keluar",
		"/hr/\r\nSet-Cookie: a=b", "http:/hr/papan", "/hr/%2e%2e//x", " /hr/papan",
	} {
		b := o.browser()
		if page := b.get("/hr/masuk?next=" + url.QueryEscape(next)).Body; !strings.Contains(page, `name="next" value=""`) {
			t.Errorf("%q is in the form", next)
		}
		if a := b.trySignIn("hr", secret, next); a.to() != "/hr/papan" {
			t.Errorf("%q leads to %q", next, a.to())
		}
	}
}

func TestThePortalIsNotCached(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	for _, path := range []string{"/hr/papan", "/hr/papan.csv", "/hr/penilaian.csv", "/hr/petugas/P-01", "/hr/kode.pdf", "/hr/cara", "/hr/nothing", "/hr/petugas/P-99", "/hr/"} {
		if got := b.get(path).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
}

func TestRefusalsAreShownInTheLayout(t *testing.T) {
	o := openOffice(t)
	for _, c := range []struct {
		login, path string
		status      int
		says        string
	}{
		{"hr", "/hr/nothing", 404, "Halaman ini tidak ada."},
		{"hr", "/hr/petugas/P-99", 404, "Petugas ini tidak dikenal."},
		{"hr", "/hr/papan?periode=2026-Q9", 422, "Periode ditulis seperti"},
		{"hr", "/hr/papan?unit=XYZ", 404, "Unit ini tidak dikenal."},
		{"ratna", "/hr/papan", 403, "Anda tidak berhak"},
		{"kepala", "/hr/papan?unit=PTS", 403, "Anda tidak berhak"},
		{"kepala", "/hr/kode.pdf?loket=PTS-01", 404, "Loket ini tidak dikenal."},
	} {
		a := o.as(c.login).get(c.path)
		if a.Status != c.status || !strings.Contains(a.Body, c.says) || !strings.Contains(a.Body, `class="h-nav"`) {
			t.Errorf("%s at %s: %d, shows the reason: %v", c.login, c.path, a.Status, strings.Contains(a.Body, c.says))
		}
	}
}

func TestHeadRequests(t *testing.T) {
	o := openOffice(t)
	if a := o.as("hr").ask(http.MethodHead, "/hr/papan", ""); a.Status != http.StatusOK || a.Body != "" {
		t.Errorf("%d with %d bytes", a.Status, len(a.Body))
	}
	if a := o.browser().ask(http.MethodHead, "/hr/papan", ""); a.Status != http.StatusSeeOther {
		t.Errorf("not signed in: %d", a.Status)
	}
}
