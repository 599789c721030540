package kiosk

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"suaraloket/domain"
	"suaraloket/web"
)

// form is a form that a page without scripts sends.
type form struct{ args *fasthttp.Args }

// readForm refuses a body that is not a form with web.ErrMediaType.
func readForm(c *fiber.Ctx) (form, error) {
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	if !strings.EqualFold(strings.TrimSpace(kind), fiber.MIMEApplicationForm) {
		return form{}, web.ErrMediaType
	}
	return form{c.Request().PostArgs()}, nil
}

func (f form) text(name string) string { return string(f.args.Peek(name)) }

func (f form) texts(name string) []string {
	var list []string
	for _, value := range f.args.PeekMulti(name) {
		list = append(list, string(value))
	}
	return list
}

// number reads a field that may be empty. Text that is not a number reads as -1, which
// every rule of the domain refuses.
func (f form) number(name string) int {
	text := strings.TrimSpace(f.text(name))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func (f form) submission(lang string) domain.Submission {
	return domain.Submission{
		ID: f.text("id"), Value: f.number("value"), Officer: f.text("officer"), Lang: lang,
	}
}

// change reads a changed face, or the additions of the second form, which always contains
// the reasons, the comment and the respondent, even if they are empty.
func (f form) change() domain.Change {
	if f.args.Has("value") {
		value := f.number("value")
		return domain.Change{Value: &value}
	}
	reasons, comment := f.texts("reasons"), f.text("comment")
	respondent := domain.Respondent{
		Sex: f.text("sex"), Age: f.number("age"),
		Education: f.text("education"), Occupation: f.text("occupation"),
	}
	change := domain.Change{Reasons: &reasons, Comment: &comment, Respondent: &respondent}
	for _, e := range domain.Elements() {
		if f.args.Has("answers." + e.Slug) {
			if change.Answers == nil {
				change.Answers = domain.Answers{}
			}
			change.Answers[e.Slug] = f.number("answers." + e.Slug)
		}
	}
	return change
}
