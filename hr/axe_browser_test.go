package hr_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/locale"
	"suaraloket/web/browsertest"
)

// Axe checks every page of the portal in every size and language.
func TestThePortalIsAccessible(t *testing.T) {
	t.Parallel()
	texts, err := locale.Load()
	check(t, err)
	langs := texts.ForStaff().Languages()
	tab := browsertest.Open(t, 1280, 800)
	o := openOffice(t)
	o.fill()
	o.deploy()
	o.photograph("P-02", colours()[0])
	o.employ(inspector())
	report := o.reportFee(day(11, 20))
	base := o.listen()
	open := func(lang, page string) {
		t.Helper()
		tab.Goto(base + inLanguage(page, lang))
		tab.Until(`document.readyState === "complete" && document.querySelector("h1")`)
		tab.Want(`document.documentElement.lang`, lang)
	}
	look := func(lang, page string) {
		t.Helper()
		open(lang, page)
		tab.AxeIn(browsertest.AxeWindows(lang, langs), lang+": "+page)
	}
	signIn := func(password string) {
		t.Helper()
		tab.Run(`document.querySelector("input[name=login]").value = "hr"; document.querySelector("input[name=password]").value = "` + password + `"; document.querySelector("form").requestSubmit()`)
	}
	for _, lang := range langs {
		look(lang, "/hr/masuk")
	}
	signIn("wrong")
	tab.Until(`document.querySelector("[role=alert]")`)
	tab.AxeIn(browsertest.Windows(), "sign-in refused")
	signIn(secret)
	tab.Until(`location.pathname === "/hr/papan"`)
	for _, lang := range langs {
		for _, page := range []string{"/hr/papan", "/hr/ikm", "/hr/ikm?unit=DKC", "/hr/keluhan", "/hr/petugas/P-01", "/hr/petugas/P-02", "/hr/petugas/P-03", "/hr/kode", "/hr/foto", "/hr/kios", "/hr/kios/tablet-1", "/hr/kios/tablet-2", "/hr/kios/tablet-1/cabut", "/hr/kios/berkas", "/hr/jam", "/hr/cara", "/hr/telegram", "/hr/sandi", "/hr/petugas/P-99"} {
			look(lang, page)
		}
	}
	// Pages of forms and tables that the others cover in all sizes: the phone alone.
	once := func(page string) {
		t.Helper()
		open(langs[0], page)
		tab.AxeIn(browsertest.Windows()[3:], page)
	}
	o.play("P-03")
	o.hideWords("P-03")
	once("/hr/tinjauan")
	once("/hr/tinjauan/kelompok?petugas=P-03&hari=2026-11-20")
	tab.Want(`document.querySelectorAll("button[name=naskah]").length`, "1")
	once("/hr/kunjungan")
	tab.Run(`document.querySelector("input[name^=visits-]").value = "dua"; document.querySelector("form[method=post][action='/hr/kunjungan']").requestSubmit()`)
	tab.Until(`document.querySelector("[id^=visits-][id$=-salah]")`)
	tab.AxeIn(browsertest.Windows()[3:], "visits refused")
	tab.Run(`document.querySelector("input[name=sejak]").value = "2026-11-01"; document.querySelector("form[action='/hr/kunjungan/tiket']").requestSubmit()`)
	tab.Until(`document.getElementById("sejak-salah")`)
	tab.AxeIn(browsertest.Windows()[3:], "tickets refused")
	o.signIn(tab, base, "inspektur")
	for _, lang := range langs {
		for _, page := range []string{"/hr/laporan", "/hr/laporan/" + report.ID, "/hr/catatan"} {
			look(lang, page)
		}
	}
	ending := account.APIKey{ID: uuid.NewString(), Name: "Mesin antrean lantai 1", Hash: domain.HashKey("1"), Scopes: account.Scopes(), Counters: []string{"DKC-01", "DKC-02"}, Created: today(), Expires: o.clock().AddDate(0, 0, 9), Used: today()}
	old := account.APIKey{ID: uuid.NewString(), Name: "Mesin antrean lama", Hash: domain.HashKey("2"), Scopes: account.Scopes(), Created: today(), UsedDay: "2026-11-20"}
	check(t, errors.Join(o.store.AddAPIKey(context.Background(), ending), o.store.AddAPIKey(context.Background(), old)))
	o.signIn(tab, base, "admin")
	for _, lang := range langs {
		for _, page := range []string{"/hr/kunci", "/hr/akun", "/hr/akun/kepala"} {
			look(lang, page)
		}
	}
	o.signIn(tab, base, "hr")
	tab.Prefer("prefers-contrast", "more")
	for _, page := range []string{"/hr/papan", "/hr/petugas/P-01", "/hr/kode", "/hr/foto", "/hr/kios", "/hr/kios/tablet-2", "/hr/jam"} {
		open(langs[0], page)
		tab.AxeStrongIn(browsertest.AxeWindows("with more contrast", langs), page+" with more contrast")
	}
}

// inLanguage is the address of a page in a language.
func inLanguage(page, lang string) string {
	if strings.Contains(page, "?") {
		return page + "&lang=" + lang
	}
	return page + "?lang=" + lang
}
