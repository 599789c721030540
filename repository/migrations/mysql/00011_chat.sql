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

CREATE TABLE IF NOT EXISTS link_codes (
  `login` VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `code_hash` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `made_at` DATETIME(3) NOT NULL,
  `used_at` DATETIME(3) NULL,
  PRIMARY KEY (`login`),
  UNIQUE KEY link_codes_hash (`code_hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS staff_chats (
  `login` VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `sealed` VARBINARY(255) NOT NULL,
  `chat_hash` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `lang` VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `wishes` VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `quiet_from` SMALLINT NOT NULL,
  `quiet_until` SMALLINT NOT NULL,
  `since` DATETIME(3) NOT NULL,
  `told` MEDIUMTEXT NOT NULL,
  PRIMARY KEY (`login`),
  KEY staff_chats_hash (`chat_hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS staff_chats;
DROP TABLE IF EXISTS link_codes;
DROP TABLE IF EXISTS spent_keys;
DROP TABLE IF EXISTS author_keys;
DROP TABLE IF EXISTS leases;
DROP TABLE IF EXISTS letters;
DROP TABLE IF EXISTS done_updates;
