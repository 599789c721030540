package sim

import (
	"fmt"

	"suaraloket/domain/integrity"
)

// Table is one table of the report.
type Table struct {
	Title, Note string
	Head        []string
	Rows        [][]string
}

// Report measures all kinds of cities and all attacks, with one city for each of the seeds.
// It calls progress before each kind.
func Report(seeds int, th integrity.Thresholds, progress func(kind string)) []Table {
	var honest []Honest
	var moves [][]Move
	for _, kind := range Kinds() {
		progress(kind.Name)
		honest = append(honest, MeasureHonest(kind, seeds, th))
		moves = append(moves, MeasureMoves(kind, Attacks(), seeds, th))
	}
	return []Table{honestTable(honest, seeds), movesTable(moves[0], seeds), leftTable(honest, moves)}
}

// honestTable has a column for each rule that holds.
func honestTable(honest []Honest, seeds int) Table {
	t := Table{
		Title: "Honest ratings that the rules hold, in percent",
		Note: fmt.Sprintf("%d cities of each kind. Each cell: served visits unknown / known, one number where both are the same. "+
			"Marked: officers with the mark stream.", seeds),
		Head: []string{"city", "ratings", "mean", "any rule", "worst city"},
	}
	var rules []integrity.Rule
	for _, rule := range integrity.Rules() {
		if rule != integrity.VisitTime && rule != integrity.Stream {
			rules = append(rules, rule)
			t.Head = append(t.Head, string(rule))
		}
	}
	t.Head = append(t.Head, "marked")
	for _, h := range honest {
		row := []string{h.Kind, fmt.Sprint(h.Ratings), fmt.Sprintf("%.2f", h.Mean), h.both(h.Unknown.Any, h.Known.Any),
			inPercent(h.Unknown.Worst, h.Known.Worst)}
		for _, rule := range rules {
			row = append(row, h.both(h.Unknown.ByRule[rule], h.Known.ByRule[rule]))
		}
		t.Rows = append(t.Rows, append(row, fmt.Sprintf("%d of %d", h.Marked, h.Officers)))
	}
	return t
}

func (h Honest) both(unknown, known int) string { return inPercent(h.Share(unknown), h.Share(known)) }

// inPercent writes two shares, one where both are the same.
func inPercent(unknown, known float64) string {
	first, second := fmt.Sprintf("%.2f", 100*unknown), fmt.Sprintf("%.2f", 100*known)
	if first == second {
		return first
	}
	return first + " / " + second
}

func movesTable(moves []Move, seeds int) Table {
	t := Table{
		Title: "How far attacks move a score, in the plain city",
		Note: fmt.Sprintf("Mean of %d cities; the officer has %.0f honest ratings. Marked: share of the cities in which the officer is marked.",
			seeds, moves[0].Honest),
		Head: []string{"attack", "without rules", "with rules", "and served visits known", "marked"},
	}
	for _, m := range moves {
		t.Rows = append(t.Rows, []string{m.Attack, fmt.Sprintf("%+.1f", m.Without), fmt.Sprintf("%+.1f", m.Unknown), fmt.Sprintf("%+.1f", m.Known),
			fmt.Sprintf("%.0f%%", 100*m.Marked)})
	}
	return t
}

// leftTable has the caught attack of each kind of which the rules leave the largest share.
func leftTable(honest []Honest, moves [][]Move) Table {
	t := Table{
		Title: "What the rules leave of the attacks A1 to A6, in all cities",
		Head:  []string{"city", "below a tenth", "below half", "largest share left", "attack"},
	}
	for i, list := range moves {
		tenth, half, all, worst := 0, 0, 0, Move{Without: 1}
		for _, m := range list {
			if !m.Caught {
				continue
			}
			all++
			if m.Left() < 0.1 {
				tenth++
			}
			if m.Left() < 0.5 {
				half++
			}
			if m.Left() > worst.Left() {
				worst = m
			}
		}
		t.Rows = append(t.Rows, []string{honest[i].Kind, fmt.Sprintf("%d of %d", tenth, all), fmt.Sprintf("%d of %d", half, all),
			fmt.Sprintf("%.0f%%", 100*worst.Left()), worst.describe()})
	}
	return t
}

func (m Move) describe() string {
	return fmt.Sprintf("%s: %+.1f → %+.1f, visits known %+.1f", m.Attack, m.Without, m.Unknown, m.Known)
}
