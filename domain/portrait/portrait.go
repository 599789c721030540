// Package portrait makes of a picture file what is shown of an officer: cut square,
// small, and without anything that the file says beside the picture, such as where it
// was taken. It is pure: bytes in, bytes out.
package portrait

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // read beside JPEG

	"golang.org/x/image/draw"
)

// Sides of the pictures that are made, in pixels: for a tablet and a chat, and for a
// phone or a line of a list.
const (
	LargeSide = 480
	SmallSide = 192
)

// Bounds of a file's picture, in pixels: a smaller one would be blurred on the tablet,
// a larger one could fill the memory though its file is short.
const (
	MinSide = 160
	MaxSide = 2500
)

// What a file is refused for.
var (
	ErrFormat   = errors.New("not a whole JPEG or PNG picture")
	ErrTooSmall = errors.New("a side of the picture is too short")
	ErrTooLarge = errors.New("a side of the picture is too long")
)

// Portrait is a picture in two sizes, as JPEG files.
type Portrait struct {
	Large []byte // LargeSide × LargeSide
	Small []byte // SmallSide × SmallSide
}

// Cut reads a JPEG or PNG file. It refuses with ErrFormat, ErrTooSmall and ErrTooLarge.
func Cut(file []byte) (Portrait, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil:
		return Portrait{}, ErrFormat
	case config.Width > MaxSide || config.Height > MaxSide:
		return Portrait{}, ErrTooLarge
	case config.Width < MinSide || config.Height < MinSide:
		return Portrait{}, ErrTooSmall
	}
	picture, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return Portrait{}, ErrFormat
	}
	square := squareOf(picture.Bounds())
	large, err := encoded(scaled(picture, square, LargeSide))
	if err != nil {
		return Portrait{}, err
	}
	small, err := encoded(scaled(picture, square, SmallSide))
	return Portrait{Large: large, Small: small}, err
}

// headroom is the part of what an upright picture is too high by that is cut off above:
// in a portrait the face is in the upper half.
const headroom = 0.15

// squareOf gives the largest square: in the middle, of an upright picture near the top.
func squareOf(b image.Rectangle) image.Rectangle {
	side := min(b.Dx(), b.Dy())
	left := b.Min.X + (b.Dx()-side)/2
	top := b.Min.Y + int(headroom*float64(b.Dy()-side))
	return image.Rect(left, top, left+side, top+side)
}

// ground is what stands behind a picture that does not fill its square.
func ground() color.Color { return color.RGBA{R: 0xDF, G: 0xEA, B: 0xE6, A: 0xFF} }

func scaled(picture image.Image, square image.Rectangle, side int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(out, out.Bounds(), image.NewUniform(ground()), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, out.Bounds(), picture, square, draw.Over, nil)
	return out
}

// quality is JPEG's, at which a face shows no blocks.
const quality = 82

func encoded(picture image.Image) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}
