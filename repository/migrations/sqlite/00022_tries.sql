-- +goose Up
CREATE TABLE IF NOT EXISTS tries (
  key_hash TEXT NOT NULL,
  whole_at DATETIME NOT NULL,
  PRIMARY KEY (key_hash)
);
CREATE INDEX IF NOT EXISTS tries_whole ON tries (whole_at);

-- +goose Down
DROP TABLE IF EXISTS tries;
