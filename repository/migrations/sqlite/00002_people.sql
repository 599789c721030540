-- +goose Up
CREATE TABLE IF NOT EXISTS officers (
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  nip TEXT NOT NULL,
  rank_title TEXT NOT NULL,
  position_title TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  figure TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  PRIMARY KEY (code)
);

CREATE TABLE IF NOT EXISTS duties (
  id TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  counter_code TEXT NOT NULL,
  starts_at DATETIME NOT NULL,
  ends_at DATETIME NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS duties_once ON duties (officer_code, counter_code, starts_at);
CREATE INDEX IF NOT EXISTS duties_counter ON duties (counter_code, starts_at);

CREATE TABLE IF NOT EXISTS accounts (
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  PRIMARY KEY (login)
);

CREATE TABLE IF NOT EXISTS sessions (
  token_hash TEXT NOT NULL,
  login TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  seen_at DATETIME NOT NULL,
  PRIMARY KEY (token_hash)
);
CREATE INDEX IF NOT EXISTS sessions_login ON sessions (login);
CREATE INDEX IF NOT EXISTS sessions_seen ON sessions (seen_at);

CREATE TABLE IF NOT EXISTS preferences (
  author TEXT NOT NULL,
  lang TEXT NOT NULL,
  PRIMARY KEY (author)
);

-- +goose Down
DROP TABLE IF EXISTS preferences;
DROP TABLE IF EXISTS sessions;
DROP TABLE IF EXISTS accounts;
DROP TABLE IF EXISTS duties;
DROP TABLE IF EXISTS officers;
