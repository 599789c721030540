-- +goose Up
CREATE TABLE IF NOT EXISTS published_bases (
  unit_code TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  quarter TEXT NOT NULL,
  cells TEXT NOT NULL,
  days TEXT NOT NULL,
  PRIMARY KEY (unit_code, officer_code, quarter)
);
CREATE INDEX IF NOT EXISTS published_bases_quarter ON published_bases (quarter);

-- +goose Down
DROP TABLE IF EXISTS published_bases;
