package repository

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
	"suaraloket/domain/publication"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

type publishedUnitRow struct {
	UnitCode    string `gorm:"primaryKey"`
	PublishedAt time.Time
}

func (publishedUnitRow) TableName() string { return "published_units" }

type publishedCellRow struct {
	UnitCode    string `gorm:"primaryKey"`
	OfficerCode string `gorm:"primaryKey"`
	Quarter     string `gorm:"primaryKey"`
	PublishedAt time.Time
	Final       bool
	Batches     string // JSON of openBatch
	Waiting     int64  // comments that no group shows yet
	Rules       string // JSON of heldCounts
}

func (publishedCellRow) TableName() string { return "published_cells" }

// publishedTallyRow is a line of a cell. The row without a channel is the rest of the cell, in
// the first month of its quarter.
type publishedTallyRow struct {
	UnitCode    string `gorm:"primaryKey"`
	OfficerCode string `gorm:"primaryKey"`
	Month       string `gorm:"primaryKey"`
	ServiceCode string `gorm:"primaryKey"`
	Channel     string `gorm:"primaryKey"`
	N1          int64
	N2          int64
	N3          int64
	N4          int64
	Held        int64
}

func (publishedTallyRow) TableName() string { return "published_tallies" }

type publishedAnswerRow struct {
	UnitCode    string `gorm:"primaryKey"`
	OfficerCode string `gorm:"primaryKey"`
	Month       string `gorm:"primaryKey"`
	Item        string `gorm:"primaryKey"`
	N           int64
	N1          int64
	N2          int64
	N3          int64
	N4          int64
}

func (publishedAnswerRow) TableName() string { return "published_answers" }

type publishedCommentRow struct {
	RatingID    string `gorm:"primaryKey"`
	UnitCode    string
	OfficerCode string
	Quarter     string
	GroupNumber int64
}

func (publishedCommentRow) TableName() string { return "published_comments" }

// openBatch is a publication.Batch as it is stored.
type openBatch struct {
	N    int64
	Open []openLine
}

type openLine struct {
	Month, Service, Channel string
	N                       int64
}

func batchesText(batches []publication.Batch) string {
	list := make([]openBatch, len(batches))
	for i, b := range batches {
		list[i].N = b.N
		for line, n := range b.Open {
			list[i].Open = append(list[i].Open, openLine{string(line.Month), line.Service, string(line.Channel), n})
		}
		slices.SortFunc(list[i].Open, func(a, b openLine) int { return int(b.N - a.N) })
	}
	return jsonText(list, len(list) == 0)
}

func readBatches(text string) ([]publication.Batch, error) {
	if text == "" {
		return nil, nil
	}
	var list []openBatch
	err := json.Unmarshal([]byte(text), &list)
	batches := make([]publication.Batch, len(list))
	for i, b := range list {
		batches[i] = publication.Batch{N: b.N, Open: map[publication.Line]int64{}}
		for _, l := range b.Open {
			batches[i].Open[publication.Line{Month: domain.Month(l.Month), Service: l.Service, Channel: domain.Channel(l.Channel)}] = l.N
		}
	}
	return batches, err
}

// PublishedUnits implements publication.Store.
func (s *Store) PublishedUnits(ctx context.Context) (map[string]time.Time, error) {
	var units []string
	if err := s.reads.WithContext(ctx).Raw("SELECT DISTINCT unit_code FROM month_tallies").Scan(&units).Error; err != nil {
		return nil, s.outcome(err)
	}
	var rows []publishedUnitRow
	if err := s.reads.WithContext(ctx).Find(&rows).Error; err != nil {
		return nil, s.outcome(err)
	}
	list := map[string]time.Time{}
	for _, unit := range units {
		list[unit] = time.Time{}
	}
	for _, row := range rows {
		list[row.UnitCode] = row.PublishedAt
	}
	return list, nil
}

// PublishUnit implements publication.Store. Each officer is one transaction, so that ratings
// do not wait for a whole unit; a run that was cut off is taken up again.
func (s *Store) PublishUnit(ctx context.Context, unit string, closing, now, settled time.Time, decide func(publication.Cell, map[publication.Line]publication.Sums) (publication.Cell, bool)) error {
	var officers []string
	err := s.reads.WithContext(ctx).Raw("SELECT DISTINCT officer_code FROM month_tallies WHERE unit_code = ? ORDER BY officer_code", unit).Scan(&officers).Error
	if err != nil {
		return s.outcome(err)
	}
	for _, officer := range officers {
		run := publishing{store: s, unit: unit, officer: officer, settled: stored(settled), decide: decide}
		if err := s.transaction(ctx, func(tx *gorm.DB) error {
			if done, err := publishedSince(tx, unit, closing); done || err != nil {
				return err
			}
			return run.cells(tx)
		}); err != nil {
			return err
		}
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return replace(tx, []publishedUnitRow{{UnitCode: unit, PublishedAt: stored(now)}}, "published_at")
	})
}

// publishedSince says whether the unit was published since the time, and locks the unit.
func publishedSince(tx *gorm.DB, unit string, closing time.Time) (bool, error) {
	never := publishedUnitRow{UnitCode: unit, PublishedAt: time.Unix(0, 0).UTC()}
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&never).Error; err != nil {
		return false, err
	}
	var row publishedUnitRow
	err := locked(tx).Where("unit_code = ?", unit).Take(&row).Error
	return !row.PublishedAt.Before(closing), err
}

// publishing publishes the cells of one officer at one unit.
type publishing struct {
	store   *Store
	unit    string
	officer string
	settled time.Time
	decide  func(publication.Cell, map[publication.Line]publication.Sums) (publication.Cell, bool)
}

func (p publishing) cells(tx *gorm.DB) error {
	live, err := p.live(tx)
	if err != nil {
		return err
	}
	for quarter, lines := range live {
		cell, err := p.published(tx, quarter)
		if err != nil {
			return err
		}
		if next, due := p.decide(cell, lines); due {
			if err := p.keep(tx, next, lines); err != nil {
				return fmt.Errorf("publish %s %s %s: %w", p.unit, p.officer, quarter, err)
			}
		}
	}
	return nil
}

// live reads the tallies of now, by quarter.
func (p publishing) live(tx *gorm.DB) (map[domain.Period]map[publication.Line]publication.Sums, error) {
	var sums []tallySum
	err := tx.Raw("SELECT month, service_code AS service, channel, "+monthSums+
		" WHERE officer_code = ? AND unit_code = ? GROUP BY month, service_code, channel", p.officer, p.unit).Scan(&sums).Error
	live := map[domain.Period]map[publication.Line]publication.Sums{}
	for _, sum := range sums {
		quarter, err := quarterOf(domain.Month(sum.Month))
		if err != nil {
			return nil, err
		}
		if live[quarter] == nil {
			live[quarter] = map[publication.Line]publication.Sums{}
		}
		line := publication.Line{Month: domain.Month(sum.Month), Service: sum.Service, Channel: domain.Channel(sum.Channel)}
		live[quarter][line] = publication.Sums{Counts: sum.counts(), Held: sum.Held}
	}
	return live, err
}

// quarterOf gives the quarter of a month.
func quarterOf(month domain.Month) (domain.Period, error) {
	period, err := domain.ParseSurveyPeriod(string(month))
	if err != nil {
		return period, fmt.Errorf("month %q: %w", month, err)
	}
	return period.Quarters()[0], nil
}

// quartersOf gives the quarters of two months, as they are stored.
func quartersOf(from, to domain.Month) (first, last string, err error) {
	a, err := quarterOf(from)
	if err != nil {
		return "", "", err
	}
	b, err := quarterOf(to)
	return a.String(), b.String(), err
}

func (p publishing) published(tx *gorm.DB, quarter domain.Period) (publication.Cell, error) {
	cell := publication.Cell{Officer: p.officer, Unit: p.unit, Quarter: quarter, Itemized: map[publication.Line]score.Counts{}}
	var cells []publishedCellRow
	if err := tx.Where(cellKey, p.unit, p.officer, quarter.String()).Find(&cells).Error; err != nil || len(cells) == 0 {
		return cell, err
	}
	var err error
	cell.At, cell.Final = cells[0].PublishedAt, cells[0].Final
	if cell.Open, err = readBatches(cells[0].Batches); err != nil {
		return cell, err
	}
	var rows []publishedTallyRow
	if err := tx.Where(cellMonths, p.unit, p.officer, quarter.FirstMonth(), quarter.LastMonth()).Find(&rows).Error; err != nil {
		return cell, err
	}
	for _, row := range rows {
		counts := score.Counts{row.N1, row.N2, row.N3, row.N4}
		if row.Channel == "" {
			cell.Rest = publication.Sums{Counts: counts, Held: row.Held}
			continue
		}
		cell.Itemized[publication.Line{Month: domain.Month(row.Month), Service: row.ServiceCode, Channel: domain.Channel(row.Channel)}] = counts
	}
	return cell, nil
}

// How the rows of a cell are found.
const (
	cellKey    = "unit_code = ? AND officer_code = ? AND quarter = ?"
	cellMonths = "unit_code = ? AND officer_code = ? AND month BETWEEN ? AND ?"
)

// keep stores a cell with its answers and comments, and the basis of its part of a score.
func (p publishing) keep(tx *gorm.DB, c publication.Cell, lines map[publication.Line]publication.Sums) error {
	first, last := c.Quarter.FirstMonth(), c.Quarter.LastMonth()
	waiting, err := p.comments(tx, c.Quarter)
	if err != nil {
		return err
	}
	answers, held, err := p.answers(tx, c.Quarter)
	if err != nil {
		return err
	}
	basis, err := p.basis(tx, c.Quarter, lines)
	if err != nil {
		return err
	}
	row := publishedCellRow{
		UnitCode: p.unit, OfficerCode: p.officer, Quarter: c.Quarter.String(), PublishedAt: stored(c.At), Final: c.Final,
		Batches: batchesText(c.Open), Waiting: waiting, Rules: held.text(),
	}
	return firstError(
		func() error {
			return replace(tx, []publishedCellRow{row}, "published_at", "final", "batches", "waiting", "rules")
		},
		func() error {
			return tx.Where(cellMonths, p.unit, p.officer, first, last).Delete(&publishedTallyRow{}).Error
		},
		func() error { return createAll(tx, tallyRowsOf(c)) },
		func() error { return replace(tx, []publishedBasisRow{basis}, "cells", "days") },
		func() error {
			return tx.Where(cellMonths, p.unit, p.officer, first, last).Delete(&publishedAnswerRow{}).Error
		},
		func() error { return createAll(tx, answers) },
	)
}

func createAll[R any](tx *gorm.DB, rows []R) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(rows, rosterBatch).Error
}

func tallyRowsOf(c publication.Cell) []publishedTallyRow {
	row := func(l publication.Line, s publication.Sums) publishedTallyRow {
		return publishedTallyRow{
			UnitCode: c.Unit, OfficerCode: c.Officer, Month: string(l.Month), ServiceCode: l.Service, Channel: string(l.Channel),
			N1: s.Counts[0], N2: s.Counts[1], N3: s.Counts[2], N4: s.Counts[3], Held: s.Held,
		}
	}
	rows := []publishedTallyRow{row(publication.Line{Month: c.Quarter.FirstMonth()}, c.Rest)}
	for line, counts := range c.Itemized {
		rows = append(rows, row(line, publication.Sums{Counts: counts}))
	}
	return rows
}

// answers counts the forms, elements and reasons of the cell's ratings by month, and its held
// ratings by rule.
func (p publishing) answers(tx *gorm.DB, quarter domain.Period) ([]publishedAnswerRow, heldCounts, error) {
	rows, err := tx.Model(&ratingRow{}).Select(columnsFor(readsCell)).
		Where("officer_code = ? AND commented IN ? AND day BETWEEN ? AND ?", p.officer, []bool{false, true}, quarter.First(), quarter.Last()).Rows()
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	sums, held := map[answerKey]counted{}, heldCounts{}
	var row ratingRow
	into := row.pointers(readsCell)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, nil, err
		}
		rating, err := row.rating()
		if err != nil {
			return nil, nil, fmt.Errorf("rating %s cannot be read: %w", row.ID, err)
		}
		if rating.Unit == p.unit && rating.Verdict == domain.Held {
			held.add(row)
		}
		if rating.Verdict != domain.Counted || rating.Unit != p.unit {
			continue
		}
		for item, value := range items(rating) {
			fold(sums, answerKey{month: string(rating.Day.Month()), item: item}, 1, value, false)
		}
	}
	list := make([]publishedAnswerRow, 0, len(sums))
	for key, c := range sums {
		list = append(list, publishedAnswerRow{
			UnitCode: p.unit, OfficerCode: p.officer, Month: key.month, Item: key.item,
			N: c.n, N1: c.byValue[0], N2: c.byValue[1], N3: c.byValue[2], N4: c.byValue[3],
		})
	}
	return list, held, rows.Err()
}

// comments puts new comments into groups, in the order in which they were received, and gives
// how many wait for a full group.
func (p publishing) comments(tx *gorm.DB, quarter domain.Period) (waiting int64, err error) {
	var grouped []publishedCommentRow
	if err := tx.Where(cellKey, p.unit, p.officer, quarter.String()).Find(&grouped).Error; err != nil {
		return 0, err
	}
	group, known := int64(0), map[string]bool{}
	for _, row := range grouped {
		group, known[row.RatingID] = max(group, row.GroupNumber), true
	}
	comments, err := readComments(tx, p.officer, quarter.First(), quarter.Last(), p.settled, "unit_code = ?", p.unit)
	if err != nil {
		return 0, err
	}
	comments = slices.DeleteFunc(comments, func(c report.Comment) bool { return known[c.Rating] })
	var rows []publishedCommentRow
	for len(comments) >= report.CommentGroup {
		group++
		for _, c := range comments[:report.CommentGroup] {
			rows = append(rows, publishedCommentRow{RatingID: c.Rating, UnitCode: p.unit, OfficerCode: p.officer, Quarter: quarter.String(), GroupNumber: group})
		}
		comments = comments[report.CommentGroup:]
	}
	return int64(len(comments)), createAll(tx, rows)
}

// forgetPublished removes what published figures keep of a rating whose author is forgotten.
func forgetPublished(tx *gorm.DB, rating string) error {
	return tx.Where("rating_id = ?", rating).Delete(&publishedCommentRow{}).Error
}
