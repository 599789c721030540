package score

import "slices"

const (
	// shortlistProbability is the least P of a place on the shortlist.
	shortlistProbability = 0.95
	// shortlistMinimum is the least number of ratings of a place on the shortlist.
	shortlistMinimum = 50
)

// Candidate is an officer with what the shortlist needs beside the score.
type Candidate struct {
	Score
	// Strong is the number of counted ratings of strong assurance: by tablet, rotating
	// code or ticket.
	Strong int64
	// Open says that a review or a mark of the officer is open.
	Open bool
}

// Shortlist names the officers whom people may consider for recognition, by their
// keys: the list has no other order and may be empty. It asks for P ≥ 0.95, at least
// 50 ratings of which half are of strong assurance, and no open review or mark. In
// simulation 2–3 % of those listed were truly below the middle; no rule finds the
// best tenth reliably.
func Shortlist(all []Candidate) []string {
	var listed []string
	for _, c := range all {
		if c.Above >= shortlistProbability && c.N >= shortlistMinimum && 2*c.Strong >= c.N && !c.Open {
			listed = append(listed, c.Officer)
		}
	}
	slices.Sort(listed)
	return listed
}
