-- +goose Up
CREATE TABLE IF NOT EXISTS tallies (
  day TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  counter_code TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  service_code TEXT NOT NULL,
  channel TEXT NOT NULL,
  value INTEGER NOT NULL,
  writer TEXT NOT NULL,
  counted INTEGER NOT NULL,
  held INTEGER NOT NULL,
  PRIMARY KEY (day, officer_code, counter_code, unit_code, service_code, channel, value, writer)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tallies_officer ON tallies (officer_code, day);

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
CREATE INDEX IF NOT EXISTS answer_tallies_unit ON answer_tallies (unit_code, day);
CREATE INDEX IF NOT EXISTS answer_tallies_officer ON answer_tallies (officer_code, day);

-- +goose Down
DROP TABLE IF EXISTS answer_tallies;
DROP TABLE IF EXISTS tallies;
