package sample

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"suaraloket/domain"
)

// leastGap is the least time between two ratings at one counter: a resident is
// served before the next one rates.
const leastGap = 90 * time.Second

// What a stream of random numbers is used for; the same day and counter always
// give the same streams.
const (
	forArrivals = iota + 1
	forOpinions
)

func dice(day time.Time, desk, purpose int) *rand.Rand {
	date := uint64(day.Year()*10_000 + int(day.Month())*100 + day.Day())
	return rand.New(rand.NewPCG(date, uint64(desk*10+purpose)))
}

// arrivals are the times at which residents rate at a counter on a day, in order,
// all between 08.00 and 15.30.
func (c *City) arrivals(desk int, day time.Time) []time.Time {
	if !workday(day) {
		return nil
	}
	rng := dice(day, desk, forArrivals)
	d := c.desks[desk]
	expected := d.load * ofWeek(day) * ofMonth(day) * ofYear(day) * (0.85 + 0.3*rng.Float64())
	if d.counter.Unit.Code == "PJK" {
		expected *= ofTaxes(day)
	}
	slots := halfHours(day.Weekday())
	times := make([]time.Time, int(expected+rng.Float64()))
	for i := range times {
		seconds := draw(rng, slots)*1800 + rng.IntN(1800)
		times[i] = day.Add(8*time.Hour + time.Duration(seconds)*time.Second)
	}
	slices.SortFunc(times, time.Time.Compare)
	return apart(times, day.Add(15*time.Hour+30*time.Minute))
}

// apart moves times that are too near to each other and drops what would be late.
func apart(times []time.Time, end time.Time) []time.Time {
	for i := 1; i < len(times); i++ {
		times[i] = domain.Later(times[i], times[i-1].Add(leastGap))
	}
	for len(times) > 0 && times[len(times)-1].After(end) {
		times = times[:len(times)-1]
	}
	return times
}

// workday leaves out weekends and the holidays with a fixed date.
func workday(day time.Time) bool {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	return !slices.Contains([]string{"01-01", "05-01", "06-01", "08-17", "12-25"}, day.Format("01-02"))
}

// ofWeek is how busy a weekday is: full after the weekend, short on Fridays.
func ofWeek(day time.Time) float64 {
	return [...]float64{time.Monday: 1.25, time.Tuesday: 1.08, time.Wednesday: 0.98, time.Thursday: 0.92, time.Friday: 0.77}[day.Weekday()]
}

// ofMonth is busiest in the first week and quiet before payday.
func ofMonth(day time.Time) float64 {
	switch d := day.Day(); {
	case d <= 7:
		return 1.1
	case d >= 18 && d <= 25:
		return 0.92
	}
	return 1
}

// ofYear swells softly towards the enrolment at schools in June and July.
func ofYear(day time.Time) float64 {
	return 1 + 0.07*math.Cos(2*math.Pi*float64(day.YearDay()-180)/365)
}

// ofTaxes is the rush before the tax on land falls due at the end of September.
func ofTaxes(day time.Time) float64 {
	switch day.Month() {
	case time.August:
		return 1.15
	case time.September:
		return 1.4
	}
	return 1
}

// halfHours are weights from 08.00 on, with a dip at noon that is longer on Fridays.
func halfHours(day time.Weekday) []float64 {
	if day == time.Friday {
		return []float64{0.8, 1.2, 1.4, 1.5, 1.4, 1.2, 0.8, 0.2, 0.05, 0.1, 0.3, 0.9, 1, 0.8, 0.4}
	}
	return []float64{0.7, 1.1, 1.3, 1.4, 1.4, 1.3, 1.1, 0.7, 0.2, 0.25, 1, 1.1, 1, 0.8, 0.4}
}

// draw gives an index with a chance that is proportional to its weight.
func draw(rng *rand.Rand, weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	at := rng.Float64() * total
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}
