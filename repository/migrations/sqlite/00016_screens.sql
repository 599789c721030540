-- +goose Up
CREATE TABLE IF NOT EXISTS screens (
  author TEXT NOT NULL,
  asked_at DATETIME NOT NULL,
  counter_code TEXT NOT NULL,
  rating_id TEXT NOT NULL,
  message INTEGER NOT NULL,
  pass TEXT NOT NULL,
  update_key TEXT NOT NULL,
  PRIMARY KEY (author, asked_at)
);
CREATE INDEX IF NOT EXISTS screens_at ON screens (asked_at);

-- +goose Down
DROP TABLE IF EXISTS screens;
