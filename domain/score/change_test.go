package score_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"suaraloket/domain/score"
)

func TestPartsOfAChangeAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		earlier, later := anyTown().Draw(t, "earlier").city(), anyTown().Draw(t, "later").city()
		for _, f := range later.Officers() {
			c, ok := score.ChangeOf(earlier, later, f.Officer)
			if _, both := earlier.Officer(f.Officer); ok != both {
				t.Fatalf("%s: %v, want %v", f.Officer, ok, both)
			}
			p := c.Parts
			moved := c.Later.Value - c.Earlier.Value
			if sum := p.Own + p.Mix + p.Trust + p.City + p.Cut; math.Abs(sum-moved) > near {
				t.Fatalf("%+v add up to %v, the score moved by %v", p, sum, moved)
			}
			checkTenths(t, c)
		}
	})
}

// checkTenths compares printed parts with printed scores.
func checkTenths(t *rapid.T, c score.Change) {
	parts := []float64{c.Parts.Own, c.Parts.Mix, c.Parts.Trust, c.Parts.City, c.Parts.Cut}
	var sum int64
	for i, printed := range c.Tenths() {
		sum += printed
		if math.Abs(float64(printed)-10*parts[i]) > 2 {
			t.Fatalf("part %d of %+v is printed as %d tenths", i, c.Parts, printed)
		}
		if parts[i] == 0 && printed != 0 {
			t.Fatalf("a part of 0 is printed as %d tenths", printed)
		}
	}
	if want := math.Round(10*c.Later.Value) - math.Round(10*c.Earlier.Value); float64(sum) != want {
		t.Fatalf("printed parts add up to %d tenths, printed scores differ by %v", sum, want)
	}
}

func TestTheSamePeriodTwiceIsNoChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		city := anyTown().Draw(t, "town").city()
		for _, f := range city.Officers() {
			c, ok := score.ChangeOf(city, city, f.Officer)
			if !ok || c.Delta != 0 || c.Real() || c.Tenths() != [5]int64{} || !(c.SE > 0) {
				t.Fatalf("%v %+v", ok, c)
			}
		}
	})
}

// change compares two periods in which officer A has the counts a and b, and the
// colleagues B, C and D, who alone render service y as well, theirs.
func change(a, b, colleagues, colleaguesLater score.Counts, serviceLater string) score.Change {
	period := func(own, others score.Counts, service string) *score.City {
		cells := []score.Cell{{Officer: "A", Service: service, Counts: own}}
		for _, officer := range []string{"B", "C", "D"} {
			cells = append(cells, score.Cell{Officer: officer, Service: "x", Counts: others},
				score.Cell{Officer: officer, Service: "y", Counts: score.Counts{30, 30, 30, 10}})
		}
		days := map[string][]score.Day{}
		for _, c := range cells {
			for range c.Counts.N() {
				days[c.Officer] = append(days[c.Officer], score.Day{N: 1})
			}
		}
		return score.NewCity(cells, days, score.Start())
	}
	c, _ := score.ChangeOf(period(a, colleagues, "x"), period(b, colleaguesLater, serviceLater), "A")
	return c
}

func TestChange(t *testing.T) {
	usual, better := score.Counts{5, 15, 40, 40}, score.Counts{0, 0, 20, 80}
	for _, tt := range []struct {
		name   string
		change score.Change
		real   bool
	}{
		{"the same", change(usual, usual, usual, usual, "x"), false},
		{"better", change(usual, better, usual, usual, "x"), true},
		{"worse", change(better, usual, usual, usual, "x"), true},
		{"too few", change(usual, score.Counts{0, 0, 0, 29}, usual, usual, "x"), false},
		{"too few before", change(score.Counts{5, 5, 0, 0}, better, usual, usual, "x"), false},
		{"only the colleagues", change(usual, usual, usual, better, "x"), false},
		{"the same in a harder service", change(usual, usual, usual, usual, "y"), true},
	} {
		if got := tt.change.Real(); got != tt.real {
			t.Errorf("%s: %v with delta %v, se %v", tt.name, got, tt.change.Delta, tt.change.SE)
		}
	}
	c := change(usual, better, usual, better, "x")
	if math.Abs(c.Delta-0.65) > 1e-9 { // 3.80 − 3.15, whatever the colleagues do
		t.Errorf("delta %v", c.Delta)
	}
}

// se = √(ṽ₁/n₁* + ṽ₂/n₂*) with ṽ = (n·v + m·S²)/(n + m), all from fixture A.
func TestStandardErrorOfAChange(t *testing.T) {
	a, days := readFixtureA(t)
	city := score.NewCity(a.Fixture.Cells, days, a.Fixture.Const)
	c, _ := score.ChangeOf(city, city, "P-01")
	v := (100*0.659136 + 20*0.75) / 120
	if want := math.Sqrt(2 * v / 65.703); math.Abs(c.SE-want) > 1e-5 {
		t.Errorf("se %v, want %v", c.SE, want)
	}
}
