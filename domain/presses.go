package domain

import "time"

// Press is one touch of a tablet: the tablet and time of a rating.
type Press struct {
	Kiosk string
	ID    string // the rating's
	At    time.Time
}

// A rating looks like play with PlayPresses others of the same tablet within PlayWindow
// before and after: a counter takes more than fifteen seconds for a visitor.
const (
	PlayWindow  = time.Minute
	PlayPresses = 8
)

// Press gives the rating's press.
func (r Rating) Press() Press { return Press{Kiosk: r.Kiosk, ID: r.ID, At: r.RatedAt} }

// Spaced says whether the rules about spacing apply: the rating came from a tablet, and an
// interval is set.
func (r Rating) Spaced(interval time.Duration) bool { return r.Kiosk != "" && interval > 0 }

// Nearby is the time around a rating in which other presses of its tablet matter.
func Nearby(interval time.Duration) time.Duration { return max(interval, PlayWindow) }

// Space holds the rating when another press of its tablet is nearer to it than the
// interval, or too many are near. It compares the times of rating, so that the order of
// arrival does not matter.
func (r *Rating) Space(others []Press, interval time.Duration) {
	if !r.Spaced(interval) {
		return
	}
	near := 0
	for _, other := range others {
		if other.Kiosk != r.Kiosk || other.ID == r.ID {
			continue
		}
		gap := r.RatedAt.Sub(other.At).Abs()
		if gap < interval {
			r.Hold(HoldBurst)
		}
		if gap < PlayWindow {
			near++
		}
	}
	if near >= PlayPresses {
		r.Hold(HoldPlay)
	}
}
