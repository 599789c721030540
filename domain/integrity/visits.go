package integrity

import (
	"slices"

	"suaraloket/domain"
)

// Visit names the visits of one service of a unit on one day.
type Visit struct {
	Unit, Service string
	Day           domain.Day
}

// Served is how many visits were served; what is absent is unknown.
type Served map[Visit]int

// byVisit gives the ratings of each service and day of which the visits are known.
func byVisit(ratings []*Rating, served Served) map[Visit][]*Rating {
	return groups(ratings, func(r *Rating) (Visit, bool) {
		v := Visit{r.Unit, r.Service, r.Day}
		return v, served[v] > 0
	})
}

// overServed holds the ratings of a service and day of which there are more than Served for
// each visit, the least sure first, of these the latest first.
func overServed(ratings []*Rating, served Served, th Thresholds) (found []Finding) {
	if th.Served <= 0 {
		return nil
	}
	for visit, list := range byVisit(ratings, served) {
		limit := portion(th.Served, float64(served[visit]))
		slices.SortStableFunc(list, func(a, b *Rating) int { return b.strength() - a.strength() })
		for _, r := range list[min(limit, len(list)):] {
			found = append(found, Finding{r.ID, ServedRule, Evidence{Count: len(list), Limit: limit, Served: served[visit]}})
		}
	}
	return found
}

// coverage holds all ratings of a service and day if there are CoverageRatings and more than
// CoverageShare of the visits: that many residents do not rate by themselves.
func coverage(ratings []*Rating, served Served, th Thresholds) (found []Finding) {
	if th.CoverageRatings <= 0 || th.CoverageShare <= 0 {
		return nil
	}
	for visit, list := range byVisit(ratings, served) {
		limit := portion(th.CoverageShare, float64(served[visit]))
		if len(list) < th.CoverageRatings || len(list) <= limit {
			continue
		}
		for _, r := range list {
			found = append(found, Finding{r.ID, Coverage, Evidence{Count: len(list), Limit: limit, Served: served[visit]}})
		}
	}
	return found
}
