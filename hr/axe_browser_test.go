package hr_test

import (
	"fmt"
	"testing"

	"suaraloket/domain/locale"
	"suaraloket/web/browsertest"
)

// Axe checks every page of the portal in every size and language.
func TestThePortalIsAccessible(t *testing.T) {
	texts, err := locale.Load()
	check(t, err)
	for _, size := range browsertest.Windows() {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			langs := browsertest.AxeLanguages(size[0], texts.ForStaff().Languages())
			tab := browsertest.Open(t, size[0], size[1])
			o := openOffice(t)
			o.fill()
			o.deploy()
			o.photograph("P-02", colours()[0])
			base := o.listen()
			look := func(lang, page string) {
				t.Helper()
				tab.Goto(base + page + "?lang=" + lang)
				tab.Until(`document.readyState === "complete" && document.querySelector("h1")`)
				tab.Want(`document.documentElement.lang`, lang)
				tab.Axe(lang + ": " + page)
			}
			for _, lang := range langs {
				look(lang, "/hr/masuk")
			}
			tab.Run(`document.querySelector("input[name=login]").value = "hr"; document.querySelector("input[name=password]").value = "wrong"; document.querySelector("form").requestSubmit()`)
			tab.Until(`document.querySelector("[role=alert]")`)
			tab.Axe("sign-in refused")
			tab.Run(`document.querySelector("input[name=login]").value = "hr"; document.querySelector("input[name=password]").value = "` + secret + `"; document.querySelector("form").requestSubmit()`)
			tab.Until(`location.pathname === "/hr/papan"`)
			tab.Prefer("prefers-contrast", "more")
			for _, page := range []string{"/hr/papan", "/hr/petugas/P-01", "/hr/kode", "/hr/foto", "/hr/kios", "/hr/kios/tablet-2", "/hr/jam"} {
				look("id", page)
				tab.AxeStrong(page + " with more contrast")
			}
			tab.Prefer()
			for _, lang := range langs {
				for _, page := range []string{"/hr/papan", "/hr/petugas/P-01", "/hr/petugas/P-02", "/hr/petugas/P-03", "/hr/kode", "/hr/foto", "/hr/kios", "/hr/kios/tablet-1", "/hr/kios/tablet-2", "/hr/kios/tablet-1/cabut", "/hr/kios/berkas", "/hr/jam", "/hr/cara", "/hr/telegram", "/hr/sandi", "/hr/petugas/P-99"} {
					look(lang, page)
				}
			}
		})
	}
}
