-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS tickets (
  `number` CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `counter_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `service_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `reference` VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  `day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `made_at` DATETIME(3) NOT NULL,
  `expires_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`number`),
  UNIQUE KEY tickets_reference (`counter_code`, `day`, `reference`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS api_keys (
  `id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` VARCHAR(100) NOT NULL,
  `key_hash` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `scopes` VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `revoked_at` DATETIME(3) NULL,
  `used_day` CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY api_keys_hash (`key_hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

ALTER TABLE ratings ADD COLUMN `claim` VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NULL, ADD COLUMN `clock_unsure` TINYINT(1) NOT NULL DEFAULT 0,
  ADD UNIQUE KEY ratings_claim (`claim`);

-- +goose Down
ALTER TABLE ratings DROP KEY ratings_claim, DROP COLUMN `clock_unsure`, DROP COLUMN `claim`;
DROP TABLE IF EXISTS api_keys;
DROP TABLE IF EXISTS tickets;
