-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE ratings ADD COLUMN `revision` BIGINT NOT NULL DEFAULT 0, ADD COLUMN `commented` TINYINT(1) NOT NULL DEFAULT 0,
  DROP KEY ratings_officer, ADD KEY ratings_comments (`officer_code`, `commented`, `day`), ADD KEY ratings_day (`day`, `id`);

-- +goose Down
ALTER TABLE ratings DROP KEY ratings_day, DROP KEY ratings_comments, ADD KEY ratings_officer (`officer_code`, `day`),
  DROP COLUMN `commented`, DROP COLUMN `revision`;
