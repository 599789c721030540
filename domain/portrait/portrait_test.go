package portrait_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"suaraloket/domain/portrait"
)

// red, green and blue are far enough from each other to be distinguished in a JPEG.
var (
	red   = color.RGBA{R: 0xD0, A: 0xFF}
	green = color.RGBA{G: 0xB0, A: 0xFF}
	blue  = color.RGBA{B: 0xD0, A: 0xFF}
)

// striped is a picture with a stripe of each colour, beside or above each other.
func striped(width, height int, upright bool, colours ...color.RGBA) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			part := x * len(colours) / width
			if upright {
				part = y * len(colours) / height
			}
			picture.SetRGBA(x, y, colours[part])
		}
	}
	return picture
}

func asJPEG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asPNG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t *testing.T, file []byte) image.Image {
	t.Helper()
	picture, format, err := image.Decode(bytes.NewReader(file))
	if err != nil || format != "jpeg" {
		t.Fatalf("%s, %v", format, err)
	}
	return picture
}

// looks says whether a point has about that colour.
func looks(picture image.Image, x, y int, want color.RGBA) bool {
	near := func(a uint32, b uint8) bool { return max(int(a>>8), int(b))-min(int(a>>8), int(b)) < 40 }
	r, g, b, _ := picture.At(x, y).RGBA()
	return near(r, want.R) && near(g, want.G) && near(b, want.B)
}

func TestAPictureIsCutSquareAndMadeSmall(t *testing.T) {
	ground := color.RGBA{R: 0xDF, G: 0xEA, B: 0xE6}
	for name, c := range map[string]struct {
		file                []byte
		top, middle, bottom color.RGBA
	}{
		"a portrait keeps the upper part": {asJPEG(t, striped(300, 600, true, red, green, blue, blue)), red, green, blue},
		"of a broad one the middle":       {asPNG(t, striped(600, 200, false, red, green, blue)), green, green, green},
		"a square one is whole":           {asPNG(t, striped(480, 480, true, red, green, blue)), red, green, blue},
		"a small one grows":               {asPNG(t, striped(160, 160, true, red, green, blue)), red, green, blue},
		"what can be seen through":        {asPNG(t, image.NewRGBA(image.Rect(0, 0, 200, 200))), ground, ground, ground},
	} {
		t.Run(name, func(t *testing.T) {
			cut, err := portrait.Cut(c.file)
			if err != nil {
				t.Fatal(err)
			}
			for side, file := range map[int][]byte{portrait.LargeSide: cut.Large, portrait.SmallSide: cut.Small} {
				picture := read(t, file)
				if b := picture.Bounds(); b.Dx() != side || b.Dy() != side {
					t.Errorf("%v instead of %d", b, side)
				}
				if !looks(picture, side/2, side/20, c.top) || !looks(picture, side/2, side/2, c.middle) || !looks(picture, side/2, side-side/20, c.bottom) {
					t.Errorf("at %d: %v, %v, %v", side, picture.At(side/2, side/20), picture.At(side/2, side/2), picture.At(side/2, side-side/20))
				}
			}
		})
	}
}

// TestNothingButThePictureIsKept: a phone writes into a file where it was taken.
func TestNothingButThePictureIsKept(t *testing.T) {
	plain := asJPEG(t, striped(300, 300, true, red, blue))
	note := []byte("Exif\x00\x00Zzyx-6.1213S-106.8456E")
	noted := append([]byte{0xFF, 0xD8, 0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(note)+2))...)
	noted = append(append(append(noted, note...), plain[2:]...), "Zzyx after the end"...)
	cut, err := portrait.Cut(noted)
	if err != nil {
		t.Fatal(err)
	}
	same, err := portrait.Cut(plain)
	if err != nil || !bytes.Equal(cut.Large, same.Large) || !bytes.Equal(cut.Small, same.Small) {
		t.Errorf("differs from the picture alone: %v", err)
	}
	if bytes.Contains(cut.Large, []byte("Zzyx")) || bytes.Contains(cut.Small, []byte("Zzyx")) {
		t.Error("the metadata is still there")
	}
}

func TestWhatIsNoPortraitIsRefused(t *testing.T) {
	whole := asJPEG(t, striped(300, 300, true, red, blue))
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":          {nil, portrait.ErrFormat},
		"a text":           {[]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), portrait.ErrFormat},
		"a GIF":            {gifOf(400), portrait.ErrFormat},
		"half a file":      {whole[:len(whole)/2], portrait.ErrFormat},
		"a picture's head": {whole[:200], portrait.ErrFormat},
		"a strip":          {asPNG(t, striped(1000, 159, false, red)), portrait.ErrTooSmall},
		"a thumbnail":      {asPNG(t, striped(64, 64, false, red)), portrait.ErrTooSmall},
		"a poster":         {asPNG(t, image.NewPaletted(image.Rect(0, 0, 2501, 200), color.Palette{red})), portrait.ErrTooLarge},
		"a bomb":           {bomb(60_000), portrait.ErrTooLarge},
	} {
		if _, err := portrait.Cut(c.file); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// bomb is the head of a PNG file whose picture would fill gigabytes.
func bomb(side uint32) []byte {
	chunk := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), side), side)
	chunk = append(chunk, 8, 6, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(chunk))
}

func TestALineupShowsEverybodyInOrder(t *testing.T) {
	var people [][]byte
	for _, c := range []color.RGBA{red, green, blue} {
		cut, err := portrait.Cut(asPNG(t, striped(200, 200, true, c)))
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, cut.Large)
	}
	people = append(people, nil, nil)
	file, err := portrait.Lineup(people)
	if err != nil {
		t.Fatal(err)
	}
	picture := read(t, file)
	for i, want := range []color.RGBA{red, green, blue} {
		if x := 16 + i*256 + 120; !looks(picture, x, 180, want) {
			t.Errorf("person %d at %d has %v", i+1, x, picture.At(x, 180))
		}
		if x := 16 + i*256 + 12; !looks(picture, x, 52, color.RGBA{R: 0x0A, G: 0x42, B: 0x3F}) {
			t.Errorf("no disc for the number of person %d: %v", i+1, picture.At(x, 52))
		}
	}
	if head := picture.At(16+120, 272+96); looks(picture, 16+120, 272+96, color.RGBA{R: 0xFF, G: 0xFF, B: 0xFF}) {
		t.Errorf("no figure for a person without a photo: %v", head)
	}
	if b := picture.Bounds(); b.Dx() != 3*256+16 || b.Dy() != 2*256+16 {
		t.Errorf("%v", b)
	}
	for _, n := range []int{0, portrait.MaxLineup + 1} {
		if _, err := portrait.Lineup(make([][]byte, n)); !errors.Is(err, portrait.ErrLineup) {
			t.Errorf("%d people: %v", n, err)
		}
	}
	if _, err := portrait.Lineup([][]byte{[]byte("no picture")}); !errors.Is(err, portrait.ErrFormat) {
		t.Errorf("no picture: %v", err)
	}
}

func FuzzCut(f *testing.F) {
	f.Add(asJPEG(f, striped(200, 300, true, red, blue)))
	f.Add(asPNG(f, striped(170, 160, true, red, blue)))
	f.Add(bomb(3000))
	f.Fuzz(func(t *testing.T, file []byte) {
		cut, err := portrait.Cut(file)
		if err != nil {
			if !errors.Is(err, portrait.ErrFormat) && !errors.Is(err, portrait.ErrTooSmall) && !errors.Is(err, portrait.ErrTooLarge) {
				t.Fatal(err)
			}
			return
		}
		for _, made := range [][]byte{cut.Large, cut.Small} {
			if _, err := jpeg.Decode(bytes.NewReader(made)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// gifOf makes a GIF. This file registers its decoder, as a library may do.
func gifOf(side int) []byte {
	var out bytes.Buffer
	if err := gif.Encode(&out, image.NewPaletted(image.Rect(0, 0, side, side), palette.Plan9), nil); err != nil {
		panic(err)
	}
	return out.Bytes()
}
