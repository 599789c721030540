package score

// State says how much a number of ratings allows to be shown.
type State string

// The states of a score, by number of ratings.
const (
	// Withheld is fewer than MinimumShown: data belum cukup. Nothing but n and
	// the state may be shown.
	Withheld State = "withheld"
	// Provisional is from MinimumShown to below MinimumFull: sementara. Shown
	// with its interval to the officer, the head and HR only.
	Provisional State = "provisional"
	// Full is MinimumFull and more.
	Full State = "full"
)

const (
	// MinimumShown is the least number of ratings with a score that is shown.
	// Below 10, analysts of the NHS Friends and Family Test suppress results:
	// wards swung from −100 to +100 on six answers.
	MinimumShown = 10

	// MinimumFull is the least number of ratings for a score without
	// reservation: the n ≥ 30 from which Press Ganey publishes.
	MinimumFull = 30
)

// z is the 97.5 % quantile of the normal distribution, for intervals of 95 %.
const z = 1.96

// The score's scale: 25 times the mean, as the IKM's. All 1 is 25, all 4 is 100.
const (
	scale   = 25.0
	lowest  = 25.0
	highest = 100.0
)

// StateOf is the state of n ratings.
func StateOf(n int64) State {
	switch {
	case n < MinimumShown:
		return Withheld
	case n < MinimumFull:
		return Provisional
	default:
		return Full
	}
}

// onScale takes a mean of 1..4 to 25..100 and cuts what lies outside.
func onScale(mean float64) float64 {
	return min(max(scale*mean, lowest), highest)
}
