package integrity

import "slices"

// Judge evaluates the rules for the ratings of one or more units in a period, with the
// Earlier ones of the AuthorDays days before it. It gives the findings by the rating's id,
// in the order of the rules, and the marks by unit, officer and streams. The order of the
// ratings does not matter; their ids differ.
//
// Each rule judges all ratings, whatever other rules hold, except served and coverage: they
// judge what the others leave, so that a flood that is held does not hold the honest ratings
// of its day as well.
func Judge(ratings []Rating, served Served, th Thresholds) (holds map[string][]Finding, marks []Mark) {
	all := sorted(ratings)
	judged := slices.DeleteFunc(slices.Clone(all), func(r *Rating) bool { return r.Earlier })
	holds = map[string][]Finding{}
	collect(holds,
		hours(judged, th), deviceDay(judged, th), author30d(all, th),
		weakDay(judged, served, th), surge(judged, served, th),
		tablet10min(judged, th), run(judged, th))
	rest := slices.DeleteFunc(slices.Clone(judged), func(r *Rating) bool { return len(holds[r.ID]) > 0 })
	collect(holds, overServed(rest, served, th), coverage(rest, served, th))
	return holds, stream(judged, th)
}

func collect(holds map[string][]Finding, lists ...[]Finding) {
	for _, list := range lists {
		for _, f := range list {
			holds[f.Rating] = append(holds[f.Rating], f)
		}
	}
}
