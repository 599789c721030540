-- +goose Up
ALTER TABLE served ADD COLUMN source TEXT NOT NULL DEFAULT '';
DELETE FROM served WHERE visits = 0;

CREATE TABLE IF NOT EXISTS ticket_visits (
  unit_code TEXT NOT NULL,
  day TEXT NOT NULL,
  service_code TEXT NOT NULL,
  visits INTEGER NOT NULL,
  PRIMARY KEY (unit_code, day, service_code)
);

CREATE TABLE IF NOT EXISTS ticketed_units (
  unit_code TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (unit_code)
);

-- +goose Down
DROP TABLE IF EXISTS ticketed_units;
DROP TABLE IF EXISTS ticket_visits;
ALTER TABLE served DROP COLUMN source;
