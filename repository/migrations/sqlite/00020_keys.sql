-- +goose Up
ALTER TABLE api_keys ADD COLUMN counters TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN units TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN expires_at DATETIME NULL;
ALTER TABLE api_keys ADD COLUMN used_at DATETIME NULL;

-- +goose Down
ALTER TABLE api_keys DROP COLUMN used_at;
ALTER TABLE api_keys DROP COLUMN expires_at;
ALTER TABLE api_keys DROP COLUMN units;
ALTER TABLE api_keys DROP COLUMN counters;
