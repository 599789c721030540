package score_test

import (
	"math"
	"testing"

	"suaraloket/domain/score"
)

func TestVersion(t *testing.T) {
	for quarter, want := range map[string]string{"": "2027.1/awal", "2026-Q4": "2027.1/2026-Q4"} {
		if got := score.Version(quarter); got != want {
			t.Errorf("%q: %s, want %s", quarter, got, want)
		}
	}
}

func TestCheckOfConstants(t *testing.T) {
	if err := score.Start().Check(); err != nil {
		t.Error(err)
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), -4} {
		for i := range 5 {
			c := score.Start()
			*[]*float64{&c.M, &c.Rho, &c.S2, &c.Kappa, &c.Gamma[2]}[i] = x
			if c.Check() == nil {
				t.Errorf("%+v passes", c)
			}
		}
	}
}
