package hr_test

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"suaraloket/web/browsertest"
)

// turned is a photo of a phone in portrait orientation: the pixels lie on the side, and the
// EXIF orientation rotates them to the right.
func turned(t *testing.T, file []byte) []byte {
	t.Helper()
	note := []byte{0xFF, 0xE1, 0x00, 0x22, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
		0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0}
	return append(append(bytes.Clone(file[:2]), note...), file[2:]...)
}

func written(t *testing.T, name string, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	check(t, os.WriteFile(path, file, 0o600))
	return path
}

// uploadPhotos uploads files on the page.
func uploadPhotos(tab *browsertest.Tab, paths ...string) {
	tab.Do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), paths))
	tab.Run(`document.querySelector("form[data-photos]").requestSubmit()`)
}

// TestTheBrowserReducesAPhoto uploads a rotated photo with more pixels and bytes
// than the server accepts.
func TestTheBrowserReducesAPhoto(t *testing.T) {
	tab := browsertest.Open(t, 1280, 900)
	o := openOffice(t)
	o.fill()
	enter(tab, o.listen(), "hr", "/hr/petugas/P-01")
	large := turned(t, noisy(t, portraitFile(t, 4000, 3000, colours()[0], colours()[1]), 6<<20))
	uploadPhotos(tab, written(t, "IMG_2041.jpg", large))
	tab.Until(`document.querySelector(".h-officer img.portrait")`)
	photo, err := o.store.Photo(t.Context(), o.photoOf("P-01"))
	check(t, err)
	picture, _, err := image.Decode(bytes.NewReader(photo.Large))
	check(t, err)
	// The upper half was red, the lower half blue. After the rotation red is on the right.
	left, _, _, _ := picture.At(60, 240).RGBA()
	right, _, _, _ := picture.At(420, 240).RGBA()
	if left>>8 > 0x60 || right>>8 < 0x90 {
		t.Errorf("red is %x at the left and %x at the right: the picture was not turned", left>>8, right>>8)
	}
}

// noisy pads a JPEG file to about that many bytes without a change of the image.
func noisy(t *testing.T, file []byte, size int) []byte {
	t.Helper()
	out := bytes.Clone(file[:2])
	for len(out) < size {
		out = append(append(out, 0xFF, 0xFE, 0xFF, 0xFF), bytes.Repeat([]byte{'x'}, 0xFFFF-2)...)
	}
	return append(out, file[2:]...)
}

// TestManyPhotosInABrowser uploads more files at once than one request may contain.
func TestManyPhotosInABrowser(t *testing.T) {
	tab := browsertest.Open(t, 1280, 900)
	o := openOffice(t)
	o.fill()
	enter(tab, o.listen(), "hr", "/hr/foto")
	var paths []string
	for i := range 4 {
		paths = append(paths, written(t, fmt.Sprintf("P-0%d.jpg", i+1), noisy(t, portraitFile(t, 1500, 2000, colours()[0], colours()[1]), 200_000)))
	}
	paths = append(paths, written(t, "P-77.jpg", portraitFile(t, 300, 300, colours()[0], colours()[1])), written(t, "P-05.jpg", []byte("no picture at all")))
	uploadPhotos(tab, paths...)
	tab.Until(`document.querySelector("[data-outcome]").getAttribute("aria-busy") === "false"`)
	tab.Want(`document.querySelectorAll("[data-sentences] li").length`, "6")
	tab.Want(`document.querySelector("[data-words]").textContent`, "6 dari 6 gambar")
	tab.Want(`Array.from(document.querySelectorAll("[data-sentences] li"), (l) => l.textContent).slice(0, 2).sort().join("|")`,
		"P-05.jpg: Berkas ini bukan gambar JPEG atau PNG yang utuh.|P-77.jpg: Tidak ada petugas dengan kode atau NIP itu.")
	tab.Want(`document.querySelectorAll("[data-sentences] li")[5].textContent`, "Siti Aminah: foto terpasang (P-04.jpg).")
	tab.Want(`document.querySelector("[data-error]").hidden`, "true")
	tab.Run(`document.querySelector("[data-again] a").click()`)
	tab.Until(`document.querySelectorAll(".h-people img.portrait").length === 4`)
	tab.Until(`Array.from(document.querySelectorAll(".h-people img.portrait")).every((i) => i.naturalWidth === 192)`)
	for _, officer := range []string{"P-01", "P-02", "P-03", "P-04"} {
		if o.photoOf(officer) == "" {
			t.Errorf("%s has no photo", officer)
		}
	}
}
