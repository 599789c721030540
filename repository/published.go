package repository

import (
	"context"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/report"
)

// Published reads the figures that officers and heads see. Its methods give sums of batches.
type Published struct{ store *Store }

// Published gives the figures as they were last published.
func (s *Store) Published() *Published { return &Published{store: s} }

// publishedSums are the columns that lines reads.
const publishedSums = "SUM(n1) AS n1, SUM(n2) AS n2, SUM(n3) AS n3, SUM(n4) AS n4, SUM(held) AS held FROM published_tallies"

// Tallies implements report.TallyStore. What is not itemized has no service.
func (p *Published) Tallies(ctx context.Context, from, to domain.Month) ([]report.TallyLine, error) {
	return p.store.tallyLines(ctx, publishedSums, from, to, publishedAside)
}

// publishedAside counts the ratings that were set aside when their cells were published. Like the
// held ones, they have no service.
func publishedAside(tx *gorm.DB, from, to domain.Month) (map[lineKey]int64, error) {
	first, last, err := quartersOf(from, to)
	if err != nil {
		return nil, err
	}
	var cells []publishedCellRow
	err = tx.Select("unit_code", "officer_code", "rules").Where("quarter BETWEEN ? AND ? AND rules <> ?", first, last, heldCounts{}.text()).Find(&cells).Error
	counts := map[lineKey]int64{}
	for _, cell := range cells {
		held := heldCounts{}
		if err := held.read(cell.Rules); err != nil {
			return nil, err
		}
		counts[lineKey{cell.OfficerCode, cell.UnitCode, ""}] += held[report.SetAside]
	}
	return counts, err
}

// MonthTallies implements report.TallyStore, of what is itemized.
func (p *Published) MonthTallies(ctx context.Context, officer string, from, to domain.Month) ([]report.MonthLine, error) {
	where, args := "month BETWEEN ? AND ? AND officer_code <> ''", []any{string(from), string(to)}
	if officer != "" {
		where, args = "officer_code = ? AND month BETWEEN ? AND ?", []any{officer, string(from), string(to)}
	}
	return lines(ctx, p.store, func(t tallySum) report.MonthLine {
		return report.MonthLine{Officer: t.Officer, Month: domain.Month(t.Month), Counts: t.counts()}
	}, "SELECT officer_code AS officer, month, "+publishedSums+" WHERE channel <> '' AND "+where+
		" GROUP BY officer_code, month ORDER BY officer_code, month", args...)
}

// ChannelTallies implements report.TallyStore, of what is itemized.
func (p *Published) ChannelTallies(ctx context.Context, officer string, from, to domain.Month) ([]report.ChannelLine, error) {
	return lines(ctx, p.store, func(t tallySum) report.ChannelLine {
		return report.ChannelLine{Channel: domain.Channel(t.Channel), Counts: t.counts()}
	}, "SELECT channel, "+publishedSums+" WHERE channel <> '' AND officer_code = ? AND month BETWEEN ? AND ? GROUP BY channel ORDER BY channel",
		officer, string(from), string(to))
}

// UnitAnswers implements report.TallyStore.
func (p *Published) UnitAnswers(ctx context.Context, unit string, from, to domain.Month) ([]report.AnswerLine, error) {
	return p.store.answers(ctx, "published_answers WHERE unit_code", unit, from, to)
}

// OfficerAnswers implements report.TallyStore.
func (p *Published) OfficerAnswers(ctx context.Context, officer string, from, to domain.Month) ([]report.AnswerLine, error) {
	return p.store.answers(ctx, "published_answers WHERE officer_code", officer, from, to)
}

// Comments implements report.TallyStore: the published groups, by number.
func (p *Published) Comments(ctx context.Context, officer string, quarter domain.Period, _ time.Time) ([]report.Comment, int64, error) {
	db := p.store.reads.WithContext(ctx)
	var waiting int64
	err := db.Raw("SELECT COALESCE(SUM(waiting), 0) FROM published_cells WHERE officer_code = ? AND quarter = ?", officer, quarter.String()).Scan(&waiting).Error
	if err != nil {
		return nil, 0, p.store.outcome(err)
	}
	var rows []publishedCommentRow
	if err := db.Where("officer_code = ? AND quarter = ?", officer, quarter.String()).Find(&rows).Error; err != nil {
		return nil, 0, p.store.outcome(err)
	}
	groups := map[string]report.CommentGroupKey{}
	for _, row := range rows {
		groups[row.RatingID] = report.CommentGroupKey{Unit: row.UnitCode, Number: row.GroupNumber}
	}
	comments, err := readComments(db, officer, quarter.First(), quarter.Last(), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), "")
	list := comments[:0]
	for _, c := range comments {
		if key, published := groups[c.Rating]; published {
			c.Group = key
			list = append(list, c)
		}
	}
	return list, waiting, p.store.outcome(err)
}

// HeldBy implements report.TallyStore.
func (p *Published) HeldBy(ctx context.Context, officer string, from, to domain.Month) ([]report.HeldLine, error) {
	first, last, err := quartersOf(from, to)
	if err != nil {
		return nil, err
	}
	var rows []publishedCellRow
	err = p.store.reads.WithContext(ctx).Where("officer_code = ? AND quarter BETWEEN ? AND ?", officer, first, last).Find(&rows).Error
	held := heldCounts{}
	for _, row := range rows {
		if err := held.read(row.Rules); err != nil {
			return nil, err
		}
	}
	return held.lines(), p.store.outcome(err)
}

// PublishedAt implements report.PublishedStore.
func (p *Published) PublishedAt(ctx context.Context, officer string, units []string, period domain.Period) (time.Time, error) {
	var quarters []string
	for _, quarter := range period.Quarters() {
		quarters = append(quarters, quarter.String())
	}
	query := p.store.reads.WithContext(ctx).Model(&publishedCellRow{}).Where("quarter IN ?", quarters)
	if officer != "" {
		query = query.Where("officer_code = ?", officer)
	} else {
		query = query.Where("unit_code IN ?", units)
	}
	var rows []publishedCellRow
	err := query.Order("published_at DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return time.Time{}, p.store.outcome(err)
	}
	return rows[0].PublishedAt, nil
}

// readComments lists the comments of an officer's counted ratings in the order in which they
// were received. A further condition may narrow them.
func readComments(tx *gorm.DB, officer string, from, to domain.Day, before time.Time, further string, args ...any) ([]report.Comment, error) {
	query := tx.Select("id", "comment", "reasons").
		Where("officer_code = ? AND commented = ? AND day BETWEEN ? AND ? AND verdict = ? AND received_at < ?",
			officer, true, string(from), string(to), string(domain.Counted), before)
	if further != "" {
		query = query.Where(further, args...)
	}
	var rows []ratingRow
	err := query.Order("received_at, id").Find(&rows).Error
	var comments []report.Comment
	for _, row := range rows {
		if !hasFee(row) {
			comments = append(comments, report.Comment{Rating: row.ID, Text: row.Comment})
		}
	}
	return comments, err
}
