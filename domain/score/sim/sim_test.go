package sim_test

import (
	"reflect"
	"testing"

	"suaraloket/domain/score/sim"
)

// bounds of the coverage of a kind. Where officers differ little, m is estimated too low,
// since 20 officers' worth of m = 20 are part of the estimate: intervals are too wide.
func bounds(k sim.Kind) (low, high float64) {
	switch {
	case k.Name == "officers differ little":
		return 0.92, 0.99
	case k.Base:
		return 0.93, 0.97
	case k.Units*k.Officers < 40:
		return 0.90, 0.98
	}
	return 0.92, 0.98
}

// TestScoresAreFair: the score ranks officers better than a plain mean wherever services
// differ, and hardly worse where they do not; its interval holds the truth as often as it
// says; and officers are called different the right way round.
func TestScoresAreFair(t *testing.T) {
	for _, kind := range sim.Kinds() {
		r := sim.Overall(sim.Measure(kind, 12))
		if low, high := bounds(kind); r.Coverage < low || r.Coverage > high {
			t.Errorf("%s: coverage %.3f, want %.2f to %.2f", kind.Name, r.Coverage, low, high)
		}
		least := r.Mean
		if kind.Service == 0 {
			least -= 0.02
		}
		if r.Score < least || r.Score < r.Satisfied {
			t.Errorf("%s: rank correlation %.3f, plain mean %.3f, satisfied %.3f", kind.Name, r.Score, r.Mean, r.Satisfied)
		}
		if r.WrongShare() > 0.01 || r.Called == 0 {
			t.Errorf("%s: %d of %d pairs called different the wrong way round", kind.Name, r.Wrong, r.Called)
		}
	}
}

// TestTheGainIsThatOfHardServices: where services differ as much as officers, the score
// is far ahead with many ratings.
func TestTheGainIsThatOfHardServices(t *testing.T) {
	for _, r := range sim.Measure(sim.Plain(), 8) {
		if r.N == 100 && r.Score < r.Mean+0.05 {
			t.Errorf("n 100: %.3f, plain mean %.3f", r.Score, r.Mean)
		}
	}
}

// TestWhatIsSaidIsSeldomWrong: without a change of ability hardly any change is called one,
// and those who are listed or named are on the right side of the middle.
func TestWhatIsSaidIsSeldomWrong(t *testing.T) {
	var all sim.Said
	for _, kind := range sim.Kinds() {
		s := sim.MeasureSaid(kind, 6)
		if s.Compared < 40 || float64(s.Alarms) > 0.06*float64(s.Compared) {
			t.Errorf("%s: %d false alarms of %d", kind.Name, s.Alarms, s.Compared)
		}
		all.Compared, all.Alarms = all.Compared+s.Compared, all.Alarms+s.Alarms
		all.Listed, all.Below = all.Listed+s.Listed, all.Below+s.Below
		all.Named, all.Misnamed = all.Named+s.Named, all.Misnamed+s.Misnamed
	}
	if share := float64(all.Alarms) / float64(all.Compared); share < 0.01 || share > 0.04 {
		t.Errorf("false alarms: %+v", all)
	}
	if all.Listed < 100 || float64(all.Below) > 0.03*float64(all.Listed) {
		t.Errorf("shortlist: %+v", all)
	}
	if all.Named < 500 || float64(all.Misnamed) > 0.05*float64(all.Named) {
		t.Errorf("strengths: %+v", all)
	}
}

func TestASeedIsACity(t *testing.T) {
	quarter := func(seed uint64) any {
		c := sim.NewCity(sim.Plain(), seed)
		cells, days := c.Quarter(func(int) int { return 20 })
		return []any{cells, days, c.Quality()}
	}
	if !reflect.DeepEqual(quarter(7), quarter(7)) || reflect.DeepEqual(quarter(7), quarter(8)) {
		t.Error("the same seed gives another city, or another seed the same")
	}
}
