package integrity

import (
	"slices"
	"strings"
	"time"

	"suaraloket/domain"
)

// Rating is what the rules read of one rating.
type Rating struct {
	ID        string
	Officer   string // "" when no officer was rated; the rules about officers skip it
	Unit      string
	Counter   string
	Service   string // "" when unknown
	Channel   domain.Channel
	Assurance domain.Assurance
	Value     int        // 1–4
	At        time.Time  // the time of rating, in the city's zone
	Day       domain.Day // the day for which it counts
	Kiosk     string     // the tablet's id, "" for other channels
	Browser   string     // keyed hash of the browser's cookie, "" when unknown
	Author    string     // keyed hash of the person in a chat, "" for other channels
	Ticket    bool       // rated with a ticket
	// Outside says that the unit was closed at the time of rating, with
	// Thresholds.HoursTolerance before opening and after closing.
	Outside bool
	// Earlier says that the rating is from before the judged period: author_30d counts it,
	// no rule judges it.
	Earlier bool
}

// weak says whether the rater may have been elsewhere: a printed code can be photographed,
// and a counter's code can be guessed.
func (r *Rating) weak() bool {
	return !r.ticketed() && (r.Assurance == domain.AssurancePoster || r.Assurance == domain.AssuranceTyped)
}

func (r *Rating) ticketed() bool { return r.Ticket || r.Assurance == domain.AssuranceTicket }

// strength orders ratings by how sure the rater's presence is, the least sure first.
func (r *Rating) strength() int {
	switch {
	case r.ticketed() || r.Assurance == domain.AssuranceDevice:
		return 3
	case r.Assurance == domain.AssuranceSlot:
		return 2
	case r.Assurance == domain.AssurancePoster:
		return 1
	}
	return 0
}

// compare orders ratings by time, those of one time by id.
func compare(a, b *Rating) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}

// sorted gives pointers to the ratings in their order.
func sorted(ratings []Rating) []*Rating {
	list := make([]*Rating, len(ratings))
	for i := range ratings {
		list[i] = &ratings[i]
	}
	slices.SortFunc(list, compare)
	return list
}

// groups splits ratings by a key and keeps their order; ratings without a key are left out.
func groups[K comparable](ratings []*Rating, key func(*Rating) (K, bool)) map[K][]*Rating {
	split := map[K][]*Rating{}
	for _, r := range ratings {
		if k, ok := key(r); ok {
			split[k] = append(split[k], r)
		}
	}
	return split
}

// byTablet gives the presses of each tablet.
func byTablet(ratings []*Rating) map[string][]*Rating {
	return groups(ratings, func(r *Rating) (string, bool) { return r.Kiosk, r.Kiosk != "" })
}
