package hr_test

import (
	"context"
	"encoding/base64"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/document"
	"suaraloket/domain"
)

var codePattern = regexp.MustCompile(`class="h-code">([0-9A-Z]{4}-[0-9A-Z]{4})<`)

// invite sends the form for a new kiosk, which redirects to the pairing page.
func (b *browser) invite(counter, name string) answer {
	b.o.t.Helper()
	return b.send("/hr/kios", url.Values{"counter": {counter}, "name": {name}, "_form": {b.token("/hr/kios")}})
}

// codeAt reads the code of a pairing page.
func (b *browser) codeAt(address string) string {
	b.o.t.Helper()
	found := codePattern.FindStringSubmatch(b.get(address).Body)
	if found == nil {
		b.o.t.Fatalf("no code at %s", address)
	}
	return found[1]
}

// take pairs a tablet with a code.
func (o *office) take(code string) {
	o.t.Helper()
	if _, _, err := o.kiosks.Pair(context.Background(), code, uuid.NewString()); err != nil {
		o.t.Fatal(err)
	}
}

func TestAKioskIsAdded(t *testing.T) {
	o := openOffice(t)
	b := o.as("kepala")
	a := b.invite("dkc-02", "Tablet Baru")
	if a.Status != 303 || !strings.HasPrefix(a.to(), "/hr/kios/pasang/") {
		t.Fatalf("%d to %q", a.Status, a.to())
	}
	address, code := a.to(), b.codeAt(a.to())
	svg, err := document.QRSVG("https://suara.test/k#pair=" + strings.ReplaceAll(code, "-", ""))
	check(t, err)
	if !strings.Contains(html.UnescapeString(b.get(address).Body), base64.StdEncoding.EncodeToString([]byte(svg))) {
		t.Error("the page shows another code")
	}
	says(t, "the page", b.get(address).Body, []string{
		`data-pairing="waiting" data-seconds="600"`, "https://suara.test/k<", "sampai pukul 09.24 WIB", "Masih 10 menit.", "Tablet Baru · Loket 2 (DKC-02)",
	}, []string{"Terpasang</h1>", "Kedaluwarsa", "Tablet lama"})
	if again := b.codeAt(address); again != code {
		t.Errorf("loaded again: %s, not %s", again, code)
	}
	o.take(code)
	says(t, "afterwards", b.get(address).Body, []string{`data-pairing="used"`, "Tablet Baru sudah terpasang di Loket 2.", `href="/hr/kios/`}, []string{code, "data:image", "Tablet lama"})
	says(t, "the fleet", b.get("/hr/kios").Body, []string{"Tablet Baru"}, nil)
}

func TestACodeExpires(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	address := b.invite("PTS-01", "Tablet Izin").to()
	code := b.codeAt(address)
	o.later(domain.PairingTime - 30*time.Second)
	says(t, "just before", b.get(address).Body, []string{`data-pairing="waiting" data-seconds="30"`, "Masih beberapa detik."}, nil)
	o.later(time.Minute)
	page := b.get(address).Body
	says(t, "afterwards", page, []string{`data-pairing="expired"`, "sudah lewat sepuluh menit", "Buat kode baru"}, []string{code, "data:image"})
	a := b.send(address, url.Values{"_form": {b.token(address)}})
	if a.Status != 303 || a.to() == address {
		t.Fatalf("%d to %s", a.Status, a.to())
	}
	if again := b.codeAt(a.to()); again == code {
		t.Error("the same code")
	}
	says(t, "the new one", b.get(a.to()).Body, []string{"Tablet Izin · Loket Izin"}, nil)
}

func TestATabletIsReplaced(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	b := o.as("kepala")
	a := b.send("/hr/kios/tablet-1/ganti", url.Values{"_form": {b.token("/hr/kios")}})
	address := a.to()
	says(t, "the page", b.get(address).Body, []string{"Tablet Pintu", "Tablet lama tetap dipakai sampai"}, nil)
	o.later(domain.PairingTime + time.Second)
	address = b.send(address, url.Values{"_form": {b.token(address)}}).to()
	says(t, "a new code", b.get(address).Body, []string{"Tablet lama tetap dipakai sampai"}, nil)
	o.take(b.codeAt(address))
	says(t, "afterwards", b.get(address).Body, []string{"Tablet lama sudah dicabut"}, nil)
	says(t, "the old one", b.get("/hr/kios?kondisi=revoked").Body, []string{"Tablet Pintu", "Tablet Lama"}, nil)
	says(t, "the new one", b.get("/hr/kios?kondisi=new").Body, []string{"Tablet Pintu"}, nil)
}

func TestPairingRefusals(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	hr, head := o.as("hr"), o.as("kepala")
	foreign := hr.invite("PTS-01", "Tablet Izin").to()
	form := func(b *browser) url.Values { return url.Values{"_form": {b.token("/hr/kios")}} }
	for name, c := range map[string]struct {
		answer answer
		status int
		says   string
	}{
		"another's counter":      {head.invite("PTS-01", "Tablet"), 403, "Anda tidak berhak"},
		"another's pairing":      {head.get(foreign), 403, "Anda tidak berhak"},
		"another's new code":     {head.send(foreign, form(head)), 403, "Anda tidak berhak"},
		"another's tablet":       {head.send("/hr/kios/tablet-5/ganti", form(head)), 403, "Anda tidak berhak"},
		"no such pairing":        {hr.get("/hr/kios/pasang/x"), 404, "Kode ini tidak dikenal"},
		"no such tablet":         {hr.send("/hr/kios/x/ganti", form(hr)), 404, "Tablet ini tidak dikenal"},
		"no form of ours":        {hr.send("/hr/kios", url.Values{"counter": {"PTS-01"}, "name": {"x"}}), 403, "terlalu lama terbuka"},
		"a counter that is none": {hr.invite("XYZ", `Tablet "A"`), 404, "Loket ini tidak dikenal"},
	} {
		if c.answer.Status != c.status {
			t.Errorf("%s: %d", name, c.answer.Status)
		}
		says(t, name, c.answer.Body, []string{c.says}, nil)
	}
	says(t, "what was typed", hr.invite("XYZ", `Tablet "A"`).Body, []string{`value="Tablet &#34;A&#34;"`, `aria-describedby="loket-salah"`}, nil)
	a := hr.invite("DKC-02", "  ")
	if a.Status != 422 {
		t.Errorf("no name: %d", a.Status)
	}
	says(t, "no name", a.Body, []string{`<option value="DKC-02" selected>`, `aria-describedby="nama-salah"`, "Nama harus diisi"}, []string{"loket-salah"})
}
