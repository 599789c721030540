-- +goose Up
ALTER TABLE letters ADD COLUMN begun_by TEXT NOT NULL DEFAULT '';
ALTER TABLE letters ADD COLUMN update_key TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE letters DROP COLUMN update_key;
ALTER TABLE letters DROP COLUMN begun_by;
