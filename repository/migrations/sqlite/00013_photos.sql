-- +goose Up
CREATE TABLE IF NOT EXISTS photos (
  id TEXT NOT NULL,
  large BLOB NOT NULL,
  small BLOB NOT NULL,
  PRIMARY KEY (id)
);

ALTER TABLE officers ADD COLUMN photo TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE officers DROP COLUMN photo;
DROP TABLE IF EXISTS photos;
