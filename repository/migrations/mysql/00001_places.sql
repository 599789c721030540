-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS meta (
  `name` VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `value` VARCHAR(200) NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS agencies (
  `code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` VARCHAR(160) NOT NULL,
  `internal` BOOLEAN NOT NULL,
  PRIMARY KEY (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS units (
  `code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` VARCHAR(160) NOT NULL,
  `agency_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS counters (
  `code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` VARCHAR(160) NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS services (
  `code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` VARCHAR(160) NOT NULL,
  PRIMARY KEY (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS counter_services (
  `counter_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `service_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `position` INTEGER NOT NULL,
  PRIMARY KEY (`counter_code`, `service_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS devices (
  `id` VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counter_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` VARCHAR(160) NOT NULL,
  `key_hash` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `revoked_at` DATETIME(3) NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY devices_key (`key_hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS devices;
DROP TABLE IF EXISTS counter_services;
DROP TABLE IF EXISTS services;
DROP TABLE IF EXISTS counters;
DROP TABLE IF EXISTS units;
DROP TABLE IF EXISTS agencies;
DROP TABLE IF EXISTS meta;
