package repository

import (
	"cmp"
	"encoding/json"
	"slices"

	"suaraloket/domain"
	"suaraloket/domain/report"
)

// heldCounts are held ratings by the rule that holds them. A rating that several rules hold
// counts for each; one that is set aside counts as report.SetAside alone.
type heldCounts map[string]int64

func (h heldCounts) add(row ratingRow) {
	if row.SetAside {
		h[report.SetAside]++
		return
	}
	cleared := splitList(row.Cleared)
	for _, hold := range splitList(row.Holds) {
		if !slices.Contains(cleared, hold) {
			h[hold]++
		}
	}
}

// lines lists the counts, the most frequent first.
func (h heldCounts) lines() []report.HeldLine {
	var lines []report.HeldLine
	for rule, n := range h {
		lines = append(lines, report.HeldLine{Rule: domain.HoldReason(rule), N: n})
	}
	slices.SortFunc(lines, func(a, b report.HeldLine) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Rule, b.Rule)) })
	return lines
}

func (h heldCounts) text() string {
	text, _ := json.Marshal(map[string]int64(h))
	return string(text)
}

func (h heldCounts) read(text string) error {
	var more map[string]int64
	if err := readJSON(text, &more); err != nil {
		return err
	}
	for rule, n := range more {
		h[rule] += n
	}
	return nil
}
