-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE letters ADD COLUMN `begun_by` VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE letters DROP COLUMN `begun_by`;
