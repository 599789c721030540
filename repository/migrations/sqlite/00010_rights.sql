-- +goose Up
ALTER TABLE ratings ADD COLUMN claim TEXT NULL;
ALTER TABLE ratings ADD COLUMN clock_unsure BOOLEAN NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX IF NOT EXISTS ratings_claim ON ratings (claim) WHERE claim IS NOT NULL;

-- +goose Down
DROP INDEX IF EXISTS ratings_claim;
ALTER TABLE ratings DROP COLUMN clock_unsure;
ALTER TABLE ratings DROP COLUMN claim;
