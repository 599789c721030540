package web

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/vector"
)

// Icon draws the mark as a square PNG of the given size in pixels, for devices that
// install the tablet application.
func (b Brand) Icon(size int) ([]byte, error) {
	field, gold, err := b.colours()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = png.Encode(&out, drawIcon(size, field, gold))
	return out.Bytes(), err
}

// addIconMask adds icon-mask.svg, the mark with enough margin for a device to cut it to
// its own shape.
func (a *assets) addIconMask(b Brand) error {
	field, gold, err := b.colours()
	if err != nil {
		return err
	}
	return a.add("icon-mask.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-32 -28 112 112">`+
		`<path fill="#FBF8F2" d="M-32-28H80V84H-32z"/><path fill="`+field.String()+`" d="`+markField+`"/>`+
		`<circle cx="24" cy="20" r="6.5" fill="`+gold.String()+`"/>`+
		`<path fill="none" stroke="#FFF8E6" stroke-width="2.6" stroke-linecap="round" d="`+markLines+`"/></svg>`))
}

// The shapes of the mark in a box of 48 × 56, equal to those of the template.
const (
	markField = "M24 1 46 8v21c0 12-8 21-22 26C10 50 2 41 2 29V8z"
	markLines = "M24 8.5v1M13.5 13l.8.8M34.5 13l-.8.8M11 33c4.3-4.6 8.7-4.6 13 0s8.7 4.6 13 0M14 41.5c3.3-3.6 6.7-3.6 10 0s6.7 3.6 10 0"
)

// brush fills shapes in the units of the mark.
type brush struct {
	into  draw.Image
	scale float32
	x, y  float32 // origin of the mark's box, in pixels
}

func drawIcon(size int, field, gold colour) image.Image {
	icon := image.NewRGBA(image.Rect(0, 0, size, size))
	scale := float32(size) / 62
	b := brush{into: icon, scale: scale, x: (float32(size) - 48*scale) / 2, y: (float32(size) - 56*scale) / 2}
	b.fill(field, func(p pen) {
		p.move(24, 1)
		p.line(46, 8)
		p.line(46, 29)
		p.curve(46, 41, 38, 50, 24, 55)
		p.curve(10, 50, 2, 41, 2, 29)
		p.line(2, 8)
	})
	b.fill(gold, func(p pen) { p.disc(24, 20, 6.5) })
	lines := [][]float32{
		{24, 8.5, 24, 9.5}, {13.5, 13, 14.3, 13.8}, {34.5, 13, 33.7, 13.8},
		wave(11, 33, 13, 4.6), wave(14, 41.5, 10, 3.6),
	}
	b.fill(colour{0xFF, 0xF8, 0xE6}, func(p pen) {
		for _, line := range lines {
			p.stroke(line, 1.3)
		}
	})
	return icon
}

// wave returns points along one wave of two halves, up and down. Each half is width wide
// and is a Bézier curve with its control points at height.
func wave(x, y, width, height float32) []float32 {
	const steps = 16
	var points []float32
	for i := range 2*steps + 1 {
		t := float32(i%steps) / steps
		lift := 3 * t * (1 - t) * height // Bézier curve with both control points at height
		if i >= steps {
			lift = -lift
		}
		points = append(points, x+width*float32(i)/steps, y-lift)
	}
	return points
}

func (b brush) fill(c colour, shape func(pen)) {
	bounds := b.into.Bounds()
	r := vector.NewRasterizer(bounds.Dx(), bounds.Dy())
	shape(pen{r, b})
	r.Draw(b.into, bounds, image.NewUniform(color.RGBA{uint8(c[0]), uint8(c[1]), uint8(c[2]), 0xFF}), image.Point{})
}

// pen draws outlines and closes each shape.
type pen struct {
	r *vector.Rasterizer
	b brush
}

func (p pen) at(x, y float32) (float32, float32) { return p.b.x + x*p.b.scale, p.b.y + y*p.b.scale }

func (p pen) move(x, y float32) {
	p.r.ClosePath()
	p.r.MoveTo(p.at(x, y))
}

func (p pen) line(x, y float32) { p.r.LineTo(p.at(x, y)) }

func (p pen) curve(ax, ay, bx, by, x, y float32) {
	ax, ay = p.at(ax, ay)
	bx, by = p.at(bx, by)
	x, y = p.at(x, y)
	p.r.CubeTo(ax, ay, bx, by, x, y)
}

func (p pen) disc(x, y, radius float32) {
	const corners = 48
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		if px, py := x+radius*float32(cos), y+radius*float32(sin); i == 0 {
			p.move(px, py)
		} else {
			p.line(px, py)
		}
	}
	p.r.ClosePath()
}

// stroke draws a line through the points, twice the radius wide, with round ends and
// joints.
func (p pen) stroke(points []float32, radius float32) {
	for i := 0; i+1 < len(points); i += 2 {
		p.disc(points[i], points[i+1], radius)
		if i+3 < len(points) {
			p.bar(points[i], points[i+1], points[i+2], points[i+3], radius)
		}
	}
}

// bar draws in the same direction as disc, so that overlapping shapes add up instead of
// cancelling out.
func (p pen) bar(ax, ay, bx, by, radius float32) {
	dx, dy := bx-ax, by-ay
	length := float32(math.Hypot(float64(dx), float64(dy)))
	nx, ny := -dy/length*radius, dx/length*radius
	p.move(ax-nx, ay-ny)
	p.line(bx-nx, by-ny)
	p.line(bx+nx, by+ny)
	p.line(ax+nx, ay+ny)
	p.r.ClosePath()
}
