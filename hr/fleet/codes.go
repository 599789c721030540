package fleet

import (
	"bytes"
	"context"
	"html/template"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// codesView is the data of the page with the codes of the counters.
type codesView struct {
	Units    []frame.Choice
	Unit     string
	Kinds    []frame.Choice
	Sizes    []frame.Choice
	Telegram bool
	Counters []counterCode
	Chosen   string // "page", "telegram" or "both"
}

// counterCode is a counter with the image of its code.
type counterCode struct {
	domain.Counter
	Picture template.URL
}

func codeKinds() []string { return []string{"both", "page", "telegram"} }

func posterSizes() []string {
	return []string{document.PosterA4, document.PosterA5, document.PosterCard}
}

// codesQuery selects what to print.
type codesQuery struct {
	Unit     string
	Counters []string // empty: all counters
	Kind     string
	Size     string
}

func (s *Section) readCodes(c *fiber.Ctx) codesQuery {
	q := codesQuery{Unit: domain.NormalCode(c.Query("unit")), Kind: c.Query("kode"), Size: c.Query("ukuran")}
	for _, code := range c.Context().QueryArgs().PeekMulti("loket") {
		q.Counters = append(q.Counters, domain.NormalCode(string(code)))
	}
	if !slices.Contains(codeKinds(), q.Kind) {
		q.Kind = "both"
	}
	if !s.Telegram {
		q.Kind = "page"
	}
	if !slices.Contains(posterSizes(), q.Size) {
		q.Size = posterSizes()[0]
	}
	return q
}

func (s *Section) codes(c *fiber.Ctx, who frame.Visitor) error {
	query := s.readCodes(c)
	counters, err := s.countersOf(who, query)
	if err != nil {
		return err
	}
	units, err := web.Within(func(ctx context.Context) ([]domain.Unit, error) { return s.Roster.Units(ctx, who.Actor) })
	if err != nil {
		return err
	}
	texts := s.Texts(c)
	view := codesView{Units: frame.UnitChoices(units, query.Unit), Unit: query.Unit, Telegram: s.Telegram, Chosen: query.Kind}
	for _, kind := range codeKinds() {
		view.Kinds = append(view.Kinds, frame.Choice{Value: kind, Label: texts.T("hr.codes.kind." + kind), Selected: kind == query.Kind})
	}
	for _, size := range posterSizes() {
		view.Sizes = append(view.Sizes, frame.Choice{Value: size, Label: texts.T("hr.codes.size." + size), Selected: size == query.Size})
	}
	if view.Counters, err = s.pictures(counters); err != nil {
		return err
	}
	return s.Show(c, fiber.StatusOK, "codes.html", who, frame.Page{Title: texts.T("hr.codes.title"), Nav: "codes", Body: view})
}

// countersOf lists the selected counters. Refusal: ErrCounterUnknown for a counter that
// the visitor does not see.
func (s *Section) countersOf(who frame.Visitor, q codesQuery) ([]domain.Counter, error) {
	counters, err := web.Within(func(ctx context.Context) ([]domain.Counter, error) {
		return s.Roster.Counters(ctx, who.Actor)
	})
	if err != nil {
		return nil, err
	}
	counters = slices.DeleteFunc(counters, func(v domain.Counter) bool { return q.Unit != "" && v.Unit.Code != q.Unit })
	for _, code := range q.Counters {
		if !slices.ContainsFunc(counters, func(v domain.Counter) bool { return v.Code == code }) {
			return nil, domain.ErrCounterUnknown
		}
	}
	return slices.DeleteFunc(counters, func(v domain.Counter) bool {
		return len(q.Counters) > 0 && !slices.Contains(q.Counters, v.Code)
	}), nil
}

// pictures embeds the codes in the page, so that the page needs no route of another
// listener.
func (s *Section) pictures(counters []domain.Counter) ([]counterCode, error) {
	list := make([]counterCode, len(counters))
	for i, counter := range counters {
		picture, err := frame.QRImage(s.Addresses.Page(counter.Code, s.Passes.Poster(counter.Code)))
		if err != nil {
			return nil, err
		}
		list[i] = counterCode{Counter: counter, Picture: picture}
	}
	return list, nil
}

// posters makes the posters of the counters. The first error stops all of them.
func (s *Section) posters(counters []domain.Counter, kind string) ([]document.Poster, error) {
	posters, brand := make([]document.Poster, len(counters)), s.Shell.Brand
	for i, c := range counters {
		pass := s.Passes.Poster(c.Code)
		posters[i] = document.Poster{Counter: c, City: brand.City, Teal: brand.Teal, Gold: brand.Gold}
		if kind != "telegram" {
			posters[i].PageURL = s.Addresses.Page(c.Code, pass)
		}
		if kind == "page" {
			continue
		}
		link, err := s.Addresses.Chat(pass)
		if err != nil {
			return nil, err
		}
		posters[i].ChatURL = link
	}
	return posters, nil
}

func (s *Section) codesPDF(c *fiber.Ctx, who frame.Visitor) error {
	query := s.readCodes(c)
	counters, err := s.countersOf(who, query)
	if err != nil {
		return err
	}
	if len(counters) == 0 && query.Unit == "" {
		return c.Redirect(frame.Root+"/kode", fiber.StatusSeeOther) // which says what to do first
	}
	if len(counters) == 0 {
		return domain.ErrCounterUnknown
	}
	var out bytes.Buffer
	posters, err := s.posters(counters, query.Kind)
	if err != nil {
		return err
	}
	if err := document.WritePosters(&out, posters, query.Size); err != nil {
		return err
	}
	name := "kode-" + query.Size
	if query.Unit != "" {
		name += "-" + url.PathEscape(query.Unit)
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+name+`.pdf"`)
	return c.Send(out.Bytes())
}
