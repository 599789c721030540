package repository

// Columns lists table.column of the whole schema, for the comparison of dialects.
func Columns(s *Store) ([]string, error) {
	tables, err := s.db.Migrator().GetTables()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, table := range tables {
		switch table {
		case "goose_db_version", "goose_lock", "sqlite_sequence":
			continue
		}
		types, err := s.db.Migrator().ColumnTypes(table)
		if err != nil {
			return nil, err
		}
		for _, column := range types {
			names = append(names, table+"."+column.Name())
		}
	}
	return names, nil
}

// PretendVersion writes a version into the database as a newer program would.
func PretendVersion(s *Store, version int64) error {
	return s.db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, ?)", version, true).Error
}

// Foreign makes a table as another program would.
func Foreign(s *Store) error { return s.db.Exec("CREATE TABLE wp_posts (id INTEGER)").Error }

// OwnTables lists the tables that Empty looks into.
func OwnTables() []string { return ownTables() }

// Forbid makes the database refuse one rating for a reason that no repeat mends.
func Forbid(s *Store, id string) error {
	if s.driver == MySQL {
		return s.db.Exec("CREATE TRIGGER forbid BEFORE INSERT ON ratings FOR EACH ROW IF NEW.id = '" + id +
			"' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'forbidden'; END IF").Error
	}
	return s.db.Exec("CREATE TRIGGER forbid BEFORE INSERT ON ratings WHEN NEW.id = '" + id + "' BEGIN SELECT RAISE(ABORT, 'forbidden'); END").Error
}
