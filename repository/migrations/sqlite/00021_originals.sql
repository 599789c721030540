-- +goose Up
CREATE TABLE IF NOT EXISTS originals (
  rating_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  sealed TEXT NOT NULL,
  received_at DATETIME NOT NULL,
  PRIMARY KEY (rating_id, digest)
);
CREATE INDEX IF NOT EXISTS originals_received ON originals (received_at);

-- +goose Down
DROP TABLE IF EXISTS originals;
