-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS published_units (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `published_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`unit_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS published_cells (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `quarter` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `published_at` DATETIME(3) NOT NULL,
  `final` BOOLEAN NOT NULL,
  `batches` MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `waiting` BIGINT NOT NULL,
  `rules` VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`unit_code`, `officer_code`, `quarter`),
  KEY published_cells_officer (`officer_code`, `quarter`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS published_tallies (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `month` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `service_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `channel` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `n1` BIGINT NOT NULL,
  `n2` BIGINT NOT NULL,
  `n3` BIGINT NOT NULL,
  `n4` BIGINT NOT NULL,
  `held` BIGINT NOT NULL,
  PRIMARY KEY (`unit_code`, `officer_code`, `month`, `service_code`, `channel`),
  KEY published_tallies_month (`month`),
  KEY published_tallies_officer (`officer_code`, `month`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS published_answers (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `month` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `item` VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `n` BIGINT NOT NULL,
  `n1` BIGINT NOT NULL,
  `n2` BIGINT NOT NULL,
  `n3` BIGINT NOT NULL,
  `n4` BIGINT NOT NULL,
  PRIMARY KEY (`unit_code`, `officer_code`, `month`, `item`),
  KEY published_answers_officer (`officer_code`, `month`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS published_comments (
  `rating_id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `quarter` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `group_number` BIGINT NOT NULL,
  PRIMARY KEY (`rating_id`),
  KEY published_comments_officer (`officer_code`, `quarter`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS published_comments;
DROP TABLE IF EXISTS published_answers;
DROP TABLE IF EXISTS published_tallies;
DROP TABLE IF EXISTS published_cells;
DROP TABLE IF EXISTS published_units;
