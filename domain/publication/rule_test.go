package publication_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/domain/publication"
	"suaraloket/domain/score"
)

func quarter() domain.Period { return domain.Period{Year: 2026, Quarter: 4} }

// night is the n-th evening of the quarter.
func night(n int) time.Time { return time.Date(2026, 10, 1+n, 16, 30, 0, 0, time.UTC) }

func line(service, channel string) publication.Line {
	return publication.Line{Month: "2026-10", Service: service, Channel: domain.Channel(channel)}
}

// desk is a cell that fills.
type desk struct {
	cell publication.Cell
	live map[publication.Line]publication.Sums
}

func newDesk() *desk {
	return &desk{cell: publication.Cell{Officer: "P-01", Unit: "DKC", Quarter: quarter()}, live: map[publication.Line]publication.Sums{}}
}

func (d *desk) rate(l publication.Line, values ...int) {
	sums := d.live[l]
	for _, v := range values {
		sums.Counts[v-1]++
	}
	d.live[l] = sums
}

// close ends day n with a batch of at least ten.
func (d *desk) close(n int) bool {
	next, due := publication.Rule{Minimum: 10}.Next(d.cell, d.live, night(n), false)
	d.cell = next
	return due
}

func repeat(n, value int) []int { return slices.Repeat([]int{value}, n) }

func TestABatchWaitsForTenRatings(t *testing.T) {
	d := newDesk()
	d.rate(line("KTP", "kiosk"), repeat(9, 4)...)
	if d.close(1) || d.cell.Sums() != (publication.Sums{}) {
		t.Errorf("nine are published: %+v", d.cell)
	}
	d.rate(line("KTP", "kiosk"), 1)
	if !d.close(2) || d.cell.Sums().Counts != (score.Counts{1, 0, 0, 9}) || !d.cell.At.Equal(night(2)) {
		t.Errorf("ten are not published: %+v", d.cell)
	}
	for n := range 9 {
		d.rate(line("KTP", "kiosk"), 2)
		if d.close(3 + n) {
			t.Errorf("%d more are published", n+1)
		}
	}
	d.rate(line("KTP", "kiosk"), 2)
	if !d.close(20) || d.cell.Itemized[line("KTP", "kiosk")] != (score.Counts{1, 10, 0, 9}) || d.cell.Rest.Counts.N() != 0 {
		t.Errorf("ten more are not published: %+v", d.cell)
	}
}

func TestTheRestIsPublishedAtTheEndOfTheQuarter(t *testing.T) {
	d := newDesk()
	d.rate(line("KTP", "kiosk"), 1, 2)
	next, due := publication.Rule{Minimum: 10}.Next(d.cell, d.live, night(99), true)
	if !due || !next.Final || next.Rest.Counts != (score.Counts{1, 1, 0, 0}) || len(next.Itemized) != 0 {
		t.Errorf("%v %+v", due, next)
	}
	d.cell = next
	d.rate(line("KTP", "kiosk"), 4)
	if _, due := (publication.Rule{Minimum: 10}).Next(d.cell, d.live, night(100), true); due {
		t.Error("a single later rating is published")
	}
}

// A single rating of another service would be seen in the difference of total and line.
func TestALineIsItemizedOnlyWithEnoughBeside(t *testing.T) {
	d := newDesk()
	d.rate(line("KTP", "kiosk"), repeat(10, 4)...)
	d.rate(line("KK", "kiosk"), 1)
	if !d.close(1) || len(d.cell.Itemized) != 0 || d.cell.Rest.Counts != (score.Counts{1, 0, 0, 10}) {
		t.Errorf("%+v", d.cell)
	}
	d.rate(line("KK", "page"), repeat(10, 3)...)
	if !d.close(2) || len(d.cell.Itemized) != 1 || d.cell.Itemized[line("KTP", "kiosk")].N() != 0 && d.cell.Rest.Counts.N() < 10 {
		t.Errorf("%+v", d.cell)
	}
}

// A line that nearly is a batch would show the batch's other ratings.
func TestALineIsNotItemizedNextToABatch(t *testing.T) {
	d := newDesk()
	d.rate(line("KTP", "kiosk"), repeat(10, 4)...)
	d.rate(line("KK", "kiosk"), 1)
	d.close(1)
	d.rate(line("KK", "page"), repeat(12, 3)...)
	d.close(2)
	// The page ratings are a batch of their own. The tablet's first batch would differ from
	// its KTP line by one rating.
	if len(d.cell.Itemized[line("KTP", "kiosk")]) > 0 && d.cell.Itemized[line("KTP", "kiosk")].N() > 0 {
		t.Errorf("itemized: %+v", d.cell.Itemized)
	}
}

func TestARatingThatIsTakenOutLeavesNoNegativeRest(t *testing.T) {
	d := newDesk()
	d.rate(line("KTP", "kiosk"), repeat(12, 4)...)
	d.rate(line("KK", "kiosk"), repeat(12, 3)...)
	d.close(1)
	if len(d.cell.Itemized) != 2 {
		t.Fatalf("%+v", d.cell)
	}
	d.live[line("KTP", "kiosk")] = publication.Sums{Counts: score.Counts{0, 0, 0, 11}, Held: 1}
	d.rate(line("KK", "kiosk"), repeat(10, 2)...)
	if !d.close(2) || slices.Min(d.cell.Rest.Counts[:]) < 0 || d.cell.Sums().Counts != (score.Counts{0, 10, 12, 11}) || d.cell.Sums().Held != 1 {
		t.Errorf("%+v", d.cell)
	}
}

func TestWithoutAMinimumEveryDayIsPublished(t *testing.T) {
	d := newDesk()
	d.rate(line("KTP", "kiosk"), 1)
	next, due := publication.Rule{}.Next(d.cell, d.live, night(1), false)
	if !due || next.Itemized[line("KTP", "kiosk")] != (score.Counts{1, 0, 0, 0}) {
		t.Errorf("%v %+v", due, next)
	}
	if _, due := (publication.Rule{}).Next(next, d.live, night(2), false); due {
		t.Error("a batch without anything new")
	}
}

// shown is all that pages show of a cell: the total and the sums by line, month, service and
// channel, and what is in the total alone.
func shown(c publication.Cell) map[string]score.Counts {
	all := map[string]score.Counts{"total": c.Sums().Counts, "rest": c.Rest.Counts}
	for l, counts := range c.Itemized {
		for _, key := range []string{fmt.Sprint("line ", l), "month " + string(l.Month), "service " + l.Service, "channel " + string(l.Channel)} {
			all[key] = all[key].Plus(counts)
		}
	}
	return all
}

// A reader who compares the pages of two days, or figures of one page, finds no sum of fewer
// than ten ratings; and the total is the live one at the time of the batch.
func TestNothingShowsFewerThanTen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk()
		services, channels := []string{"KTP", "KK", "AKTA"}, []string{"kiosk", "page", "telegram"}
		before := shown(d.cell)
		for n := range rapid.IntRange(1, 40).Draw(t, "days") {
			for range rapid.IntRange(0, 25).Draw(t, "ratings") {
				month := domain.Month(rapid.SampledFrom([]string{"2026-10", "2026-10", "2026-11"}).Draw(t, "month"))
				l := publication.Line{
					Month: month, Service: services[min(rapid.IntRange(0, 5).Draw(t, "service"), 2)],
					Channel: domain.Channel(channels[min(rapid.IntRange(0, 9).Draw(t, "channel")/4, 2)]),
				}
				d.rate(l, rapid.IntRange(1, 4).Draw(t, "value"))
			}
			due := d.close(n)
			after := shown(d.cell)
			if !due && !maps.Equal(before, after) {
				t.Fatalf("moved without a batch")
			}
			for key, counts := range after {
				if moved := distance(before[key], counts); key != "rest" && moved > 0 && moved < 10 {
					t.Fatalf("%s moved by %d from %v to %v", key, moved, before[key], counts)
				}
				if n := counts.N(); n > 0 && n < 10 {
					t.Fatalf("%s shows %d ratings", key, n)
				}
			}
			if due && d.cell.Sums().Counts != total(d.live) {
				t.Fatalf("published %v of %v", d.cell.Sums(), total(d.live))
			}
			before = after
		}
	})
}

// distance is how many ratings were added or taken out.
func distance(a, b score.Counts) (n int64) {
	for i := range a {
		n += max(a[i]-b[i], b[i]-a[i])
	}
	return n
}

func total(lines map[publication.Line]publication.Sums) (sum score.Counts) {
	for _, s := range lines {
		sum = sum.Plus(s.Counts)
	}
	return sum
}
