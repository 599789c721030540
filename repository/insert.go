package repository

import (
	"slices"
	"strings"

	"gorm.io/gorm"
)

// insertRows inserts rows into a table with one statement. The end of the statement
// decides about rows that exist. It passes through GORM's Exec with the values set
// beforehand, which is the fastest way (see docs/decisions/0016): Exec would inspect every
// value for the placeholder that it replaces, and both databases take ? as it is.
func insertRows(tx *gorm.DB, table string, columns []string, rows [][]any, end string) error {
	ready := tx.Session(&gorm.Session{Initialized: true})
	ready.Statement.Vars = slices.Concat(rows...)
	return ready.Exec(insertStatement(table, columns, len(rows), end)).Error
}

func insertStatement(table string, columns []string, rows int, end string) string {
	places := "(?" + strings.Repeat(", ?", len(columns)-1) + ")"
	return "INSERT INTO " + quoted(table) + " (" + quoted(columns...) + ") VALUES " + places + strings.Repeat(", "+places, rows-1) + end
}
