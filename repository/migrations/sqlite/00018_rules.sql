-- +goose Up
ALTER TABLE ratings ADD COLUMN browser TEXT NOT NULL DEFAULT '';
ALTER TABLE ratings ADD COLUMN cleared TEXT NOT NULL DEFAULT '';
ALTER TABLE ratings ADD COLUMN set_aside BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE IF NOT EXISTS findings (
  rating_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  version TEXT NOT NULL,
  counted INTEGER NOT NULL,
  allowed INTEGER NOT NULL,
  span INTEGER NOT NULL,
  served INTEGER NOT NULL,
  found_at DATETIME NOT NULL,
  PRIMARY KEY (rating_id, rule)
);

CREATE TABLE IF NOT EXISTS marks (
  unit_code TEXT NOT NULL,
  quarter TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  streams TEXT NOT NULL,
  n INTEGER NOT NULL,
  rest_n INTEGER NOT NULL,
  mean REAL NOT NULL,
  rest_mean REAL NOT NULL,
  gap REAL NOT NULL,
  z REAL NOT NULL,
  found_at DATETIME NOT NULL,
  PRIMARY KEY (unit_code, quarter, officer_code, streams)
);

CREATE TABLE IF NOT EXISTS swept_units (
  unit_code TEXT NOT NULL,
  quarter TEXT NOT NULL,
  state TEXT NOT NULL,
  swept_at DATETIME NOT NULL,
  PRIMARY KEY (unit_code, quarter)
);

CREATE TABLE IF NOT EXISTS served (
  unit_code TEXT NOT NULL,
  day TEXT NOT NULL,
  service_code TEXT NOT NULL,
  visits INTEGER NOT NULL,
  PRIMARY KEY (unit_code, day, service_code)
);

CREATE TABLE IF NOT EXISTS reviews (
  id TEXT NOT NULL,
  rating_id TEXT NOT NULL,
  act TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at DATETIME NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS reviews_rating ON reviews (rating_id, made_at);

-- +goose Down
DROP TABLE IF EXISTS reviews;
DROP TABLE IF EXISTS served;
DROP TABLE IF EXISTS swept_units;
DROP TABLE IF EXISTS marks;
DROP TABLE IF EXISTS findings;
ALTER TABLE ratings DROP COLUMN set_aside;
ALTER TABLE ratings DROP COLUMN cleared;
ALTER TABLE ratings DROP COLUMN browser;
