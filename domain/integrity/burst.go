package integrity

import "time"

// Burst holds a press of a tablet that follows the one before too soon. Intake finds it as
// well, in the order of arrival.
const Burst Rule = "burst"

// burst holds each press within the interval after another press of its tablet.
func burst(ratings []*Rating, interval time.Duration) (found []Finding) {
	if interval <= 0 {
		return nil
	}
	for _, presses := range byTablet(ratings) {
		for i, r := range presses[min(1, len(presses)):] {
			if r.At.Sub(presses[i].At) < interval {
				found = append(found, Finding{r.ID, Burst, Evidence{Count: 2, Limit: 1, Window: int(interval / time.Second)}})
			}
		}
	}
	return found
}
