package domain

import "time"

// Press is one touch of a tablet: a rating of which only the tablet and the time
// are looked at.
type Press struct {
	Kiosk string
	ID    string // the rating's
	At    time.Time
}

// What looks like play: PlayPresses others of the same tablet within PlayWindow
// before and after. A counter does not serve people in less than fifteen seconds each.
const (
	PlayWindow  = time.Minute
	PlayPresses = 8
)

// Press gives the rating's own.
func (r Rating) Press() Press { return Press{Kiosk: r.Kiosk, ID: r.ID, At: r.RatedAt} }

// Spaced says whether the rules about spacing look at the rating at all: it came
// from a tablet, and an interval is set.
func (r Rating) Spaced(interval time.Duration) bool { return r.Kiosk != "" && interval > 0 }

// Nearby is how far around a rating other presses of its tablet matter.
func Nearby(interval time.Duration) time.Duration { return max(interval, PlayWindow) }

// Space holds the rating when another press of its tablet is nearer to it than the
// interval, or too many are near, by the time at which they were made and in whatever
// order they arrive.
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
