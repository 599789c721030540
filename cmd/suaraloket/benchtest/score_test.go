package benchtest

import (
	"fmt"
	"testing"
	"time"

	"suaraloket/domain/score"
	"suaraloket/domain/score/sim"
)

// benchScore measures the method of the score on simulated cities: BENCH_CITIES of each
// kind, 100 by default.
func benchScore(b *testing.B, r *benchReport) {
	began := time.Now()
	cities := benchNumber(b, "BENCH_CITIES", 100)
	table := benchTable{
		Title: "The score in cities with a known quality of each officer",
		Note: fmt.Sprintf("%d cities of each kind, with n ratings for each officer. Rank correlation (Spearman) with fair quality; share of "+
			"officers whose quality lies in the interval; pairs called different, and those of them called so the wrong way round.", cities),
		Head: []string{"city", "n", "score", "plain mean", "satisfied", "in the interval", "called different", "wrong way round"},
	}
	said := benchTable{
		Title: "What is said about officers whose ability stays",
		Note: "Every third officer gets other services and channels. Changes called one, of officers with 30 ratings in both quarters; " +
			"officers on the shortlist, and strengths and needs named, with those on the wrong side of the city's middle.",
		Head: []string{"city", "changes", "shortlist below the middle", "named on the wrong side"},
	}
	for _, kind := range sim.Kinds() {
		benchLog("score: %s", kind.Name)
		said.Rows = append(said.Rows, scoreSaid(sim.MeasureSaid(kind, cities)))
		for _, m := range sim.Measure(kind, cities) {
			table.Rows = append(table.Rows, scoreMeasured(m))
		}
	}
	r.table(table)
	r.table(said)
	r.note("Method %s, %v.", score.Method, time.Since(began).Round(time.Second))
}

func scoreMeasured(m sim.Result) []string {
	return []string{
		m.Kind, fmt.Sprint(m.N), fmt.Sprintf("%.3f", m.Score), fmt.Sprintf("%.3f", m.Mean), fmt.Sprintf("%.3f", m.Satisfied),
		fmt.Sprintf("%.1f%%", 100*m.Coverage), fmt.Sprintf("%.1f%%", 100*float64(m.Called)/float64(m.Pairs)),
		fmt.Sprintf("%d of %d", m.Wrong, m.Called),
	}
}

func scoreSaid(s sim.Said) []string {
	return []string{
		s.Kind, fmt.Sprintf("%.1f%% of %d", 100*float64(s.Alarms)/float64(max(s.Compared, 1)), s.Compared),
		fmt.Sprintf("%d of %d", s.Below, s.Listed), fmt.Sprintf("%d of %d", s.Misnamed, s.Named),
	}
}
