-- +goose Up
ALTER TABLE devices ADD COLUMN paired_at DATETIME NULL;
ALTER TABLE devices ADD COLUMN lost BOOLEAN NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS kiosk_stays (
  kiosk_id TEXT NOT NULL,
  until_at DATETIME NOT NULL,
  counter_code TEXT NOT NULL,
  PRIMARY KEY (kiosk_id, until_at)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pairings (
  id TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  counter_code TEXT NOT NULL,
  name TEXT NOT NULL,
  replaces TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at DATETIME NOT NULL,
  used_at DATETIME NULL,
  request TEXT NOT NULL,
  kiosk_id TEXT NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS pairings_code ON pairings (code_hash);

CREATE TABLE IF NOT EXISTS kiosk_health (
  kiosk_id TEXT NOT NULL,
  seen_at DATETIME NOT NULL,
  version TEXT NOT NULL,
  waiting INTEGER NOT NULL,
  oldest_at DATETIME NULL,
  oldest_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  battery INTEGER NOT NULL,
  charging BOOLEAN NOT NULL,
  storage_used INTEGER NOT NULL,
  storage_max INTEGER NOT NULL,
  persisted BOOLEAN NOT NULL,
  skew_ms INTEGER NOT NULL,
  complete_seq INTEGER NOT NULL,
  complete_at DATETIME NULL,
  absent INTEGER NOT NULL,
  PRIMARY KEY (kiosk_id)
);

CREATE TABLE IF NOT EXISTS opening_hours (
  unit_code TEXT NOT NULL,
  weekday INTEGER NOT NULL,
  opens INTEGER NOT NULL,
  closes INTEGER NOT NULL,
  PRIMARY KEY (unit_code, weekday, opens)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS holidays (
  day TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (day, unit_code)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS officer_pins (
  officer_code TEXT NOT NULL,
  pin_hash TEXT NOT NULL,
  PRIMARY KEY (officer_code)
);

-- +goose Down
DROP TABLE IF EXISTS officer_pins;
DROP TABLE IF EXISTS holidays;
DROP TABLE IF EXISTS opening_hours;
DROP TABLE IF EXISTS kiosk_health;
DROP TABLE IF EXISTS pairings;
DROP TABLE IF EXISTS kiosk_stays;
ALTER TABLE devices DROP COLUMN lost;
ALTER TABLE devices DROP COLUMN paired_at;
