-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE letters ADD COLUMN `begun_by` VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN `update_key` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE letters DROP COLUMN `update_key`, DROP COLUMN `begun_by`;
