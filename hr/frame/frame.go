// Package frame is what the pages of the portal share: the visitor with the permissions
// of the role, the routes, the page around a view, and the parts that several pages use.
package frame

import (
	"context"
	"math"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/web"
)

// Root is the path under which the portal is mounted.
const Root = "/hr"

// Frame renders the pages of the portal.
type Frame struct {
	Shell *web.Shell
	Clock domain.Clock

	fleet   *domain.Fleet
	roster  *domain.Roster
	backlog func(context.Context) (domain.Backlog, error)
	refused func() bool
	pages   *web.Pages
	catalog *locale.Catalog // the languages of staff
}

// Options are the dependencies of a Frame.
type Options struct {
	Shell *web.Shell
	Clock domain.Clock
	Pages *web.Pages
	// Fleet reports the silent kiosks of which every page warns.
	Fleet *domain.Fleet
	// Roster tells what an installation lacks before its first rating.
	Roster *domain.Roster
	// Backlog counts the accepted ratings that the database does not hold yet; nil where
	// there is no backlog.
	Backlog func(context.Context) (domain.Backlog, error)
	// TokenRefused reports that Telegram refuses the bot's token; nil without a bot.
	TokenRefused func() bool
}

// New makes a frame.
func New(o Options) *Frame {
	return &Frame{
		Shell: o.Shell, Clock: o.Clock, fleet: o.Fleet, roster: o.Roster, backlog: o.Backlog, refused: o.TokenRefused, pages: o.Pages,
		catalog: o.Shell.Texts.ForStaff(),
	}
}

// Texts gives the texts in the language that the reader chose. The default is that of the
// office, whatever the browser asks for: browsers in offices are often set up in English.
func (f *Frame) Texts(c *fiber.Ctx) locale.Texts {
	return f.catalog.In(f.Shell.ChosenLanguage(c, f.catalog))
}

// Languages lists the codes of the portal's languages.
func (f *Frame) Languages() []string { return f.catalog.Languages() }

// LanguageName is the name of a language in that language.
func (f *Frame) LanguageName(lang string) string { return f.catalog.In(lang).T("language.name") }

// Sentence words a refusal, with the time to wait if the refusal has one.
func (f *Frame) Sentence(c *fiber.Ctx, refusal *domain.Error) string {
	texts := f.Texts(c)
	seconds := int64(math.Ceil(refusal.RetryAfter.Seconds()))
	if key := "hr.refusal." + refusal.Key; texts.Has(key) {
		return texts.N(key, seconds)
	}
	return texts.Refusal(refusal)
}

// FieldErrorsOf gives the error messages of a refusal by the name of the field, nil if it has
// no fields.
func FieldErrorsOf(err error, texts locale.Texts) map[string]string {
	refusal, ok := domain.Refusal(err)
	if !ok || len(refusal.Fields) == 0 {
		return nil
	}
	wrong := map[string]string{}
	for _, f := range refusal.Fields {
		wrong[f.Field] = texts.T("refusal." + f.Key)
	}
	return wrong
}

// Run is web.Within for a use case that returns only an error.
func Run(use func(context.Context) error) error {
	_, err := web.Within(func(ctx context.Context) (struct{}, error) { return struct{}{}, use(ctx) })
	return err
}
