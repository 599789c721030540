-- +goose Up
ALTER TABLE ratings ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ratings ADD COLUMN commented BOOLEAN NOT NULL DEFAULT 0;
DROP INDEX IF EXISTS ratings_officer;
CREATE INDEX IF NOT EXISTS ratings_comments ON ratings (officer_code, commented, day);
CREATE INDEX IF NOT EXISTS ratings_day ON ratings (day, id);

-- +goose Down
DROP INDEX IF EXISTS ratings_day;
DROP INDEX IF EXISTS ratings_comments;
CREATE INDEX IF NOT EXISTS ratings_officer ON ratings (officer_code, day);
ALTER TABLE ratings DROP COLUMN commented;
ALTER TABLE ratings DROP COLUMN revision;
