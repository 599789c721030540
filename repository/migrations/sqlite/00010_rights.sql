-- +goose Up
CREATE TABLE IF NOT EXISTS tickets (
  number TEXT NOT NULL,
  counter_code TEXT NOT NULL,
  service_code TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  reference TEXT NULL,
  day TEXT NOT NULL,
  made_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  PRIMARY KEY (number)
);
CREATE UNIQUE INDEX IF NOT EXISTS tickets_reference ON tickets (counter_code, day, reference);

CREATE TABLE IF NOT EXISTS api_keys (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  revoked_at DATETIME NULL,
  used_day TEXT NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS api_keys_hash ON api_keys (key_hash);

ALTER TABLE ratings ADD COLUMN claim TEXT NULL;
ALTER TABLE ratings ADD COLUMN clock_unsure BOOLEAN NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX IF NOT EXISTS ratings_claim ON ratings (claim) WHERE claim IS NOT NULL;

-- +goose Down
DROP INDEX IF EXISTS ratings_claim;
ALTER TABLE ratings DROP COLUMN clock_unsure;
ALTER TABLE ratings DROP COLUMN claim;
DROP TABLE IF EXISTS api_keys;
DROP TABLE IF EXISTS tickets;
