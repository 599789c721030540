package locale_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

func load(t *testing.T) *locale.Catalog {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalog
}

func TestEveryLanguageHasEveryKeyAndTheSameBlanks(t *testing.T) {
	catalog := load(t)
	blank := regexp.MustCompile(`\{[a-z_]+\}`)
	own := catalog.In(locale.Default)
	for _, lang := range catalog.Languages() {
		texts := catalog.In(lang)
		for _, key := range catalog.Keys(locale.Default) {
			if !slices.Contains(catalog.Keys(lang), key) {
				t.Errorf("%s lacks %q", lang, key)
				continue
			}
			want, got := blank.FindAllString(own.T(key), -1), blank.FindAllString(texts.T(key), -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(slices.Compact(want), slices.Compact(got)) {
				t.Errorf("%s %q has the blanks %v, not %v", lang, key, got, want)
			}
		}
		for _, key := range catalog.Keys(lang) {
			one := regexp.MustCompile(`\.one$`).ReplaceAllString(key, "")
			if !own.Has(one) {
				t.Errorf("%s has %q, which the default language lacks", lang, key)
			}
		}
	}
}

func TestEveryRefusalHasASentence(t *testing.T) {
	texts := load(t).In("id")
	for _, e := range []*domain.Error{
		domain.ErrCounterUnknown, domain.ErrOfficerUnknown, domain.ErrServiceUnknown, domain.ErrUnitUnknown,
		domain.ErrRatingUnknown, domain.ErrAccountUnknown, domain.ErrPageUnknown, domain.ErrNoRight,
		domain.ErrKioskUnknown, domain.ErrKioskRevoked, domain.ErrPassInvalid, domain.ErrOtherCounter,
		domain.ErrNotAllowed, domain.ErrIDReused, domain.ErrAlreadyRated, domain.ErrPassUsed,
		domain.ErrPassExpired, domain.ErrChangeTooLate, domain.ErrUnavailable, domain.ErrSignInFailed,
		domain.ErrSignedOut, domain.ErrSignInTooFast, domain.ErrAccountExists, domain.ErrPeriodInvalid,
	} {
		if texts.Refusal(e) == texts.T("refusal.internal") {
			t.Errorf("%s has no sentence", e.Key)
		}
	}
}

func TestWritesAsTheLanguageDoes(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 2, 14, 5, 0, time.UTC).In(zone)
	id, en := load(t).In("id"), load(t).In("en-GB")
	for _, c := range []struct{ got, want string }{
		{id.Moment(at), "23 November 2026, 09.14 WIB"},
		{en.Moment(at), "23 November 2026, 09:14 WIB"},
		{id.Number(1268), "1.268"},
		{en.Number(1234567), "1,234,567"},
		{id.Number(-25000), "−25.000"},
		{id.Number(999), "999"},
		{id.Decimal(88.305, 1), "88,3"},
		{en.Decimal(88.31, 2), "88.31"},
		{id.Percent(0.474), "47%"},
		{id.Period(domain.Period{Year: 2026, Quarter: 4}), "Triwulan IV 2026"},
		{en.Period(domain.Period{Year: 2026}), "Year 2026"},
		{id.Month("2026-08"), "Agustus 2026"},
		{id.MonthShort("2026-08"), "Agu"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestAnUnknownLanguageSpeaksTheDefault(t *testing.T) {
	catalog := load(t)
	if got := catalog.In("xx").T("value.4"); got != "Sangat puas" {
		t.Errorf("got %q", got)
	}
	if got := catalog.Match("fr-FR,en;q=0.8,id;q=0.5"); got != "en" {
		t.Errorf("matched %q", got)
	}
	if got := catalog.Match(""); got != "id" {
		t.Errorf("matched %q", got)
	}
}

// TestNoKeyStandsTwice: a JSON reader would take the last one in silence.
func TestNoKeyStandsTwice(t *testing.T) {
	for _, lang := range load(t).Languages() {
		file, err := os.Open(filepath.Join("texts", lang+".json"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		decoder := json.NewDecoder(file)
		seen := map[string]bool{}
		for n := 0; ; n++ {
			token, err := decoder.Token()
			if err != nil {
				break
			}
			if key, ok := token.(string); ok && n%2 == 1 {
				if seen[key] {
					t.Errorf("%s: %q stands twice", lang, key)
				}
				seen[key] = true
			}
		}
		if len(seen) != len(load(t).Keys(lang)) {
			t.Errorf("%s: saw %d keys of %d", lang, len(seen), len(load(t).Keys(lang)))
		}
	}
}

// TestEveryKeyAskedForIsThere reads the keys that pages and code name in full.
func TestEveryKeyAskedForIsThere(t *testing.T) {
	texts := load(t).In(locale.Default)
	asked := regexp.MustCompile(`(?:\.T|\.N|\$\.T|\$\.N) ?\(?"([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_]+)+)"`)
	found := 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") ||
			filepath.Ext(path) != ".go" && filepath.Ext(path) != ".html" {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, match := range asked.FindAllSubmatch(raw, -1) {
			found++
			if key := string(match[1]); !texts.Has(key) {
				t.Errorf("%s asks for %q", path, key)
			}
		}
		return err
	})
	if err != nil || found < 100 {
		t.Errorf("found %d keys, %v", found, err)
	}
}
