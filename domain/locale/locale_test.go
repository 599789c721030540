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
	"suaraloket/domain/integrity"
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

// A language for everybody has every key, one for residents alone every key that
// residents read, and none says what the default one does not know.
func TestEveryLanguageHasItsKeysAndTheSameBlanks(t *testing.T) {
	catalog := load(t)
	own := catalog.In(locale.Default)
	for _, lang := range catalog.Languages() {
		texts, keys := catalog.In(lang), catalog.Keys(lang)
		for _, key := range catalog.Keys(locale.Default) {
			switch {
			case slices.Contains(keys, key):
				if want, got := blanks(own.T(key)), blanks(texts.T(key)); !slices.Equal(want, got) {
					t.Errorf("%s %q has the blanks %v, not %v", lang, key, got, want)
				}
			case catalog.ForStaff().Has(lang) || locale.ForResidents(key):
				t.Errorf("%s lacks %q", lang, key)
			}
		}
		for _, key := range keys {
			if key != "language.scope" && !own.Has(strings.TrimSuffix(key, ".one")) {
				t.Errorf("%s has %q, which the default language lacks", lang, key)
			}
		}
	}
}

func blanks(text string) []string {
	found := regexp.MustCompile(`\{[a-z_]+\}`).FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Residents get the language everywhere; the portal does not offer it.
func TestALanguageForResidentsAlone(t *testing.T) {
	all := load(t)
	staff := all.ForStaff()
	if !all.Has("jv") || !slices.Contains(all.Languages(), "jv") || all.Match("jv-ID,en;q=0.5") != "jv" {
		t.Errorf("residents are offered %v", all.Languages())
	}
	if staff.Has("jv") || slices.Contains(staff.Languages(), "jv") || staff.Match("jv-ID,en;q=0.5") != "en" || staff.In("jv").Lang != "id" {
		t.Errorf("staff are offered %v", staff.Languages())
	}
	if jv := all.In("jv"); jv.T("hr.signout") != "Keluar" || jv.T("kiosk.pick") == all.In("id").T("kiosk.pick") {
		t.Errorf("%q, %q", jv.T("hr.signout"), jv.T("kiosk.pick"))
	}
	for key, want := range map[string]bool{
		"kiosk.question": true, "bot.help": true, "refusal.pass_used": true, "month.08": true,
		"hr.signout": false, "kiosk.setup.key": false, "refusal.signed_out": false, "poster.title": false, "language.scope": false,
	} {
		if locale.ForResidents(key) != want {
			t.Errorf("%s for residents: %v", key, !want)
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
		domain.ErrTicketUsed, domain.ErrTicketInvalid, domain.ErrTicketUnknown,
		domain.ErrKeyUnknown, domain.ErrKeyRevoked, domain.ErrKeyExists,
	} {
		if texts.Refusal(e) == texts.T("refusal.internal") {
			t.Errorf("%s has no sentence", e.Key)
		}
	}
}

// Each rule has a name and a reason whose blanks are the numbers of integrity.Evidence; a
// mark has those of integrity.Mark.
func TestEveryRuleHasItsReason(t *testing.T) {
	texts := load(t).In(locale.Default)
	for _, rule := range append(integrity.Rules(), integrity.Burst) {
		key := "hold." + string(rule)
		if !texts.Has(key) || !texts.Has(key+".why") {
			t.Errorf("%s lacks a text", key)
		}
		for _, blank := range blanks(texts.T(key + ".why")) {
			if !slices.Contains([]string{"{count}", "{limit}", "{window}", "{served}"}, blank) {
				t.Errorf("%s.why has the blank %s", key, blank)
			}
		}
	}
	for _, streams := range []integrity.Streams{integrity.WeakStrong, integrity.TabletRest} {
		if got := blanks(texts.T("hold.stream." + string(streams))); !slices.Equal(got, []string{"{mean}", "{n}", "{rest_mean}", "{rest_n}"}) {
			t.Errorf("%s has the blanks %v", streams, got)
		}
	}
}

func TestWritesAsTheLanguageDoes(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 2, 14, 5, 0, time.UTC).In(zone)
	id, en, jv := load(t).In("id"), load(t).In("en-GB"), load(t).In("jv")
	for _, c := range []struct{ got, want string }{
		{id.Moment(at), "23 November 2026, 09.14 WIB"},
		{en.Moment(at), "23 November 2026, 09:14 WIB"},
		{jv.Moment(at.AddDate(0, -3, 0)), "23 Agustus 2026, 09.14 WIB"},
		{jv.Number(1268), "1.268"},
		{jv.Decimal(88.31, 2), "88,31"},
		{id.Number(1268), "1.268"},
		{en.Number(1234567), "1,234,567"},
		{id.Number(-25000), "−25.000"},
		{id.Number(999), "999"},
		{id.Decimal(88.305, 1), "88,3"},
		{en.Decimal(88.31, 2), "88.31"},
		{id.Percent(0.474), "47%"},
		{id.Percent(249.0 / 250), ">99%"}, {id.Percent(0.99), "99%"}, {id.Percent(1), "100%"}, {id.Percent(1.005), "100%"}, {id.Percent(0), "0%"},
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
	if got := catalog.Match("in-ID,en;q=0.8"); got != "id" {
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
					t.Errorf("%s: %q appears twice", lang, key)
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

// TestEveryRefusedFieldHasASentence reads the keys of field errors that code names in full.
func TestEveryRefusedFieldHasASentence(t *testing.T) {
	texts := load(t).In(locale.Default) // the others have the same keys
	named := regexp.MustCompile(`"(field_[a-z_]+)"`)
	keys := map[string]bool{}
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, match := range named.FindAllSubmatch(raw, -1) {
			keys["refusal."+string(match[1])] = true
		}
		return err
	})
	if err != nil || len(keys) < 10 {
		t.Fatalf("found %d keys, %v", len(keys), err)
	}
	for key := range keys {
		if !texts.Has(key) {
			t.Errorf("no text %q", key)
		}
	}
}

// The words that people know, not those of a protocol or of an academy, in the texts of staff
// and residents alike.
func TestTheWordsArePeoples(t *testing.T) {
	texts := load(t).In("id")
	odd := regexp.MustCompile(`(?i)\b(peladen|peramban|kios|kanal|luring|daring|penyaring\w*|urungkan|diurungkan|pranala|surel)\b`)
	found := map[string]bool{}
	for _, key := range load(t).Keys("id") {
		text := texts.T(key)
		if word := odd.FindString(text); word != "" {
			t.Errorf("%s says %q: %s", key, word, text)
		}
		for _, word := range []string{"server", "browser", "tablet", "terputus", "tersambung", "unggah", "filter", "batal", "kelebihan", "karakter", "saluran"} {
			if strings.Contains(strings.ToLower(text), word) {
				found[word] = true
			}
		}
	}
	if len(found) != 11 {
		t.Errorf("only these words are in use: %v", found)
	}
}
