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

CREATE TABLE IF NOT EXISTS link_codes (
  login TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  made_at DATETIME NOT NULL,
  used_at DATETIME,
  PRIMARY KEY (login)
);
CREATE UNIQUE INDEX IF NOT EXISTS link_codes_hash ON link_codes (code_hash);

CREATE TABLE IF NOT EXISTS staff_chats (
  login TEXT NOT NULL,
  id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  chat_hash TEXT NOT NULL,
  lang TEXT NOT NULL,
  wishes TEXT NOT NULL,
  quiet_from INTEGER NOT NULL,
  quiet_until INTEGER NOT NULL,
  since DATETIME NOT NULL,
  told TEXT NOT NULL,
  PRIMARY KEY (login)
);
CREATE INDEX IF NOT EXISTS staff_chats_hash ON staff_chats (chat_hash);

-- +goose Down
DROP TABLE IF EXISTS staff_chats;
DROP TABLE IF EXISTS link_codes;
DROP TABLE IF EXISTS spent_keys;
DROP TABLE IF EXISTS author_keys;
DROP TABLE IF EXISTS leases;
DROP TABLE IF EXISTS letters;
DROP TABLE IF EXISTS done_updates;
