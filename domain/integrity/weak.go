package integrity

import (
	"slices"
	"time"

	"suaraloket/domain"
)

// weakDay holds all weak ratings of an officer on a day if there are more than the ceiling.
func weakDay(ratings []*Rating, served Served, th Thresholds) []Finding {
	return flood(ratings, served, ceiling{rule: WeakDay, days: 1, least: th.WeakDay, times: th.WeakDayTimes, share: th.WeakDayServed})
}

// surge does the same for SurgeDays days in a row.
func surge(ratings []*Rating, served Served, th Thresholds) []Finding {
	return flood(ratings, served, ceiling{rule: Surge, days: th.SurgeDays, least: th.Surge, times: th.SurgeTimes, share: th.SurgeServed, own: true})
}

// ceiling is how many weak ratings an officer may get within some days: the largest of
// least, times × the usual number of the unit, and share × the served visits.
type ceiling struct {
	rule         Rule
	days, least  int
	times, share float64
	// own says that the only officer of a unit is compared with the own windows. For single
	// days nothing is usual there: friends who come every day would become it.
	own bool
}

// post is an officer in a unit.
type post struct{ unit, officer string }

// window is some days of an officer that end on an officer-day.
type window struct {
	days   []*officerDay
	weak   int
	visits float64
}

// flood holds the weak ratings of every window with more of them than the ceiling.
func flood(ratings []*Rating, served Served, c ceiling) (found []Finding) {
	if c.least <= 0 || c.days <= 0 {
		return nil
	}
	windows, units := map[post][]window{}, map[string]histogram{}
	for p, days := range officerDays(ratings, served) {
		windows[p] = windowsOf(days, c.days)
		units[p.unit] = units[p.unit].with(windows[p])
	}
	for p, list := range windows {
		found = append(found, c.overflow(list, c.usual(units[p.unit], list))...)
	}
	return found
}

// usual is the 75th percentile of the windows of the unit's other officers: with the own
// ones among them, in a unit of four a flood that goes on would become usual for itself.
func (c ceiling) usual(unit histogram, own []window) int {
	others := unit.without(own)
	if c.own && others.total() == 0 {
		return unit.percentile75()
	}
	return others.percentile75()
}

// overflow makes the findings of one officer, each from the fullest window that holds it.
func (c ceiling) overflow(windows []window, usual int) (found []Finding) {
	held := map[*officerDay]Evidence{}
	for _, w := range windows {
		limit := max(c.least, portion(c.times, float64(usual)), portion(c.share, w.visits))
		if w.weak <= limit {
			continue
		}
		for _, d := range w.days {
			if held[d].Count < w.weak {
				held[d] = Evidence{Count: w.weak, Limit: limit, Window: c.days, Served: int(w.visits)}
			}
		}
	}
	for d, evidence := range held {
		for _, r := range d.weak {
			found = append(found, Finding{r.ID, c.rule, evidence})
		}
	}
	return found
}

// windowsOf gives the windows that end on each of an officer's days.
func windowsOf(days []*officerDay, width int) []window {
	windows := make([]window, len(days))
	first := 0
	for i, last := range days {
		for days[first].number <= last.number-width {
			first++
		}
		w := window{days: days[first : i+1]}
		for _, d := range w.days {
			w.weak += len(d.weak)
			w.visits += d.visits
		}
		windows[i] = w
	}
	return windows
}

// officerDay is what one officer got on one day in one unit.
type officerDay struct {
	number int // days since 1970
	day    domain.Day
	weak   []*Rating
	// visits is an equal share of the unit's served visits of the day among the officers who
	// were rated; 0 when they are unknown. The services that ratings name do not matter: the
	// rater chooses them.
	visits float64
}

// unitDay is what is known of a unit on a day.
type unitDay struct {
	unit string
	day  domain.Day
}

// officerDays gives the days of each officer with at least one rating, in order.
func officerDays(ratings []*Rating, served Served) map[post][]*officerDay {
	type key struct {
		post
		day domain.Day
	}
	days, posts, officers := map[key]*officerDay{}, map[post][]*officerDay{}, map[unitDay]int{}
	for _, r := range ratings {
		if r.Officer == "" {
			continue
		}
		p := post{r.Unit, r.Officer}
		d := days[key{p, r.Day}]
		if d == nil {
			d = &officerDay{number: dayNumber(r.Day), day: r.Day}
			days[key{p, r.Day}] = d
			posts[p] = append(posts[p], d)
			officers[unitDay{r.Unit, r.Day}]++
		}
		if r.weak() {
			d.weak = append(d.weak, r)
		}
	}
	visits := map[unitDay]int{}
	for visit, n := range served {
		visits[unitDay{visit.Unit, visit.Day}] += n
	}
	for p, list := range posts {
		slices.SortFunc(list, func(a, b *officerDay) int { return a.number - b.number })
		for _, d := range list {
			at := unitDay{p.unit, d.day}
			d.visits = float64(visits[at]) / float64(officers[at])
		}
	}
	return posts
}

// dayNumber counts days from 1970, 0 for a text that is no day.
func dayNumber(day domain.Day) int {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return 0
	}
	return int(at.Unix() / (24 * 60 * 60))
}

// histogram counts windows by their number of weak ratings.
type histogram []int

func (h histogram) with(windows []window) histogram {
	for _, w := range windows {
		for len(h) <= w.weak {
			h = append(h, 0)
		}
		h[w.weak]++
	}
	return h
}

// without leaves out windows that are in the histogram.
func (h histogram) without(windows []window) histogram {
	rest := slices.Clone(h)
	for _, w := range windows {
		rest[w.weak]--
	}
	return rest
}

// percentile75 is the 75th percentile, nearest rank; 0 without windows.
func (h histogram) percentile75() int {
	rank := (3*h.total() + 3) / 4
	for weak, n := range h {
		if rank -= n; rank <= 0 {
			return weak
		}
	}
	return 0
}

func (h histogram) total() (n int) {
	for _, count := range h {
		n += count
	}
	return n
}
