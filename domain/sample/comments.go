package sample

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"suaraloket/domain"
)

// comments.txt holds sentences under headings: what is praised or missed, for
// every kind of service or, after a colon, for one.
//
//go:embed comments.txt
var sentences string

// phrases are the sentences by heading.
type phrases map[string][]string

func readPhrases() phrases {
	all, heading := phrases{}, ""
	for line := range strings.Lines(sentences) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case line[0] == '[':
			heading = strings.Trim(line, "[]")
		default:
			all[heading] = append(all[heading], line)
		}
	}
	return all
}

// comment is what the resident writes, "" for most. Who types on a tablet in the
// hall is rarer than who writes on the own phone.
func (v *visit) comment(s domain.Submission) string {
	share := map[domain.Channel]float64{
		domain.ChannelKiosk: 0.03, domain.ChannelPage: 0.16, domain.ChannelTelegram: 0.2,
	}[s.Right.Channel]
	if !v.chance(share) {
		return ""
	}
	text := v.sentence(v.subject(s))
	if s.Lang == "id" && v.chance(0.35) {
		text += " " + v.sentence(closing(s.Value))
	}
	return text
}

// subject is the heading under which the comment's sentence is found.
func (v *visit) subject(s domain.Submission) string {
	content := s.Value >= 3
	switch {
	case s.Lang == "en" && content:
		return "en-good"
	case s.Lang == "en":
		return "en-bad"
	case v.chance(0.02) && content:
		return "number-good"
	case len(s.Reasons) > 0:
		return s.Reasons[0]
	case s.Value == 3 && v.chance(0.45):
		return "usul"
	case content:
		return []string{domain.ReasonFriendly, domain.ReasonQuick, domain.ReasonClear, "puas"}[v.rng.IntN(4)]
	case v.chance(0.03):
		return "number-bad"
	}
	missed := []float64{v.errand.wait, 0.3, 0.2, 0, 0.2}
	return append(domain.ReasonsFor(1), "kecewa")[draw(v.rng, missed)]
}

func closing(value int) string {
	if value >= 3 {
		return "closing-good"
	}
	return "closing-bad"
}

// sentence takes one under the heading and fills in the visit.
func (v *visit) sentence(heading string) string {
	all, special := v.city.phrases[heading], v.city.phrases[heading+":"+v.errand.kind]
	text := ""
	if i := v.rng.IntN(len(all) + len(special)); i < len(all) {
		text = all[i]
	} else {
		text = special[i-len(all)]
	}
	return capital(strings.NewReplacer("{layanan}", v.errand.called, "{petugas}", v.called()).Replace(text))
}

// called is how residents call the officer: without the initial.
func (v *visit) called() string {
	if v.several || !v.city.desks[v.desk].own() {
		return "petugasnya"
	}
	words := strings.Fields(v.officer.DisplayName)
	return strings.Join(words[:min(2, len(words))], " ")
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
