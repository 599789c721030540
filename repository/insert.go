package repository

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// insertRows puts rows into a table in one statement of GORM's transaction, whose end
// says what happens to rows that are there. GORM itself would look at every field of
// every row three times, which costs a batch of ratings more than its commit.
func insertRows(ctx context.Context, tx *gorm.DB, table string, columns []string, rows [][]any, end string) error {
	places := "(?" + strings.Repeat(", ?", len(columns)-1) + ")"
	statement := "INSERT INTO " + quoted(table) + " (" + quoted(columns...) + ") VALUES " + places + strings.Repeat(", "+places, len(rows)-1) + end
	_, err := tx.Statement.ConnPool.ExecContext(ctx, statement, slices.Concat(rows...)...)
	if translator, ok := tx.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		err = translator.Translate(err)
	}
	return err
}
