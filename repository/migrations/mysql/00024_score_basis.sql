-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS published_bases (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `quarter` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `cells` MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `days` TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`unit_code`, `officer_code`, `quarter`),
  KEY published_bases_quarter (`quarter`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS published_bases;
