package repository

import (
	"io/fs"
	"regexp"
	"slices"
	"testing/fstest"
)

// addColumn is a statement of a migration that adds columns, with the table and the first of
// the columns.
var addColumn = regexp.MustCompile("(?s)ALTER TABLE (\\w+) ADD COLUMN `?(\\w+)`?[^;]*;")

// rerunnable gives the migrations such that each can run again from any point: MySQL commits
// every change of the schema at once, so a migration that was cut off has left some of it.
// All statements say IF NOT EXISTS or replace rows, but neither database knows that for the
// columns of all versions: a statement whose columns are there is left out. Each is one
// change, whole or not at all.
func (s *Store) rerunnable(files fs.FS) (fs.FS, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	tables, err := s.db.Migrator().GetTables()
	if err != nil {
		return nil, s.outcome(err)
	}
	out := fstest.MapFS{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		text = addColumn.ReplaceAllFunc(text, func(statement []byte) []byte {
			m := addColumn.FindSubmatch(statement)
			if slices.Contains(tables, string(m[1])) && s.db.Migrator().HasColumn(string(m[1]), string(m[2])) {
				return []byte("SELECT 1;")
			}
			return statement
		})
		out[name] = &fstest.MapFile{Data: text}
	}
	return out, nil
}
