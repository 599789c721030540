-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE services ADD COLUMN `free` BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE IF NOT EXISTS fee_reports (
  `rating_id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `receipt` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `received_at` DATETIME(3) NOT NULL,
  `status` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `answer` TEXT NOT NULL,
  `lapor_id` VARCHAR(40) NOT NULL,
  `decided_at` DATETIME(3) NULL,
  `decided_by` VARCHAR(60) NOT NULL,
  PRIMARY KEY (`rating_id`),
  KEY fee_reports_status (`status`, `received_at`),
  KEY fee_reports_receipt (`receipt`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS fee_notes (
  `rating_id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `n` INT NOT NULL,
  `at` DATETIME(3) NOT NULL,
  `made_by` VARCHAR(60) NOT NULL,
  `text` TEXT NOT NULL,
  PRIMARY KEY (`rating_id`, `n`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- +goose Down
DROP TABLE IF EXISTS fee_notes;
DROP TABLE IF EXISTS fee_reports;
ALTER TABLE services DROP COLUMN `free`;
