// Package portrait turns a picture file into the pictures of an officer: square, small and
// without the file's metadata, such as the place where it was taken. Its functions are
// pure: bytes in, bytes out.
package portrait

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // registers the PNG decoder

	"golang.org/x/image/draw"
)

// Sides of the pictures, in pixels: the large one for tablets and chats, the small one for
// phones and lists.
const (
	LargeSide = 480
	SmallSide = 192
)

// Limits of a file's picture, in pixels: a smaller one would be blurred on the tablet, a
// larger one could fill the memory although its file is small.
const (
	MinSide = 160
	MaxSide = 2500
)

// The refusals of a file.
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
	config, format, err := image.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil, format != "jpeg" && format != "png": // a library may know more formats
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

// headroom is the part of an upright picture's excess height that is cut off at the top:
// in a portrait the face is in the upper half.
const headroom = 0.15

// squareOf gives the largest square: centered, for an upright picture near the top.
func squareOf(b image.Rectangle) image.Rectangle {
	side := min(b.Dx(), b.Dy())
	left := b.Min.X + (b.Dx()-side)/2
	top := b.Min.Y + int(headroom*float64(b.Dy()-side))
	return image.Rect(left, top, left+side, top+side)
}

// ground is the background of a picture that does not fill its square.
func ground() color.Color { return color.RGBA{R: 0xDF, G: 0xEA, B: 0xE6, A: 0xFF} }

func scaled(picture image.Image, square image.Rectangle, side int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(out, out.Bounds(), image.NewUniform(ground()), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, out.Bounds(), picture, square, draw.Over, nil)
	return out
}

// quality is a JPEG quality at which a face shows no blocks.
const quality = 82

func encoded(picture image.Image) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}
