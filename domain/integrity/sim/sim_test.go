package sim_test

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"suaraloket/domain/integrity"
	"suaraloket/domain/integrity/sim"
)

// most is the largest share of honest ratings that the rules may hold.
const most = 0.005

// TestHonestRatingsCount: whether served visits are known or not. In the kinds where printed
// codes make an officer unlike the others, three cities are measured.
func TestHonestRatingsCount(t *testing.T) {
	unlike := []string{"one officer without a tablet", "uneven", "eager residents", "campaign", "lone officers, phones only"}
	for _, kind := range sim.Kinds() {
		seeds := 1
		if slices.Contains(unlike, kind.Name) {
			seeds = 3
		}
		h := sim.MeasureHonest(kind, seeds, integrity.Default())
		if unknown, known := h.Share(h.Unknown.Any), h.Share(h.Known.Any); unknown > most || known > most {
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

// TestFriendsOfALoneOfficer: people who come back do not become usual: less than half is left, whether the visits are
// known or not.
func TestFriendsOfALoneOfficer(t *testing.T) {
	for _, kind := range sim.Kinds() {
		if !strings.HasPrefix(kind.Name, "lone officers") {
			continue
		}
		for _, m := range sim.MeasureMoves(kind, sim.Attacks()[:2], 2, integrity.Default()) {
			if m.Left() >= 0.5 || math.Abs(m.Without) < 5 {
				t.Errorf("%s, %s: %+.1f without rules, %+.1f with them, %+.1f with visits", kind.Name, m.Attack, m.Without, m.Unknown, m.Known)
			}
		}
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
