package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Sizes of a copy. A transaction inserts a chunk; a statement carries fewer rows, because
// databases limit its placeholders and its length.
const (
	chunkRows          = 2000
	chunkBytes         = 4 << 20 // servers take statements of 16 MB
	statementRows      = 300
	statementArguments = 10_000
)

// Copied is the progress of the copy of a table.
type Copied struct {
	Table string
	Rows  int64
	Whole bool // there are no more
}

// copiedTables are the tables of a backup. It leaves out sessions, which a finder of the
// file could use; messages, which would be sent again, and the questions of the chat, which are
// over; leases; the authors' keys and spent
// keys, which a copy would keep after they are destroyed; and the chats of accounts, whose
// ended links a restore would open again; the originals of comments, which are destroyed; and
// counts of tries, which are over.
func copiedTables() []string {
	left := []string{"sessions", "letters", "screens", "leases", "author_keys", "spent_keys", "link_codes", "staff_chats", "originals", "tries"}
	return slices.DeleteFunc(ownTables(), func(table string) bool { return slices.Contains(left, table) })
}

// copyTables copies a snapshot of a database into another one that has the same schema and
// empty tables.
func copyTables(ctx context.Context, from *gorm.DB, to *Store, tell func(Copied)) ([]Copied, error) {
	var all []Copied
	for _, table := range copiedTables() {
		c := tableCopy{to: to, tell: tell, Copied: Copied{Table: table}}
		if err := c.run(ctx, from); err != nil {
			return nil, fmt.Errorf("copy %s: %w", table, err)
		}
		all = append(all, c.Copied)
	}
	return all, nil
}

// tableCopy copies one table, chunk by chunk.
type tableCopy struct {
	Copied
	to      *Store
	tell    func(Copied)
	columns []string
	binary  []bool // which columns hold bytes and no text
	chunk   [][]any
	bytes   int // held in the chunk, of the columns that hold bytes
}

// run reads the rows in the order of their key, so that the written table grows at its end.
func (c *tableCopy) run(ctx context.Context, from *gorm.DB) error {
	key, err := keyOf(from, c.Table)
	if err != nil {
		return err
	}
	rows, err := from.Raw("SELECT * FROM " + quoted(c.Table) + " ORDER BY " + quoted(key...)).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	if c.columns, c.binary, err = columnsOf(rows); err != nil {
		return err
	}
	for rows.Next() {
		row := make([]any, len(c.columns))
		if err := rows.Scan(pointers(row)...); err != nil {
			return err
		}
		c.add(row)
		if len(c.chunk) == chunkRows || c.bytes >= chunkBytes {
			if err := c.write(ctx); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	c.Whole = true
	return c.write(ctx)
}

// columnsOf gives the names of the columns, and which of them hold bytes and not text.
func columnsOf(rows *sql.Rows) (names []string, binary []bool, err error) {
	types, err := rows.ColumnTypes()
	for _, column := range types {
		kind := column.DatabaseTypeName()
		names, binary = append(names, column.Name()), append(binary, strings.HasSuffix(kind, "BLOB") || strings.HasSuffix(kind, "BINARY"))
	}
	return names, binary, err
}

func (c *tableCopy) add(row []any) {
	for i, value := range row {
		if c.binary[i] {
			raw, _ := value.([]byte)
			c.bytes += len(raw)
			continue
		}
		row[i] = portable(value)
	}
	c.chunk = append(c.chunk, row)
}

func (c *tableCopy) write(ctx context.Context) error {
	err := c.to.transaction(ctx, func(tx *gorm.DB) error {
		if err := c.to.refuseCuts(tx); err != nil {
			return err
		}
		for rows := range slices.Chunk(c.chunk, min(statementRows, statementArguments/len(c.columns))) {
			if err := insertRows(tx, c.Table, c.columns, rows, ""); err != nil {
				return err
			}
		}
		return nil
	})
	c.Rows += int64(len(c.chunk))
	c.chunk, c.bytes = c.chunk[:0], 0
	if err == nil && c.tell != nil {
		c.tell(c.Copied)
	}
	return err
}

// refuseCuts makes a MySQL server that truncates long texts refuse them instead.
func (s *Store) refuseCuts(tx *gorm.DB) error {
	if s.driver != MySQL {
		return nil
	}
	return tx.Exec("SET SESSION sql_mode = CONCAT_WS(',', NULLIF(@@SESSION.sql_mode, ''), 'STRICT_ALL_TABLES')").Error
}

// keyOf lists the columns of a table's primary key.
func keyOf(tx *gorm.DB, table string) (columns []string, err error) {
	query := "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
	if tx.Name() == MySQL {
		query = "SELECT column_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = 'PRIMARY' ORDER BY seq_in_index"
	}
	return columns, tx.Raw(query, table).Scan(&columns).Error
}

// quoted quotes names for both databases; a column is called value.
func quoted(names ...string) string { return "`" + strings.Join(names, "`, `") + "`" }

func pointers(row []any) []any {
	list := make([]any, len(row))
	for i := range row {
		list[i] = &row[i]
	}
	return list
}

// portable turns what either driver reads into what both write alike: MySQL's returns
// texts as bytes, and times in the zone of its connection.
func portable(value any) any {
	switch v := value.(type) {
	case []byte:
		return string(v)
	case time.Time:
		return stored(v)
	}
	return value
}

// dropIndexes drops the secondary indexes of a SQLite file and returns the statements that
// make them again: sorting once at the end is several times faster than inserting in
// order. MySQL would copy the tables for that.
func (s *Store) dropIndexes(ctx context.Context) (again []string, err error) {
	if s.driver == MySQL {
		return nil, nil
	}
	var indexes []struct{ Name, SQL string }
	db := s.db.WithContext(ctx)
	err = db.Raw("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").Scan(&indexes).Error
	for _, index := range indexes {
		again = append(again, index.SQL)
		err = errors.Join(err, db.Exec("DROP INDEX "+quoted(index.Name)).Error)
	}
	return again, err
}

func (s *Store) makeIndexes(ctx context.Context, statements []string) error {
	for _, statement := range statements {
		if err := s.db.WithContext(ctx).Exec(statement).Error; err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}
