package integrity

import (
	"time"

	"suaraloket/domain"
)

// hours holds ratings of phones outside the opening hours, named officer or not. A ticket
// proves a visit, and a tablet is at the counter.
func hours(ratings []*Rating, th Thresholds) (found []Finding) {
	if th.HoursTolerance <= 0 {
		return nil
	}
	evidence := Evidence{Window: int(th.HoursTolerance / time.Minute)}
	for _, r := range ratings {
		phone := r.Channel == domain.ChannelPage || r.Channel == domain.ChannelTelegram
		if r.Outside && phone && !r.ticketed() {
			found = append(found, Finding{r.ID, Hours, evidence})
		}
	}
	return found
}
