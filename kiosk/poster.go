package kiosk

import (
	"fmt"
	"io"

	"codeberg.org/go-pdf/fpdf"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/kiosk/web"
)

// Poster is what stands at a counter: one code or both. An empty address leaves
// its code out.
type Poster struct {
	Counter domain.Counter
	City    string
	PageURL string // opens the phone page
	ChatURL string // opens the bot
	Teal    string // the city's two colours, #RRGGBB; empty for the product's own
	Gold    string
}

// The sizes of posters.
const (
	PosterA4   = "a4"
	PosterA5   = "a5"
	PosterCard = "card" // 148 × 105 mm, to stand on a desk
)

// sheetSize is a poster's paper: width and height in millimetres, the side of its
// codes without quiet zone when there is one and when there are two, and the
// scale of its type.
type sheetSize struct {
	w, h, one, two, scale float64
	lying                 bool
}

// minCode is the least side of a code in millimetres, without its quiet zone.
const minCode = 40

func sizeOf(name string) (sheetSize, error) {
	switch name {
	case "", PosterA4:
		return sheetSize{w: 210, h: 297, one: 100, two: 72, scale: 1}, nil
	case PosterA5:
		return sheetSize{w: 148, h: 210, one: 70, two: 50, scale: 0.71}, nil
	case PosterCard:
		return sheetSize{w: 148, h: 105, one: 52, two: minCode, scale: 0.6, lying: true}, nil
	}
	return sheetSize{}, &domain.Error{
		Code: domain.CodeInvalid, Key: "not_acceptable", Fields: []domain.FieldError{{Field: "size", Key: "field_choice"}},
	}
}

// PosterPDF writes one page for each poster, in Indonesian: a4, a5 or card. It
// refuses another size, and a poster without any address.
func PosterPDF(w io.Writer, posters []Poster, size string) error {
	sheet, err := sizeOf(size)
	if err != nil {
		return err
	}
	p, err := newPrinter(sheet)
	if err != nil {
		return err
	}
	for _, poster := range posters {
		if err := p.page(poster); err != nil {
			return err
		}
	}
	return p.pdf.Output(w)
}

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
		face, err := web.Fonts.ReadFile("fonts/" + file)
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

// code is one square on the poster.
type code struct{ label, address string }

func (p *printer) codes(poster Poster) []code {
	var codes []code
	if poster.PageURL != "" {
		codes = append(codes, code{p.texts.T("poster.page"), poster.PageURL})
	}
	if poster.ChatURL != "" {
		codes = append(codes, code{p.texts.T("poster.chat"), poster.ChatURL})
	}
	return codes
}

func (p *printer) page(poster Poster) error {
	codes := p.codes(poster)
	if len(codes) == 0 {
		return fmt.Errorf("the poster of %s leads nowhere", poster.Counter.Code)
	}
	p.teal = rgb(poster.Teal, [3]int{0x0E, 0x5A, 0x55})
	p.gold = rgb(poster.Gold, [3]int{0xC9, 0x8A, 0x1B})
	p.pdf.AddPage()
	if p.sheet.lying {
		return p.card(poster, codes)
	}
	return p.upright(poster, codes)
}

// rgb reads #RRGGBB, and gives otherwise for anything else.
func rgb(text string, otherwise [3]int) [3]int {
	var c [3]int
	if n, err := fmt.Sscanf(text, "#%02x%02x%02x", &c[0], &c[1], &c[2]); n != 3 || err != nil {
		return otherwise
	}
	return c
}

// ink and soft are the colours of words, as on every page.
func (p *printer) ink()  { p.pdf.SetTextColor(0x17, 0x30, 0x2E) }
func (p *printer) soft() { p.pdf.SetTextColor(0x56, 0x69, 0x66) }

// line writes one centred line that is made smaller until it fits, and gives the
// height it took.
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

// upright is the poster for a wall.
func (p *printer) upright(poster Poster, codes []code) error {
	s, k := p.sheet, p.sheet.scale
	x, width, y := 14*k, s.w-28*k, 17*k
	p.mark(s.w/2-9*k, y, 18*k)
	p.ink()
	y += 24 * k
	y += p.line(x, y, width, "B", 15, poster.Counter.Unit.Name)
	p.soft()
	y += p.line(x, y, width, "", 13, poster.City) + 8*k
	p.ink()
	y += p.line(x, y, width, "B", 40, p.texts.T("poster.title")) + 7*k
	bottom, err := p.row(codes, x, y, width)
	if err != nil {
		return err
	}
	y = bottom + 7*k
	p.ink()
	y += p.line(x, y, width, "", 18, p.texts.T("poster.step.1"))
	y += p.line(x, y, width, "", 18, p.texts.T("poster.step.2")) + 6*k
	y += p.line(x, y, width, "B", 30, poster.Counter.Name)
	y += p.line(x, y, width, "B", 15, p.texts.T("poster.code", "code", poster.Counter.Code)) + 1*k
	p.soft()
	p.line(x, y, width, "", 11, p.texts.T("poster.without"))
	p.promise(s.h - 25*k)
	return nil
}

// card is the small one for a desk: words on the left, codes on the right.
func (p *printer) card(poster Poster, codes []code) error {
	s := p.sheet
	side := p.side(codes)
	right := float64(len(codes))*(side+10) + 2
	x, width, y := 8.0, s.w-right-12, 10.0
	if len(codes) > 1 {
		return p.cardOfTwo(poster, codes)
	}
	p.mark(x+width/2-6, y, 12)
	p.ink()
	y += 17
	y += p.line(x, y, width, "B", 32, p.texts.T("poster.title")) + 3
	y += p.line(x, y, width, "", 17, p.texts.T("poster.step.1"))
	y += p.line(x, y, width, "", 17, p.texts.T("poster.step.2")) + 4
	y += p.line(x, y, width, "B", 26, poster.Counter.Name)
	y += p.line(x, y, width, "", 16, p.texts.T("poster.code", "code", poster.Counter.Code))
	p.soft()
	p.line(x, y, width, "", 13, poster.Counter.Unit.Name)
	_, err := p.row(codes, s.w-right, 12, right-6)
	p.promise(s.h - 14)
	return err
}

func (p *printer) cardOfTwo(poster Poster, codes []code) error {
	s := p.sheet
	p.ink()
	y := 6.0
	y += p.line(8, y, s.w-16, "B", 32, p.texts.T("poster.title"))
	y += p.line(8, y, s.w-16, "B", 18, poster.Counter.Name+" · "+p.texts.T("poster.code", "code", poster.Counter.Code))
	y += p.line(8, y, s.w-16, "", 15, p.texts.T("poster.step.1")+" "+p.texts.T("poster.step.2"))
	_, err := p.row(codes, 8, y+1, s.w-16)
	p.promise(s.h - 14)
	return err
}

// promise is the band at the foot.
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

// row draws the codes side by side, each with its label, and gives where it ends.
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

// square draws a code around the middle x, its quiet zone included, and gives its
// lower end. Side is that of the code alone.
func (p *printer) square(address string, middle, y, side float64) (bottom float64, err error) {
	bitmap, err := QRBitmap(address)
	if err != nil {
		return 0, err
	}
	module := side / float64(len(bitmap)-2*quietZone)
	margin := max(side/8, quietZone*module) // codes of two versions stand level
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

// mark draws the shield, width millimetres wide, as the pages show it.
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

// wave draws one swell up and one down, each span wide.
func (p *printer) wave(at func(x, y float64) (float64, float64), x, y, span, height float64) {
	p.pdf.MoveTo(at(x, y))
	p.curve(at, x+span/3, y-height, x+2*span/3, y-height, x+span, y)
	p.curve(at, x+4*span/3, y+height, x+5*span/3, y+height, x+2*span, y)
	p.pdf.DrawPath("D")
}
