package sim_test

import (
	"math"
	"reflect"
	"testing"

	"suaraloket/domain/integrity"
	"suaraloket/domain/integrity/sim"
)

// most is the largest share of honest ratings that the rules may hold.
const most = 0.005

// withVisits names the kinds of cities that need served visits: without them an officer
// whose ratings all come from a printed code looks like one whose friends rate. The value is
// the largest share that may be held without and with visits.
func withVisits() map[string][2]float64 {
	return map[string][2]float64{
		"one officer without a tablet": {0.08, most},
		"uneven":                       {0.03, most},
		"eager residents":              {0.01, most},
		"lone officers, phones only":   {0.05, 0.01},
	}
}

func TestHonestRatingsCount(t *testing.T) {
	for _, kind := range sim.Kinds() {
		limits, ok := withVisits()[kind.Name]
		seeds := 3
		if !ok {
			limits, seeds = [2]float64{most, most}, 1
		}
		h := sim.MeasureHonest(kind, seeds, integrity.Default())
		if unknown, known := h.Share(h.Unknown.Any), h.Share(h.Known.Any); unknown > limits[0] || known > limits[1] {
			t.Errorf("%s: held %.2f%%, with visits %.2f%%: %v %v", kind.Name, 100*unknown, 100*known, h.Unknown.ByRule, h.Known.ByRule)
		}
		if h.Marked > 2 {
			t.Errorf("%s: %d of %d officers are marked", kind.Name, h.Marked, h.Officers)
		}
	}
}

// TestAttacksMoveLittle: those that the rules are made for move a score by less than half of
// what they move without rules, most by less than a tenth.
func TestAttacksMoveLittle(t *testing.T) {
	moves := sim.MeasureMoves(sim.Plain(), sim.Attacks(), 2, integrity.Default())
	caught, tenth := 0, 0
	for _, m := range moves {
		if math.Abs(m.Without) < 2 || m.Honest < 100 || m.Honest > 250 {
			t.Errorf("%s moves %.1f with %.0f honest ratings: it shows nothing", m.Attack, m.Without, m.Honest)
		}
		if !m.Caught {
			continue
		}
		caught++
		if m.Left() >= 0.5 {
			t.Errorf("%s: %+.1f without rules, %+.1f with them, %+.1f with visits", m.Attack, m.Without, m.Unknown, m.Known)
		}
		if m.Left() < 0.1 {
			tenth++
		}
	}
	if caught < 7 || 2*tenth <= caught {
		t.Errorf("%d of %d attacks move less than a tenth", tenth, caught)
	}
}

// TestWithoutRulesNothingIsHeld: the figures come from the rules alone.
func TestWithoutRulesNothingIsHeld(t *testing.T) {
	off := integrity.Thresholds{}
	if h := sim.MeasureHonest(sim.Plain(), 1, off); h.Unknown.Any+h.Known.Any != 0 || h.Ratings < 4000 || h.Mean < 3.1 || h.Mean > 3.6 {
		t.Errorf("%+v", h)
	}
	for _, m := range sim.MeasureMoves(sim.Plain(), sim.Attacks(), 1, off) {
		if m.Unknown != m.Without || m.Known != m.Without {
			t.Errorf("%+v", m)
		}
	}
}

func TestASeedIsACity(t *testing.T) {
	a, b, other := sim.NewCity(sim.Plain(), 7), sim.NewCity(sim.Plain(), 7), sim.NewCity(sim.Plain(), 8)
	if !reflect.DeepEqual(a.Ratings, b.Ratings) || !reflect.DeepEqual(a.Served, b.Served) || reflect.DeepEqual(a.Ratings, other.Ratings) {
		t.Error("the same seed gives another city, or another seed the same")
	}
}
