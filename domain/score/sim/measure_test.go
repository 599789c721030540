package sim

import (
	"math"
	"reflect"
	"testing"

	"suaraloket/domain/score"
)

func TestSpearman(t *testing.T) {
	for _, tt := range []struct {
		a, b []float64
		want float64
	}{
		{[]float64{1, 2, 3, 4}, []float64{10, 200, 3000, 40000}, 1},
		{[]float64{1, 2, 3, 4}, []float64{4, 3, 2, 1}, -1},
		{[]float64{1, 2, 3, 4}, []float64{2, 1, 4, 3}, 0.6}, // 1 − 6·4/(4·15)
	} {
		if got := spearman(tt.a, tt.b); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%v, %v: %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
	if got, want := ranks([]float64{5, 1, 5, 7}), []float64{1.5, 0, 1.5, 3}; !reflect.DeepEqual(got, want) {
		t.Errorf("ranks %v, want %v", got, want)
	}
}

// The quality of an officer is what the officer receives with the city's mix.
func TestQualityIsTheMeanOfManyRatings(t *testing.T) {
	kind := Plain()
	kind.Units, kind.Officers, kind.Week, kind.Extreme = 1, 1, 0.2, 0.2
	c := NewCity(kind, 1)
	var seen score.Counts
	for range 200 {
		cells, worked := c.Quarter(func(int) int { return 1000 })
		var all score.Counts
		for _, cell := range cells {
			all = all.Plus(cell.Counts)
		}
		var day score.Day
		for _, d := range worked[name(0)] {
			day = score.Day{N: day.N + d.N, Sum: day.Sum + d.Sum}
		}
		if day.N != all.N() || day.Sum != all.Sum() {
			t.Fatalf("days %v, cells %v", day, all)
		}
		seen = seen.Plus(all)
	}
	if mean, _ := seen.Mean(); math.Abs(mean-c.Quality()[0]) > 0.01 {
		t.Errorf("mean %v, quality %v", mean, c.Quality()[0])
	}
}

// Three officers with intervals apart, of whom the two best are ranked the wrong way.
func TestAddCountsWhatIsWrong(t *testing.T) {
	at := func(low, value, high float64, counts score.Counts) score.Score {
		mean, _ := counts.Mean()
		return score.Score{State: score.Full, N: counts.N(), Counts: counts, Mean: mean, Low: low, Value: value, High: high}
	}
	figures := []score.Score{
		at(30, 40, 50, score.Counts{30, 0, 0, 0}), at(60, 65, 70, score.Counts{0, 0, 30, 0}), at(80, 85, 90, score.Counts{0, 0, 20, 10}),
	}
	var r Result
	r.add([]float64{1.6, 3.4, 2.4}, figures, 0.5)
	for name, got := range map[string][2]float64{
		"score": {r.Score, 0.25}, "mean": {r.Mean, 0.25}, "satisfied": {r.Satisfied, 0.5 * math.Sqrt(0.75)}, "coverage": {r.Coverage, 1. / 6},
	} {
		if math.Abs(got[0]-got[1]) > 1e-12 {
			t.Errorf("%s %v, want %v", name, got[0], got[1])
		}
	}
	if r.Called != 3 || r.Wrong != 1 || r.Pairs != 3 {
		t.Errorf("got %+v", r)
	}
	if r.WrongShare() != 1./3 {
		t.Errorf("wrong share %v", r.WrongShare())
	}
}
