-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS officers (
  `code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` VARCHAR(160) NOT NULL,
  `display_name` VARCHAR(160) NOT NULL,
  `nip` VARCHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `rank_title` VARCHAR(80) NOT NULL,
  `position_title` VARCHAR(160) NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `figure` CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `active` BOOLEAN NOT NULL,
  PRIMARY KEY (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS duties (
  `id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counter_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `starts_at` DATETIME(3) NOT NULL,
  `ends_at` DATETIME(3) NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY duties_once (`officer_code`, `counter_code`, `starts_at`),
  KEY duties_counter (`counter_code`, `starts_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS accounts (
  `login` VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `name` VARCHAR(160) NOT NULL,
  `role` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `password_hash` VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`login`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS sessions (
  `token_hash` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `login` VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `seen_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`token_hash`),
  KEY sessions_login (`login`),
  KEY sessions_seen (`seen_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS preferences (
  `author` CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `lang` VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`author`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS preferences;
DROP TABLE IF EXISTS sessions;
DROP TABLE IF EXISTS accounts;
DROP TABLE IF EXISTS duties;
DROP TABLE IF EXISTS officers;
