-- +goose Up
UPDATE ratings SET commented = 1 WHERE comment <> '';

DROP TABLE IF EXISTS answer_tallies;

-- +goose Down
CREATE TABLE IF NOT EXISTS answer_tallies (
  day TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  item TEXT NOT NULL,
  value INTEGER NOT NULL,
  writer TEXT NOT NULL,
  counted INTEGER NOT NULL,
  PRIMARY KEY (day, officer_code, unit_code, item, value, writer)
) WITHOUT ROWID;
