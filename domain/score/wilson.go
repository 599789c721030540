package score

import "math"

// Wilson is the 95 % interval (z = 1.96) of the share of satisfied answers
// (values 3 and 4) among n, as shares 0..1:
//
//	( p + z²/2n ± z·√( p(1−p)/n + z²/4n² ) ) / ( 1 + z²/n ),  p = satisfied/n
//
// Source: E. B. Wilson, Probable Inference, the Law of Succession, and
// Statistical Inference, JASA 22 (1927), 209–212. Unlike p ± z·√(p(1−p)/n) it
// stays within 0..1 and has a width at 0 of n and at n of n.
//
// ok is false when n is 0 or satisfied is not within 0..n.
func Wilson(satisfied, n int64) (low, high float64, ok bool) {
	if n <= 0 || satisfied < 0 || satisfied > n {
		return 0, 0, false
	}
	count := float64(n)
	p := float64(satisfied) / count
	divisor := 1 + z*z/count
	centre := (p + z*z/(2*count)) / divisor
	reach := z * math.Sqrt(p*(1-p)/count+z*z/(4*count*count)) / divisor
	low, high = max(centre-reach, 0), min(centre+reach, 1)
	if satisfied == 0 {
		low = 0
	}
	if satisfied == n {
		high = 1
	}
	return low, high, true
}
