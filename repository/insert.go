package repository

import (
	"slices"
	"strings"

	"gorm.io/gorm"
)

// insertRows inserts rows into a table with one statement. The end of the statement
// decides about rows that exist. It passes through GORM's Exec: Create reflects on every
// field of every row, which costs a batch of ratings more than its commit (see
// docs/decisions/0016).
func insertRows(tx *gorm.DB, table string, columns []string, rows [][]any, end string) error {
	return tx.Exec(insertStatement(table, columns, len(rows), end), slices.Concat(rows...)...).Error
}

func insertStatement(table string, columns []string, rows int, end string) string {
	places := "(?" + strings.Repeat(", ?", len(columns)-1) + ")"
	return "INSERT INTO " + quoted(table) + " (" + quoted(columns...) + ") VALUES " + places + strings.Repeat(", "+places, rows-1) + end
}
