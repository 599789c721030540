-- +goose Up
ALTER TABLE letters ADD COLUMN begun_by TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE letters DROP COLUMN begun_by;
