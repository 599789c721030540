package integrity_test

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

// Which numbers are used: what was entered or imported first, and tickets where all visits have
// one.
func TestNumbersOfAUnit(t *testing.T) {
	at := func(service string, day domain.Day) integrity.Visit {
		return integrity.Visit{Unit: "DKC", Service: service, Day: day}
	}
	const monday, tuesday domain.Day = "2027-01-04", "2027-01-05"
	kk, ktp, none, next := at("KK", monday), at("KTP", monday), at("", monday), at("KK", tuesday)
	entered := func(n int) integrity.Number { return integrity.Number{Visits: n, Source: integrity.Entered} }
	tickets := func(n int) integrity.Number { return integrity.Number{Visits: n, Source: integrity.FromTickets} }
	type numbers = map[integrity.Visit]integrity.Number
	for name, c := range map[string]struct {
		counts integrity.Counts
		want   numbers
	}{
		"nothing":              {integrity.Counts{}, numbers{}},
		"tickets of a part":    {integrity.Counts{Tickets: integrity.Served{kk: 3}}, numbers{}},
		"tickets of all":       {integrity.Counts{Tickets: integrity.Served{kk: 3, ktp: 4}, Since: monday}, numbers{kk: tickets(3), ktp: tickets(4)}},
		"before the first day": {integrity.Counts{Tickets: integrity.Served{kk: 3, next: 5}, Since: tuesday}, numbers{next: tickets(5)}},
		"entered wins": {integrity.Counts{Stored: numbers{kk: entered(9)}, Tickets: integrity.Served{kk: 3, ktp: 4}, Since: monday},
			numbers{kk: entered(9), ktp: tickets(4)}},
		"without a service": {integrity.Counts{Tickets: integrity.Served{kk: 3, none: 4, next: 5}, Since: monday}, numbers{none: tickets(7), next: tickets(5)}},
		"without a service, one entered": {integrity.Counts{Stored: numbers{ktp: entered(9)}, Tickets: integrity.Served{kk: 3, none: 4, next: 5}, Since: monday},
			numbers{ktp: entered(9), next: tickets(5)}},
		"entered without tickets": {integrity.Counts{Stored: numbers{ktp: entered(9)}}, numbers{ktp: entered(9)}},
	} {
		if got := c.counts.Numbers(); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestTicketsAreNeverCountedTwice: what is stored stays as it is, and the tickets of a day are
// at most their sum.
func TestTicketsAreNeverCountedTwice(t *testing.T) {
	visits := rapid.Custom(func(t *rapid.T) integrity.Visit {
		return integrity.Visit{
			Unit: "DKC", Service: rapid.SampledFrom([]string{"", "KK", "KTP"}).Draw(t, "service"),
			Day: rapid.SampledFrom([]domain.Day{"2027-01-04", "2027-01-05"}).Draw(t, "day"),
		}
	})
	number := rapid.IntRange(1, 50)
	rapid.Check(t, func(t *rapid.T) {
		c := integrity.Counts{
			Stored: map[integrity.Visit]integrity.Number{}, Tickets: rapid.MapOf(visits, number).Draw(t, "tickets"),
			Since: rapid.SampledFrom([]domain.Day{"", "2027-01-04", "2027-01-05"}).Draw(t, "since"),
		}
		for visit, n := range rapid.MapOf(visits, number).Draw(t, "stored") {
			c.Stored[visit] = integrity.Number{Visits: n, Source: integrity.Imported}
		}
		made, used := map[domain.Day]int{}, map[domain.Day]int{}
		for visit, n := range c.Tickets {
			made[visit.Day] += n
		}
		for visit, n := range c.Numbers() {
			stored, ok := c.Stored[visit]
			if ok && n != stored || !ok && (n.Source != integrity.FromTickets || visit.Day < c.Since || c.Since == "") {
				t.Fatalf("%v: %v, stored %v", visit, n, stored)
			}
			if !ok {
				used[visit.Day] += n.Visits
			}
		}
		for day, n := range used {
			if n > made[day] {
				t.Fatalf("%s: %d of %d tickets", day, n, made[day])
			}
		}
		for visit := range c.Stored {
			if _, ok := c.Numbers()[visit]; !ok {
				t.Fatalf("%v is lost", visit)
			}
		}
	})
}
