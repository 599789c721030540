package repository

import (
	"context"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/score"
)

// valueSum is what every query of tallies gives: sums by value, with the columns by
// which it groups.
type valueSum struct {
	Officer string
	Unit    string
	Service string
	Channel string
	Month   string
	Item    string
	Value   int
	Counted int64
	Held    int64
}

func (v valueSum) counts() score.Counts {
	var c score.Counts
	if v.Value >= 1 && v.Value <= 4 {
		c[v.Value-1] = v.Counted
	}
	return c
}

// sumTallies sums tallies by the given groups and by value, in their order.
func (s *Store) sumTallies(ctx context.Context, groups []string, where string, args ...any) ([]valueSum, error) {
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = g[:strings.Index(g, " AS ")]
	}
	by := strings.Join(append(names, "value"), ", ")
	query := "SELECT " + strings.Join(groups, ", ") + ", value, SUM(counted) AS counted, SUM(held) AS held FROM tallies WHERE " +
		where + " GROUP BY " + by + " ORDER BY " + by
	var sums []valueSum
	err := s.reads.WithContext(ctx).Raw(query, args...).Scan(&sums).Error
	return sums, s.outcome(err)
}

// fold makes one line of the sums with the same key, in the order of the sums.
func fold[L any, K comparable](sums []valueSum, key func(valueSum) K, start func(valueSum) L, add func(*L, valueSum)) []L {
	var lines []L
	at := map[K]int{}
	for _, sum := range sums {
		i, seen := at[key(sum)]
		if !seen {
			i = len(lines)
			at[key(sum)] = i
			lines = append(lines, start(sum))
		}
		add(&lines[i], sum)
	}
	return lines
}

// Tallies implements domain.TallyStore.
func (s *Store) Tallies(ctx context.Context, from, to domain.Day) ([]domain.TallyLine, error) {
	sums, err := s.sumTallies(ctx, []string{"officer_code AS officer", "unit_code AS unit", "service_code AS service"},
		"day BETWEEN ? AND ?", string(from), string(to))
	return fold(sums,
		func(v valueSum) [3]string { return [3]string{v.Officer, v.Unit, v.Service} },
		func(v valueSum) domain.TallyLine {
			return domain.TallyLine{Officer: v.Officer, Unit: v.Unit, Service: v.Service}
		},
		func(l *domain.TallyLine, v valueSum) { l.Counts, l.Held = l.Counts.Plus(v.counts()), l.Held+v.Held },
	), err
}

// MonthTallies implements domain.TallyStore.
func (s *Store) MonthTallies(ctx context.Context, officer string, from, to domain.Day) ([]domain.MonthLine, error) {
	where, args := "day BETWEEN ? AND ? AND officer_code <> ''", []any{string(from), string(to)}
	if officer != "" {
		where, args = where+" AND officer_code = ?", append(args, officer)
	}
	sums, err := s.sumTallies(ctx, []string{"officer_code AS officer", "SUBSTR(day, 1, 7) AS month"}, where, args...)
	return fold(sums,
		func(v valueSum) [2]string { return [2]string{v.Officer, v.Month} },
		func(v valueSum) domain.MonthLine {
			return domain.MonthLine{Officer: v.Officer, Month: domain.Month(v.Month)}
		},
		func(l *domain.MonthLine, v valueSum) { l.Counts = l.Counts.Plus(v.counts()) },
	), err
}

// ChannelTallies implements domain.TallyStore.
func (s *Store) ChannelTallies(ctx context.Context, officer string, from, to domain.Day) ([]domain.ChannelLine, error) {
	sums, err := s.sumTallies(ctx, []string{"channel AS channel"}, "officer_code = ? AND day BETWEEN ? AND ?", officer, string(from), string(to))
	return fold(sums,
		func(v valueSum) string { return v.Channel },
		func(v valueSum) domain.ChannelLine { return domain.ChannelLine{Channel: domain.Channel(v.Channel)} },
		func(l *domain.ChannelLine, v valueSum) { l.Counts = l.Counts.Plus(v.counts()) },
	), err
}

// UnitAnswers implements domain.TallyStore.
func (s *Store) UnitAnswers(ctx context.Context, unit string, from, to domain.Day) ([]domain.AnswerLine, error) {
	return s.answers(ctx, "unit_code", unit, from, to)
}

// OfficerAnswers implements domain.TallyStore.
func (s *Store) OfficerAnswers(ctx context.Context, officer string, from, to domain.Day) ([]domain.AnswerLine, error) {
	return s.answers(ctx, "officer_code", officer, from, to)
}

func (s *Store) answers(ctx context.Context, column, code string, from, to domain.Day) ([]domain.AnswerLine, error) {
	var sums []valueSum
	err := s.reads.WithContext(ctx).Raw("SELECT item, value, SUM(counted) AS counted FROM answer_tallies WHERE "+column+
		" = ? AND day BETWEEN ? AND ? GROUP BY item, value ORDER BY item, value", code, string(from), string(to)).Scan(&sums).Error
	return fold(sums,
		func(v valueSum) string { return v.Item },
		func(v valueSum) domain.AnswerLine { return domain.AnswerLine{Item: v.Item} },
		func(l *domain.AnswerLine, v valueSum) { l.Counts, l.N = l.Counts.Plus(v.counts()), l.N+v.Counted },
	), s.outcome(err)
}

// Comments implements domain.TallyStore.
func (s *Store) Comments(ctx context.Context, officer string, from, to domain.Day, before time.Time) ([]domain.Comment, error) {
	var rows []ratingRow
	err := s.reads.WithContext(ctx).Select("id", "comment", "reasons").
		Where("officer_code = ? AND day BETWEEN ? AND ? AND verdict = ? AND comment <> '' AND received_at < ?",
			officer, string(from), string(to), string(domain.Counted), stored(before)).
		Order("received_at, id").Find(&rows).Error
	var comments []domain.Comment
	for _, row := range rows {
		if !strings.Contains(","+row.Reasons+",", ","+domain.ReasonFee+",") {
			comments = append(comments, domain.Comment{Rating: row.ID, Text: row.Comment})
		}
	}
	return comments, s.outcome(err)
}
