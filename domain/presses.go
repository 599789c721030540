package domain

import "time"

// Press is one touch of a tablet: the tablet and time of a rating.
type Press struct {
	Kiosk string
	ID    string // the rating's
	At    time.Time
}

// Press gives the rating's press.
func (r Rating) Press() Press { return Press{Kiosk: r.Kiosk, ID: r.ID, At: r.RatedAt} }

// Spaced says whether the rules about spacing apply: the rating came from a tablet, and an
// interval is set.
func (r Rating) Spaced(interval time.Duration) bool { return r.Kiosk != "" && interval > 0 }

// Space holds the rating when another press of its tablet is nearer to it than the interval.
// Package integrity judges the same again when both are stored, so that of two presses the
// later one is held, whichever arrived first.
func (r *Rating) Space(others []Press, interval time.Duration) {
	if !r.Spaced(interval) {
		return
	}
	for _, other := range others {
		if other.Kiosk != r.Kiosk || other.ID == r.ID {
			continue
		}
		if r.RatedAt.Sub(other.At).Abs() < interval {
			r.Hold(HoldBurst)
		}
	}
}
