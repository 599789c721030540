-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS tallies (
  `day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counter_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `service_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `channel` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `value` SMALLINT NOT NULL,
  `writer` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counted` BIGINT NOT NULL,
  `held` BIGINT NOT NULL,
  PRIMARY KEY (`day`, `officer_code`, `counter_code`, `unit_code`, `service_code`, `channel`, `value`, `writer`),
  KEY tallies_officer (`officer_code`, `day`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS answer_tallies (
  `day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `item` VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `value` SMALLINT NOT NULL,
  `writer` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counted` BIGINT NOT NULL,
  PRIMARY KEY (`day`, `officer_code`, `unit_code`, `item`, `value`, `writer`),
  KEY answer_tallies_unit (`unit_code`, `day`),
  KEY answer_tallies_officer (`officer_code`, `day`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS answer_tallies;
DROP TABLE IF EXISTS tallies;
