-- +goose Up
CREATE TABLE IF NOT EXISTS month_tallies (
  month TEXT NOT NULL,
  officer_code TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  service_code TEXT NOT NULL,
  channel TEXT NOT NULL,
  writer TEXT NOT NULL,
  n1 INTEGER NOT NULL,
  n2 INTEGER NOT NULL,
  n3 INTEGER NOT NULL,
  n4 INTEGER NOT NULL,
  held INTEGER NOT NULL,
  PRIMARY KEY (month, officer_code, unit_code, service_code, channel, writer)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS month_tallies_officer ON month_tallies (officer_code, month);

CREATE TABLE IF NOT EXISTS unit_answers (
  unit_code TEXT NOT NULL,
  month TEXT NOT NULL,
  item TEXT NOT NULL,
  writer TEXT NOT NULL,
  n INTEGER NOT NULL,
  n1 INTEGER NOT NULL,
  n2 INTEGER NOT NULL,
  n3 INTEGER NOT NULL,
  n4 INTEGER NOT NULL,
  PRIMARY KEY (unit_code, month, item, writer)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS officer_answers (
  officer_code TEXT NOT NULL,
  month TEXT NOT NULL,
  item TEXT NOT NULL,
  writer TEXT NOT NULL,
  n INTEGER NOT NULL,
  n1 INTEGER NOT NULL,
  n2 INTEGER NOT NULL,
  n3 INTEGER NOT NULL,
  n4 INTEGER NOT NULL,
  PRIMARY KEY (officer_code, month, item, writer)
) WITHOUT ROWID;

INSERT INTO month_tallies (month, officer_code, unit_code, service_code, channel, writer, n1, n2, n3, n4, held)
SELECT SUBSTR(day, 1, 7), officer_code, unit_code, service_code, channel, writer,
  SUM(IIF(value = 1, counted, 0)), SUM(IIF(value = 2, counted, 0)), SUM(IIF(value = 3, counted, 0)), SUM(IIF(value = 4, counted, 0)), SUM(held)
FROM tallies GROUP BY SUBSTR(day, 1, 7), officer_code, unit_code, service_code, channel, writer;

INSERT INTO unit_answers (unit_code, month, item, writer, n, n1, n2, n3, n4)
SELECT unit_code, SUBSTR(day, 1, 7), item, writer, SUM(counted),
  SUM(IIF(value = 1, counted, 0)), SUM(IIF(value = 2, counted, 0)), SUM(IIF(value = 3, counted, 0)), SUM(IIF(value = 4, counted, 0))
FROM answer_tallies GROUP BY unit_code, SUBSTR(day, 1, 7), item, writer;

INSERT INTO officer_answers (officer_code, month, item, writer, n, n1, n2, n3, n4)
SELECT officer_code, SUBSTR(day, 1, 7), item, writer, SUM(counted),
  SUM(IIF(value = 1, counted, 0)), SUM(IIF(value = 2, counted, 0)), SUM(IIF(value = 3, counted, 0)), SUM(IIF(value = 4, counted, 0))
FROM answer_tallies WHERE officer_code <> '' GROUP BY officer_code, SUBSTR(day, 1, 7), item, writer;

-- +goose Down
DROP TABLE IF EXISTS officer_answers;
DROP TABLE IF EXISTS unit_answers;
DROP TABLE IF EXISTS month_tallies;
