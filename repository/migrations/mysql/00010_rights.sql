-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE ratings ADD COLUMN `claim` VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NULL, ADD COLUMN `clock_unsure` TINYINT(1) NOT NULL DEFAULT 0,
  ADD UNIQUE KEY ratings_claim (`claim`);

-- +goose Down
ALTER TABLE ratings DROP KEY ratings_claim, DROP COLUMN `clock_unsure`, DROP COLUMN `claim`;
