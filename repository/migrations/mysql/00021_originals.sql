-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS originals (
  `rating_id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `digest` CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `sealed` TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `received_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`rating_id`, `digest`),
  KEY originals_received (`received_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS originals;
