// Package document makes the files that people print or save: QR codes, posters and
// tables. No other package imports the libraries for these formats.
package document

import (
	"fmt"
	"io"

	"suaraloket/domain"
)

// Poster is the printed sheet at a counter with one code or two. An empty address omits
// its code.
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
	PosterCard = "card" // 148 × 105 mm, for a desk
)

// sheetSize is the paper of a poster: width and height in millimetres, the side of a
// single code and of each of two codes without the quiet zone, and the scale of the text.
type sheetSize struct {
	w, h, one, two, scale float64
	landscape             bool
}

// minCode is the minimum side of a code in millimetres, without its quiet zone.
const minCode = 40

func sizeOf(name string) (sheetSize, error) {
	switch name {
	case "", PosterA4:
		return sheetSize{w: 210, h: 297, one: 100, two: 72, scale: 1}, nil
	case PosterA5:
		return sheetSize{w: 148, h: 210, one: 70, two: 50, scale: 0.71}, nil
	case PosterCard:
		return sheetSize{w: 148, h: 105, one: 52, two: minCode, scale: 0.6, landscape: true}, nil
	}
	return sheetSize{}, &domain.Error{
		Code: domain.CodeInvalid, Key: "not_acceptable", Fields: []domain.FieldError{{Field: "size", Key: "field_choice"}},
	}
}

// WritePosters writes a PDF in Indonesian with one page for each poster. The size is a4,
// a5 or card. It refuses any other size, and a poster without an address.
func WritePosters(w io.Writer, posters []Poster, size string) error {
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

// code is one QR code on the poster.
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
		return fmt.Errorf("the poster of %s has no address", poster.Counter.Code)
	}
	p.teal = rgb(poster.Teal, [3]int{0x0E, 0x5A, 0x55})
	p.gold = rgb(poster.Gold, [3]int{0xC9, 0x8A, 0x1B})
	p.pdf.AddPage()
	if p.sheet.landscape {
		return p.card(poster, codes)
	}
	return p.portrait(poster, codes)
}

// portrait draws the poster for a wall.
func (p *printer) portrait(poster Poster, codes []code) error {
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

// card draws the small poster for a desk: text on the left, codes on the right.
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
