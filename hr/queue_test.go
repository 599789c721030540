package hr_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/web/sitetest"
)

// queueItem is a rating in the file of a tablet, signed with the tablet's key.
type queueItem struct {
	Body      string `json:"body"`
	Signature string `json:"signature"`
}

func queued(id string, post map[string]any) queueItem {
	body, _ := json.Marshal(map[string]any{"post": post, "change": nil})
	return queueItem{string(body), sitetest.SignerOf(id).Sign(string(body))}
}

// queue makes the file of a tablet with n ratings that are an hour old.
func queue(id string, n int, more ...queueItem) []byte {
	items := more
	for i := range n {
		items = append(items, queued(id, map[string]any{
			"id": uuid.NewString(), "value": 4, "officer": "P-01", "seq": i + 1, "comment": strings.Repeat("Terima kasih, petugasnya sabar dan jelas. ", 5),
			"rated_at": today().Add(time.Duration(i-300) * time.Second * 10).Format(time.RFC3339),
		}))
	}
	file, _ := json.Marshal(map[string]any{"format": "suaraloket-queue-2", "device": id, "items": items})
	return file
}

// uploadQueue sends a file like the form without a script.
func (b *browser) uploadQueue(file []byte) answer {
	b.o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	check(b.o.t, form.WriteField("_form", b.token("/hr/kios/berkas")))
	part, err := form.CreateFormFile("berkas", "antrean.json")
	check(b.o.t, err)
	_, err = part.Write(file)
	check(b.o.t, err)
	check(b.o.t, form.Close())
	return b.ask(http.MethodPost, "/hr/kios/berkas", body.String(), "Content-Type", form.FormDataContentType(), "Sec-Fetch-Site", "same-origin")
}

// batch sends a part of a file like the page's script.
func (b *browser) batch(file []byte, token string, headers ...string) answer {
	b.o.t.Helper()
	headers = append([]string{"Content-Type", "application/json", "Accept", "application/json", "Sec-Fetch-Site", "same-origin", "X-Form-Token", token}, headers...)
	return b.ask(http.MethodPost, "/hr/kios/berkas", string(file), headers...)
}

func TestAQueueIsUploadedAsAForm(t *testing.T) {
	o := openOffice(t)
	o.tablet("tablet-1", "DKC-01", "Tablet Pintu")
	b := o.as("kepala")
	says(t, "the page", b.get("/hr/kios/berkas").Body, []string{`enctype="multipart/form-data"`, "data-outcome hidden", "sekitar 60 KB"}, nil)
	wrong := queued("tablet-1", map[string]any{"id": uuid.NewString(), "value": 9})
	elsewhere := queued("tablet-1", map[string]any{"id": uuid.NewString(), "value": 4, "counter": "DKC-02"})
	unsigned := queued("tablet-1", map[string]any{"id": uuid.NewString(), "value": 4, "officer": "P-01"})
	unsigned.Signature = ""
	file := queue("tablet-1", 2, wrong, elsewhere, unsigned)
	a := b.uploadQueue(file)
	if a.Status != 200 {
		t.Fatalf("%d", a.Status)
	}
	says(t, "the outcome", a.Body, []string{
		"<li>3 penilaian dicatat.</li>", "<li>1 di antaranya ditahan untuk ditinjau.</li>",
		"<li>1 ditolak: isinya tidak dapat diterima.</li>", "<li>1 ditolak: tablet tidak pernah berada di loket itu.</li>", "data-outcome>",
	}, []string{"sudah tercatat sebelumnya"})
	says(t, "uploaded again", b.uploadQueue(file).Body, []string{"<li>3 sudah tercatat sebelumnya.</li>"}, []string{"3 penilaian dicatat"})
	says(t, "an empty one", b.uploadQueue(queue("tablet-1", 0)).Body, []string{"Berkas ini tidak berisi penilaian."}, []string{"ditolak"})
}

func TestQueueRefusals(t *testing.T) {
	o := openOffice(t)
	o.tablet("tablet-1", "DKC-01", "Tablet Pintu")
	o.tablet("tablet-5", "PTS-01", "Tablet Izin")
	b := o.as("kepala")
	for name, c := range map[string]struct {
		answer answer
		status int
		says   string
	}{
		"a picture":        {b.uploadQueue([]byte("\x89PNG")), 400, "Ini bukan berkas antrean dari tablet."},
		"another's tablet": {b.uploadQueue(queue("tablet-5", 1)), 403, "tablet yang bukan tanggung jawab Anda"},
		"an unknown one":   {b.uploadQueue(queue("tablet-9", 1)), 404, "tablet yang tidak dikenal di sini"},
		"no file":          {b.send("/hr/kios/berkas", url.Values{"_form": {b.token("/hr/kios/berkas")}}), 422, "Pilih berkasnya terlebih dahulu."},
	} {
		if c.answer.Status != c.status {
			t.Errorf("%s: %d", name, c.answer.Status)
		}
		says(t, name, c.answer.Body, []string{c.says}, []string{"<li>1 penilaian", "tidak berisi"})
	}
}

// Comments of an uploaded file are masked before they are stored, and the portal shows them so.
func TestAnUploadedQueueIsMasked(t *testing.T) {
	o := openOffice(t)
	o.tablet("tablet-1", "DKC-01", "Tablet Pintu")
	b := o.as("kepala")
	id := uuid.NewString()
	file := queue("tablet-1", 0, queued("tablet-1", map[string]any{
		"id": id, "value": 1, "officer": "P-01", "rated_at": today().Add(-time.Hour).Format(time.RFC3339),
		"comment": "Lama. Telepon saya 0812\u00a03456\u20117890, surel siti＠contoh．id, IG @siti_contoh, Goblok! Nama saya Yosefina",
	}))
	says(t, "the outcome", b.uploadQueue(file).Body, []string{"<li>1 penilaian dicatat.</li>"}, nil)
	r, err := o.store.Rating(t.Context(), id)
	check(t, err)
	if want := "Lama. Telepon saya [nomor], surel [e-mail], IG [akun], [kata kasar]! Nama saya [nama]"; r.Comment != want {
		t.Errorf("stored %q, want %q", r.Comment, want)
	}
}

// The page's script sends batches with the total so far, and shows the sentences of the answer.
func TestAQueueIsUploadedInBatches(t *testing.T) {
	o := openOffice(t)
	o.tablet("tablet-1", "DKC-01", "Tablet Pintu")
	b := o.as("hr")
	token := b.token("/hr/kios/berkas")
	a := b.batch(queue("tablet-1", 2), token)
	says(t, "the first", a.Body, []string{`"stored":2`, `"2 penilaian dicatat."`}, []string{"error"})
	var sent map[string]any
	check(t, json.Unmarshal(queue("tablet-1", 1), &sent))
	sent["before"] = map[string]any{"stored": 2, "known": 3, "refused": map[string]int{"too_large": 1, "<b>": 1}}
	file, err := json.Marshal(sent)
	check(t, err)
	a = b.batch(file, token)
	says(t, "the second", a.Body, []string{`"stored":3`, `"known":3`, `"3 penilaian dicatat."`, `"3 sudah tercatat sebelumnya."`, `"1 ditolak: terlalu besar."`}, nil)
	for name, c := range map[string]struct {
		answer answer
		status int
		says   string
	}{
		"no token":    {b.batch(file, ""), 403, `"code":"form_stale"`},
		"wrong token": {b.batch(file, "00"), 403, `"code":"form_stale"`},
		"other site":  {b.batch(file, token, "Sec-Fetch-Site", "cross-site"), 403, `"code":"form_stale"`},
		"no JSON":     {b.batch([]byte("x"), token), 400, `"code":"malformed"`},
		"no queue":    {b.batch([]byte(`{"format":"x"}`), token), 400, "Ini bukan berkas antrean"},
	} {
		if c.answer.Status != c.status {
			t.Errorf("%s: %d", name, c.answer.Status)
		}
		says(t, name, c.answer.Body, []string{c.says}, nil)
	}
}

// The answer reports what was stored before the database became unavailable, and what to do.
func TestAQueueStopsAtAnUnavailableDatabase(t *testing.T) {
	o := openOffice(t)
	o.tablet("tablet-1", "DKC-01", "Tablet Pintu")
	b := o.as("hr")
	want := []string{"7 penilaian dicatat.", "Data sedang tidak dapat dibaca.", "Unggah berkas yang sama sekali lagi"}
	o.ratings.refuseAfter(7)
	a := b.uploadQueue(queue("tablet-1", 9))
	if a.Status != 503 || a.Header.Get("Retry-After") != "2" {
		t.Errorf("%d, Retry-After %q", a.Status, a.Header.Get("Retry-After"))
	}
	says(t, "as a form", a.Body, want, nil)
	o.ratings.refuseAfter(7)
	a = b.batch(queue("tablet-1", 9), b.token("/hr/kios/berkas"))
	if a.Status != 503 {
		t.Errorf("as a batch: %d", a.Status)
	}
	says(t, "as a portion", a.Body, want, nil)
}
