-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE served ADD COLUMN `source` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';
DELETE FROM served WHERE `visits` = 0;

CREATE TABLE IF NOT EXISTS ticket_visits (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `service_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `visits` BIGINT NOT NULL,
  PRIMARY KEY (`unit_code`, `day`, `service_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS ticketed_units (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `since` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`unit_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS ticketed_units;
DROP TABLE IF EXISTS ticket_visits;
ALTER TABLE served DROP COLUMN `source`;
