-- +goose Up
CREATE TABLE IF NOT EXISTS published_units (
  unit_code TEXT NOT NULL,
  published_at DATETIME NOT NULL,
  PRIMARY KEY (unit_code)
);

CREATE TABLE IF NOT EXISTS published_cells (
  unit_code TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  quarter TEXT NOT NULL,
  published_at DATETIME NOT NULL,
  final BOOLEAN NOT NULL,
  batches TEXT NOT NULL,
  waiting INTEGER NOT NULL,
  rules TEXT NOT NULL,
  PRIMARY KEY (unit_code, officer_code, quarter)
);
CREATE INDEX IF NOT EXISTS published_cells_officer ON published_cells (officer_code, quarter);

CREATE TABLE IF NOT EXISTS published_tallies (
  unit_code TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  month TEXT NOT NULL,
  service_code TEXT NOT NULL,
  channel TEXT NOT NULL,
  n1 INTEGER NOT NULL,
  n2 INTEGER NOT NULL,
  n3 INTEGER NOT NULL,
  n4 INTEGER NOT NULL,
  held INTEGER NOT NULL,
  PRIMARY KEY (unit_code, officer_code, month, service_code, channel)
);
CREATE INDEX IF NOT EXISTS published_tallies_month ON published_tallies (month);
CREATE INDEX IF NOT EXISTS published_tallies_officer ON published_tallies (officer_code, month);

CREATE TABLE IF NOT EXISTS published_answers (
  unit_code TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  month TEXT NOT NULL,
  item TEXT NOT NULL,
  n INTEGER NOT NULL,
  n1 INTEGER NOT NULL,
  n2 INTEGER NOT NULL,
  n3 INTEGER NOT NULL,
  n4 INTEGER NOT NULL,
  PRIMARY KEY (unit_code, officer_code, month, item)
);
CREATE INDEX IF NOT EXISTS published_answers_officer ON published_answers (officer_code, month);

CREATE TABLE IF NOT EXISTS published_comments (
  rating_id TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  quarter TEXT NOT NULL,
  group_number INTEGER NOT NULL,
  PRIMARY KEY (rating_id)
);
CREATE INDEX IF NOT EXISTS published_comments_officer ON published_comments (officer_code, quarter);

-- +goose Down
DROP TABLE IF EXISTS published_comments;
DROP TABLE IF EXISTS published_answers;
DROP TABLE IF EXISTS published_tallies;
DROP TABLE IF EXISTS published_cells;
DROP TABLE IF EXISTS published_units;
