package score

import "math"

// exact is a number in steps of 2⁻⁴⁴, about 6·10⁻¹⁴. Sums of such numbers do not
// depend on their order, and a part can be taken away again without a trace, so
// that two databases agree to the last digit and an officer's own ratings leave
// nothing in what others are compared with. A sum may reach ±524,288.
type exact int64

const exactSteps = 1 << 44

func exactly(x float64) exact {
	return exact(math.Round(x * exactSteps))
}

func (x exact) float() float64 {
	return float64(x) / exactSteps
}

// decimals rounds x to n decimals, halves away from zero.
func decimals(x float64, n int) float64 {
	scale := math.Pow10(n)
	return math.Round(x*scale) / scale
}
