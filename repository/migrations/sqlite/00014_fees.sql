-- +goose Up
ALTER TABLE services ADD COLUMN free BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE IF NOT EXISTS fee_reports (
  rating_id TEXT NOT NULL,
  receipt TEXT NOT NULL,
  received_at DATETIME NOT NULL,
  status TEXT NOT NULL,
  answer TEXT NOT NULL,
  lapor_id TEXT NOT NULL,
  decided_at DATETIME NULL,
  decided_by TEXT NOT NULL,
  PRIMARY KEY (rating_id)
);
CREATE INDEX IF NOT EXISTS fee_reports_status ON fee_reports (status, received_at);
CREATE INDEX IF NOT EXISTS fee_reports_receipt ON fee_reports (receipt);

CREATE TABLE IF NOT EXISTS fee_notes (
  rating_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  at DATETIME NOT NULL,
  made_by TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (rating_id, n)
);

-- +goose Down
DROP TABLE IF EXISTS fee_notes;
DROP TABLE IF EXISTS fee_reports;
ALTER TABLE services DROP COLUMN free;
