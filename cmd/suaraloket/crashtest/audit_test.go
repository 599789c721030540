package crashtest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// sums are the counts of an audit.
type sums struct {
	sent, acknowledged, stored, duplicates, lost int
}

// audit compares the ratings that the clients sent with the rows that plain SQL reads from the
// database.
type audit struct {
	sums
	wrong []string
}

func (a *audit) find(format string, args ...any) {
	a.wrong = append(a.wrong, fmt.Sprintf(format, args...))
}

// report returns the findings, the first ones if there are many.
func (a *audit) report() string {
	const shown = 12
	if len(a.wrong) > shown {
		return strings.Join(a.wrong[:shown], "\n") + fmt.Sprintf("\nand %d more", len(a.wrong)-shown)
	}
	return strings.Join(a.wrong, "\n")
}

// storedRating is a row as plain SQL reads it.
type storedRating struct {
	id, device, officer, service, verdict string
	seq, revision                         int64
	value                                 int
}

// runAudit compares everything. With mayHold it accepts any verdict and officer, for rounds that
// make ratings doubtful.
func runAudit(ctx context.Context, db *sql.DB, f *fleet, mayHold bool) (*audit, error) {
	rows, err := readRatings(ctx, db)
	if err != nil {
		return nil, err
	}
	a := &audit{}
	a.compare(f, rows, mayHold)
	a.searchGaps(rows)
	return a, a.recount(ctx, db)
}

func readRatings(ctx context.Context, db *sql.DB) ([]storedRating, error) {
	rows, err := db.QueryContext(ctx, "SELECT id, device_id, officer_code, service_code, verdict, seq, revision, value FROM ratings")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []storedRating
	for rows.Next() {
		var r storedRating
		if err := rows.Scan(&r.id, &r.device, &r.officer, &r.service, &r.verdict, &r.seq, &r.revision, &r.value); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// compare compares each sent rating with its row, and each row with the sent ratings.
func (a *audit) compare(f *fleet, rows []storedRating, mayHold bool) {
	byID := make(map[string]storedRating, len(rows))
	for _, r := range rows {
		if _, twice := byID[r.id]; twice {
			a.duplicates++
			a.find("stored twice: %s", r.id)
		}
		byID[r.id] = r
	}
	a.stored = len(rows)
	for p := range f.presses() {
		a.sent++
		r, stored := byID[p.id]
		delete(byID, p.id)
		switch {
		case p.answered && !stored:
			a.acknowledged++
			a.lost++
			a.find("lost: %s, number %d of %s", p.id, p.seq, p.desk.Counter)
		case p.answered:
			a.acknowledged++
			a.compareOne(p, r, mayHold)
		default:
			a.find("not acknowledged: %s, number %d of %s: %s", p.id, p.seq, p.desk.Counter, p.refused)
		}
	}
	for id, r := range byID {
		a.find("stored and never sent: %s, number %d of %s, %s", id, r.seq, r.device, r.verdict)
	}
	a.wrong = append(a.wrong, f.unexpectedAnswers()...)
}

func (a *audit) compareOne(p *press, r storedRating, mayHold bool) {
	device := p.desk.Device
	if p.author != "" {
		device = ""
	}
	if r.value != p.expected && r.value != p.possible {
		a.find("%s has the value %d at revision %d, its sender expects %d:\n  %s", p.id, r.value, r.revision, p.expected, strings.Join(p.changes, "\n  "))
	}
	if r.device != device || r.seq != p.seq || r.service != p.service {
		a.find("%s is stored as %+v", p.id, r)
	}
	if !mayHold && (r.verdict != "counted" || r.officer != p.desk.Officer) {
		a.find("%s is stored as %+v, want it counted for its officer", p.id, r)
	}
}

// searchGaps checks that each tablet's running numbers go from 1 to the last one, without gaps
// and duplicates. A rating that was stored again under another id is such a duplicate.
func (a *audit) searchGaps(rows []storedRating) {
	numbers := map[string][]int64{}
	for _, r := range rows {
		if r.device != "" {
			numbers[r.device] = append(numbers[r.device], r.seq)
		}
	}
	for device, list := range numbers {
		slices.Sort(list)
		once := slices.Compact(slices.Clone(list))
		if more := len(list) - len(once); more > 0 {
			a.duplicates += more
			a.find("tablet %s: %d duplicate numbers", device, more)
		}
		if last := once[len(once)-1]; last != int64(len(once)) {
			a.find("tablet %s: %d different numbers, the last is %d", device, len(once), last)
		}
	}
}

// counts are two queries for the same figures: from the tallies and from the ratings. The first
// keys columns identify a figure.
type counts struct {
	name, tallied, counted string
	keys                   int
}

func talliesByDay() counts {
	const keys = "day, officer_code, counter_code, unit_code, service_code, channel, value"
	return counts{
		name: "tallies", keys: 7,
		tallied: "SELECT " + keys + ", SUM(counted), SUM(held) FROM tallies GROUP BY " + keys,
		counted: "SELECT " + keys + ", SUM(verdict = 'counted'), SUM(verdict = 'held') FROM ratings GROUP BY " + keys,
	}
}

func talliesByMonth() counts {
	const keys = "officer_code, unit_code, service_code, channel"
	figure := func(value int) string { return fmt.Sprintf("SUM(verdict = 'counted' AND value = %d)", value) }
	return counts{
		name: "month_tallies", keys: 5,
		tallied: "SELECT month, " + keys + ", SUM(n1), SUM(n2), SUM(n3), SUM(n4), SUM(held) FROM month_tallies GROUP BY month, " + keys,
		counted: "SELECT SUBSTR(day, 1, 7) AS month, " + keys + ", " + figure(1) + ", " + figure(2) + ", " + figure(3) + ", " + figure(4) +
			", SUM(verdict = 'held') FROM ratings GROUP BY SUBSTR(day, 1, 7), " + keys,
	}
}

// recount compares the tallies with the ratings in one transaction. It does the same as the
// command verify, but uses none of the program's code, so it also finds errors of verify.
func (a *audit) recount(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	for _, c := range []counts{talliesByDay(), talliesByMonth()} {
		tallied, err := figuresOf(ctx, tx, c.tallied, c.keys)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		counted, err := figuresOf(ctx, tx, c.counted, c.keys)
		if err != nil {
			return fmt.Errorf("recount of %s: %w", c.name, err)
		}
		for key, figures := range counted {
			if tallied[key] != figures {
				a.find("%s: %s is %q, the recount is %q", c.name, key, tallied[key], figures)
			}
			delete(tallied, key)
		}
		for key, figures := range tallied {
			a.find("%s: %s is %q, no rating belongs to it", c.name, key, figures)
		}
	}
	return nil
}

// figuresOf returns the figures by key, without rows in which all figures are zero.
func figuresOf(ctx context.Context, tx *sql.Tx, query string, keys int) (map[string]string, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	texts, into := make([]string, len(columns)), make([]any, len(columns))
	for i := range texts {
		into[i] = &texts[i]
	}
	figures := map[string]string{}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		if strings.Trim(strings.Join(texts[keys:], ""), "0") != "" {
			figures[strings.Join(texts[:keys], " ")] = strings.Join(texts[keys:], " ")
		}
	}
	return figures, rows.Err()
}
