-- +goose Up
CREATE TABLE IF NOT EXISTS meta (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE IF NOT EXISTS agencies (
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  internal BOOLEAN NOT NULL,
  PRIMARY KEY (code)
);

CREATE TABLE IF NOT EXISTS units (
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  agency_code TEXT NOT NULL,
  PRIMARY KEY (code)
);

CREATE TABLE IF NOT EXISTS counters (
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  PRIMARY KEY (code)
);

CREATE TABLE IF NOT EXISTS services (
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (code)
);

CREATE TABLE IF NOT EXISTS counter_services (
  counter_code TEXT NOT NULL,
  service_code TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (counter_code, service_code)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS devices (
  id TEXT NOT NULL,
  counter_code TEXT NOT NULL,
  name TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  revoked_at DATETIME NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS devices_key ON devices (key_hash);

-- +goose Down
DROP TABLE IF EXISTS devices;
DROP TABLE IF EXISTS counter_services;
DROP TABLE IF EXISTS services;
DROP TABLE IF EXISTS counters;
DROP TABLE IF EXISTS units;
DROP TABLE IF EXISTS agencies;
DROP TABLE IF EXISTS meta;
