-- +goose Up
CREATE TABLE IF NOT EXISTS done_updates (
  update_key TEXT NOT NULL,
  done_at DATETIME NOT NULL,
  PRIMARY KEY (update_key)
);
CREATE INDEX IF NOT EXISTS done_updates_at ON done_updates (done_at);

CREATE TABLE IF NOT EXISTS letters (
  id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE IF NOT EXISTS leases (
  name TEXT NOT NULL,
  holder TEXT NOT NULL,
  ends_at DATETIME NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE IF NOT EXISTS author_keys (
  period TEXT NOT NULL,
  random BLOB NOT NULL,
  PRIMARY KEY (period)
);

CREATE TABLE IF NOT EXISTS spent_keys (
  once_key TEXT NOT NULL,
  day TEXT NOT NULL,
  PRIMARY KEY (once_key)
);

-- +goose Down
DROP TABLE IF EXISTS spent_keys;
DROP TABLE IF EXISTS author_keys;
DROP TABLE IF EXISTS leases;
DROP TABLE IF EXISTS letters;
DROP TABLE IF EXISTS done_updates;
