package kiosk

import (
	"slices"
	"strings"

	"suaraloket/domain"
)

// tabletPage is the kiosk's page: the counter comes later, by the tablet's key,
// which never stands in an address that a server sees.
type tabletPage struct {
	Version  string   // of the application
	Base     string   // of the addresses that the codes open
	Scripts  []string // which the page will need
	CodeKeys []string // what a pairing code is typed with
	Values   []int
	Elements []domain.Element // the officer questions
	Reasons  []string
	Texts    map[string]map[string]string // by language
	Prompts  map[string]map[string]string // addresses of what is recorded, by language
	Fits     map[int][]string             // reasons by face
}

// codeCharacters are those of a pairing code: Crockford's base 32.
const codeCharacters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// tabletTexts are the beginnings of the keys that the tablet speaks with.
func tabletTexts() []string {
	return []string{
		"kiosk.", "look.", "value.", "reason.", "question.", "answer.", "product.name", "refusal.pairing_", "refusal.not_acceptable",
		"respondent.", "page.respondent", "page.sex", "page.age", "page.education", "page.occupation",
	}
}

func (s *Site) tabletPage() (tabletPage, error) {
	recorded, err := s.prompts()
	page := tabletPage{
		Base: s.Addresses.Base, CodeKeys: strings.Split(codeCharacters, ""), Scripts: s.tabletScripts(),
		Values: []int{1, 2, 3, 4}, Elements: questions(true),
		Texts: map[string]map[string]string{}, Fits: map[int][]string{}, Prompts: recorded,
	}
	for _, value := range page.Values {
		page.Fits[value] = domain.ReasonsFor(value)
	}
	page.Reasons = append(domain.ReasonsFor(4), domain.ReasonsFor(1)...)
	for _, lang := range s.Shell.Texts.Languages() {
		page.Texts[lang] = s.spoken(lang)
	}
	return page, err
}

func (s *Site) spoken(lang string) map[string]string {
	texts, spoken := s.Shell.Texts.In(lang), map[string]string{}
	for _, key := range s.Shell.Texts.Keys(lang) {
		for _, beginning := range tabletTexts() {
			if strings.HasPrefix(key, beginning) {
				spoken[key] = texts.T(key)
			}
		}
	}
	return spoken
}

// tabletScripts are the modules of the tablet's page.
func (s *Site) tabletScripts() []string {
	return slices.DeleteFunc(s.Shell.AssetNames("kiosk/"), func(name string) bool { return name == "kiosk/display.js" })
}

// tabletAssets names everything that the page loads, what the counter's screen beside
// it loads, and the drawn figures of officers, which it may come to show.
func (s *Site) tabletAssets() []string {
	names := []string{"base.css", "kiosk.css", "kiosk-staff.css", "display.css", "brand.css", "look.js", "mark.svg", "noto-regular.woff2", "noto-bold.woff2"}
	return append(append(names, s.Shell.AssetNames("kiosk/")...), s.Shell.AssetNames("figure-")...)
}
