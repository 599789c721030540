package integrity

import (
	"math"
	"time"
)

// Thresholds are the numbers of the rules. A rule is off when its first number is 0, or its
// window.
type Thresholds struct {
	// HoursTolerance is how long before opening and after closing a rating is not outside
	// the hours.
	HoursTolerance time.Duration
	// DeviceDay is how many ratings of one officer on one day one browser may give.
	DeviceDay int
	// AuthorRatings is how many ratings of one officer one person in a chat may give within
	// AuthorDays days.
	AuthorRatings, AuthorDays int
	// WeakDay is how many weak ratings an officer may get on a day. It rises to
	// WeakDayTimes times the usual number in the unit, and to WeakDayServed times the served
	// visits, if these are more.
	WeakDay                     int
	WeakDayTimes, WeakDayServed float64
	// Surge, SurgeTimes and SurgeServed are the same for SurgeDays days together.
	Surge, SurgeDays        int
	SurgeTimes, SurgeServed float64
	// WeakStrong raises both to that many times the officer's own strong ratings of the same
	// days, and WeakOthers, for an officer who gets hardly any strong ones, to that many times
	// the usual number of all ratings in the unit.
	WeakStrong, WeakOthers float64
	// TabletPresses is how many ratings one tablet may give within TabletWindow.
	TabletPresses int
	TabletWindow  time.Duration
	// Served is how many ratings there may be for one served visit.
	Served float64
	// CoverageRatings is the number of ratings from which a day is held of which more than
	// CoverageShare of the visits were rated.
	CoverageRatings int
	CoverageShare   float64
	// RunFours is how many fours within RunWindow after a low rating at one tablet are held.
	RunFours  int
	RunWindow time.Duration
	// StreamZ is from how many standard deviations on two streams are marked.
	StreamZ float64
}

// Default gives the numbers with which the rules were tested.
func Default() Thresholds {
	return Thresholds{
		HoursTolerance: 30 * time.Minute,
		DeviceDay:      2,
		AuthorRatings:  2, AuthorDays: 30,
		WeakDay: 8, WeakDayTimes: 4, WeakDayServed: 0.5,
		Surge: 20, SurgeDays: 10, SurgeTimes: 3, SurgeServed: 0.25,
		WeakStrong: 1, WeakOthers: 1.5,
		TabletPresses: 5, TabletWindow: 10 * time.Minute,
		Served:          1,
		CoverageRatings: 8, CoverageShare: 0.9,
		RunFours: 2, RunWindow: 5 * time.Minute,
		StreamZ: 4,
	}
}

// portion is factor × n, rounded down. A product that is a whole number stays it although
// factors such as 0.29 have no exact binary form.
func portion(factor, n float64) int { return int(math.Floor(factor*n + 1e-9)) }
