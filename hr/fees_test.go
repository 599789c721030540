package hr_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

// feeMarker is in the comment of a report of a fee.
const feeMarker = "kwarsitama"

// reportFee submits a rating whose words report a fee, and gives it.
func (o *office) reportFee(at time.Time) domain.Rating {
	o.t.Helper()
	o.at(at)
	s := domain.Submission{
		ID: uuid.NewString(), Value: 1, Officer: "P-01", Service: "KTP-EL", Comment: "Pak " + feeMarker + " minta uang rokok",
		Right: domain.Right{Counter: "DKC-01", Channel: domain.ChannelPage, Assurance: domain.AssuranceTicket, Visit: uuid.NewString()[:18]},
	}
	r, added, err := o.intake.Submit(context.Background(), s)
	if err != nil || !added {
		o.t.Fatal(added, err)
	}
	o.at(today())
	return r
}

func inspector() account.Account {
	return account.Account{Login: "inspektur", Name: "Inspektorat", Role: domain.RoleInspector}
}

// changing are the parts of a page that differ from one request to the next.
var changing = regexp.MustCompile(`Diperbarui [^<]*|name="_form" value="[^"]*"`)

// A report is found by the Inspektorat, and nowhere else: every page and file of every other
// role is the same with the report as without it.
func TestAReportIsTheInspektoratsAlone(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector())
	o.fill()
	pages := []string{
		"/hr/papan", "/hr/papan?periode=2026", "/hr/papan.csv", "/hr/ikm", "/hr/ikm.csv", "/hr/keluhan", "/hr/penilaian.csv", "/hr/petugas/P-01",
		"/hr/petugas/P-01?periode=2026", "/hr/petugas/P-02", "/hr/kios", "/hr/kios.csv", "/hr/jam", "/hr/kode", "/hr/foto", "/hr/laporan",
	}
	see := func() map[string]string {
		seen := map[string]string{}
		for _, login := range []string{"admin", "hr", "kepala", "ratna", "budi"} {
			b := o.as(login)
			for _, page := range pages {
				seen[login+" "+page] = changing.ReplaceAllString(b.get(page).Body, "")
			}
		}
		return seen
	}
	before := see()
	r := o.reportFee(day(11, 20))
	for page, body := range see() {
		if body != before[page] {
			t.Errorf("%s differs with the report", page)
		}
	}
	says(t, "the log", o.logs.String(), nil, []string{feeMarker})
	for _, login := range []string{"admin", "hr", "kepala", "ratna"} {
		b := o.as(login)
		for _, page := range []string{"/hr/laporan", "/hr/laporan?selesai=ya", "/hr/laporan/" + r.ID} {
			if a := b.get(page); a.Status != 403 {
				t.Errorf("%s opens %s: %d", login, page, a.Status)
			}
		}
		for _, act := range []string{"/catatan", "/putusan"} {
			if a := b.do("/hr/laporan/"+r.ID+act, "note", "x", "status", "rejected", "answer", "x"); a.Status != 403 {
				t.Errorf("%s posts %s: %d", login, act, a.Status)
			}
		}
	}
	b := o.as("inspektur")
	says(t, "the inbox", b.get("/hr/laporan").Body, []string{r.Receipt(), "Loket 1 (DKC-01)", "Ratna Sari", "kata-kata dalam catatan", "Baru", "Batas 60 hari kerja"}, []string{feeMarker})
	says(t, "the report", b.get("/hr/laporan/"+r.ID).Body, []string{feeMarker, "minta uang rokok", "Ratna Sari", "KTP-el", "Halaman di ponsel"}, nil)
	for _, page := range []string{"/hr/papan", "/hr/petugas/P-01", "/hr/penilaian.csv", "/hr/kios", "/hr/kunci"} {
		if a := b.get(page); a.Status != 403 && a.Status != 404 {
			t.Errorf("the inspector opens %s: %d", page, a.Status)
		}
	}
}

// The decision: a note, a rejection that gives the rating back with its words, and the answer
// that the resident reads.
func TestAReportIsDecided(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector())
	o.fill()
	r := o.reportFee(day(11, 20))
	b, hr := o.as("inspektur"), o.as("hr")
	page := "/hr/laporan/" + r.ID
	if a := b.do(page+"/catatan", "note", ""); a.Status != 422 || !strings.Contains(a.Body, "Tulis catatannya") {
		t.Errorf("an empty note: %d", a.Status)
	}
	if a := b.do(page+"/catatan", "note", "Sudah memanggil saksi"); a.Status != 303 {
		t.Errorf("a note: %d", a.Status)
	}
	says(t, "after the note", b.get(page).Body, []string{"Sudah memanggil saksi", "inspektur", "Diperiksa"}, nil)
	for name, form := range map[string][]string{
		"no answer": {"status", "closed", "answer", ""}, "no status": {"status", "", "answer", "x"}, "another status": {"status", "done", "answer", "x"},
		"a long answer": {"status", "closed", "answer", strings.Repeat("x", 2001)},
	} {
		a := b.do(page+"/putusan", form...)
		if a.Status != 422 || !strings.Contains(a.Body, "tulis jawaban untuk warga") {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	n := func() string {
		_, after, _ := strings.Cut(hr.get("/hr/petugas/P-01").Body, "<dt>Penilaian</dt><dd>")
		count, _, _ := strings.Cut(after, "<")
		return strings.TrimSpace(count)
	}
	if n() != "40" {
		t.Errorf("the officer has %q ratings with the report", n())
	}
	if a := b.do(page+"/putusan", "status", "rejected", "answer", "Itu biaya resmi."); a.Status != 303 {
		t.Errorf("rejected: %d", a.Status)
	}
	if n() != "41" {
		t.Errorf("the officer has %q ratings after the rejection", n())
	}
	says(t, "all ratings", hr.get("/hr/penilaian.csv").Body, []string{feeMarker}, []string{"sealed:"})
	says(t, "the open reports", b.get("/hr/laporan").Body, []string{"Tidak ada laporan yang menunggu."}, []string{r.Receipt()})
	says(t, "the decided reports", b.get("/hr/laporan?selesai=ya").Body, []string{r.Receipt(), "Bukan laporan pungutan"}, nil)
	if a := b.do(page+"/putusan", "status", "open", "answer", ""); a.Status != 303 {
		t.Errorf("taken up again: %d", a.Status)
	}
	if n() != "40" {
		t.Errorf("the officer has %q ratings when the report is open again", n())
	}
	says(t, "all ratings", hr.get("/hr/penilaian.csv").Body, nil, []string{feeMarker, "sealed:"})
	if a := b.get("/hr/laporan/" + url.PathEscape(uuid.NewString())); a.Status != 404 {
		t.Errorf("another rating: %d", a.Status)
	}
}
