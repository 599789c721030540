-- +goose NO TRANSACTION
-- +goose Up
UPDATE ratings SET commented = 1 WHERE comment <> '';

DROP TABLE IF EXISTS answer_tallies;

-- +goose Down
CREATE TABLE IF NOT EXISTS answer_tallies (
  `day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `item` VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `value` SMALLINT NOT NULL,
  `writer` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counted` BIGINT NOT NULL,
  PRIMARY KEY (`day`, `officer_code`, `unit_code`, `item`, `value`, `writer`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
