package picturetest

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// take stores what the window shows, width pixels wide, under the name of a picture in docs.
func (v *view) take(name string, width float64) {
	v.s.t.Helper()
	v.store(name, width, v.number("innerHeight"))
}

// takeUpper stores the upper part of a short page of the portal. The window is much higher, so
// that the end of the menu's column is below the picture and not cut off by its edge.
func (v *view) takeUpper(name string, width float64, height int64) {
	v.s.t.Helper()
	v.Resize(deskWidth, 2*height)
	v.store(name, width, float64(height))
	v.Resize(deskWidth, deskHeight)
}

func (v *view) store(name string, width, height float64) {
	v.s.t.Helper()
	v.Run(`document.activeElement.blur()`) // no picture shows where the keyboard is
	v.settle()
	w := v.number("innerWidth")
	picture := v.shot(page.Viewport{Width: w, Height: height, Scale: width / w})
	file := filepath.Join(v.s.folder, filepath.FromSlash(name)+".png")
	check(v.s.t, os.WriteFile(file, small(v.s.t, picture), 0o644))
	v.s.t.Logf("%s: %v", name, picture.Bounds().Size())
}

// leaveOut hides the elements with a selector that an edge of the window cuts through.
func (v *view) leaveOut(selector string) {
	v.s.t.Helper()
	v.Run(fmt.Sprintf(`document.querySelectorAll(%q).forEach(function (e) {
		var place = e.getBoundingClientRect();
		if (place.bottom > innerHeight || place.right > innerWidth) { e.style.visibility = "hidden"; }
	})`, selector))
}

// portrait returns a picture of the first element with a selector, as a PNG file.
func (v *view) portrait(selector string) []byte {
	v.s.t.Helper()
	v.settle()
	side := func(name string) float64 {
		return v.number(fmt.Sprintf("document.querySelector(%q).getBoundingClientRect().%s", selector, name))
	}
	picture := v.shot(page.Viewport{X: side("x"), Y: side("y"), Width: side("width"), Height: side("height"), Scale: 4})
	return small(v.s.t, picture)
}

// colourFaces draws the faces on the buttons of the chat in colour, as phones do: a desk's font
// for letters has some of them too, in black.
func (v *view) colourFaces() {
	v.s.t.Helper()
	v.Await(`new FontFace("Faces", "local('Noto Color Emoji')", {unicodeRange: "U+1F600-1F64F"}).load().then(function (font) {
		document.fonts.add(font);
		document.querySelectorAll(".choice").forEach(function (e) { e.style.fontFamily = "Faces, " + getComputedStyle(e).fontFamily; });
	})`)
}

// settle waits until the page is drawn with its fonts and pictures.
func (v *view) settle() {
	v.s.t.Helper()
	v.Until(`document.readyState === "complete" && Array.from(document.images).every(function (i) { return i.complete; })`)
	v.Await(`document.fonts.ready.then(function () {
		return new Promise(function (done) { requestAnimationFrame(function () { requestAnimationFrame(done); }); });
	})`)
}

func (v *view) number(expression string) float64 {
	v.s.t.Helper()
	n, err := strconv.ParseFloat(v.Text(expression), 64)
	check(v.s.t, err)
	return n
}

// shot returns a part of the page. The browser draws it in the scale of the picture, so that
// small letters stay sharp.
func (v *view) shot(part page.Viewport) image.Image {
	v.s.t.Helper()
	got, err := chromedp.Call(v.Context(), page.CaptureScreenshot, page.CaptureScreenshotParams{Clip: &part})
	check(v.s.t, err)
	picture, err := png.Decode(bytes.NewReader(got.Data))
	check(v.s.t, err)
	return picture
}

const (
	maxColours = 256
	distance   = 10   // of two colours of a palette in one channel
	surface    = 1000 // a colour of more than one pixel in so many is a surface's
)

// small returns a PNG file with a palette, which is several times smaller than one in full
// colour.
func small(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	check(t, encoder.Encode(&file, withPalette(picture)))
	return file.Bytes()
}

func withPalette(picture image.Image) *image.Paletted {
	b := picture.Bounds()
	out := image.NewPaletted(b, paletteOf(picture))
	near := map[color.Color]uint8{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := picture.At(x, y)
			i, known := near[c]
			if !known {
				i = uint8(out.Palette.Index(c))
				near[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}

// paletteOf returns the most frequent colours of a picture. The surfaces of a page keep exactly
// their colours; of the rest, which are the edges of letters, it leaves out those that resemble
// a more frequent one.
func paletteOf(picture image.Image) (chosen color.Palette) {
	colours, count := byFrequency(picture)
	least := picture.Bounds().Dx() * picture.Bounds().Dy() / surface
	for _, c := range colours {
		resembles := func(other color.Color) bool { return alike(c, other.(color.RGBA)) }
		if count[c] > least || !slices.ContainsFunc(chosen, resembles) {
			chosen = append(chosen, c)
		}
		if len(chosen) == maxColours {
			break
		}
	}
	return chosen
}

// byFrequency returns the colours of a picture, the most frequent first, and how many pixels
// each has.
func byFrequency(picture image.Image) (colours []color.RGBA, count map[color.RGBA]int) {
	count = map[color.RGBA]int{}
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
		}
	}
	colours = slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	return colours, count
}

func alike(a, b color.RGBA) bool {
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) < distance }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B)
}
