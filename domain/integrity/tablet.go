package integrity

import "time"

// tablet10min holds all presses of a tablet within TabletWindow if there are more than
// TabletPresses: a counter does not serve that many people.
func tablet10min(ratings []*Rating, th Thresholds) (found []Finding) {
	if th.TabletPresses <= 0 || th.TabletWindow <= 0 {
		return nil
	}
	for _, presses := range byTablet(ratings) {
		most := make([]int, len(presses))
		end := 0
		for start, first := range presses {
			for end < len(presses) && presses[end].At.Sub(first.At) < th.TabletWindow {
				end++
			}
			if n := end - start; n > th.TabletPresses {
				raise(most, start, end, n)
			}
		}
		found = append(found, overMost(presses, most, Tablet10min, Evidence{Limit: th.TabletPresses, Window: minutes(th.TabletWindow)})...)
	}
	return found
}

// run holds the fours of a tablet within RunWindow after a low rating if there are RunFours
// of them. It is the only rule that reads values: an officer who presses after a low rating
// presses fours.
func run(ratings []*Rating, th Thresholds) (found []Finding) {
	if th.RunFours <= 0 || th.RunWindow <= 0 {
		return nil
	}
	for _, presses := range byTablet(ratings) {
		fours, most := foursAfterLows(presses, th)
		found = append(found, overMost(fours, most, Run, Evidence{Limit: th.RunFours - 1, Window: minutes(th.RunWindow)})...)
	}
	return found
}

// foursAfterLows gives the fours of a tablet, each with the largest number of fours within
// RunWindow after one low rating if it is one of them and they are RunFours or more.
func foursAfterLows(presses []*Rating, th Thresholds) (fours []*Rating, most []int) {
	for _, p := range presses {
		if p.Value == 4 {
			fours = append(fours, p)
		}
	}
	most = make([]int, len(fours))
	start, end := 0, 0
	for _, low := range presses {
		if low.Value > 2 {
			continue
		}
		for start < len(fours) && compare(fours[start], low) < 0 {
			start++
		}
		for end < len(fours) && fours[end].At.Sub(low.At) < th.RunWindow {
			end++
		}
		if n := end - start; n >= th.RunFours {
			raise(most, start, end, n)
		}
	}
	return fours, most
}

// raise raises most[start:end] to n. The windows of successive calls begin and end ever
// later, so that before an element that is high enough all others of the window are too.
func raise(most []int, start, end, n int) {
	for i := end - 1; i >= start && most[i] < n; i-- {
		most[i] = n
	}
}

// overMost makes the findings of the ratings with a count above 0.
func overMost(ratings []*Rating, most []int, rule Rule, evidence Evidence) (found []Finding) {
	for i, r := range ratings {
		if most[i] > 0 {
			evidence.Count = most[i]
			found = append(found, Finding{r.ID, rule, evidence})
		}
	}
	return found
}

func minutes(d time.Duration) int { return int(d / time.Minute) }
