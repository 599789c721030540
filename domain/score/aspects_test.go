package score_test

import (
	"math"
	"slices"
	"testing"

	"suaraloket/domain/score"
)

// From fixture A: P-01 x̄ − E = 0.3103 with the variance 0.659136/65.703 + 0.4469·0.75/20.
func TestIntervalOfTheDifference(t *testing.T) {
	a, days := readFixtureA(t)
	city := score.NewCity(a.Fixture.Cells, days, a.Fixture.Const)
	f, _ := city.Officer("P-01")
	low, high := f.Difference95()
	reach := 1.96 * math.Sqrt(0.659136/65.703+0.4469*0.75/20)
	if math.Abs(low-(0.3103-reach)) > 1e-5 || math.Abs(high-(0.3103+reach)) > 1e-5 {
		t.Errorf("%v to %v, want 0.3103 ± %v", low, high, reach)
	}
	want := map[string]score.Aspect{
		"P-01": score.Unclear, "P-02": score.Unclear, "P-03": score.Unclear, "P-04": score.ToStrengthen,
		"P-05": score.Unclear, "P-07": score.ToStrengthen, "P-08": score.Strength,
	}
	for officer, aspect := range want {
		if f, _ := city.Officer(officer); f.Aspect() != aspect {
			low, high := f.Difference95()
			t.Errorf("%s: %s, want %s (%v to %v)", officer, f.Aspect(), aspect, low, high)
		}
	}
}

func TestAspectNeedsAFullNumber(t *testing.T) {
	f := score.Score{State: score.Provisional, Mean: 4, Expected: 3, SE: 0.1}
	if got := f.Aspect(); got != score.Unclear {
		t.Errorf("provisional: %s", got)
	}
	if f.State = score.Full; f.Aspect() != score.Strength {
		t.Errorf("full: %s", f.Aspect())
	}
	f.Mean, f.Expected = 3, 3.5
	if got := f.Aspect(); got != score.ToStrengthen {
		t.Errorf("below: %s", got)
	}
}

func TestFrequentReasons(t *testing.T) {
	often := score.Reason{Slug: "often", Ticks: 30, Among: 60, PeerTicks: 100, Others: 1000}
	for _, tt := range []struct {
		name string
		page []score.Reason
		want []string
	}{
		{"nothing", nil, nil},
		{"often", []score.Reason{often}, []string{"often"}},
		{"as often as the peers", []score.Reason{{"r", 60, 600, 100, 1000}}, nil},
		{"seven ticks", []score.Reason{{"r", 7, 10, 100, 1000}}, nil},
		{"eight ticks", []score.Reason{{"r", 8, 10, 100, 1000}}, []string{"r"}},
		{"sure, but not 1.5 times", []score.Reason{{"r", 1400, 10_000, 1000, 10_000}}, nil},
		{"1.5 times", []score.Reason{{"r", 1500, 10_000, 1000, 10_000}}, []string{"r"}},
		{"1.6 times by chance", []score.Reason{{"r", 8, 50, 100, 1000}}, nil},
		{"the peers never", []score.Reason{{"r", 8, 50, 0, 1000}}, []string{"r"}},
		{"no peers", []score.Reason{{"r", 8, 50, 0, 0}}, nil},
		{"no form", []score.Reason{{"r", 0, 0, 5, 50}}, nil},
	} {
		if got := score.FrequentReasons(tt.page); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// A reason with p = 0.06 is named alone, not among nine that say nothing, and again
// beside one that is clear.
func TestReasonsAreJudgedByThePage(t *testing.T) {
	some := score.Reason{Slug: "some", Ticks: 11, Among: 40, PeerTicks: 170, Others: 1000}
	clear := score.Reason{Slug: "clear", Ticks: 30, Among: 40, PeerTicks: 170, Others: 1000}
	quiet := slices.Repeat([]score.Reason{{"quiet", 4, 40, 170, 1000}}, 9)
	if got := score.FrequentReasons([]score.Reason{some}); len(got) != 1 {
		t.Errorf("alone: %v", got)
	}
	if got := score.FrequentReasons(append(slices.Clone(quiet), some)); len(got) != 0 {
		t.Errorf("among nine: %v", got)
	}
	if got := score.FrequentReasons([]score.Reason{some, clear}); !slices.Equal(got, []string{"some", "clear"}) {
		t.Errorf("beside a clear one: %v", got)
	}
}

func TestShortlist(t *testing.T) {
	fit := score.Candidate{Score: score.Score{Officer: "B", N: 50, Above: 0.95}, Strong: 25}
	changed := func(change func(*score.Candidate)) score.Candidate {
		c := fit
		c.Officer = "C"
		change(&c)
		return c
	}
	all := []score.Candidate{
		fit,
		changed(func(c *score.Candidate) { c.Above = 0.949 }),
		changed(func(c *score.Candidate) { c.N, c.Strong = 49, 49 }),
		changed(func(c *score.Candidate) { c.Strong = 24 }),
		changed(func(c *score.Candidate) { c.Open = true }),
		changed(func(c *score.Candidate) { c.Officer, c.Above = "A", 0.96 }),
	}
	if got := score.Shortlist(all); !slices.Equal(got, []string{"A", "B"}) {
		t.Errorf("got %v", got)
	}
	if got := score.Shortlist(all[1:5]); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
