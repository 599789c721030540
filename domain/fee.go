package domain

import (
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// Sealer encrypts what few people may read. Open refuses what Seal did not return.
type Sealer interface {
	Seal(plain []byte) []byte
	Open(sealed []byte) ([]byte, error)
}

// FeeSign says why a rating is a report of an illegal fee.
type FeeSign string

// The signs.
const (
	FeeTicked  FeeSign = "ticked"  // the reason was ticked
	FeeCost    FeeSign = "cost"    // the survey's biaya is below 4, "Gratis", at a free service
	FeeWritten FeeSign = "written" // words of the comment mean it
)

// FeeRule finds the ratings that report an illegal fee. In doubt a rating is a report. Its
// comment is sealed, so that neither a page nor a backup shows it. The zero rule has no words
// and seals nothing.
type FeeRule struct {
	// Words are phrases that mean that money was asked for, WordsFree those that mean it at a
	// service that is free of charge: at a tax counter "harus bayar" is no report. The last
	// word of a phrase may have an ending such as -nya.
	Words     []string
	WordsFree []string
	Box       Sealer
}

// FeeWords is the default list of FeeRule.Words.
func FeeWords() []string {
	return []string{
		"pungli", "pungutan liar", "suap", "menyuap", "disuap", "sogok", "sogokan", "menyogok", "nyogok", "disogok", "uang rokok", "uang kopi",
		"uang pelicin", "uang lelah", "uang jasa", "uang tambahan", "uang damai", "uang terima kasih", "minta uang", "diminta uang",
		"dimintai uang", "meminta uang", "mintak uang", "minta duit", "diminta duit", "dimintai duit", "meminta duit", "dipalak", "dipalakin",
		"malak", "minta imbalan", "meminta imbalan", "minta jatah", "amplop", "gratifikasi", "biaya tambahan", "biaya siluman", "tanpa kuitansi",
		"tanpa kwitansi", "tidak ada kuitansi", "tidak diberi kuitansi", "biaya tidak resmi", "tarif tidak resmi", "tarif di luar", "di luar tarif",
		"diperas", "memeras", "pemerasan", "calo", "percaloan", "bribe", "asal bayar", "asal membayar", "jalur cepat bayar", "asked for money", "asked me for money", "illegal fee", "unofficial fee",
	}
}

// FeeWordsFree is the default list of FeeRule.WordsFree.
func FeeWordsFree() []string {
	return []string{
		"pungutan", "dipungut", "memungut", "minta bayar", "diminta bayar", "diminta membayar", "disuruh bayar", "disuruh membayar", "suruh bayar",
		"harus bayar", "harus membayar", "wajib bayar", "bayar ke petugas", "bayar sama petugas", "bayar kepada petugas", "kena biaya",
		"dikenakan biaya", "ditarik biaya", "minta biaya", "diminta biaya", "asked to pay", "had to pay", "extra fee",
	}
}

// harmless are phrases, as plainWords gives them, in which a word of the lists denies what it
// means.
var harmless = sync.OnceValue(func() []string {
	list := []string{
		"anti pungli", "tidak dipungut", "tanpa dipungut", "tidak diminta", "tidak dimintai", "tidak harus bayar", "tidak dikenakan biaya",
		"tidak kena biaya", "no bribe", "no extra fee",
	}
	for _, denial := range []string{"tanpa", "tidak ada", "tidak perlu", "tidak pakai", "tidak lewat", "bebas"} {
		for _, word := range []string{"pungli", "pungutan", "calo", "amplop", "suap", "biaya tambahan"} {
			list = append(list, denial+" "+word)
		}
	}
	for i, phrase := range list {
		list[i] = plainWords(phrase)
	}
	return list
})

// Signs lists why a rating is a report, given what was written and whether the service is
// free of charge. None: it is no report.
func (f FeeRule) Signs(r Rating, written string, free bool) []FeeSign {
	var signs []FeeSign
	if slices.Contains(r.Reasons, ReasonFee) {
		signs = append(signs, FeeTicked)
	}
	if value := r.Answers["biaya"]; free && value > 0 && value < 4 {
		signs = append(signs, FeeCost)
	}
	if words := meant(written); means(words, f.Words) || free && means(words, f.WordsFree) {
		signs = append(signs, FeeWritten)
	}
	return signs
}

// meant gives the words of a comment without its harmless phrases.
func meant(comment string) []string {
	text := plainWords(comment)
	if text == "" {
		return nil
	}
	for _, phrase := range harmless() {
		text = strings.ReplaceAll(text, phrase, " | ")
	}
	return strings.Fields(text)
}

// means reports whether the words contain one of the phrases.
func means(words, phrases []string) bool {
	if len(words) == 0 {
		return false
	}
	return slices.ContainsFunc(phrases, func(phrase string) bool { return hasPhrase(words, strings.Fields(plainWords(phrase))) })
}

func hasPhrase(words, phrase []string) bool {
	last := len(phrase) - 1
	for i := 0; last >= 0 && i+last < len(words); i++ {
		if slices.Equal(words[i:i+last], phrase[:last]) && isForm(words[i+last], phrase[last]) {
			return true
		}
	}
	return false
}

// isForm reports whether a word is another one, also with an ending.
func isForm(word, base string) bool {
	ending, found := strings.CutPrefix(word, base)
	return found && slices.Contains([]string{"", "nya", "ku", "mu", "lah", "kah", "pun", "an", "annya", "i", "kan", "in", "s"}, ending)
}

// plainWords gives the words of a text in small letters, with a blank before each and one at
// the end.
func plainWords(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ") + " "
}

// sealedPrefix begins the comment of a report.
const sealedPrefix = "sealed:"

// judge makes the rating a report if it is one, and seals its comment. before is the comment
// that it had, sealed or not: a report keeps that text, so that it stays a report. A resident
// who takes back a mistaken tick makes it an ordinary rating again.
func (f FeeRule) judge(r *Rating, before string, free bool) {
	written, _ := f.Open(r.Comment)
	if earlier, sealed := f.Open(before); sealed && !strings.Contains(written, earlier) {
		written = strings.TrimSpace(earlier + "\n" + written)
	}
	switch {
	case len(f.Signs(*r, written, free)) > 0:
		r.Verdict, r.Comment = Reported, f.Seal(written)
	case r.Verdict == Reported:
		r.GiveBack(written)
	}
}

// Settle makes the rating a report, or gives it back as an ordinary rating with the words that
// were written, as a person has decided at now.
func (f FeeRule) Settle(r *Rating, report bool, now time.Time) {
	if report == (r.Verdict == Reported) {
		return
	}
	written, _ := f.Open(r.Comment)
	r.revise(now)
	if report {
		r.Verdict, r.Comment = Reported, f.Seal(written)
		return
	}
	r.GiveBack(written)
}

// Seal seals a text; Open gives it back.
func (f FeeRule) Seal(text string) string {
	if f.Box == nil || text == "" {
		return text
	}
	return sealedPrefix + base64.StdEncoding.EncodeToString(f.Box.Seal([]byte(text)))
}

// Open gives the text of a comment, and whether it was sealed. A text that only looks sealed
// is one that a resident wrote.
func (f FeeRule) Open(comment string) (text string, sealed bool) {
	code, found := strings.CutPrefix(comment, sealedPrefix)
	if !found || f.Box == nil {
		return comment, false
	}
	raw, err := base64.StdEncoding.DecodeString(code)
	if err != nil {
		return comment, false
	}
	plain, err := f.Box.Open(raw)
	if err != nil {
		return comment, false
	}
	return string(plain), true
}
