-- +goose Up
ALTER TABLE duties ADD COLUMN signed_on BOOLEAN NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE duties DROP COLUMN signed_on;
