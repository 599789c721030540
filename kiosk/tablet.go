package kiosk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// tabletPage is the kiosk's page: the counter comes later, by the tablet's key,
// which never stands in an address that a server sees.
type tabletPage struct {
	Base     string   // of the addresses that the codes open
	CodeKeys []string // what a pairing code is typed with
	Version  string   // of the page and what it loads
	Values   []int
	Elements []domain.Element
	Reasons  []string
	Texts    map[string]map[string]string // by language
	Prompts  map[string]map[string]string // addresses of what is recorded, by language
	Fits     map[int][]string             // reasons by face
}

// codeCharacters are those of a pairing code: Crockford's base 32.
const codeCharacters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// tabletTexts are the beginnings of the keys that the tablet speaks with.
var tabletTexts = []string{"kiosk.", "look.", "value.", "reason.", "question.", "answer.", "product.name", "refusal.pairing_", "refusal.not_acceptable"}

// tablet answers GET /k. A tablet in a hall speaks Indonesian first, whatever its
// browser prefers; ?lang= sets another first language.
func (s *Site) tablet(c *fiber.Ctx) error {
	page := tabletPage{
		Base: s.PublicURL(), CodeKeys: strings.Split(codeCharacters, ""),
		Values: []int{1, 2, 3, 4}, Elements: questions(true),
		Texts: map[string]map[string]string{}, Fits: map[int][]string{}, Prompts: s.Shell.Prompts(),
	}
	for _, value := range page.Values {
		page.Fits[value] = domain.ReasonsFor(value)
	}
	page.Reasons = append(domain.ReasonsFor(4), domain.ReasonsFor(1)...)
	for _, lang := range s.Shell.Texts.Languages() {
		page.Texts[lang] = s.spoken(lang)
	}
	var err error
	if page.Version, err = s.tabletVersion(page); err != nil {
		return err
	}
	lang := locale.Default
	if asked := c.Query("lang"); s.Shell.Texts.Has(asked) {
		lang = asked
	}
	return s.pages.RenderIn(c, lang, fiber.StatusOK, "tablet.html", page)
}

// tabletVersion changes with the page and with whatever it loads.
func (s *Site) tabletVersion(page tabletPage) (string, error) {
	sum := sha256.New()
	if err := json.NewEncoder(sum).Encode(page); err != nil {
		return "", err
	}
	template, err := pageFiles.ReadFile("pages/tablet.html")
	if err != nil {
		return "", err
	}
	sum.Write(template)
	for _, name := range []string{"base.css", "kiosk.css", "brand.css", "look.js", "kiosk/main.js"} {
		address, err := s.Shell.Asset(name)
		if err != nil {
			return "", err
		}
		sum.Write([]byte(address))
	}
	return hex.EncodeToString(sum.Sum(nil)[:5]), nil
}

func (s *Site) spoken(lang string) map[string]string {
	texts, spoken := s.Shell.Texts.In(lang), map[string]string{}
	for _, key := range s.Shell.Texts.Keys(lang) {
		for _, beginning := range tabletTexts {
			if strings.HasPrefix(key, beginning) {
				spoken[key] = texts.T(key)
			}
		}
	}
	return spoken
}
