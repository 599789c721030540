package kiosk

import (
	"strings"

	"suaraloket/domain"
)

// tabletPage is the tablet's page. It contains no counter: the script loads it with the
// tablet's key, which no address sends to a server.
type tabletPage struct {
	Version  string   // of the application
	Base     string   // public address for the codes
	Lapor    string   // address of SP4N-LAPOR! for a code, "" for none
	CodeKeys []string // keys of the keypad for a pairing code
	Values   []int
	Elements []domain.Element // the officer questions
	Reasons  []string
	Texts    map[string]map[string]string // by language
	Prompts  map[string]map[string]string // addresses of the recordings, by language
	Fits     map[int][]string             // reasons by face
}

// codeCharacters are the characters of a pairing code: Crockford's base 32.
const codeCharacters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// tabletTexts are the prefixes of the text keys that the tablet uses.
func tabletTexts() []string {
	return []string{
		"kiosk.", "look.", "value.", "reason.", "element.", "question.", "answer.", "product.name", "report.where", "report.lapor", "refusal.pairing_", "refusal.not_acceptable",
		"respondent.", "page.respondent", "page.sex", "page.age", "page.education", "page.occupation",
	}
}

func (s *Site) tabletPage() (tabletPage, error) {
	recorded, err := s.prompts()
	page := tabletPage{
		Base: s.Addresses.Base, Lapor: s.laporCode(), CodeKeys: strings.Split(codeCharacters, ""),
		Values: []int{1, 2, 3, 4}, Elements: questions(true),
		Texts: map[string]map[string]string{}, Fits: map[int][]string{}, Prompts: recorded,
	}
	for _, value := range page.Values {
		page.Fits[value] = domain.ReasonsFor(value)
	}
	page.Reasons = append(domain.ReasonsFor(4), domain.ReasonsFor(1)...)
	for _, lang := range s.Shell.Texts.Languages() {
		page.Texts[lang] = s.tabletTextsIn(lang)
	}
	return page, err
}

// longestCode is the longest address, in bytes, that the tablet draws as a code.
const longestCode = 200

// laporCode is the address of SP4N-LAPOR!, "" if it is too long for a code that phones read well.
func (s *Site) laporCode() string {
	if len(s.LaporURL) > longestCode {
		return ""
	}
	return s.LaporURL
}

func (s *Site) tabletTextsIn(lang string) map[string]string {
	texts, used := s.Shell.Texts.In(lang), map[string]string{}
	for _, key := range s.Shell.Texts.Keys(lang) {
		for _, prefix := range tabletTexts() {
			if strings.HasPrefix(key, prefix) {
				used[key] = texts.T(key)
			}
		}
	}
	return used
}

// tabletAssets names the files that the tablet caches: those of its page, those of the
// counter's screen, and the drawn figures of officers.
func (s *Site) tabletAssets() []string {
	names := []string{"base.css", "kiosk.css", "kiosk-staff.css", "display.css", "brand.css", "look.js", "mark.svg", "noto-regular.woff2", "noto-bold.woff2"}
	return append(append(names, s.Shell.AssetNames("kiosk/")...), s.Shell.AssetNames("figure-")...)
}
