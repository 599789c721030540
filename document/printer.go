package document

import (
	"embed"
	"fmt"

	"codeberg.org/go-pdf/fpdf"

	"suaraloket/domain/locale"
)

//go:embed fonts/*.ttf
var fonts embed.FS

// printer draws posters on one kind of sheet.
type printer struct {
	pdf        *fpdf.Fpdf
	sheet      sheetSize
	texts      locale.Texts
	teal, gold [3]int // of the poster being drawn
}

func newPrinter(sheet sheetSize) (*printer, error) {
	catalog, err := locale.Load()
	if err != nil {
		return nil, err
	}
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: sheet.w, Ht: sheet.h}})
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	for style, file := range map[string]string{"": "NotoSans-Regular.ttf", "B": "NotoSans-Bold.ttf"} {
		face, err := fonts.ReadFile("fonts/" + file)
		if err != nil {
			return nil, err
		}
		pdf.AddUTF8FontFromBytes("noto", style, face)
	}
	p := &printer{pdf: pdf, sheet: sheet, texts: catalog.In(locale.Default)}
	pdf.SetTitle(p.texts.T("poster.title"), true)
	pdf.SetLang("id-ID")
	return p, pdf.Error()
}

// rgb parses #RRGGBB and returns fallback for anything else.
func rgb(text string, fallback [3]int) [3]int {
	var c [3]int
	if n, err := fmt.Sscanf(text, "#%02x%02x%02x", &c[0], &c[1], &c[2]); n != 3 || err != nil {
		return fallback
	}
	return c
}

// ink and soft set the text colours of the web pages.
func (p *printer) ink()  { p.pdf.SetTextColor(0x17, 0x30, 0x2E) }
func (p *printer) soft() { p.pdf.SetTextColor(0x56, 0x69, 0x66) }

// line writes one centred line, reduces its font size until it fits, and returns its
// height.
func (p *printer) line(x, y, width float64, style string, points float64, text string) float64 {
	points *= p.sheet.scale
	p.pdf.SetFont("noto", style, points)
	for p.pdf.GetStringWidth(text) > width && points > 6 {
		points -= 0.5
		p.pdf.SetFontSize(points)
	}
	_, height := p.pdf.GetFontSize()
	p.pdf.SetXY(x, y)
	p.pdf.CellFormat(width, height*1.3, text, "", 0, "C", false, 0, "")
	return height * 1.3
}

// promise draws the coloured band at the bottom with its sentence.
func (p *printer) promise(y float64) {
	s := p.sheet
	p.pdf.SetFillColor(p.teal[0], p.teal[1], p.teal[2])
	p.pdf.Rect(0, y, s.w, s.h-y, "F")
	p.pdf.SetTextColor(0xFF, 0xFF, 0xFF)
	points := 22.0
	unit := p.pdf.PointConvert(points * s.scale)
	p.line(0, y+(s.h-y-unit*1.3)/2, s.w, "B", points, p.texts.T("poster.promise"))
}

func (p *printer) side(codes []code) float64 {
	if len(codes) > 1 {
		return p.sheet.two
	}
	return p.sheet.one
}

// row draws the codes side by side, each with its label, and returns its lower end.
func (p *printer) row(codes []code, x, y, width float64) (bottom float64, err error) {
	side := p.side(codes)
	column := width / float64(len(codes))
	for i, c := range codes {
		left := x + float64(i)*column
		if bottom, err = p.square(c.address, left+column/2, y, side); err != nil {
			return 0, err
		}
		p.ink()
		bottom += p.line(left, bottom, column, "B", 15, c.label)
	}
	return bottom, nil
}

// square draws a code with its quiet zone, centred on middle, and returns its lower end.
// side is the side of the code alone.
func (p *printer) square(address string, middle, y, side float64) (bottom float64, err error) {
	bitmap, err := QRBitmap(address)
	if err != nil {
		return 0, err
	}
	module := side / float64(len(bitmap)-2*quietZone)
	margin := max(side/8, quietZone*module) // aligns two codes of different versions
	p.pdf.SetFillColor(0xFF, 0xFF, 0xFF)
	p.pdf.Rect(middle-side/2-margin, y, side+2*margin, side+2*margin, "F")
	p.pdf.SetFillColor(0, 0, 0)
	left, top := middle-side/2-quietZone*module, y+margin-quietZone*module
	for i, row := range bitmap {
		for _, run := range darkRuns(row) {
			p.pdf.Rect(left+float64(run.from)*module, top+float64(i)*module, float64(run.length)*module, module, "F")
		}
	}
	return y + side + 2*margin, nil
}

// mark draws the shield of the web pages, width millimetres wide.
func (p *printer) mark(x, y, width float64) {
	k := width / 48
	at := func(px, py float64) (float64, float64) { return x + px*k, y + py*k }
	p.pdf.SetFillColor(p.teal[0], p.teal[1], p.teal[2])
	p.pdf.MoveTo(at(24, 1))
	p.pdf.LineTo(at(46, 8))
	p.pdf.LineTo(at(46, 29))
	p.curve(at, 46, 41, 38, 50, 24, 55)
	p.curve(at, 10, 50, 2, 41, 2, 29)
	p.pdf.LineTo(at(2, 8))
	p.pdf.ClosePath()
	p.pdf.DrawPath("F")
	p.pdf.SetFillColor(p.gold[0], p.gold[1], p.gold[2])
	cx, cy := at(24, 20)
	p.pdf.Circle(cx, cy, 6.5*k, "F")
	p.pdf.SetDrawColor(0xFF, 0xF8, 0xE6)
	p.pdf.SetLineWidth(2.6 * k)
	p.pdf.SetLineCapStyle("round")
	p.wave(at, 11, 33, 13, 4.6)
	p.wave(at, 14, 41.5, 10, 3.6)
}

func (p *printer) curve(at func(x, y float64) (float64, float64), ax, ay, bx, by, x, y float64) {
	cx0, cy0 := at(ax, ay)
	cx1, cy1 := at(bx, by)
	ex, ey := at(x, y)
	p.pdf.CurveBezierCubicTo(cx0, cy0, cx1, cy1, ex, ey)
}

// wave draws one wave of two halves, up and down, each span wide.
func (p *printer) wave(at func(x, y float64) (float64, float64), x, y, span, height float64) {
	p.pdf.MoveTo(at(x, y))
	p.curve(at, x+span/3, y-height, x+2*span/3, y-height, x+span, y)
	p.curve(at, x+4*span/3, y+height, x+5*span/3, y+height, x+2*span, y)
	p.pdf.DrawPath("D")
}
