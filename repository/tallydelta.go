package repository

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/report"
)

type tallyRow struct {
	Day         string `gorm:"primaryKey"`
	OfficerCode string `gorm:"primaryKey"`
	CounterCode string `gorm:"primaryKey"`
	UnitCode    string `gorm:"primaryKey"`
	ServiceCode string `gorm:"primaryKey"`
	Channel     string `gorm:"primaryKey"`
	Value       int    `gorm:"primaryKey;autoIncrement:false"`
	Writer      string `gorm:"primaryKey"`
	Counted     int64
	Held        int64
}

func (tallyRow) TableName() string { return "tallies" }

type monthTallyRow struct {
	Month       string `gorm:"primaryKey"`
	OfficerCode string `gorm:"primaryKey"`
	UnitCode    string `gorm:"primaryKey"`
	ServiceCode string `gorm:"primaryKey"`
	Channel     string `gorm:"primaryKey"`
	Writer      string `gorm:"primaryKey"`
	N1          int64
	N2          int64
	N3          int64
	N4          int64
	Held        int64
}

func (monthTallyRow) TableName() string { return "month_tallies" }

type unitAnswerRow struct {
	UnitCode string `gorm:"primaryKey"`
	Month    string `gorm:"primaryKey"`
	Item     string `gorm:"primaryKey"`
	Writer   string `gorm:"primaryKey"`
	N        int64
	N1       int64
	N2       int64
	N3       int64
	N4       int64
}

func (unitAnswerRow) TableName() string { return "unit_answers" }

type officerAnswerRow struct {
	OfficerCode string `gorm:"primaryKey"`
	Month       string `gorm:"primaryKey"`
	Item        string `gorm:"primaryKey"`
	Writer      string `gorm:"primaryKey"`
	N           int64
	N1          int64
	N2          int64
	N3          int64
	N4          int64
}

func (officerAnswerRow) TableName() string { return "officer_answers" }

// The keys of the tallies, without the writer.
type (
	dayKey struct {
		day, officer, counter, unit, service, channel string
		value                                         int
	}
	monthKey  struct{ month, officer, unit, service, channel string }
	answerKey struct{ owner, month, item string }
)

// tallyKey is a key with a text that sorts it the same way in every instance.
type tallyKey interface {
	comparable
	text() string
}

func (k dayKey) text() string {
	return k.day + "|" + k.officer + "|" + k.counter + "|" + k.unit + "|" + k.service + "|" + k.channel + "|" + strconv.Itoa(k.value)
}

func (k monthKey) text() string {
	return k.month + "|" + k.officer + "|" + k.unit + "|" + k.service + "|" + k.channel
}

func (k answerKey) text() string { return k.owner + "|" + k.month + "|" + k.item }

// counted are the numbers of one tally: ratings, ratings by value, and held ratings.
type counted struct {
	n       int64
	byValue [4]int64
	held    int64
}

func (c counted) none() bool { return c == counted{} }

// tallyDelta is what a transaction adds to the tallies. Ratings with the same key are
// summed.
type tallyDelta struct {
	days     map[dayKey]counted
	months   map[monthKey]counted
	units    map[answerKey]counted
	officers map[answerKey]counted
}

func newTallyDelta() *tallyDelta {
	return &tallyDelta{
		days: map[dayKey]counted{}, months: map[monthKey]counted{},
		units: map[answerKey]counted{}, officers: map[answerKey]counted{},
	}
}

// add counts a rating in (sign 1) or out (sign -1). A held rating is counted as
// held, and its answers not at all; a reported one nowhere.
func (m *tallyDelta) add(r domain.Rating, sign int64) {
	if r.Verdict == domain.Reported {
		return
	}
	day := dayKey{string(r.Day), r.Officer, r.Counter, r.Unit, r.Service, string(r.Channel), r.Value}
	month := monthKey{string(r.Day.Month()), r.Officer, r.Unit, r.Service, string(r.Channel)}
	if r.Verdict == domain.Held {
		fold(m.days, day, sign, 0, true)
		fold(m.months, month, sign, 0, true)
		return
	}
	fold(m.days, day, sign, r.Value, false)
	fold(m.months, month, sign, r.Value, false)
	for item, value := range items(r) {
		fold(m.units, answerKey{r.Unit, month.month, item}, sign, value, false)
		if r.Officer != "" {
			fold(m.officers, answerKey{r.Officer, month.month, item}, sign, value, false)
		}
	}
}

// items gives what a rating contains beside its value: the form and the reasons, with
// value 0, and the elements with their values.
func items(r domain.Rating) map[string]int {
	list := map[string]int{}
	if len(r.Answers) > 0 {
		list[report.ItemForm] = 0
	}
	for _, reason := range r.Reasons {
		list[report.ItemReason+reason] = 0
	}
	for slug, value := range r.Answers {
		list[slug] = value
	}
	return list
}

func fold[K comparable](tallies map[K]counted, key K, sign int64, value int, held bool) {
	sum := tallies[key]
	if held {
		sum.held += sign
	} else {
		sum.n += sign
	}
	if value >= 1 && value <= 4 {
		sum.byValue[value-1] += sign
	}
	tallies[key] = sum
}

// applyDelta adds the delta to this instance's tallies. A journal counts nothing.
func (s *Store) applyDelta(tx *gorm.DB, m *tallyDelta) error {
	if s.journal {
		return nil
	}
	return s.addDelta(tx, m, s.writer)
}

// addDelta adds the delta to the tallies of a writer, always in the same order, so that
// two instances that write at once do not deadlock.
func (s *Store) addDelta(tx *gorm.DB, m *tallyDelta, writer string) error {
	days := rowsOf(m.days, func(k dayKey, c counted) []any {
		return []any{k.day, k.officer, k.counter, k.unit, k.service, k.channel, k.value, writer, c.n, c.held}
	})
	months := rowsOf(m.months, func(k monthKey, c counted) []any {
		v := c.byValue
		return []any{k.month, k.officer, k.unit, k.service, k.channel, writer, v[0], v[1], v[2], v[3], c.held}
	})
	answers := func(k answerKey, c counted) []any {
		v := c.byValue
		return []any{k.owner, k.month, k.item, writer, c.n, v[0], v[1], v[2], v[3]}
	}
	return firstError(
		func() error {
			return s.addRows(tx, "tallies", []string{"day", "officer_code", "counter_code", "unit_code", "service_code", "channel", "value", "writer"},
				[]string{"counted", "held"}, days)
		},
		func() error {
			return s.addRows(tx, "month_tallies", []string{"month", "officer_code", "unit_code", "service_code", "channel", "writer"},
				[]string{"n1", "n2", "n3", "n4", "held"}, months)
		},
		func() error {
			return s.addRows(tx, "unit_answers", []string{"unit_code", "month", "item", "writer"},
				[]string{"n", "n1", "n2", "n3", "n4"}, rowsOf(m.units, answers))
		},
		func() error {
			return s.addRows(tx, "officer_answers", []string{"officer_code", "month", "item", "writer"},
				[]string{"n", "n1", "n2", "n3", "n4"}, rowsOf(m.officers, answers))
		},
	)
}

// rowsOf makes the rows that change, sorted by key.
func rowsOf[K tallyKey](tallies map[K]counted, row func(K, counted) []any) [][]any {
	keys := make([]K, 0, len(tallies))
	for key, sum := range tallies {
		if !sum.none() {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b K) int { return cmp.Compare(a.text(), b.text()) })
	rows := make([][]any, len(keys))
	for i, key := range keys {
		rows[i] = row(key, tallies[key])
	}
	return rows
}

// addRows adds sums to the rows with the keys and inserts the rows that are missing.
func (s *Store) addRows(tx *gorm.DB, table string, keys, sums []string, rows [][]any) error {
	for chunk := range slices.Chunk(rows, rosterBatch) {
		if err := insertRows(tx, table, slices.Concat(keys, sums), chunk, s.adding(sums)); err != nil {
			return err
		}
	}
	return nil
}

// adding makes an insert add to an existing row, in the dialect of the database.
func (s *Store) adding(columns []string) string {
	begin, incoming, end := " ON CONFLICT DO UPDATE SET ", "excluded.", ""
	if s.driver == MySQL {
		begin, incoming, end = " ON DUPLICATE KEY UPDATE ", "VALUES(", ")"
	}
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = c + " = " + c + " + " + incoming + c + end
	}
	return begin + strings.Join(parts, ", ")
}
