package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

//go:embed templates
var templates embed.FS

// View is the data of every page template. Texts are in the reader's language:
// {{$.T "key"}}.
type View struct {
	locale.Texts
	Brand     Brand
	Languages []string
	Path      string // the page's own path, without a query
	Data      any

	catalog *locale.Catalog
}

// LanguageName is the name of a language in that language.
func (v View) LanguageName(lang string) string { return v.catalog.In(lang).T("language.name") }

// LanguageShort is a short form of LanguageName for small spaces.
func (v View) LanguageShort(lang string) string { return v.catalog.In(lang).T("kiosk.language.short") }

// Pages is a set of parsed pages. Each page is one file that defines the blocks of the
// layout; all pages can use the shell's partials.
type Pages struct {
	// Compress sends the pages gzipped. Do not use it for pages that contain a secret
	// together with text from the address: the compressed length would reveal the secret.
	Compress bool

	shell *Shell
	byKey map[string]*template.Template
}

// ParsePages parses every *.html of the folder as one page, together with the shell's
// partials and, if they exist, the folder's layout.html and partials.
func (s *Shell) ParsePages(site fs.FS, folder string) (*Pages, error) {
	files, err := fs.Sub(site, folder)
	if err != nil {
		return nil, err
	}
	base, err := template.New("").Funcs(s.functions()).ParseFS(templates, "templates/partials/*.html")
	if err != nil {
		return nil, err
	}
	for _, shared := range []string{"layout.html", "partials/*.html"} {
		found, err := fs.Glob(files, shared)
		if err == nil && len(found) > 0 {
			base, err = base.ParseFS(files, shared)
		}
		if err != nil {
			return nil, err
		}
	}
	names, err := fs.Glob(files, "*.html")
	if err != nil {
		return nil, err
	}
	p := &Pages{shell: s, byKey: map[string]*template.Template{}}
	for _, name := range names {
		page, err := template.Must(base.Clone()).ParseFS(files, name)
		if err != nil {
			return nil, err
		}
		p.byKey[name] = page.Lookup(path.Base(name))
	}
	return p, nil
}

func (s *Shell) functions() template.FuncMap {
	return template.FuncMap{
		"asset":      s.assets.address,
		"dict":       dict,
		"inc":        func(n int) int { return n + 1 },
		"list":       func(items ...string) []string { return items },
		"smallphoto": SmallPhotoAddress,
		"satisfied":  domain.Satisfied,
		"figure":     FigureOf,
		"shade":      figureShade,
		"has":        func(list []string, item string) bool { return slices.Contains(list, item) },
	}
}

// dict makes a map from pairs, for a partial that needs more than one value.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict takes pairs, not %d values", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m, nil
}

// Render answers with a page in the reader's language.
func (p *Pages) Render(c *fiber.Ctx, status int, name string, data any) error {
	return p.RenderIn(c, p.shell.Language(c), status, name, data)
}

// RenderIn answers with a page in the given language.
func (p *Pages) RenderIn(c *fiber.Ctx, lang string, status int, name string, data any) error {
	page, err := p.Draw(lang, c.Path(), name, data)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentLanguage, lang)
	if len(c.Response().Header.Peek(fiber.HeaderCacheControl)) == 0 {
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	var small []byte
	if p.Compress {
		small = Gzipped(name, page)
	}
	return SendSmall(c.Status(status), page, small)
}

// Draw renders the page of a path in the given language. It returns a complete page or an
// error: a template that fails must not send half a page with status 200.
func (p *Pages) Draw(lang, path, name string, data any) ([]byte, error) {
	page := p.byKey[name]
	if page == nil {
		return nil, fmt.Errorf("no page %q", name)
	}
	s := p.shell
	view := View{
		Texts: s.Texts.In(lang), Brand: s.Brand, Languages: s.Texts.Languages(),
		Path: path, Data: data, catalog: s.Texts,
	}
	var out bytes.Buffer
	if err := page.Execute(&out, view); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// refusalPage answers with a refusal in the reader's language and a link to continue.
func (s *Shell) refusalPage(c *fiber.Ctx, status int, refusal *domain.Error) error {
	return s.refusals.Render(c, status, "refusal.html", refusal)
}
