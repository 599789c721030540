package integrity

import (
	"slices"
	"time"

	"suaraloket/domain"
)

// weakDay holds all weak ratings of an officer on a day if there are more than the ceiling.
func weakDay(ratings []*Rating, served Served, th Thresholds) []Finding {
	return flood(ratings, served, ceiling{rule: WeakDay, days: 1, least: th.WeakDay, times: th.WeakDayTimes, share: th.WeakDayServed,
		strong: th.WeakStrong, others: th.WeakOthers})
}

// surge does the same for SurgeDays days in a row.
func surge(ratings []*Rating, served Served, th Thresholds) []Finding {
	return flood(ratings, served, ceiling{rule: Surge, days: th.SurgeDays, least: th.Surge, times: th.SurgeTimes, share: th.SurgeServed,
		strong: th.WeakStrong, others: th.WeakOthers})
}

// ceiling is how many weak ratings an officer may get within some days: the largest of
// least, times × the usual number of weak ratings in the unit, share × the served visits, and
// strong × the officer's own strong ratings of these days; for an officer who gets hardly any
// strong ratings also others × the usual number of all ratings in the unit.
type ceiling struct {
	rule                         Rule
	days, least                  int
	times, share, strong, others float64
}

// hardlyStrong is the share of strong ratings up to which an officer is one whose residents
// have only printed codes. An attack that brings others down to it is above the ceiling.
const hardlyStrong = 0.1

// ownTimes × least is the most that the own usual number allows the only officer of a unit.
const ownTimes = 3

// post is an officer in a unit.
type post struct{ unit, officer string }

// window is some days of an officer that end on an officer-day.
type window struct {
	days                 []*officerDay
	weak, strong, people int // as those of the days
	visits               float64
}

func (w window) weakRatings() int  { return w.weak }
func (w window) allRatings() int   { return w.weak + w.strong }
func (w window) weakByPeople() int { return w.people }

// flood holds the weak ratings of every window with more of them than the ceiling.
func flood(ratings []*Rating, served Served, c ceiling) (found []Finding) {
	if c.least <= 0 || c.days <= 0 {
		return nil
	}
	windows, weak, all := map[post][]window{}, map[string]histogram{}, map[string]histogram{}
	for p, days := range officerDays(ratings, served) {
		windows[p] = windowsOf(days, c.days)
		weak[p.unit] = weak[p.unit].with(windows[p], window.weakRatings)
		all[p.unit] = all[p.unit].with(windows[p], window.allRatings)
	}
	for p, list := range windows {
		found = append(found, c.overflow(list, c.accepted(weak[p.unit], all[p.unit], list))...)
	}
	return found
}

// accepted is what the unit's windows allow an officer: by the weak ratings there, and by all
// ratings for an officer who gets hardly any strong ones.
type accepted struct{ weak, all int }

// accepted compares with the 75th percentile of the windows of the unit's other officers: with
// the own ones among them, in a unit of four a flood that goes on would become usual for itself.
// The only officer of a unit is compared with the own weak ratings, each person counted once and
// up to ownTimes × least: friends who come every day do not become usual.
func (c ceiling) accepted(weak, all histogram, own []window) accepted {
	others := weak.without(own, window.weakRatings)
	if others.total() == 0 {
		people := histogram{}.with(own, window.weakByPeople)
		return accepted{weak: min(portion(c.times, float64(people.percentile75())), ownTimes*c.least)}
	}
	return accepted{
		weak: portion(c.times, float64(others.percentile75())),
		all:  portion(c.others, float64(all.without(own, window.allRatings).percentile75())),
	}
}

// limit is the ceiling of one window.
func (c ceiling) limit(w window, a accepted) int {
	limit := max(c.least, a.weak, portion(c.share, w.visits), portion(c.strong, float64(w.strong)))
	if float64(w.strong) <= hardlyStrong*float64(w.allRatings()) {
		return max(limit, a.all)
	}
	return limit
}

// overflow makes the findings of one officer, each from the fullest window that holds it.
func (c ceiling) overflow(windows []window, a accepted) (found []Finding) {
	held := map[*officerDay]Evidence{}
	for _, w := range windows {
		limit := c.limit(w, a)
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
			w.strong += d.strong
			w.people += d.people
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
	strong int // ratings that are not weak
	people int // weak ratings without those of persons who gave one of the officer before
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
	known := map[acquaintance]bool{}
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
		d.add(r, known)
	}
	visits := map[unitDay]int{}
	for visit, n := range served {
		visits[visit.of()] += n
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

// acquaintance is a person who has given an officer a weak rating.
type acquaintance struct {
	post
	browser, author string
}

// add counts a rating; the ratings come in the order of time. A person without a browser or
// author is new each time.
func (d *officerDay) add(r *Rating, known map[acquaintance]bool) {
	if !r.weak() {
		d.strong++
		return
	}
	d.weak = append(d.weak, r)
	who := acquaintance{post{r.Unit, r.Officer}, r.Browser, r.Author}
	if !known[who] {
		d.people++
		known[who] = r.Browser != "" || r.Author != ""
	}
}

// dayNumber counts days from 1970, 0 for a text that is no day.
func dayNumber(day domain.Day) int {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return 0
	}
	return int(at.Unix() / (24 * 60 * 60))
}

// histogram counts windows by a number of ratings.
type histogram []int

func (h histogram) with(windows []window, number func(window) int) histogram {
	for _, w := range windows {
		for len(h) <= number(w) {
			h = append(h, 0)
		}
		h[number(w)]++
	}
	return h
}

// without leaves out windows that are in the histogram.
func (h histogram) without(windows []window, number func(window) int) histogram {
	rest := slices.Clone(h)
	for _, w := range windows {
		rest[number(w)]--
	}
	return rest
}

// percentile75 is the 75th percentile, nearest rank; 0 without windows.
func (h histogram) percentile75() int {
	rank := (3*h.total() + 3) / 4
	for ratings, n := range h {
		if rank -= n; rank <= 0 {
			return ratings
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
