-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS ratings (
  `id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `content` CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `once_key` VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `channel` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `assurance` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counter_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `service_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `value` SMALLINT NOT NULL,
  `answers` VARCHAR(400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `reasons` VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `respondent` VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `comment` TEXT NOT NULL,
  `lang` VARCHAR(8) NOT NULL,
  `rated_at` DATETIME(3) NOT NULL,
  `received_at` DATETIME(3) NOT NULL,
  `day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `device_id` VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `visit` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `author` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `seq` BIGINT NOT NULL,
  `verdict` VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `holds` VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `writer` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY ratings_once (`once_key`),
  KEY ratings_device (`device_id`, `rated_at`),
  KEY ratings_author (`author`, `received_at`),
  KEY ratings_officer (`officer_code`, `day`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS ratings;
