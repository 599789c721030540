package hr_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"suaraloket/hr"
)

var (
	pdfStream = regexp.MustCompile(`(?s)/Length \d+>>\nstream\n(.*?)\nendstream`)
	pdfPaper  = regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`)
	pdfFill   = regexp.MustCompile(`(?m)([\d.]+) g$|[\d.]+ [\d.]+ [\d.]+ rg$|([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f$`)
)

// printed reads a PDF of posters: the addresses in the codes of each page, and the paper
// size in points.
func printed(t *testing.T, pdf string) (pages [][]string, paper string) {
	t.Helper()
	if found := pdfPaper.FindStringSubmatch(pdf); found != nil {
		paper = found[1] + "x" + found[2]
	}
	for _, found := range pdfStream.FindAllStringSubmatch(pdf, -1) {
		unpacked, err := zlib.NewReader(strings.NewReader(found[1]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(unpacked)
		if err == nil && bytes.Contains(content, []byte(" re f")) {
			pages = append(pages, codesDrawn(t, string(content)))
		}
	}
	return pages, paper
}

// codesDrawn reads the codes of a page. A code is a white field with black rectangles.
func codesDrawn(t *testing.T, content string) []string {
	t.Helper()
	const scale = 4
	var pictures []*image.Gray
	var grey string
	var left, top float64
	for _, found := range pdfFill.FindAllStringSubmatch(content, -1) {
		if found[2] == "" {
			grey = found[1]
			continue
		}
		var n [4]float64
		for i := range n {
			n[i], _ = strconv.ParseFloat(found[2+i], 64)
		}
		x, y, width, height := n[0], n[1]+n[3], n[2], -n[3] // n[1] is the upper edge
		switch grey {
		case "1.000":
			left, top = x, n[1]
			picture := image.NewGray(image.Rect(0, 0, int(width*scale), int(height*scale)))
			draw.Draw(picture, picture.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
			pictures = append(pictures, picture)
		case "0.000":
			if len(pictures) == 0 {
				continue
			}
			at := image.Rect(int((x-left)*scale+.5), int((top-y-height)*scale+.5), int((x-left+width)*scale+.5), int((top-y)*scale+.5))
			draw.Draw(pictures[len(pictures)-1], at, image.NewUniform(color.Black), image.Point{}, draw.Src)
		}
	}
	var codes []string
	for _, picture := range pictures {
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		check(t, err)
		result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
		check(t, err)
		codes = append(codes, result.GetText())
	}
	return codes
}

func TestThePDFContainsTheSelectedCodes(t *testing.T) {
	const a4, a5, card = "595.28x841.89", "419.53x595.28", "419.53x297.64"
	every := []string{"DKC-01", "DKC-02", "PTS-01"}
	for _, c := range []struct {
		login, query string
		bot          bool
		counters     []string
		codes, paper string
	}{
		{"hr", "", true, every, "both", a4},
		{"hr", "?unit=DKC&kode=telegram&ukuran=card", true, []string{"DKC-01", "DKC-02"}, "telegram", card},
		{"hr", "?loket=DKC-02&loket=pts-01&kode=page&ukuran=a5", true, []string{"DKC-02", "PTS-01"}, "page", a5},
		{"hr", "?kode=telegram", false, every, "page", a4},
		{"hr", "?kode=nonsense&ukuran=a0", true, every, "both", a4},
		{"kepala", "", true, []string{"DKC-01", "DKC-02"}, "both", a4},
	} {
		o := openOffice(t, func(options *hr.Options) { options.Telegram = c.bot })
		a := o.as(c.login).get("/hr/kode.pdf" + c.query)
		if a.Status != 200 || a.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(a.Body, "%PDF") {
			t.Fatalf("%s%s: %d", c.login, c.query, a.Status)
		}
		var want [][]string
		for _, counter := range c.counters {
			pass := o.passes.Poster(counter)
			page, chat := "https://suara.test/r/"+counter+"?pass="+pass, "https://t.me/SuaraLoketBot?start="+pass
			want = append(want, map[string][]string{"both": {page, chat}, "page": {page}, "telegram": {chat}}[c.codes])
		}
		pages, paper := printed(t, a.Body)
		if !slices.EqualFunc(pages, want, slices.Equal) || paper != c.paper {
			t.Errorf("%s%s: printed on %s: %q", c.login, c.query, paper, pages)
		}
	}
}

func TestTheCodesOfOwnCountersAreShown(t *testing.T) {
	o := openOffice(t)
	says(t, "HR's sheet", o.as("hr").get("/hr/kode").Body,
		[]string{"Loket 1", "Loket Izin", "data:image/svg", "Kode QR Loket 1, membuka halaman penilaian"}, []string{`value="telegram"`})
	says(t, "the head's sheet", o.as("kepala").get("/hr/kode").Body, []string{"Loket 1", "Loket 2"}, []string{"Loket Izin"})
	says(t, "one unit", o.as("hr").get("/hr/kode?unit=PTS").Body, []string{"Loket Izin"}, []string{"Loket 1"})
	bot := openOffice(t, func(options *hr.Options) { options.Telegram = true })
	says(t, "with a bot", bot.as("hr").get("/hr/kode").Body, []string{`name="kode"><option value="both" selected>`, `value="telegram"`}, nil)
	says(t, "an unknown unit", o.as("hr").get("/hr/kode?unit=XYZ").Body, []string{"Belum ada loket."}, []string{"Buat PDF"})
}

func TestAnErrorOfThePDFIsNotShown(t *testing.T) {
	o := openOffice(t, func(options *hr.Options) {
		options.Telegram = true
		options.Addresses.Chat = func(string) (string, error) { return "", errors.New("fonts are on the moon") }
	})
	a := o.as("hr").get("/hr/kode.pdf")
	if a.Status != 500 || strings.Contains(a.Body, "moon") || !strings.Contains(o.logs.String(), "fonts are on the moon") {
		t.Errorf("%d, logged %v", a.Status, strings.Contains(o.logs.String(), "moon"))
	}
	if a := o.as("hr").get("/hr/kode.pdf?unit=XYZ"); a.Status != 404 {
		t.Errorf("no counter: %d", a.Status)
	}
}
