package document

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/skip2/go-qrcode"
)

// modulePixels is the side of one module in a PNG, in pixels.
const modulePixels = 10

// quietZone is the white border of a bitmap, in modules.
const quietZone = 4

// QRBitmap encodes a text with error correction level Q: true is dark. The bitmap
// includes the quiet zone of four modules.
func QRBitmap(text string) ([][]bool, error) {
	code, err := qrcode.New(text, qrcode.High) // the library's High is level Q, 25 %
	if err != nil {
		return nil, err
	}
	return code.Bitmap(), nil
}

// QRPNG draws the code of a text in black and white, ten pixels for each module.
func QRPNG(text string) ([]byte, error) {
	bitmap, err := QRBitmap(text)
	if err != nil {
		return nil, err
	}
	side := len(bitmap) * modulePixels
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			if bitmap[y/modulePixels][x/modulePixels] {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var out bytes.Buffer
	err = png.Encode(&out, img)
	return out.Bytes(), err
}

// QRSVG draws the code of a text as one path.
func QRSVG(text string) (string, error) {
	bitmap, err := QRBitmap(text)
	if err != nil {
		return "", err
	}
	var path strings.Builder
	for y, row := range bitmap {
		for _, run := range darkRuns(row) {
			fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", run.from, y, run.length, run.length)
		}
	}
	side := len(bitmap)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`, side, side, side, side, path.String()), nil
}

// run is a sequence of dark modules in one row.
type run struct{ from, length int }

func darkRuns(row []bool) []run {
	var runs []run
	for x := 0; x < len(row); x++ {
		from := x
		for x < len(row) && row[x] {
			x++
		}
		if x > from {
			runs = append(runs, run{from, x - from})
		}
	}
	return runs
}
