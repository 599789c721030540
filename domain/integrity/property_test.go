package integrity_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

// crowd draws ratings so close to each other that every rule finds something in some of
// them: few officers, days, browsers and people, presses in a row and posters in a flood.
func crowd(seed uint64) ([]integrity.Rating, integrity.Served) {
	rng := rand.New(rand.NewPCG(seed, 1))
	pick := func(names ...string) string { return names[rng.IntN(len(names))] }
	days, span := 1+rng.IntN(40), 1+rng.IntN(9*60)
	ratings := make([]integrity.Rating, rng.IntN(160))
	for i := range ratings {
		r := at(strconv.Itoa(i), monday().AddDate(0, 0, rng.IntN(days)).Add(time.Duration(rng.IntN(span))*time.Minute),
			officer(pick("", "P-01", "P-01", "P-02", "P-03")), unit(pick("DKC", "DKC", "PJK")), service(pick("", "KK", "KTP")), value(1+rng.IntN(4)))
		kind := []option{poster, poster, typed, ticket, tablet(pick("t", "u")), author(pick("x", "y")), browser(pick("b", "c", "d")), outside, earlier}
		for range 1 + rng.IntN(2) {
			kind[rng.IntN(len(kind))](&r)
		}
		if r.Officer == "P-01" && r.Assurance == domain.AssurancePoster && rng.IntN(4) > 0 {
			r.Value = 4
		}
		ratings[i] = r
	}
	start := monday().Add(time.Duration(rng.IntN(60)) * time.Minute)
	row := several("row", rng.IntN(12), start, time.Duration(20+rng.IntN(120))*time.Second, tablet("t"), service("KK"))
	for i := range row {
		row[i].Value = 1 + 3*min(rng.IntN(4), 1)
	}
	ratings = append(ratings, row...)
	ratings = append(ratings, daily("flood", 1+rng.IntN(10), rng.IntN(12), poster, officer("P-02"), service("KK"), value(1+3*rng.IntN(2)))...)
	ratings = append(ratings, daily("calm", 2, rng.IntN(8), officer("P-02"), value(1+rng.IntN(4)))...)
	served := integrity.Served{}
	for _, r := range ratings {
		if v := (integrity.Visit{Unit: r.Unit, Service: r.Service, Day: r.Day}); rng.IntN(3) == 0 {
			served[v] = 1 + rng.IntN(60)
		}
	}
	return ratings, served
}

func seeds() *rapid.Generator[uint64] { return rapid.Uint64() }

// TestTheCrowdsMeetEveryRule: without that the properties below would say nothing.
func TestTheCrowdsMeetEveryRule(t *testing.T) {
	met := map[integrity.Rule]int{}
	for seed := range uint64(200) {
		ratings, served := crowd(seed)
		holds, marks := integrity.Judge(ratings, served, integrity.Default())
		for _, findings := range holds {
			for _, f := range findings {
				met[f.Rule]++
			}
		}
		met[integrity.Stream] += len(marks)
	}
	for _, rule := range integrity.Rules() {
		if met[rule] < 5 && rule != integrity.VisitTime {
			t.Errorf("%s: found %d times", rule, met[rule])
		}
	}
}

func TestTheOrderOfArrivalDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ratings, served := crowd(seeds().Draw(t, "seed"))
		holds, marks := integrity.Judge(ratings, served, integrity.Default())
		shuffled := slices.Clone(ratings)
		rng := rand.New(rand.NewPCG(seeds().Draw(t, "order"), 2))
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, marksAgain := integrity.Judge(shuffled, served, integrity.Default())
		if !reflect.DeepEqual(holds, again) || !reflect.DeepEqual(marks, marksAgain) {
			t.Fatalf("%v %v\n%v %v", holds, marks, again, marksAgain)
		}
	})
}

// TestLowIsNoReason: with every value v replaced by 5−v all rules but run find the same, and
// a stream that was better is worse.
func TestLowIsNoReason(t *testing.T) {
	th := integrity.Default()
	th.RunFours = 0
	rapid.Check(t, func(t *rapid.T) {
		ratings, served := crowd(seeds().Draw(t, "seed"))
		holds, marks := integrity.Judge(ratings, served, th)
		for i := range ratings {
			ratings[i].Value = 5 - ratings[i].Value
		}
		mirrored, opposite := integrity.Judge(ratings, served, th)
		if !reflect.DeepEqual(holds, mirrored) {
			t.Fatalf("%v\n%v", holds, mirrored)
		}
		if len(marks) != len(opposite) {
			t.Fatalf("%v\n%v", marks, opposite)
		}
		for i, m := range marks {
			if o := opposite[i]; o.Officer != m.Officer || o.Streams != m.Streams || math.Abs(o.Z+m.Z) > 1e-6 {
				t.Fatalf("%v\n%v", m, o)
			}
		}
	})
}

// TestRunHoldsFoursOnly: the one rule that reads values.
func TestRunHoldsFoursOnly(t *testing.T) {
	th := integrity.Thresholds{RunFours: 2, RunWindow: 5 * time.Minute}
	rapid.Check(t, func(t *rapid.T) {
		ratings, served := crowd(seeds().Draw(t, "seed"))
		holds, _ := integrity.Judge(ratings, served, th)
		for _, r := range ratings {
			if len(holds[r.ID]) > 0 && r.Value != 4 {
				t.Fatalf("holds %+v", r)
			}
		}
	})
}

// raised lists the thresholds, each with a change that makes its rule more lenient.
func raised() map[string]func(*integrity.Thresholds) {
	return map[string]func(*integrity.Thresholds){
		"device_day":      func(th *integrity.Thresholds) { th.DeviceDay++ },
		"author_ratings":  func(th *integrity.Thresholds) { th.AuthorRatings++ },
		"author_days":     func(th *integrity.Thresholds) { th.AuthorDays -= 10 },
		"weak_day":        func(th *integrity.Thresholds) { th.WeakDay += 3 },
		"weak_day_times":  func(th *integrity.Thresholds) { th.WeakDayTimes *= 10 },
		"weak_day_served": func(th *integrity.Thresholds) { th.WeakDayServed *= 2 },
		"weak_strong":     func(th *integrity.Thresholds) { th.WeakStrong *= 2 },
		"weak_others":     func(th *integrity.Thresholds) { th.WeakOthers *= 2 },
		"surge":           func(th *integrity.Thresholds) { th.Surge += 5 },
		"surge_times":     func(th *integrity.Thresholds) { th.SurgeTimes *= 10 },
		"surge_served":    func(th *integrity.Thresholds) { th.SurgeServed *= 2 },
		"tablet_presses":  func(th *integrity.Thresholds) { th.TabletPresses++ },
		"tablet_window":   func(th *integrity.Thresholds) { th.TabletWindow /= 2 },
		"served":          func(th *integrity.Thresholds) { th.Served *= 2 },
		"coverage":        func(th *integrity.Thresholds) { th.CoverageRatings += 4 },
		"coverage_share":  func(th *integrity.Thresholds) { th.CoverageShare *= 2 },
		"run_fours":       func(th *integrity.Thresholds) { th.RunFours++ },
		"run_window":      func(th *integrity.Thresholds) { th.RunWindow /= 2 },
	}
}

// only gives the findings as sets of rating and rule. Served and coverage judge what the
// others leave, so that a lenient rule may leave them more.
func only(holds map[string][]integrity.Finding, keep func(integrity.Rule) bool) map[string]bool {
	set := map[string]bool{}
	for id, findings := range holds {
		for _, f := range findings {
			if keep(f.Rule) {
				set[id+" "+string(f.Rule)] = true
			}
		}
	}
	return set
}

// TestALenientThresholdHoldsNoMore: per rule, and what it holds less it did hold before.
func TestALenientThresholdHoldsNoMore(t *testing.T) {
	onRest := func(rule integrity.Rule) bool { return rule == integrity.ServedRule || rule == integrity.Coverage }
	for name, raise := range raised() {
		fewer := 0
		for seed := range uint64(60) {
			ratings, served := crowd(seed)
			strict, lenient := integrity.Default(), integrity.Default()
			raise(&lenient)
			keep := func(rule integrity.Rule) bool { return !onRest(rule) }
			if lenient.Served != strict.Served || lenient.CoverageRatings != strict.CoverageRatings || lenient.CoverageShare != strict.CoverageShare {
				keep = onRest
			}
			before, _ := integrity.Judge(ratings, served, strict)
			after, _ := integrity.Judge(ratings, served, lenient)
			was, is := only(before, keep), only(after, keep)
			for finding := range is {
				if !was[finding] {
					t.Errorf("%s, seed %d: new finding %s", name, seed, finding)
				}
			}
			fewer += len(was) - len(is)
		}
		if fewer == 0 {
			t.Errorf("%s: no crowd has fewer findings", name)
		}
	}
}

// TestZeroTurnsARuleOff: the rule finds nothing, and with all at 0 no rule does.
func TestZeroTurnsARuleOff(t *testing.T) {
	off := map[integrity.Rule]func(*integrity.Thresholds){
		integrity.Hours:       func(th *integrity.Thresholds) { th.HoursTolerance = 0 },
		integrity.DeviceDay:   func(th *integrity.Thresholds) { th.DeviceDay = 0 },
		integrity.Author30d:   func(th *integrity.Thresholds) { th.AuthorRatings = 0 },
		integrity.WeakDay:     func(th *integrity.Thresholds) { th.WeakDay = 0 },
		integrity.Surge:       func(th *integrity.Thresholds) { th.Surge = 0 },
		integrity.Tablet10min: func(th *integrity.Thresholds) { th.TabletPresses = 0 },
		integrity.ServedRule:  func(th *integrity.Thresholds) { th.Served = 0 },
		integrity.Coverage:    func(th *integrity.Thresholds) { th.CoverageRatings = 0 },
		integrity.Run:         func(th *integrity.Thresholds) { th.RunFours = 0 },
		integrity.Stream:      func(th *integrity.Thresholds) { th.StreamZ = 0 },
	}
	for seed := range uint64(60) {
		ratings, served := crowd(seed)
		for rule, turnOff := range off {
			th := integrity.Default()
			turnOff(&th)
			holds, marks := integrity.Judge(ratings, served, th)
			if held := heldBy(holds, rule); held != "" || rule == integrity.Stream && len(marks) > 0 {
				t.Errorf("seed %d: %s is off and finds %q %v", seed, rule, held, marks)
			}
		}
		if holds, marks := integrity.Judge(ratings, served, integrity.Thresholds{}); len(holds) > 0 || len(marks) > 0 {
			t.Errorf("seed %d: all are off and find %v %v", seed, holds, marks)
		}
	}
}
