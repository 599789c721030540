-- +goose Up
CREATE TABLE IF NOT EXISTS audit_events (
  seq INTEGER NOT NULL,
  at DATETIME NOT NULL,
  actor TEXT NOT NULL COLLATE NOCASE,
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL COLLATE NOCASE,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (seq)
);
CREATE INDEX IF NOT EXISTS audit_events_actor ON audit_events (actor, seq);
CREATE INDEX IF NOT EXISTS audit_events_subject ON audit_events (subject, seq);
CREATE INDEX IF NOT EXISTS audit_events_kind ON audit_events (kind, seq);

-- +goose Down
DROP TABLE IF EXISTS audit_events;
