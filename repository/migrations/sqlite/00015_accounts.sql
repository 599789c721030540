-- +goose Up
ALTER TABLE accounts ADD COLUMN disabled_at DATETIME NULL;
ALTER TABLE accounts ADD COLUMN must_change BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE accounts DROP COLUMN must_change;
ALTER TABLE accounts DROP COLUMN disabled_at;
