package document_test

import (
	"bytes"
	"image"
	"image/color"
	_ "image/png"
	"strings"
	"testing"

	"suaraloket/document"
)

// The SVG has the same dark modules as the bitmap.
func TestSVGEqualsBitmap(t *testing.T) {
	const text = "https://suara.contoh.go.id/r/DKC-01?pass=p1_DKC-01_s6jcavfqer81w"
	bitmap, err := document.QRBitmap(text)
	check(t, err)
	drawing, err := document.QRSVG(text)
	check(t, err)
	runs, dark := strings.Count(drawing, "M")-1, 0
	for y, row := range bitmap {
		for x, on := range row {
			if on && (x == 0 || !row[x-1]) {
				dark++
			}
			if on && (x < 4 || y < 4 || x >= len(row)-4 || y >= len(bitmap)-4) {
				t.Fatalf("dark at %d, %d: no quiet zone", x, y)
			}
		}
	}
	if runs != dark {
		t.Errorf("%d runs drawn, %d in the bitmap", runs, dark)
	}
	picture, err := document.QRPNG(text)
	check(t, err)
	img, _, err := image.Decode(bytes.NewReader(picture))
	check(t, err)
	if img.Bounds().Dx() < 8*len(bitmap) || !isWhite(img.At(0, 0)) {
		t.Errorf("side %d, corner %v", img.Bounds().Dx(), img.At(0, 0))
	}
}

func isWhite(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	return r == 0xffff && g == 0xffff && b == 0xffff
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
