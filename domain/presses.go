package domain

import "time"

// Press is one touch of a tablet: a rating of which only the tablet and the time
// are looked at.
type Press struct {
	Kiosk string
	ID    string // the rating's
	At    time.Time
}

// Press gives the rating's own.
func (r Rating) Press() Press { return Press{Kiosk: r.Kiosk, ID: r.ID, At: r.RatedAt} }

// Spaced says whether the rule about spacing looks at the rating at all: it came
// from a tablet, and an interval is set.
func (r Rating) Spaced(interval time.Duration) bool { return r.Kiosk != "" && interval > 0 }

// Space holds the rating when another press of its tablet is nearer to it than the
// interval, by the time at which they were made and in whatever order they arrive.
func (r *Rating) Space(others []Press, interval time.Duration) {
	if !r.Spaced(interval) {
		return
	}
	for _, other := range others {
		if other.Kiosk == r.Kiosk && other.ID != r.ID && r.RatedAt.Sub(other.At).Abs() < interval {
			r.Hold(HoldBurst)
			return
		}
	}
}
