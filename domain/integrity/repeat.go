package integrity

import (
	"time"

	"suaraloket/domain"
)

// deviceDay holds what one browser says about one officer on one day beyond DeviceDay
// ratings: a family may share a phone.
func deviceDay(ratings []*Rating, th Thresholds) (found []Finding) {
	if th.DeviceDay <= 0 {
		return nil
	}
	type browserDay struct {
		officer, browser string
		day              domain.Day
	}
	same := groups(ratings, func(r *Rating) (browserDay, bool) {
		return browserDay{r.Officer, r.Browser, r.Day}, r.Officer != "" && r.Browser != ""
	})
	for _, list := range same {
		evidence := Evidence{Count: len(list), Limit: th.DeviceDay, Window: 1}
		for _, r := range list[min(th.DeviceDay, len(list)):] {
			found = append(found, Finding{r.ID, DeviceDay, evidence})
		}
	}
	return found
}

// author30d holds what one person in a chat says about one officer beyond AuthorRatings
// ratings within AuthorDays days before. Held ratings count too, so that a person who goes
// on for months does not get new ones.
func author30d(ratings []*Rating, th Thresholds) (found []Finding) {
	if th.AuthorRatings <= 0 || th.AuthorDays <= 0 {
		return nil
	}
	type person struct{ officer, author string }
	same := groups(ratings, func(r *Rating) (person, bool) {
		return person{r.Officer, r.Author}, r.Officer != "" && r.Author != ""
	})
	width := time.Duration(th.AuthorDays) * 24 * time.Hour
	for _, list := range same {
		first := 0
		for i, r := range list {
			for r.At.Sub(list[first].At) >= width {
				first++
			}
			if count := i - first + 1; count > th.AuthorRatings && !r.Earlier {
				found = append(found, Finding{r.ID, Author30d, Evidence{Count: count, Limit: th.AuthorRatings, Window: th.AuthorDays}})
			}
		}
	}
	return found
}
