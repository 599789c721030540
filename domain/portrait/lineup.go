package portrait

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"strconv"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// MaxLineup is the largest number of people in one picture.
const MaxLineup = 9

// Measures of a lineup, in pixels.
const (
	faceSide = 240
	gap      = 16
	perRow   = 3
	badge    = 30 // radius of the disc that carries a number
	digits   = 40 // size of the number's letters
)

// ErrLineup refuses an empty lineup and one of more than MaxLineup people.
var ErrLineup = errors.New("one to nine people make a lineup")

// Lineup puts people side by side in one JPEG picture, numbered from 1, up to three in a
// row. Each is a large portrait, or nil for a person without one.
func Lineup(people [][]byte) ([]byte, error) {
	if len(people) == 0 || len(people) > MaxLineup {
		return nil, ErrLineup
	}
	face, err := numbers()
	if err != nil {
		return nil, err
	}
	columns := columnsFor(len(people))
	rows := (len(people) + columns - 1) / columns
	out := image.NewRGBA(image.Rect(0, 0, columns*(faceSide+gap)+gap, rows*(faceSide+gap)+gap))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	for i, person := range people {
		place := image.Rect(0, 0, faceSide, faceSide).Add(image.Pt(gap+i%columns*(faceSide+gap), gap+i/columns*(faceSide+gap)))
		if err := drawPerson(out, place, person); err != nil {
			return nil, err
		}
		drawNumber(out, face, place.Min.Add(image.Pt(badge+6, badge+6)), i+1)
	}
	return encoded(out)
}

// columnsFor avoids a last row with a single person.
func columnsFor(n int) int {
	if n == 4 {
		return 2
	}
	return min(n, perRow)
}

func drawPerson(out *image.RGBA, place image.Rectangle, person []byte) error {
	if person == nil {
		drawFigure(out, place)
		return nil
	}
	picture, err := jpeg.Decode(bytes.NewReader(person))
	if err != nil {
		return ErrFormat
	}
	draw.CatmullRom.Scale(out, place, picture, picture.Bounds(), draw.Src, nil)
	return nil
}

// drawFigure draws the head and shoulders of a person without a photo.
func drawFigure(out *image.RGBA, place image.Rectangle) {
	draw.Draw(out, place, image.NewUniform(ground()), image.Point{}, draw.Src)
	ink := color.RGBA{R: 0x5C, G: 0x7F, B: 0x7A, A: 0xFF}
	side, middle := float64(place.Dx()), float64(place.Min.X)+float64(place.Dx())/2
	disc(out, place, middle, float64(place.Min.Y)+0.40*side, 0.19*side, ink)
	disc(out, place, middle, float64(place.Min.Y)+1.02*side, 0.38*side, ink)
}

// disc fills a circle, as far as it lies within the place.
func disc(out *image.RGBA, place image.Rectangle, x, y, radius float64, ink color.Color) {
	raster := vector.NewRasterizer(place.Dx(), place.Dy())
	x, y = x-float64(place.Min.X), y-float64(place.Min.Y)
	const corners = 72
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		px, py := float32(x+radius*cos), float32(y+radius*sin)
		if i == 0 {
			raster.MoveTo(px, py)
		} else {
			raster.LineTo(px, py)
		}
	}
	raster.ClosePath()
	raster.Draw(out, place, image.NewUniform(ink), image.Point{})
}

func numbers() (font.Face, error) {
	parsed, err := opentype.Parse(gobold.TTF)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: digits, DPI: 72})
}

// drawNumber writes a number on a dark disc.
func drawNumber(out *image.RGBA, face font.Face, at image.Point, n int) {
	place := image.Rect(at.X-badge, at.Y-badge, at.X+badge, at.Y+badge)
	disc(out, place, float64(at.X), float64(at.Y), badge, color.RGBA{R: 0x0A, G: 0x42, B: 0x3F, A: 0xFF})
	text := strconv.Itoa(n)
	box, advance := font.BoundString(face, text)
	pen := font.Drawer{Dst: out, Src: image.White, Face: face, Dot: fixed.Point26_6{
		X: fixed.I(at.X) - advance/2, Y: fixed.I(at.Y) - (box.Min.Y+box.Max.Y)/2,
	}}
	pen.DrawString(text)
}
