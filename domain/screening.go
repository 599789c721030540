package domain

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"time"

	"suaraloket/domain/masking"
)

// Screening hides in comments, beside what masking hides, abusive words, names of officers other
// than the rated one, and the name that a resident gives of himself. The zero value knows no
// abusive words and keeps no originals.
type Screening struct {
	Words masking.Words
	// Box seals what was written where something is hidden; nil keeps nothing of it.
	Box Sealer
}

// Original is what a resident wrote where less is shown.
type Original struct {
	At   time.Time
	Text string
}

// Screen screens the comment of a rating, and adds what was written at now to its originals if
// something is hidden; "" is the comment itself. The comment of a report stays as it was
// written: it is the Inspektorat's alone. One that was screened stays as it is.
func (s Screening) Screen(r *Rating, roster *RosterIndex, written string, now time.Time) {
	if r.Verdict == Reported {
		return
	}
	written = cmp.Or(written, r.Comment)
	r.Comment = s.screened(r.Comment, r.Officer, roster)
	if s.Box != nil && r.Comment != written {
		r.Originals = append(r.Originals, s.seal(Original{now.UTC(), written}))
	}
}

func (s Screening) screened(text, officer string, roster *RosterIndex) string {
	if text == "" {
		return ""
	}
	rated := roster.officers[officer]
	return masking.Screen{Words: s.Words, Names: roster.names()}.Mask(text, rated.Name, rated.DisplayName)
}

func (s Screening) seal(o Original) string {
	plain, _ := json.Marshal(o)
	return base64.StdEncoding.EncodeToString(s.Box.Seal(plain))
}

// Open gives the originals of a rating, the oldest first. One that cannot be opened with the key
// of the configuration is left out.
func (s Screening) Open(r Rating) []Original {
	var list []Original
	for _, sealed := range r.Originals {
		var o Original
		raw, err := base64.StdEncoding.DecodeString(sealed)
		if err != nil || s.Box == nil {
			continue
		}
		if plain, err := s.Box.Open(raw); err == nil && json.Unmarshal(plain, &o) == nil {
			list = append(list, o)
		}
	}
	slices.SortStableFunc(list, func(a, b Original) int { return a.At.Compare(b.At) })
	return list
}

// namesOf gives the names of all officers, also of those who left: residents know them.
func namesOf(officers []Officer) masking.Names {
	var list []string
	for _, o := range officers {
		list = append(list, o.Name, o.DisplayName)
	}
	return masking.NewNames(list)
}

// Screened gives a text as the comment of the rating would hold it.
func (in *Intake) Screened(ctx context.Context, r Rating, text string) (string, error) {
	roster, err := in.roster.cached(ctx)
	if err != nil {
		return "", err
	}
	return in.limits.Screening.screened(NormalText(text), r.Officer, roster), nil
}
