-- +goose Up
CREATE TABLE IF NOT EXISTS ratings (
  id TEXT NOT NULL,
  content TEXT NOT NULL,
  once_key TEXT NOT NULL,
  channel TEXT NOT NULL,
  assurance TEXT NOT NULL,
  counter_code TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  service_code TEXT NOT NULL,
  value INTEGER NOT NULL,
  answers TEXT NOT NULL,
  reasons TEXT NOT NULL,
  respondent TEXT NOT NULL,
  comment TEXT NOT NULL,
  lang TEXT NOT NULL,
  rated_at DATETIME NOT NULL,
  received_at DATETIME NOT NULL,
  day TEXT NOT NULL,
  device_id TEXT NOT NULL,
  visit TEXT NOT NULL,
  author TEXT NOT NULL,
  seq INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  holds TEXT NOT NULL,
  writer TEXT NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS ratings_once ON ratings (once_key);
CREATE INDEX IF NOT EXISTS ratings_device ON ratings (device_id, rated_at);
CREATE INDEX IF NOT EXISTS ratings_author ON ratings (author, received_at);
CREATE INDEX IF NOT EXISTS ratings_officer ON ratings (officer_code, day);

-- +goose Down
DROP TABLE IF EXISTS ratings;
