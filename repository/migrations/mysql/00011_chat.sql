-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS done_updates (
  `update_key` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `done_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`update_key`),
  KEY done_updates_at (`done_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS letters (
  `id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `sealed` BLOB NOT NULL,
  `state` TINYINT NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS leases (
  `name` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `holder` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `ends_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS author_keys (
  `period` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `random` VARBINARY(64) NOT NULL,
  PRIMARY KEY (`period`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS spent_keys (
  `once_key` VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`once_key`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS spent_keys;
DROP TABLE IF EXISTS author_keys;
DROP TABLE IF EXISTS leases;
DROP TABLE IF EXISTS letters;
DROP TABLE IF EXISTS done_updates;
