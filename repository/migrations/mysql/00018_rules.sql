-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE ratings ADD COLUMN `browser` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN `cleared` VARCHAR(240) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN `set_aside` BOOLEAN NOT NULL DEFAULT FALSE,
  MODIFY COLUMN `holds` VARCHAR(240) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;

CREATE TABLE IF NOT EXISTS findings (
  `rating_id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `rule` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `version` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counted` BIGINT NOT NULL,
  `allowed` BIGINT NOT NULL,
  `span` BIGINT NOT NULL,
  `served` BIGINT NOT NULL,
  `found_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`rating_id`, `rule`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS marks (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `quarter` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `streams` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `n` BIGINT NOT NULL,
  `rest_n` BIGINT NOT NULL,
  `mean` DOUBLE NOT NULL,
  `rest_mean` DOUBLE NOT NULL,
  `gap` DOUBLE NOT NULL,
  `z` DOUBLE NOT NULL,
  `found_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`unit_code`, `quarter`, `officer_code`, `streams`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS swept_units (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `quarter` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `state` VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `swept_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`unit_code`, `quarter`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS served (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `service_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `visits` BIGINT NOT NULL,
  PRIMARY KEY (`unit_code`, `day`, `service_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS reviews (
  `id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `rating_id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `act` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `reason` VARCHAR(500) NOT NULL,
  `made_by` VARCHAR(64) NOT NULL,
  `made_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`id`),
  KEY reviews_rating (`rating_id`, `made_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS reviews;
DROP TABLE IF EXISTS served;
DROP TABLE IF EXISTS swept_units;
DROP TABLE IF EXISTS marks;
DROP TABLE IF EXISTS findings;
ALTER TABLE ratings DROP COLUMN `set_aside`, DROP COLUMN `cleared`, DROP COLUMN `browser`;
