-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS screens (
  `author` CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `asked_at` DATETIME(3) NOT NULL,
  `counter_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `rating_id` VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `message` BIGINT NOT NULL,
  `pass` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `update_key` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`author`, `asked_at`),
  KEY screens_at (`asked_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS screens;
