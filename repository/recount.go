package repository

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// Recount compares the ratings of a month with its tallies.
type Recount struct {
	Month       domain.Month
	Ratings     int64
	Differences []Difference // by table and tally; empty when every tally agrees

	lack    *tallyDelta // what the tallies lack
	repairs string      // the note of the last repair, as the snapshot saw it
}

// Recount counts the ratings of the month and compares them with the tallies, summed over
// their writers. Both are read in one snapshot, and a rating is always committed together
// with its tallies: a difference is an error and not a commit in progress.
func (s *Store) Recount(ctx context.Context, month domain.Month) (Recount, error) {
	r := Recount{Month: month}
	err := s.snapshot(ctx, func(tx *gorm.DB) (err error) {
		if r.repairs, err = readNote(tx, repairNote); err != nil {
			return err
		}
		var want *tallyDelta
		if want, r.Ratings, err = countRatings(tx, month); err != nil {
			return err
		}
		held, err := readTallies(tx, month)
		if err != nil {
			return err
		}
		r.lack, r.Differences = want.minus(held), differences(want, held)
		return nil
	})
	return r, err
}

// countRatings sums the ratings of a month to what their tallies should be. It reads one
// day after the other: for a whole month MySQL would read and sort the whole table.
func countRatings(tx *gorm.DB, month domain.Month) (m *tallyDelta, n int64, err error) {
	var days []string
	if err := tx.Model(&ratingRow{}).Where(inMonth, monthArgs(month)...).Distinct().Order("day").Pluck("day", &days).Error; err != nil {
		return nil, 0, err
	}
	m = newTallyDelta()
	for _, day := range days {
		ratings, err := countDay(tx, day, m)
		if err != nil {
			return nil, 0, err
		}
		n += ratings
	}
	return m, n, nil
}

func countDay(tx *gorm.DB, day string, m *tallyDelta) (n int64, err error) {
	rows, err := tx.Model(&ratingRow{}).
		Select(columnsFor(readsTally)).
		Where("day = ?", day).Order("id").Rows()
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var row ratingRow
	into := row.pointers(readsTally)
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		rating, err := row.rating()
		if err != nil {
			return n, fmt.Errorf("rating %s cannot be read: %w", row.ID, err)
		}
		m.add(rating, 1)
	}
	return n, rows.Err()
}

// readTallies reads the tallies of a month, summed over their writers.
func readTallies(tx *gorm.DB, month domain.Month) (*tallyDelta, error) {
	var days []tallyRow
	var months []monthTallyRow
	var units []unitAnswerRow
	var officers []officerAnswerRow
	m := newTallyDelta()
	err := firstError(
		func() error { return tx.Where(inMonth, monthArgs(month)...).Find(&days).Error },
		func() error { return tx.Where("month = ?", month).Find(&months).Error },
		func() error { return tx.Where("month = ?", month).Find(&units).Error },
		func() error { return tx.Where("month = ?", month).Find(&officers).Error },
	)
	for _, r := range days {
		key := dayKey{r.Day, r.OfficerCode, r.CounterCode, r.UnitCode, r.ServiceCode, r.Channel, r.Value}
		m.days[key] = m.days[key].plus(r.counted(), 1)
	}
	for _, r := range months {
		key := monthKey{r.Month, r.OfficerCode, r.UnitCode, r.ServiceCode, r.Channel}
		values := [4]int64{r.N1, r.N2, r.N3, r.N4}
		m.months[key] = m.months[key].plus(counted{n: r.N1 + r.N2 + r.N3 + r.N4, byValue: values, held: r.Held}, 1)
	}
	for _, r := range units {
		key := answerKey{r.UnitCode, r.Month, r.Item}
		m.units[key] = m.units[key].plus(counted{n: r.N, byValue: [4]int64{r.N1, r.N2, r.N3, r.N4}}, 1)
	}
	for _, r := range officers {
		key := answerKey{r.OfficerCode, r.Month, r.Item}
		m.officers[key] = m.officers[key].plus(counted{n: r.N, byValue: [4]int64{r.N1, r.N2, r.N3, r.N4}}, 1)
	}
	return m, err
}
