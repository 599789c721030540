-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS kiosk_stays (
  `kiosk_id` VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `until_at` DATETIME(3) NOT NULL,
  `counter_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`kiosk_id`, `until_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS pairings (
  `id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `code_hash` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counter_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` VARCHAR(160) NOT NULL,
  `replaces` VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `made_by` VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `made_at` DATETIME(3) NOT NULL,
  `used_at` DATETIME(3) NULL,
  `request` VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `kiosk_id` VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY pairings_code (`code_hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS kiosk_health (
  `kiosk_id` VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `seen_at` DATETIME(3) NOT NULL,
  `version` VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `waiting` BIGINT NOT NULL,
  `oldest_at` DATETIME(3) NULL,
  `oldest_seq` BIGINT NOT NULL,
  `last_seq` BIGINT NOT NULL,
  `quarantined` BIGINT NOT NULL,
  `battery` INT NOT NULL,
  `charging` BOOLEAN NOT NULL,
  `storage_used` BIGINT NOT NULL,
  `storage_max` BIGINT NOT NULL,
  `persisted` BOOLEAN NOT NULL,
  `skew_ms` BIGINT NOT NULL,
  `complete_seq` BIGINT NOT NULL,
  `complete_at` DATETIME(3) NULL,
  `absent` BIGINT NOT NULL,
  PRIMARY KEY (`kiosk_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS opening_hours (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `weekday` INT NOT NULL,
  `opens` INT NOT NULL,
  `closes` INT NOT NULL,
  PRIMARY KEY (`unit_code`, `weekday`, `opens`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS holidays (
  `day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` VARCHAR(160) NOT NULL,
  PRIMARY KEY (`day`, `unit_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS officer_pins (
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `pin_hash` VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`officer_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

ALTER TABLE devices ADD COLUMN `paired_at` DATETIME(3) NULL, ADD COLUMN `lost` BOOLEAN NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE devices DROP COLUMN `lost`, DROP COLUMN `paired_at`;
DROP TABLE IF EXISTS officer_pins;
DROP TABLE IF EXISTS holidays;
DROP TABLE IF EXISTS opening_hours;
DROP TABLE IF EXISTS kiosk_health;
DROP TABLE IF EXISTS pairings;
DROP TABLE IF EXISTS kiosk_stays;
