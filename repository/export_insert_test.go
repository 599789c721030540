package repository

import (
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
)

// InsertWay is one way to store ratings and the changes of their tallies in a transaction.
type InsertWay struct {
	Name   string
	Insert func(context.Context, []domain.Rating) error
}

// InsertWays returns the bare pool below GORM, for reference, and the ways through GORM.
func InsertWays(s *Store) []InsertWay {
	way := func(name string, insert func(*gorm.DB, []domain.Rating, *tallyDelta) error) InsertWay {
		return InsertWay{name, func(ctx context.Context, ratings []domain.Rating) error {
			return s.transaction(ctx, func(tx *gorm.DB) error {
				delta := newTallyDelta()
				for _, r := range ratings {
					delta.add(r, 1)
				}
				return insert(tx, ratings, delta)
			})
		}}
	}
	return []InsertWay{
		way("pool", s.insertBy(func(tx *gorm.DB, statement string, values []any) error {
			_, err := tx.Statement.ConnPool.ExecContext(tx.Statement.Context, statement, values...)
			return err
		})),
		way("tx.Exec", s.insertBy(func(tx *gorm.DB, statement string, values []any) error { return tx.Exec(statement, values...).Error })),
		way("tx.Exec, values set", s.insertByRows),
		way("Create", func(tx *gorm.DB, ratings []domain.Rating, delta *tallyDelta) error {
			return s.insertByCreate(tx, ratings, delta, func(tx *gorm.DB, rows any, _ int) error { return tx.Create(rows).Error })
		}),
		way("CreateInBatches", func(tx *gorm.DB, ratings []domain.Rating, delta *tallyDelta) error {
			return s.insertByCreate(tx, ratings, delta, func(tx *gorm.DB, rows any, n int) error { return tx.CreateInBatches(rows, n).Error })
		}),
	}
}

// insertByRows stores the rows as the program does.
func (s *Store) insertByRows(tx *gorm.DB, ratings []domain.Rating, delta *tallyDelta) error {
	if err := insertRows(tx, "ratings", RatingColumns(), s.valuesOf(ratings), ""); err != nil {
		return err
	}
	return s.applyDelta(tx, delta)
}

func (s *Store) valuesOf(ratings []domain.Rating) [][]any {
	rows := make([][]any, len(ratings))
	for i, r := range ratings {
		rows[i] = RatingValues(r, s.writer)
	}
	return rows
}

// insertBy passes the same statements to exec.
func (s *Store) insertBy(exec func(tx *gorm.DB, statement string, values []any) error) func(*gorm.DB, []domain.Rating, *tallyDelta) error {
	return func(tx *gorm.DB, ratings []domain.Rating, delta *tallyDelta) error {
		return s.insertStatements(ratings, delta, func(table string, columns []string, rows [][]any, end string) error {
			return exec(tx, insertStatement(table, columns, len(rows), end), slices.Concat(rows...))
		})
	}
}

func (s *Store) insertStatements(ratings []domain.Rating, delta *tallyDelta, exec func(table string, columns []string, rows [][]any, end string) error) error {
	days := rowsOf(delta.days, func(k dayKey, c counted) []any {
		return []any{k.day, k.officer, k.counter, k.unit, k.service, k.channel, k.value, s.writer, c.n, c.held}
	})
	months := rowsOf(delta.months, func(k monthKey, c counted) []any {
		v := c.byValue
		return []any{k.month, k.officer, k.unit, k.service, k.channel, s.writer, v[0], v[1], v[2], v[3], c.held}
	})
	return firstError(
		func() error { return exec("ratings", RatingColumns(), s.valuesOf(ratings), "") },
		func() error {
			return exec("tallies", []string{"day", "officer_code", "counter_code", "unit_code", "service_code", "channel", "value", "writer", "counted", "held"},
				days, s.adding([]string{"counted", "held"}))
		},
		func() error {
			return exec("month_tallies", []string{"month", "officer_code", "unit_code", "service_code", "channel", "writer", "n1", "n2", "n3", "n4", "held"},
				months, s.adding([]string{"n1", "n2", "n3", "n4", "held"}))
		},
	)
}

// insertByCreate lets GORM create the statements from the row structs.
func (s *Store) insertByCreate(tx *gorm.DB, ratings []domain.Rating, delta *tallyDelta, create func(*gorm.DB, any, int) error) error {
	rows := make([]ratingRow, len(ratings))
	for i, r := range ratings {
		rows[i] = rowOf(r, s.writer)
	}
	var days []tallyRow
	for k, c := range delta.days {
		days = append(days, tallyRow{k.day, k.officer, k.counter, k.unit, k.service, k.channel, k.value, s.writer, c.n, c.held})
	}
	var months []monthTallyRow
	for k, c := range delta.months {
		v := c.byValue
		months = append(months, monthTallyRow{k.month, k.officer, k.unit, k.service, k.channel, s.writer, v[0], v[1], v[2], v[3], c.held})
	}
	return firstError(
		func() error { return create(tx, &rows, len(rows)) },
		func() error { return create(tx.Clauses(s.addingClause("counted", "held")), &days, len(days)) },
		func() error {
			return create(tx.Clauses(s.addingClause("n1", "n2", "n3", "n4", "held")), &months, len(months))
		},
	)
}

// addingClause is adding as a clause of GORM.
func (s *Store) addingClause(columns ...string) clause.OnConflict {
	sums := map[string]any{}
	for _, c := range columns {
		incoming := "excluded." + c
		if s.driver == MySQL {
			incoming = "VALUES(" + c + ")"
		}
		sums[c] = gorm.Expr(c + " + " + incoming)
	}
	return clause.OnConflict{DoUpdates: clause.Assignments(sums)}
}
