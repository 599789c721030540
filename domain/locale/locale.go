// Package locale holds every text that residents, officers and HR read, by language, and
// formats numbers and dates for the language. To add a language, add a file to texts/
// whose name is the language's code; a file with "language.scope": "residents" is offered
// to residents only and needs only their texts.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed texts/*.json
var files embed.FS

// Default is the language of a request for no known language.
const Default = "id"

// Catalog holds the texts of all languages.
type Catalog struct {
	texts map[string]map[string]string
}

// Load reads the embedded texts. It fails on a file that is not a flat JSON object
// of texts.
func Load() (*Catalog, error) {
	entries, err := files.ReadDir("texts")
	if err != nil {
		return nil, err
	}
	c := &Catalog{texts: map[string]map[string]string{}}
	for _, entry := range entries {
		raw, err := files.ReadFile(path.Join("texts", entry.Name()))
		if err != nil {
			return nil, err
		}
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			return nil, fmt.Errorf("texts/%s: %w", entry.Name(), err)
		}
		c.texts[strings.TrimSuffix(entry.Name(), ".json")] = texts
	}
	return c, nil
}

// Languages lists the codes, the default first.
func (c *Catalog) Languages() []string {
	langs := make([]string, 0, len(c.texts))
	for lang := range c.texts {
		if lang != Default {
			langs = append(langs, lang)
		}
	}
	slices.Sort(langs)
	return append([]string{Default}, langs...)
}

// Has says whether there are texts in the language.
func (c *Catalog) Has(lang string) bool { return c.texts[lang] != nil }

// Keys lists the keys of a language, sorted.
func (c *Catalog) Keys(lang string) []string {
	keys := make([]string, 0, len(c.texts[lang]))
	for key := range c.texts[lang] {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// In gives the texts in a language, in the default for an unknown one.
func (c *Catalog) In(lang string) Texts {
	lang = baseLanguage(lang)
	if !c.Has(lang) {
		lang = Default
	}
	return Texts{Lang: lang, own: c.texts[lang], fallback: c.texts[Default]}
}

// Match picks the first known language of an Accept-Language header. It ignores the
// weights, since every browser sends the languages in their order.
func (c *Catalog) Match(accept string) string {
	for _, part := range strings.Split(accept, ",") {
		tag, _, _ := strings.Cut(part, ";")
		if lang := baseLanguage(tag); c.Has(lang) {
			return lang
		}
	}
	return Default
}

// baseLanguage removes the region from a tag. Old devices still send the codes that
// Indonesian and Javanese had before 1989 and 2001.
func baseLanguage(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	switch lang {
	case "in":
		return "id"
	case "jw":
		return "jv"
	}
	return lang
}

// Texts holds the texts in one language.
type Texts struct {
	Lang     string
	own      map[string]string
	fallback map[string]string
}

// T gives the text of a key; pairs of name and value fill its {name}s. A key
// without a text in this language gets the default language's text, an unknown key is
// returned itself.
func (t Texts) T(key string, pairs ...any) string {
	text, ok := t.own[key]
	if !ok {
		if text, ok = t.fallback[key]; !ok {
			return key
		}
	}
	return fill(text, pairs)
}

// Has says whether the key has a text in this language or the default one.
func (t Texts) Has(key string) bool {
	_, own := t.own[key]
	_, fallback := t.fallback[key]
	return own || fallback
}

// N is T for a count: with n = 1 the text of key+".one" is used where the language
// has one. {n} is the formatted count.
func (t Texts) N(key string, n int64, pairs ...any) string {
	if _, ok := t.own[key+".one"]; ok && n == 1 {
		key += ".one"
	}
	return t.T(key, append(pairs, "n", t.Number(n))...)
}

func fill(text string, pairs []any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return text
}
