package hr_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"suaraloket/domain"
	"suaraloket/web/browsertest"
)

// enter signs in and opens a page.
func enter(tab *browsertest.Tab, base, login, page string) {
	tab.Goto(base + page)
	tab.Until("document.querySelector('input[name=login]')")
	tab.Run("document.querySelector('input[name=login]').value = '" + login + "'; document.querySelector('input[name=password]').value = '" + secret + "'; document.querySelector('form').requestSubmit()")
	tab.Until("location.pathname == '" + page + "' && document.readyState == 'complete'")
}

// The pairing page counts down, and shows without a reload that the tablet has used the
// code or that the code has expired.
func TestPairingInABrowser(t *testing.T) {
	tab := browsertest.Open(t, 1280, 800)
	o := openOffice(t)
	enter(tab, o.listen(), "kepala", "/hr/kios")
	invite := func() {
		t.Helper()
		tab.Run("var f = document.querySelector('#tambah form'); f.counter.value = 'DKC-02'; f.name.value = 'Tablet Baru'; HTMLFormElement.prototype.requestSubmit.call(f)")
		tab.Until("document.querySelector('[data-pairing=waiting] img') && document.querySelector('[data-pairing=waiting] img').naturalWidth > 0")
	}
	invite()
	tab.Until("/Masih 9:5\\d\\./.test(document.querySelector('[data-left]').textContent)")
	tab.Want("document.querySelector('[data-checks]').hidden", "false")
	tab.Axe("a code")
	o.take(tab.Text("document.querySelector('.h-code').textContent"))
	tab.Until("document.querySelector('[data-pairing=used]')")
	tab.Want("document.title.indexOf('Terpasang')", "0")
	tab.Axe("set up")
	tab.Run("document.querySelector('[data-pairing] a').click()")
	tab.Until("document.querySelector('.h-pin')")
	tab.Want("document.querySelector('h1 .badge').textContent", "Baru")
	tab.Run("document.querySelector('.h-pin summary').click()")
	tab.Axe("one kiosk")

	tab.Run("document.querySelector('.h-crumbs a').click()")
	tab.Until("document.querySelector('#tambah form')")
	invite()
	o.later(domain.PairingTime * 2)
	tab.Until("document.querySelector('[data-pairing=expired] button')")
	tab.Axe("expired")
}

// uploadQueue uploads a file on the page.
func uploadQueue(t *testing.T, tab *browsertest.Tab, file []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "antrean.json")
	check(t, os.WriteFile(path, file, 0o600))
	tab.Do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{path}))
	tab.Run("document.querySelector('form[data-queue]').requestSubmit()")
	tab.Until("document.querySelector('[data-outcome]').getAttribute('aria-busy') == 'false'")
}

// A file of 300 ratings is larger than one request may be. The upload stops in the middle,
// is repeated, and each rating is stored once.
func TestAQueueIsUploadedInABrowser(t *testing.T) {
	tab := browsertest.Open(t, 360, 740)
	o := openOffice(t)
	o.ratings.refuseAfter(150) // in the second batch
	o.tablet("tablet-1", "DKC-01", "Tablet Pintu")
	enter(tab, o.listen(), "kepala", "/hr/kios/berkas")
	outcome := "Array.from(document.querySelectorAll('[data-sentences] li')).map(function (li) { return li.textContent; })"
	file := queue("tablet-1", 300)
	if len(file) < 2*64<<10 {
		t.Fatalf("%d bytes", len(file))
	}
	uploadQueue(t, tab, file)
	first := tab.List(outcome)
	if len(first) != 1 || !strings.HasSuffix(first[0], " penilaian dicatat.") {
		t.Errorf("stopped: %q", first)
	}
	tab.Want("/Unggah berkas yang sama sekali lagi/.test(document.querySelector('[data-error]').textContent)", "true")
	tab.Axe("stopped")
	uploadQueue(t, tab, file)
	second := tab.List(outcome)
	if len(second) != 2 || !strings.HasSuffix(second[1], " sudah tercatat sebelumnya.") {
		t.Errorf("second upload: %q", second)
	}
	tab.Want("document.querySelector('[data-error]').hidden", "true")
	tab.Want("document.querySelector('[data-words]').textContent", "300 dari 300 penilaian")
	tab.Axe("brought again")
	uploadQueue(t, tab, file)
	if third := tab.List(outcome); len(third) != 1 || third[0] != "300 sudah tercatat sebelumnya." {
		t.Errorf("third upload: %q", third)
	}
	uploadQueue(t, tab, []byte("\x89PNG"))
	tab.Want("document.querySelector('[data-error]').textContent", "Ini bukan berkas antrean dari tablet. Tidak ada yang dicatat.")
	tab.Want("document.documentElement.scrollWidth <= window.innerWidth", "true")
}

// The columns of the fleet's table fit the window. On a phone the table is a list, and
// each part has the whole width.
func TestTheFleetFitsItsWindow(t *testing.T) {
	for _, width := range []int64{1280, 1024, 360} {
		tab := browsertest.Open(t, width, 740)
		o := openOffice(t)
		o.tablet("tablet-1", "DKC-01", "Tablet Pintu")
		enter(tab, o.listen(), "kepala", "/hr/kios")
		tab.Want("document.querySelector('.h-fleet').scrollWidth <= document.querySelector('.h-fleet').parentElement.clientWidth", "true")
		if width < 640 {
			tab.Want("document.querySelector('.h-fleet .h-place').clientWidth > document.querySelector('.h-fleet tbody tr').clientWidth * .9", "true")
		}
		tab.Close()
	}
}
