package domain

import (
	"context"

	"suaraloket/domain/masking"
)

// Screening hides in comments, beside what masking hides, abusive words, names of officers other
// than the rated one, and the name that a resident gives of himself. The zero value knows no
// abusive words.
type Screening struct {
	Words masking.Words
}

// Screen screens the comment of a rating. The comment of a report stays as it was written: it
// is the Inspektorat's alone. One that was screened stays as it is.
func (s Screening) Screen(r *Rating, roster *RosterIndex) {
	if r.Verdict != Reported {
		r.Comment = s.screened(r.Comment, r.Officer, roster)
	}
}

func (s Screening) screened(text, officer string, roster *RosterIndex) string {
	if text == "" {
		return ""
	}
	rated := roster.officers[officer]
	return masking.Screen{Words: s.Words, Names: roster.names()}.Mask(text, rated.Name, rated.DisplayName)
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
