-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE api_keys ADD COLUMN `counters` VARCHAR(1100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN `units` VARCHAR(1100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN `expires_at` DATETIME(3) NULL,
  ADD COLUMN `used_at` DATETIME(3) NULL;

-- +goose Down
ALTER TABLE api_keys DROP COLUMN `used_at`, DROP COLUMN `expires_at`, DROP COLUMN `units`, DROP COLUMN `counters`;
