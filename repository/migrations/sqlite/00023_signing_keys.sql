-- +goose Up
ALTER TABLE devices ADD COLUMN signing_key TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE devices DROP COLUMN signing_key;
