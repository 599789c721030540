package score_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"suaraloket/domain/score"
)

// town is what a random city is made of.
type town struct {
	cells     []score.Cell
	days      map[string][]score.Day
	constants score.Constants
}

func (t town) city() *score.City { return score.NewCity(t.cells, t.days, t.constants) }

// anyTown draws a city of up to six officers and four services.
func anyTown() *rapid.Generator[town] {
	return rapid.Custom(func(t *rapid.T) town {
		made := town{days: map[string][]score.Day{}, constants: anyConstants(t)}
		for i := range rapid.IntRange(1, 6).Draw(t, "officers") {
			officer := fmt.Sprintf("P-%02d", i)
			var all score.Counts
			for range rapid.IntRange(1, 5).Draw(t, "cells") {
				cell := anyCell(t, officer)
				made.cells, all = append(made.cells, cell), all.Plus(cell.Counts)
			}
			made.days[officer] = anyDays(t, all.N())
		}
		return made
	})
}

func anyConstants(t *rapid.T) score.Constants {
	c := score.Constants{
		M:     rapid.Float64Range(5, 60).Draw(t, "m"),
		Rho:   rapid.Float64Range(0.02, 0.2).Draw(t, "rho"),
		S2:    rapid.Float64Range(0.2, 1.5).Draw(t, "s2"),
		Kappa: rapid.Float64Range(0.5, 5).Draw(t, "kappa"),
	}
	for i := range c.Gamma {
		c.Gamma[i] = rapid.Float64Range(-0.3, 0.3).Draw(t, "gamma")
	}
	return c
}

func anyCell(t *rapid.T, officer string) score.Cell {
	return score.Cell{
		Officer: officer,
		Service: fmt.Sprintf("S%d", rapid.IntRange(0, 3).Draw(t, "service")),
		Channel: score.Channel(rapid.IntRange(0, score.Channels-1).Draw(t, "channel")),
		Counts:  someCounts().Draw(t, "counts"),
	}
}

// anyDays spreads n ratings over days.
func anyDays(t *rapid.T, n int64) (days []score.Day) {
	for n > 0 {
		day := rapid.Int64Range(1, n).Draw(t, "day")
		if len(days) == 5 {
			day = n
		}
		days, n = append(days, score.Day{N: day}), n-day
	}
	return days
}

func TestOrderDoesNotMatterToTheConstants(t *testing.T) {
	city, days := readCity36(t)
	slices.Reverse(city.Cells)
	for officer := range days {
		slices.Reverse(days[officer])
	}
	if c, mu := score.Estimate(city.Cells, days); c != city.Want || mu != city.Mu {
		t.Errorf("got %+v, mu %v", c, mu)
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := anyTown().Draw(t, "town")
		second := first
		second.cells = rapid.Permutation(first.cells).Draw(t, "cells")
		second.days = map[string][]score.Day{}
		for officer, days := range first.days {
			second.days[officer] = slices.Clone(days)
			slices.Reverse(second.days[officer])
		}
		if a, b := first.city().Officers(), second.city().Officers(); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
		a, _ := score.Estimate(first.cells, first.days)
		b, _ := score.Estimate(second.cells, second.days)
		if a != b {
			t.Fatalf("constants %+v and %+v", a, b)
		}
	})
}

// Names that sort the other way round give the same figures to the last bit.
func TestNamesDoNotMatter(t *testing.T) {
	renamed := func(name string) string {
		return strings.Map(func(r rune) rune { return 'z' - (r - '0') }, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		first := anyTown().Draw(t, "town")
		second := town{days: map[string][]score.Day{}, constants: first.constants}
		for _, c := range first.cells {
			c.Officer, c.Service = renamed(c.Officer), renamed(c.Service)
			second.cells = append(second.cells, c)
		}
		for officer, days := range first.days {
			second.days[renamed(officer)] = days
		}
		a, b := first.city().Officers(), second.city().Officers()
		slices.Reverse(b)
		for i := range a {
			if b[i].Officer != renamed(a[i].Officer) {
				t.Fatalf("%s beside %s", b[i].Officer, a[i].Officer)
			}
			b[i].Officer = a[i].Officer
		}
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}

// The value of a rating that moves up within its cell raises μ, too, which moves the
// officer's E and score the same way.
func TestABetterRatingNeverLowersTheOwnScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		town := anyTown().Draw(t, "town")
		cell := &town.cells[rapid.IntRange(0, len(town.cells)-1).Draw(t, "cell")]
		from := slices.IndexFunc(cell.Counts[:3], func(n int64) bool { return n > 0 })
		if from < 0 {
			t.Skip("nothing to improve")
		}
		before, _ := town.city().Officer(cell.Officer)
		cell.Counts[from]--
		cell.Counts[rapid.IntRange(from+1, 3).Draw(t, "to")]++
		after, _ := town.city().Officer(cell.Officer)
		// μ and E have four decimals: they may round against each other.
		if after.Value < before.Value-25*1.5e-4 {
			t.Fatalf("%.6f became %.6f", before.Value, after.Value)
		}
	})
}

func TestOwnRatingsChangeNoOwnReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		town := anyTown().Draw(t, "town")
		officer := town.cells[0].Officer
		before, _ := town.city().Officer(officer)
		for i, c := range town.cells {
			if c.Officer == officer { // the same mix and mean, three times the ratings
				town.cells[i].Counts = times(c.Counts, 3)
			}
		}
		if after, _ := town.city().Officer(officer); after.G != before.G {
			t.Fatalf("g %v became %v", before.G, after.G)
		}
	})
}

// Two cells exchange their ratings, so that μ stays: what an officer received does not
// enter the own E.
func TestOwnValuesChangeNoOwnExpectation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		town := anyTown().Draw(t, "town")
		mirror := town.cells[0].Counts
		slices.Reverse(mirror[:])
		lone := score.Cell{Officer: "elsewhere", Service: "elsewhere", Counts: mirror}
		town.cells = append(town.cells, lone)
		own, other := &town.cells[0], &town.cells[len(town.cells)-1]
		before, _ := town.city().Officer(own.Officer)
		own.Counts, other.Counts = other.Counts, own.Counts
		after, _ := town.city().Officer(own.Officer)
		if before.Mu != after.Mu || before.Expected != after.Expected || before.G != after.G {
			t.Fatalf("E %v became %v, g %v became %v", before.Expected, after.Expected, before.G, after.G)
		}
	})
}

func TestAFurtherPeerNeverRaisesG(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		town := anyTown().Draw(t, "town")
		before := town.city().Officers()
		town.cells = append(town.cells, anyCell(t, "new"))
		for _, was := range before {
			now, _ := town.city().Officer(was.Officer)
			if now.G > was.G || now.Lambda < was.Lambda {
				t.Fatalf("g %v became %v, lambda %v became %v", was.G, now.G, was.Lambda, now.Lambda)
			}
			if now.Peers < was.Peers {
				t.Fatalf("%d peers became %d", was.Peers, now.Peers)
			}
		}
	})
}

func TestTrustRisesWithRatings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		town := anyTown().Draw(t, "town")
		officer := town.cells[0].Officer
		before, _ := town.city().Officer(officer)
		for i, c := range town.cells {
			if c.Officer == officer {
				town.cells[i].Counts = times(c.Counts, 2)
			}
		}
		after, _ := town.city().Officer(officer)
		if !(after.Lambda > before.Lambda && after.Lambda < 1/(1+after.G)) {
			t.Fatalf("lambda %v became %v with g %v", before.Lambda, after.Lambda, after.G)
		}
	})
}

func TestOfficersAllAlikeHaveTheCitysMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := someCounts().Draw(t, "counts")
		var cells []score.Cell
		for i := range rapid.IntRange(1, 5).Draw(t, "officers") {
			for s := range rapid.IntRange(1, 3).Draw(t, "services") {
				cells = append(cells, score.Cell{Officer: fmt.Sprint(i), Service: fmt.Sprint(s), Counts: counts})
			}
		}
		city := score.NewCity(cells, nil, score.Start())
		for _, f := range city.Officers() {
			if math.Abs(f.Value-25*city.Mu()) > 25*1e-4 { // μ and E have four decimals
				t.Fatalf("score %v, 25 mu %v", f.Value, 25*city.Mu())
			}
		}
	})
}

func TestFiguresKeepTheirBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, f := range anyTown().Draw(t, "town").city().Officers() {
			switch {
			case !(f.Effective > 0 && f.Effective <= float64(f.N)):
				t.Fatalf("n* %v of %d", f.Effective, f.N)
			case !(25 <= f.Low && f.Low <= f.Value && f.Value <= f.High && f.High <= 100):
				t.Fatalf("%v not in %v to %v", f.Value, f.Low, f.High)
			case !(f.Above >= 0 && f.Above <= 1) || !(f.SD > 0) || !(f.V > 0):
				t.Fatalf("P %v, sd %v, v %v", f.Above, f.SD, f.V)
			case f.State != score.StateOf(f.N):
				t.Fatalf("%s with %d", f.State, f.N)
			}
		}
	})
}

// From what is printed, a reader with a pocket calculator reaches the printed score.
func TestAPocketCalculatorReachesTheScore(t *testing.T) {
	round := func(x, steps float64) float64 { return math.Round(x*steps) / steps }
	rapid.Check(t, func(t *rapid.T) {
		for _, f := range anyTown().Draw(t, "town").city().Officers() {
			by := 25 * (round(f.Mu, 1e4) + round(f.Lambda, 1e4)*round(f.Difference(), 1e4))
			if got := round(f.Value, 10); math.Abs(min(max(by, 25), 100)-got) > 0.1 {
				t.Fatalf("calculator %v, printed %v", by, got)
			}
		}
	})
}

func TestExpectedIsShownWithThreePeers(t *testing.T) {
	counts := score.Counts{1, 2, 3, 4}
	cells := []score.Cell{
		{Officer: "A", Service: "x", Counts: counts}, {Officer: "B", Service: "x", Counts: counts},
		{Officer: "A", Service: "y", Counts: counts}, {Officer: "B", Service: "y", Counts: counts},
		{Officer: "C", Service: "y", Counts: counts}, {Officer: "D", Service: "z", Counts: counts},
	}
	peers := func(officer string) (int, bool) {
		f, _ := score.NewCity(cells, nil, score.Start()).Officer(officer)
		return f.Peers, f.Guarded().HasExpected()
	}
	if n, shown := peers("A"); n != 2 || shown {
		t.Errorf("A: %d peers, shown %v", n, shown)
	}
	cells[5].Service = "x"
	if n, shown := peers("A"); n != 3 || !shown {
		t.Errorf("A: %d peers, shown %v", n, shown)
	}
	for i := range 9 { // the own key is the last of eleven
		cells = append(cells, score.Cell{Officer: fmt.Sprint(i), Service: "x", Counts: counts})
	}
	if n, shown := peers("D"); n != 3 || !shown {
		t.Errorf("D: %d peers, shown %v", n, shown)
	}
	if n, shown := peers("E"); n != 0 || shown {
		t.Errorf("E: %d peers, shown %v", n, shown)
	}
}

func TestAServiceThatNobodyElseRendersHasGOneByKappa(t *testing.T) {
	cells := []score.Cell{{Officer: "A", Service: "x", Counts: score.Counts{0, 0, 5, 5}}}
	city := score.NewCity(cells, nil, score.Start())
	f, ok := city.Officer("A")
	if !ok || f.G != 0.5 || f.Expected != 3.5 || f.Value != 87.5 {
		t.Errorf("%v %+v", ok, f)
	}
	if _, ok := city.Officer("B"); ok {
		t.Error("an officer without a rating has figures")
	}
}

func TestEmptyCity(t *testing.T) {
	cells := []score.Cell{{Officer: "A", Service: "x"}}
	for _, cells := range [][]score.Cell{nil, cells} {
		if got := score.NewCity(cells, nil, score.Start()); len(got.Officers()) != 0 || got.Mu() != 0 {
			t.Errorf("figures %v, mu %v", got.Officers(), got.Mu())
		}
		if c, mu := score.Estimate(cells, nil); c != score.Start() || mu != 0 {
			t.Errorf("constants %+v, mu %v", c, mu)
		}
	}
}

// Days that list fewer ratings than the counts leave a day of the others.
func TestEffectiveRatings(t *testing.T) {
	cells := []score.Cell{{Officer: "A", Service: "x", Counts: score.Counts{0, 0, 5, 5}}}
	constants := score.Start()
	constants.Rho = 0.1
	for _, tt := range []struct {
		days []score.Day
		want float64
	}{
		{[]score.Day{{N: 10}}, 10 / 1.9},
		{nil, 10 / 1.9},
		{[]score.Day{{N: 5}}, 10 / 1.4},
		{[]score.Day{{N: 5}, {N: 5}}, 10 / 1.4},
		{slices.Repeat([]score.Day{{N: 1}}, 10), 10},
	} {
		f, _ := score.NewCity(cells, map[string][]score.Day{"A": tt.days}, constants).Officer("A")
		if math.Abs(f.Effective-tt.want) > near {
			t.Errorf("%v: n* %v, want %v", tt.days, f.Effective, tt.want)
		}
	}
}

func TestDiffer(t *testing.T) {
	at := func(state score.State, low, high float64) score.Score {
		return score.Score{State: state, Low: low, High: high}
	}
	full := score.Full
	for _, tt := range []struct {
		name string
		a, b score.Score
		want bool
	}{
		{"apart", at(full, 60, 70), at(full, 71, 80), true},
		{"one point in common", at(full, 60, 70), at(full, 70, 80), false},
		{"within", at(full, 60, 90), at(full, 70, 80), false},
		{"one provisional", at(full, 60, 70), at(score.Provisional, 71, 80), false},
		{"alike", at(full, 60, 70), at(full, 60, 70), false},
	} {
		if score.Differ(tt.a, tt.b) != tt.want || score.Differ(tt.b, tt.a) != tt.want {
			t.Errorf("%s: want %v", tt.name, tt.want)
		}
	}
}

func BenchmarkLargeCity(b *testing.B) {
	var cells []score.Cell
	for officer := range 5000 {
		for service := range 40 {
			cells = append(cells, score.Cell{
				Officer: fmt.Sprintf("P-%04d", officer*2741%5000), Service: fmt.Sprintf("S-%02d", service),
				Channel: score.Channel(officer % 3), Counts: score.Counts{1, 2, int64(service), int64(officer % 50)},
			})
		}
	}
	for b.Loop() {
		score.NewCity(cells, nil, score.Start()).Officers()
	}
}
