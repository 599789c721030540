package repository

import (
	"sync"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/publication"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// span is a range of months, both ends included.
type span struct{ from, to domain.Month }

// dayCache keeps the numbers of ratings of officers' days. They are summed from the tallies of every
// day, which are many; months say of whom anything has changed since. The zero dayCache is ready.
type dayCache struct {
	mu    sync.Mutex
	spans map[span]map[string]ownDays // at most cachedSpans
}

// cachedSpans is how many ranges of months are kept.
const cachedSpans = 6

// changedDays is for how many officers days are asked one by one; for more, all are read at once.
const changedDays = 100

// ownDays are an officer's days, and the sums of the officer's ratings with which they were read.
type ownDays struct {
	sums publication.Sums
	days []score.Day
}

// dayCount is how many counted ratings an officer has on a day.
type dayCount struct {
	Officer string
	Day     string
	N       int64
}

// of gives the days of the officers with ratings, whose sums in the months are totals. Both are of
// the transaction's snapshot.
func (c *dayCache) of(tx *gorm.DB, s span, totals map[string]publication.Sums) (map[string][]score.Day, error) {
	known := c.read(s)
	days := make(map[string][]score.Day, len(totals))
	var changed []string
	for officer, sums := range totals {
		if own, ok := known[officer]; ok && own.sums == sums {
			days[officer] = own.days
			continue
		}
		changed = append(changed, officer)
	}
	if len(changed) == 0 {
		return days, nil
	}
	read, err := readDays(tx, s, changed)
	if err != nil {
		return nil, err
	}
	for _, officer := range changed {
		days[officer] = read[officer]
	}
	c.keep(s, totals, days)
	return days, nil
}

// readDays sums the tallies of the officers, and of others when that is less work.
func readDays(tx *gorm.DB, s span, officers []string) (map[string][]score.Day, error) {
	query := "SELECT officer_code AS officer, day, SUM(counted) AS n FROM tallies WHERE day BETWEEN ? AND ? AND officer_code "
	args := []any{string(s.from) + "-01", string(s.to) + afterDays}
	if len(officers) <= changedDays {
		query, args = query+"IN ?", append(args, officers)
	} else {
		query += "<> ''"
	}
	var counts []dayCount
	err := tx.Raw(query+" GROUP BY officer_code, day HAVING SUM(counted) > 0", args...).Scan(&counts).Error
	days := map[string][]score.Day{}
	for _, count := range counts {
		days[count.Officer] = append(days[count.Officer], score.Day{N: count.N})
	}
	return days, err
}

func (c *dayCache) read(s span) map[string]ownDays {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spans[s]
}

// keep replaces what is known of the range; readers keep the map that they have.
func (c *dayCache) keep(s span, totals map[string]publication.Sums, days map[string][]score.Day) {
	all := make(map[string]ownDays, len(days))
	for officer, own := range days {
		all[officer] = ownDays{totals[officer], own}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.spans == nil || len(c.spans) >= cachedSpans && c.spans[s] == nil {
		c.spans = map[span]map[string]ownDays{}
	}
	c.spans[s] = all
}

// publishedState says what of a range of quarters is published. It changes with each cell.
type publishedState struct {
	Last  string // the last moment, as the database writes it
	Cells int64  // published at that moment
}

// basisCache keeps published bases until a cell is published. The zero basisCache is ready. Readers
// do not change what they get.
type basisCache struct {
	mu    sync.Mutex
	spans map[span]keptBasis // at most cachedSpans
}

type keptBasis struct {
	state publishedState
	basis report.Basis
}

func (c *basisCache) read(s span, state publishedState) (report.Basis, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.spans[s]
	return kept.basis, ok && kept.state == state
}

func (c *basisCache) keep(s span, state publishedState, basis report.Basis) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.spans[s]; c.spans == nil || len(c.spans) >= cachedSpans && !known {
		c.spans = map[span]keptBasis{}
	}
	c.spans[s] = keptBasis{state, basis}
}
