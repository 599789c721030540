package hr_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"suaraloket/domain"
)

func colours() []color.RGBA {
	return []color.RGBA{{R: 0xC0, G: 0x20, B: 0x20, A: 0xFF}, {R: 0x20, G: 0x40, B: 0xC0, A: 0xFF}}
}

// portraitFile is a JPEG file with one colour in the upper half and another in the lower.
func portraitFile(t testing.TB, width, height int, above, below color.RGBA) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(below), image.Point{}, draw.Src)
	draw.Draw(picture, image.Rect(0, 0, width, height/2), image.NewUniform(above), image.Point{}, draw.Src)
	var out bytes.Buffer
	check(t, jpeg.Encode(&out, picture, nil))
	return out.Bytes()
}

// photograph stores a photo of an officer.
func (o *office) photograph(officer string, c color.RGBA) {
	o.t.Helper()
	check(o.t, o.photos.Put(context.Background(), domain.Actor{Role: domain.RoleHR}, officer, portraitFile(o.t, 300, 400, c, c)))
}

// file is a file of a form.
type file struct {
	name string
	body []byte
}

// upload sends files like a form, or with headers like the page's script.
func (b *browser) upload(path, token string, files []file, headers ...string) answer {
	b.o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	check(b.o.t, form.WriteField("_form", token))
	for _, f := range files {
		part, err := form.CreateFormFile("foto", f.name)
		check(b.o.t, err)
		_, err = part.Write(f.body)
		check(b.o.t, err)
	}
	check(b.o.t, form.Close())
	headers = append([]string{"Content-Type", form.FormDataContentType(), "Sec-Fetch-Site", "same-origin"}, headers...)
	return b.ask(http.MethodPost, path, body.String(), headers...)
}

func (o *office) photoOf(officer string) string {
	o.t.Helper()
	found, err := o.store.Officer(context.Background(), officer)
	check(o.t, err)
	return found.Photo
}

var portraitPattern = regexp.MustCompile(`<img class="portrait" src="([^"]+)"`)

func TestAPhotoIsUploadedReplacedAndDeleted(t *testing.T) {
	o := openOffice(t)
	o.fill()
	red := portraitFile(t, 300, 400, colours()[0], colours()[0])
	for _, login := range []string{"kepala", "hr", "admin"} {
		b := o.as(login)
		page := b.get("/hr/petugas/P-01").Body
		says(t, login+" before", page, []string{`id="foto"`, "Mintalah persetujuan petugasnya", ">Pasang foto<"}, []string{"/photos/", "Hapus foto"})
		token := b.token("/hr/petugas/P-01")
		a := b.upload("/hr/petugas/p-01/foto", token, []file{{"wajah.jpg", red}})
		if a.Status != http.StatusSeeOther || a.to() != "/hr/petugas/P-01#foto" {
			t.Fatalf("%s: %d to %q", login, a.Status, a.to())
		}
		page = b.get("/hr/petugas/P-01").Body
		says(t, login+" afterwards", page, []string{">Ganti foto<", ">Hapus foto<"}, []string{">Pasang foto<"})
		found := portraitPattern.FindStringSubmatch(page)
		if found == nil {
			t.Fatalf("%s sees no photo", login)
		}
		if a := o.browser().get(found[1]); a.Status != 200 || a.Header.Get("Content-Type") != "image/jpeg" || strings.Contains(found[1], "P-01") {
			t.Errorf("%s: %d %s", found[1], a.Status, a.Header.Get("Content-Type"))
		}
		if a := b.send("/hr/petugas/P-01/foto/hapus", url.Values{"_form": {token}}); a.to() != "/hr/petugas/P-01#foto" || o.photoOf("P-01") != "" {
			t.Errorf("%s: %d, the photo is %q", login, a.Status, o.photoOf("P-01"))
		}
		if a := o.browser().get(found[1]); a.Status != 404 {
			t.Errorf("%s is still there: %d", found[1], a.Status)
		}
	}
}

// TestAnOfficerDeletesTheOwnPhoto checks that officers may delete their photo but not upload
// one.
func TestAnOfficerDeletesTheOwnPhoto(t *testing.T) {
	o := openOffice(t)
	b := o.as("ratna")
	says(t, "without one", b.get("/hr/petugas/P-01").Body, nil, []string{`id="foto"`, "Hapus foto", "Foto petugas"})
	o.photograph("P-01", colours()[0])
	o.photograph("P-02", colours()[1])
	says(t, "with one", b.get("/hr/petugas/P-01").Body, []string{`id="foto"`, ">Hapus foto<", "/photos/"}, []string{"Pasang foto", "Ganti foto", "Mintalah persetujuan"})
	token := b.token("/hr/petugas/P-01")
	for path, status := range map[string]int{"/hr/petugas/P-02/foto/hapus": 403, "/hr/petugas/P-99/foto/hapus": 404} {
		if a := b.send(path, url.Values{"_form": {token}}); a.Status != status {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	if a := b.upload("/hr/petugas/P-01/foto", token, []file{{"x.jpg", portraitFile(t, 300, 300, colours()[1], colours()[1])}}); a.Status != 403 {
		t.Errorf("an officer's own choice: %d", a.Status)
	}
	if o.photoOf("P-02") == "" || o.photoOf("P-01") == "" {
		t.Fatal("a photo is gone")
	}
	if a := b.send("/hr/petugas/P-01/foto/hapus", url.Values{"_form": {token}}); a.Status != http.StatusSeeOther || o.photoOf("P-01") != "" {
		t.Errorf("%d, the photo is %q", a.Status, o.photoOf("P-01"))
	}
}

func TestPhotoRefusals(t *testing.T) {
	o := openOffice(t)
	good := portraitFile(t, 300, 400, colours()[0], colours()[0])
	b := o.as("kepala")
	token := b.token("/hr/cara")
	for name, c := range map[string]struct {
		path   string
		files  []file
		token  string
		status int
		says   string
	}{
		"no picture":     {"/hr/petugas/P-01/foto", []file{{"a.jpg", []byte("%PDF-1.7")}}, token, 422, "bukan gambar JPEG atau PNG"},
		"a small one":    {"/hr/petugas/P-01/foto", []file{{"a.jpg", portraitFile(t, 100, 100, colours()[0], colours()[0])}}, token, 422, "terlalu kecil"},
		"a large one":    {"/hr/petugas/P-01/foto", []file{{"a.jpg", portraitFile(t, 2600, 170, colours()[0], colours()[0])}}, token, 422, "terlalu besar"},
		"no file":        {"/hr/petugas/P-01/foto", nil, token, 422, "bukan gambar"},
		"another's unit": {"/hr/petugas/P-04/foto", []file{{"a.jpg", good}}, token, 403, ""},
		"no officer":     {"/hr/petugas/P-99/foto", []file{{"a.jpg", good}}, token, 404, ""},
		"another's form": {"/hr/petugas/P-01/foto", []file{{"a.jpg", good}}, "00", 403, "terlalu lama terbuka"},
		"none of many":   {"/hr/foto", nil, token, 422, "Pilih gambarnya terlebih dahulu."},
	} {
		a := b.upload(c.path, c.token, c.files)
		if a.Status != c.status {
			t.Errorf("%s: %d", name, a.Status)
		}
		says(t, name, a.Body, []string{c.says}, nil)
	}
	for _, officer := range []string{"P-01", "P-04"} {
		if o.photoOf(officer) != "" {
			t.Errorf("%s has a photo", officer)
		}
	}
}

// TestManyPhotosAreMatchedByFileName uploads files that are named after a code or NIP.
func TestManyPhotosAreMatchedByFileName(t *testing.T) {
	o := openOffice(t)
	good := portraitFile(t, 300, 400, colours()[0], colours()[0])
	b := o.as("kepala")
	says(t, "the page", b.get("/hr/foto").Body, []string{"0 dari 3 petugas mempunyai foto", "Ratna Sari", "belum ada foto", "multiple"}, []string{"Siti Aminah", markerNIP})
	files := []file{
		{markerNIP + ".jpg", good}, {"p-02.JPEG", good}, {"P-04.jpg", good}, {"P-99.png", good}, {"<b>.jpg", good}, {"P-03.jpg", []byte("GIF89a")},
	}
	a := b.upload("/hr/foto", b.token("/hr/foto"), files)
	says(t, "the outcome", a.Body, []string{
		"<li>Ratna Sari, S.Sos.: foto terpasang (" + markerNIP + ".jpg).</li>", "<li>Budi Hartono: foto terpasang (p-02.JPEG).</li>",
		"<li>P-04.jpg: Tidak ada petugas dengan kode atau NIP itu.</li>", "<li>P-99.png: Tidak ada petugas",
		"<li>&lt;b&gt;.jpg: Tidak ada", "<li>P-03.jpg: Berkas ini bukan gambar", "2 dari 3 petugas mempunyai foto",
	}, []string{"<b>"})
	if a.Status != 200 || o.photoOf("P-01") == "" || o.photoOf("P-02") == "" || o.photoOf("P-03") != "" || o.photoOf("P-04") != "" {
		t.Errorf("%d: %q, %q, %q, %q", a.Status, o.photoOf("P-01"), o.photoOf("P-02"), o.photoOf("P-03"), o.photoOf("P-04"))
	}
	if strings.Contains(o.logs.String(), markerNIP) {
		t.Error("a NIP is in the log")
	}
}

// One request brings at most 20 pictures; the others are named, and none is lost silently.
func TestARequestBringsTwentyPictures(t *testing.T) {
	o := openOffice(t)
	b := o.as("hr")
	small := portraitFile(t, 160, 160, colours()[0], colours()[0])
	var files []file
	for range domain.MaxPhotos + 2 {
		files = append(files, file{"P-01.jpg", small})
	}
	a := b.upload("/hr/foto", b.token("/hr/foto"), files)
	taken, refused := strings.Count(a.Body, ": foto terpasang (P-01.jpg).</li>"), strings.Count(a.Body, "Paling banyak 20 gambar sekali kirim.")
	if a.Status != 200 || taken != domain.MaxPhotos || refused != 2 {
		t.Errorf("%d: %d taken, %d refused", a.Status, taken, refused)
	}
}

func TestPhotoResultsAsJSON(t *testing.T) {
	o := openOffice(t)
	good := portraitFile(t, 300, 400, colours()[0], colours()[0])
	b := o.as("hr")
	token := b.token("/hr/foto")
	ask := func(path string, files ...file) (lines struct {
		Photos []struct{ File, Officer, Error string }
	}) {
		t.Helper()
		a := b.upload(path, "", files, "Accept", "application/json", "X-Form-Token", token)
		if a.Status != 200 || json.Unmarshal([]byte(a.Body), &lines) != nil || len(lines.Photos) != 1 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return lines
	}
	if got := ask("/hr/foto", file{"P-05.jpg", good}).Photos[0]; got.Officer != "=1+1 Anwar" || got.Error != "" || got.File != "P-05.jpg" {
		t.Errorf("%+v", got)
	}
	if got := ask("/hr/foto", file{"P-98.jpg", good}).Photos[0]; got.Officer != "" || !strings.Contains(got.Error, "kode atau NIP") {
		t.Errorf("%+v", got)
	}
	if got := ask("/hr/petugas/P-01/foto", file{"IMG_1.jpg", good}).Photos[0]; got.Error != "" || o.photoOf("P-01") == "" {
		t.Errorf("%+v, %q", got, o.photoOf("P-01"))
	}
	if got := ask("/hr/petugas/P-02/foto", file{"IMG_1.jpg", []byte("x")}).Photos[0]; !strings.Contains(got.Error, "bukan gambar") {
		t.Errorf("%+v", got)
	}
	if a := b.upload("/hr/petugas/P-99/foto", "", []file{{"a.jpg", good}}, "Accept", "application/json", "X-Form-Token", token); !strings.Contains(a.Body, "Tidak ada petugas") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
