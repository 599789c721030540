package repository

import (
	"context"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/domain/score"
)

// tallySum is what every query of tallies gives: sums with the columns by which it
// groups.
type tallySum struct {
	Officer        string
	Unit           string
	Service        string
	Channel        string
	Month          string
	Item           string
	N              int64
	N1, N2, N3, N4 int64
	Held           int64
}

func (t tallySum) counts() score.Counts { return score.Counts{t.N1, t.N2, t.N3, t.N4} }

const (
	monthSums  = "SUM(n1) AS n1, SUM(n2) AS n2, SUM(n3) AS n3, SUM(n4) AS n4, SUM(held) AS held FROM month_tallies"
	answerSums = "SUM(n) AS n, SUM(n1) AS n1, SUM(n2) AS n2, SUM(n3) AS n3, SUM(n4) AS n4"
)

// lines runs a query of tallies and makes a line of each sum.
func lines[L any](ctx context.Context, s *Store, line func(tallySum) L, query string, args ...any) ([]L, error) {
	var sums []tallySum
	if err := s.reads.WithContext(ctx).Raw(query, args...).Scan(&sums).Error; err != nil {
		return nil, s.outcome(err)
	}
	list := make([]L, len(sums))
	for i, sum := range sums {
		list[i] = line(sum)
	}
	return list, nil
}

// Tallies implements report.TallyStore.
func (s *Store) Tallies(ctx context.Context, from, to domain.Month) ([]report.TallyLine, error) {
	return s.tallyLines(ctx, monthSums, from, to, setAside)
}

// tallyLines sums tallies by officer, unit and service. Tallies count a rating that is set aside
// as held: aside gives how many of the held ratings it is, in the same snapshot.
func (s *Store) tallyLines(ctx context.Context, sums string, from, to domain.Month, aside func(tx *gorm.DB, from, to domain.Month) (map[lineKey]int64, error)) ([]report.TallyLine, error) {
	var list []report.TallyLine
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		var rows []tallySum
		err := tx.Raw("SELECT officer_code AS officer, unit_code AS unit, service_code AS service, "+sums+
			" WHERE month BETWEEN ? AND ? GROUP BY officer_code, unit_code, service_code ORDER BY officer_code, unit_code, service_code",
			string(from), string(to)).Scan(&rows).Error
		if err != nil {
			return err
		}
		counts, err := aside(tx, from, to)
		list = make([]report.TallyLine, len(rows))
		for i, t := range rows {
			n := counts[lineKey{t.Officer, t.Unit, t.Service}]
			list[i] = report.TallyLine{Officer: t.Officer, Unit: t.Unit, Service: t.Service, Counts: t.counts(), Held: t.Held - n, SetAside: n}
		}
		return err
	})
	return list, err
}

// lineKey is the key of a report.TallyLine.
type lineKey struct{ officer, unit, service string }

// setAside counts the ratings that are set aside. It starts from the reviews, which are few, and
// not from the ratings of the months: CROSS JOIN keeps this order in SQLite.
func setAside(tx *gorm.DB, from, to domain.Month) (map[lineKey]int64, error) {
	var rows []tallySum
	err := tx.Raw("SELECT r.officer_code AS officer, r.unit_code AS unit, r.service_code AS service, COUNT(*) AS n"+
		" FROM (SELECT DISTINCT rating_id FROM reviews WHERE act = ?) v CROSS JOIN ratings r"+
		" WHERE r.id = v.rating_id AND r.verdict = ? AND r.set_aside = ? AND r.day BETWEEN ? AND ?"+
		" GROUP BY r.officer_code, r.unit_code, r.service_code",
		string(review.ActSetAside), string(domain.Held), true, string(from)+"-01", string(to)+afterDays).Scan(&rows).Error
	counts := make(map[lineKey]int64, len(rows))
	for _, row := range rows {
		counts[lineKey{row.Officer, row.Unit, row.Service}] = row.N
	}
	return counts, err
}

// MonthTallies implements report.TallyStore.
func (s *Store) MonthTallies(ctx context.Context, officer string, from, to domain.Month) ([]report.MonthLine, error) {
	where, args := "month BETWEEN ? AND ? AND officer_code <> ''", []any{string(from), string(to)}
	if officer != "" {
		where, args = "officer_code = ? AND month BETWEEN ? AND ?", []any{officer, string(from), string(to)}
	}
	return lines(ctx, s, func(t tallySum) report.MonthLine {
		return report.MonthLine{Officer: t.Officer, Month: domain.Month(t.Month), Counts: t.counts()}
	}, "SELECT officer_code AS officer, month, "+monthSums+" WHERE "+where+" GROUP BY officer_code, month ORDER BY officer_code, month", args...)
}

// ChannelTallies implements report.TallyStore.
func (s *Store) ChannelTallies(ctx context.Context, officer string, from, to domain.Month) ([]report.ChannelLine, error) {
	return lines(ctx, s, func(t tallySum) report.ChannelLine {
		return report.ChannelLine{Channel: domain.Channel(t.Channel), Counts: t.counts()}
	}, "SELECT channel, "+monthSums+" WHERE officer_code = ? AND month BETWEEN ? AND ? GROUP BY channel ORDER BY channel",
		officer, string(from), string(to))
}

// UnitAnswers implements report.TallyStore.
func (s *Store) UnitAnswers(ctx context.Context, unit string, from, to domain.Month) ([]report.AnswerLine, error) {
	return s.answers(ctx, "unit_answers WHERE unit_code", unit, from, to)
}

// OfficerAnswers implements report.TallyStore.
func (s *Store) OfficerAnswers(ctx context.Context, officer string, from, to domain.Month) ([]report.AnswerLine, error) {
	return s.answers(ctx, "officer_answers WHERE officer_code", officer, from, to)
}

func (s *Store) answers(ctx context.Context, source, code string, from, to domain.Month) ([]report.AnswerLine, error) {
	return lines(ctx, s, func(t tallySum) report.AnswerLine {
		return report.AnswerLine{Item: t.Item, Counts: t.counts(), N: t.N}
	}, "SELECT item, "+answerSums+" FROM "+source+" = ? AND month BETWEEN ? AND ? GROUP BY item ORDER BY item",
		code, string(from), string(to))
}

// Comments implements report.TallyStore.
func (s *Store) Comments(ctx context.Context, officer string, quarter domain.Period, before time.Time) ([]report.Comment, int64, error) {
	comments, err := readComments(s.reads.WithContext(ctx), officer, quarter.First(), quarter.Last(), stored(before), "")
	list, waiting := report.Grouped(comments)
	return list, waiting, s.outcome(err)
}
