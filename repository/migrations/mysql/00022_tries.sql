-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS tries (
  `key_hash` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `whole_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`key_hash`),
  KEY tries_whole (`whole_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS tries;
