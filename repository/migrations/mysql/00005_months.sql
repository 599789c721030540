-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS month_tallies (
  `month` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `service_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `channel` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `writer` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `n1` BIGINT NOT NULL,
  `n2` BIGINT NOT NULL,
  `n3` BIGINT NOT NULL,
  `n4` BIGINT NOT NULL,
  `held` BIGINT NOT NULL,
  PRIMARY KEY (`month`, `officer_code`, `unit_code`, `service_code`, `channel`, `writer`),
  KEY month_tallies_officer (`officer_code`, `month`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS unit_answers (
  `unit_code` VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `month` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `item` VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `writer` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `n` BIGINT NOT NULL,
  `n1` BIGINT NOT NULL,
  `n2` BIGINT NOT NULL,
  `n3` BIGINT NOT NULL,
  `n4` BIGINT NOT NULL,
  PRIMARY KEY (`unit_code`, `month`, `item`, `writer`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS officer_answers (
  `officer_code` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `month` CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `item` VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `writer` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `n` BIGINT NOT NULL,
  `n1` BIGINT NOT NULL,
  `n2` BIGINT NOT NULL,
  `n3` BIGINT NOT NULL,
  `n4` BIGINT NOT NULL,
  PRIMARY KEY (`officer_code`, `month`, `item`, `writer`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- What was counted by day so far; running it twice changes nothing.
INSERT INTO month_tallies (month, officer_code, unit_code, service_code, channel, writer, n1, n2, n3, n4, held)
SELECT LEFT(day, 7), officer_code, unit_code, service_code, channel, writer,
  SUM(IF(value = 1, counted, 0)), SUM(IF(value = 2, counted, 0)), SUM(IF(value = 3, counted, 0)), SUM(IF(value = 4, counted, 0)), SUM(held)
FROM tallies GROUP BY LEFT(day, 7), officer_code, unit_code, service_code, channel, writer
ON DUPLICATE KEY UPDATE n1 = VALUES(n1), n2 = VALUES(n2), n3 = VALUES(n3), n4 = VALUES(n4), held = VALUES(held);

INSERT INTO unit_answers (unit_code, month, item, writer, n, n1, n2, n3, n4)
SELECT unit_code, LEFT(day, 7), item, writer, SUM(counted),
  SUM(IF(value = 1, counted, 0)), SUM(IF(value = 2, counted, 0)), SUM(IF(value = 3, counted, 0)), SUM(IF(value = 4, counted, 0))
FROM answer_tallies GROUP BY unit_code, LEFT(day, 7), item, writer
ON DUPLICATE KEY UPDATE n = VALUES(n), n1 = VALUES(n1), n2 = VALUES(n2), n3 = VALUES(n3), n4 = VALUES(n4);

INSERT INTO officer_answers (officer_code, month, item, writer, n, n1, n2, n3, n4)
SELECT officer_code, LEFT(day, 7), item, writer, SUM(counted),
  SUM(IF(value = 1, counted, 0)), SUM(IF(value = 2, counted, 0)), SUM(IF(value = 3, counted, 0)), SUM(IF(value = 4, counted, 0))
FROM answer_tallies WHERE officer_code <> '' GROUP BY officer_code, LEFT(day, 7), item, writer
ON DUPLICATE KEY UPDATE n = VALUES(n), n1 = VALUES(n1), n2 = VALUES(n2), n3 = VALUES(n3), n4 = VALUES(n4);

-- +goose Down
DROP TABLE IF EXISTS officer_answers;
DROP TABLE IF EXISTS unit_answers;
DROP TABLE IF EXISTS month_tallies;
