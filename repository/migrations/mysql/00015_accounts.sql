-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE accounts ADD COLUMN `disabled_at` DATETIME(3) NULL,
  ADD COLUMN `must_change` BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE accounts DROP COLUMN `must_change`, DROP COLUMN `disabled_at`;
