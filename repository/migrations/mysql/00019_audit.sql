-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS audit_events (
  `seq` BIGINT NOT NULL,
  `at` DATETIME(3) NOT NULL,
  `actor` VARCHAR(60) NOT NULL,
  `role` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `kind` VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `subject` VARCHAR(80) NOT NULL,
  `detail` TEXT NOT NULL,
  `hash` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`seq`),
  KEY audit_events_actor (`actor`, `seq`),
  KEY audit_events_subject (`subject`, `seq`),
  KEY audit_events_kind (`kind`, `seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS audit_events;
