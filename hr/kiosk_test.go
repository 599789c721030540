package hr_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
)

// do sends a form of a kiosk's page.
func (b *browser) do(address string, fields ...string) answer {
	b.o.t.Helper()
	form := url.Values{"_form": {b.token("/hr/kios")}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.send(address, form)
}

func TestAKioskPageShowsTheWholeHealth(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	b := o.as("hr")
	for id, c := range map[string]struct{ must, never []string }{
		"tablet-1": {[]string{
			">Terputus</span>", "terputus padahal loketnya dijaga", "20 menit lalu <span class=\"soft\">(23 November 2026, 08.54 WIB)", "1.4.0", "4,0 dari 900 MB (&lt;1%)",
			"dijamin browser", ">tepat<", "Budi Hartono, Dewi Lestari", o.kiosks.PIN("tablet-1"), "23 Oktober 2026, 09.14 WIB", "tablet-1</code>",
			`action="/hr/kios/tablet-1/nama"`, `action="/hr/kios/tablet-1/loket"`, `action="/hr/kios/tablet-1/ganti"`, `href="/hr/kios/tablet-1/cabut"`,
		}, []string{"Nomor yang belum tiba</h2>", "Dicabut", "Sebelumnya di"}},
		"tablet-2": {[]string{">Bermasalah</span>", "3 · tertua 50 menit lalu", "nomor 5)", "9 · <strong class=\"h-trouble\">5 hilang", "9%", "tidak ada yang tercatat", "Nomor terakhir yang diberikan tablet: 9."}, nil},
		"tablet-4": {[]string{">Dicabut</span>", "masih diterima.", "ganti", "Tandai hilang"}, []string{"Perlu diperiksa", o.kiosks.PIN("tablet-4"), `/nama"`, `/loket"`, "hilang atau dicuri pada"}},
		"tablet-5": {[]string{">Baru</span>", "belum pernah memberi kabar"}, []string{"Kontak terakhir", "Versi"}},
	} {
		a := b.get("/hr/kios/" + id)
		if a.Status != 200 {
			t.Errorf("%s: %d", id, a.Status)
		}
		says(t, id, a.Body, c.must, c.never)
	}
}

// The gaps between the arrived sequence numbers are listed as ranges.
func TestMissingNumbersAreListed(t *testing.T) {
	o := openOffice(t)
	o.tablet("tablet-1", "DKC-01", "Tablet Pintu")
	for _, seq := range []int64{1, 2, 4, 9} {
		_, _, err := o.intake.Submit(context.Background(), domain.Submission{
			ID: uuid.NewString(), Value: 4, Officer: "P-01", Seq: seq, RatedAt: today().Add(time.Duration(seq-60) * time.Minute),
			Right: domain.Right{Counter: "DKC-01", Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "tablet-1"},
		})
		check(t, err)
	}
	o.beat("tablet-1", time.Minute, func(b *domain.Heartbeat) { b.LastSeq = 11; b.Skew = -90 * time.Second })
	says(t, "the page", o.as("kepala").get("/hr/kios/tablet-1").Body, []string{
		`<span class="nowrap">3</span> · <span class="nowrap">5–8</span></p>`, "Lengkap sampai nomor</dt><dd>2<", "7 · <strong class=\"h-trouble\">7 hilang", "90 detik lebih lambat",
	}, nil)
}

func TestAKioskIsRenamedAndMoved(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	b := o.as("kepala")
	a := b.do("/hr/kios/tablet-1/nama", "name", " Tablet Muka\t")
	if a.Status != 303 || a.to() != "/hr/kios/tablet-1?selesai=nama" {
		t.Fatalf("%d to %q", a.Status, a.to())
	}
	says(t, "renamed", b.get(a.to()).Body, []string{"<h1>Tablet Muka ", "Nama tablet sudah diganti."}, nil)
	a = b.do("/hr/kios/tablet-1/loket", "counter", "dkc-02")
	if a.Status != 303 || a.to() != "/hr/kios/tablet-1?selesai=loket" {
		t.Fatalf("%d to %q", a.Status, a.to())
	}
	says(t, "moved", b.get(a.to()).Body, []string{"Loket 2 (DKC-02)<span", "Loket 1 (DKC-01) <span class=\"soft\">sampai 23 November 2026", "sudah dipindahkan"}, nil)
	says(t, "nonsense done", b.get("/hr/kios/tablet-1?selesai=nonsense").Body, nil, []string{"notice-ok"})
	if a = b.do("/hr/kios/tablet-1/nama", "name", "\t"); a.Status != 422 {
		t.Errorf("no name: %d", a.Status)
	}
	says(t, "no name", a.Body, []string{"Nama harus diisi", `href="/hr/kios/tablet-1?lang=en"`, `aria-describedby="nama-salah"`}, nil)
	if a = b.do("/hr/kios/tablet-1/loket", "counter", ""); a.Status != 404 {
		t.Errorf("no counter: %d", a.Status)
	}
	says(t, "no counter", a.Body, []string{"Loket ini tidak dikenal", `aria-describedby="loket-salah"`}, nil)
}

func TestAKioskIsRevoked(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	b := o.as("kepala")
	says(t, "the question", b.get("/hr/kios/tablet-3/cabut").Body,
		[]string{"Cabut Tablet Sudut?", `name="sebab" value="rusak" required`, `name="sebab" value="hilang" required`, "tidak dapat dibatalkan", `href="/hr/kios/tablet-3">Batal`}, nil)
	a := b.do("/hr/kios/tablet-3/cabut")
	if a.Status != 422 {
		t.Errorf("without a reason: %d", a.Status)
	}
	says(t, "without a reason", a.Body, []string{"Pilih sebabnya", `aria-describedby="sebab-salah"`}, nil)
	says(t, "still there", b.get("/hr/kios/tablet-3").Body, []string{">Aktif</span>"}, nil)
	a = b.do("/hr/kios/tablet-3/cabut", "sebab", "rusak")
	says(t, "broken", b.get(a.to()).Body, []string{"Tablet sudah dicabut.", "Dicabut pada 23 November 2026"}, []string{"hilang atau dicuri pada"})
	says(t, "the second question", b.get("/hr/kios/tablet-3/cabut").Body, []string{"Tablet Sudut hilang atau dicuri?", `value="hilang"`}, []string{`value="rusak"`, "Cabut Tablet"})
	a = b.do("/hr/kios/tablet-3/cabut", "sebab", "hilang")
	says(t, "lost after all", b.get(a.to()).Body, []string{"Dicabut sebagai hilang atau dicuri"}, []string{"/cabut"})
}

// A head cannot open a kiosk of another unit by any address.
func TestAKioskOfAnotherUnitIsUnknown(t *testing.T) {
	o := openOffice(t)
	o.deploy()
	b := o.as("kepala")
	for name, c := range map[string]struct {
		answer answer
		status int
	}{
		"looking":          {b.get("/hr/kios/tablet-5"), 404},
		"asking":           {b.get("/hr/kios/tablet-5/cabut"), 404},
		"renaming":         {b.do("/hr/kios/tablet-5/nama", "name", "Punya Saya"), 403},
		"renaming to none": {b.do("/hr/kios/tablet-5/nama", "name", ""), 404},
		"moving":           {b.do("/hr/kios/tablet-5/loket", "counter", "DKC-01"), 403},
		"moving away":      {b.do("/hr/kios/tablet-1/loket", "counter", "PTS-01"), 403},
		"revoking":         {b.do("/hr/kios/tablet-5/cabut", "sebab", "hilang"), 403},
		"no such kiosk":    {b.do("/hr/kios/x/nama", "name", "Tablet"), 404},
	} {
		if c.answer.Status != c.status {
			t.Errorf("%s: %d, want %d", name, c.answer.Status, c.status)
		}
		says(t, name, c.answer.Body, []string{`class="h-nav"`}, []string{"Tablet Izin"})
	}
	says(t, "afterwards", o.as("hr").get("/hr/kios/tablet-5").Body, []string{"=1&#43;1 Tablet Izin", ">Baru</span>", "Loket Izin (PTS-01)"}, nil)
}
