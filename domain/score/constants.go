package score

import "fmt"

// Method names the formulas of City. Their version also names the constants:
// see Version.
const Method = "2027.1"

// beforeFirst names the constants of Start in a version: awal, the beginning.
const beforeFirst = "awal"

// Constants are the numbers that a period is scored with. They are estimated from
// closed quarters (Estimate) and frozen before the period begins.
type Constants struct {
	// M is m = S²/τ², the number of ratings from which half of an officer's difference
	// counts if the reference is certain. τ² is the variance between officers. 5..60.
	M float64
	// Rho is ρ, the correlation of ratings of one officer on one day, 0.02..0.20.
	Rho float64
	// S2 is S², the variance of ratings within officers.
	S2 float64
	// Kappa is κ = τ² / τ²_service, in officers of full weight: how strongly the
	// difference of a service from the city is shrunk. 0.5..5.
	Kappa float64
	// Gamma is γ, the effect of each channel on a rating, indexed by Channel. Its
	// mean over the ratings that it was estimated from is 0.
	Gamma [Channels]float64
}

// Start gives the constants before any quarter is closed.
func Start() Constants {
	return Constants{M: 20, Rho: 0.05, S2: 0.75, Kappa: 2}
}

// Version names the method with its constants, as every figure carries it:
// 2027.1/2026-Q4 with the last quarter that the constants were estimated from, and
// 2027.1/awal with those of Start, where quarter is empty.
func Version(quarter string) string {
	if quarter == "" {
		quarter = beforeFirst
	}
	return Method + "/" + quarter
}

// Check returns an error that names the first constant with which no score can be
// computed.
func (c Constants) Check() error {
	switch {
	case !(c.M > 0 && c.M < 1e6):
		return fmt.Errorf("constant M is %v: want a number above 0", c.M)
	case !(c.Rho >= 0 && c.Rho <= 1):
		return fmt.Errorf("constant Rho is %v: want 0 to 1", c.Rho)
	case !(c.S2 > 0 && c.S2 < 10):
		return fmt.Errorf("constant S2 is %v: want a number above 0 and below 10", c.S2)
	case !(c.Kappa > 0 && c.Kappa < 1e6):
		return fmt.Errorf("constant Kappa is %v: want a number above 0", c.Kappa)
	}
	for channel, gamma := range c.Gamma {
		if !(gamma > -3 && gamma < 3) {
			return fmt.Errorf("constant Gamma of channel %d is %v: want a number between -3 and 3", channel, gamma)
		}
	}
	return nil
}
