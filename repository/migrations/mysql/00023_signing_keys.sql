-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE devices ADD COLUMN `signing_key` VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE devices DROP COLUMN `signing_key`;
