package score_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"suaraloket/domain/score"
)

// printed is half a step of the fourth decimal: how far a figure may be from the one
// that is printed in the reference.
const printed = 5e-5

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(file, err)
	}
}

// fixtureA is a small city with all its figures, worked out elsewhere.
type fixtureA struct {
	Fixture struct {
		Cells []score.Cell
		Days  map[string][]int64
		Const score.Constants
	}
	Want []struct {
		Officer      string
		N            int64
		Mean, Mu     float64
		E, G, Lambda float64
		Effective    float64 `json:"n_eff"`
		V, SD        float64
		Score        float64
		Low, High    float64
		Above        float64 `json:"p_above"`
	}
}

func readFixtureA(t *testing.T) (fixtureA, map[string][]score.Day) {
	var a fixtureA
	readJSON(t, "testdata/vectors-open.json", &a)
	days := map[string][]score.Day{}
	for officer, numbers := range a.Fixture.Days {
		for _, n := range numbers {
			days[officer] = append(days[officer], score.Day{N: n})
		}
	}
	return a, days
}

func TestFiguresOfFixtureA(t *testing.T) {
	a, days := readFixtureA(t)
	got := score.NewCity(a.Fixture.Cells, days, a.Fixture.Const).Officers()
	if len(got) != len(a.Want) || len(got) == 0 {
		t.Fatalf("%d officers, want %d", len(got), len(a.Want))
	}
	for i, want := range a.Want {
		f := got[i]
		if f.Officer != want.Officer || f.N != want.N {
			t.Errorf("%s with %d, want %s with %d", f.Officer, f.N, want.Officer, want.N)
		}
		for _, figure := range []struct {
			name      string
			got, want float64
		}{
			{"mean", f.Mean, want.Mean}, {"mu", f.Mu, want.Mu}, {"E", f.Expected, want.E}, {"g", f.G, want.G},
			{"lambda", f.Lambda, want.Lambda}, {"n*", f.Effective, want.Effective}, {"v", f.V, want.V},
			{"sd", f.SD, want.SD}, {"score", f.Value, want.Score}, {"low", f.Low, want.Low},
			{"high", f.High, want.High}, {"P", f.Above, want.Above},
		} {
			if !(math.Abs(figure.got-figure.want) <= printed) {
				t.Errorf("%s: %s %.6f, want %.6f", want.Officer, figure.name, figure.got, figure.want)
			}
		}
	}
}

func TestChannelEffectsOfFixtureA(t *testing.T) {
	a, days := readFixtureA(t)
	c, mu := score.Estimate(a.Fixture.Cells, days)
	if want := [3]float64{0.0420, -0.1503, -0.1640}; c.Gamma != want || mu != 3.4831 {
		t.Errorf("gamma %v, mu %v; want %v", c.Gamma, mu, want)
	}
	if c.Rho != score.Start().Rho {
		t.Errorf("days without sums gave rho %v", c.Rho)
	}
}

// city36 is a city of 36 officers with the constants that it gives.
type city36 struct {
	Cells []score.Cell
	Days  map[string][][2]int64 `json:"days_n_and_sum"`
	Want  score.Constants
	Mu    float64 `json:"want_mu"`
}

func readCity36(t *testing.T) (city36, map[string][]score.Day) {
	var c city36
	readJSON(t, "testdata/city-36.json", &c)
	days := map[string][]score.Day{}
	for officer, list := range c.Days {
		for _, d := range list {
			days[officer] = append(days[officer], score.Day{N: d[0], Sum: d[1]})
		}
	}
	return c, days
}

func TestConstantsOfCity36(t *testing.T) {
	city, days := readCity36(t)
	c, mu := score.Estimate(city.Cells, days)
	if c != city.Want || mu != city.Mu {
		t.Errorf("got %+v, mu %v\nwant %+v, mu %v", c, mu, city.Want, city.Mu)
	}
}
