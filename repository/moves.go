package repository

import (
	"cmp"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
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

type answerTallyRow struct {
	Day         string `gorm:"primaryKey"`
	OfficerCode string `gorm:"primaryKey"`
	UnitCode    string `gorm:"primaryKey"`
	Item        string `gorm:"primaryKey"`
	Value       int    `gorm:"primaryKey;autoIncrement:false"`
	Writer      string `gorm:"primaryKey"`
	Counted     int64
}

func (answerTallyRow) TableName() string { return "answer_tallies" }

// moves are the changes of tallies that a transaction makes, folded: two ratings of
// the same kind are one change of two.
type moves struct {
	tallies map[tallyRow]tallyRow
	answers map[answerTallyRow]int64
}

func newMoves() *moves {
	return &moves{tallies: map[tallyRow]tallyRow{}, answers: map[answerTallyRow]int64{}}
}

// add counts a rating in (sign 1) or out (sign -1). A held rating is counted as
// held, and its answers not at all.
func (m *moves) add(r domain.Rating, sign int64) {
	key := tallyRow{
		Day: string(r.Day), OfficerCode: r.Officer, CounterCode: r.Counter, UnitCode: r.Unit,
		ServiceCode: r.Service, Channel: string(r.Channel), Value: r.Value,
	}
	sum := m.tallies[key]
	if r.Verdict == domain.Held {
		sum.Held += sign
		m.tallies[key] = sum
		return
	}
	sum.Counted += sign
	m.tallies[key] = sum
	m.addAnswers(r, sign)
}

func (m *moves) addAnswers(r domain.Rating, sign int64) {
	key := answerTallyRow{Day: string(r.Day), OfficerCode: r.Officer, UnitCode: r.Unit}
	if len(r.Answers) > 0 {
		key.Item = domain.ItemForm
		m.answers[key] += sign
	}
	for _, reason := range r.Reasons {
		key.Item = domain.ItemReason + reason
		m.answers[key] += sign
	}
	for slug, value := range r.Answers {
		key.Item, key.Value = slug, value
		m.answers[key] += sign
	}
}

// applyMoves writes the changes, always in the same order, so that two instances
// that write at once wait for each other instead of locking each other out.
func (s *Store) applyMoves(tx *gorm.DB, m *moves) error {
	if err := s.applyTallies(tx, m); err != nil {
		return err
	}
	return s.applyAnswers(tx, m)
}

func (s *Store) applyTallies(tx *gorm.DB, m *moves) error {
	rows := make([]tallyRow, 0, len(m.tallies))
	for key, sum := range m.tallies {
		if sum.Counted != 0 || sum.Held != 0 {
			key.Counted, key.Held, key.Writer = sum.Counted, sum.Held, s.writer
			rows = append(rows, key)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b tallyRow) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.OfficerCode, b.OfficerCode), cmp.Compare(a.CounterCode, b.CounterCode),
			cmp.Compare(a.UnitCode, b.UnitCode), cmp.Compare(a.ServiceCode, b.ServiceCode), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Value, b.Value))
	})
	return tx.Clauses(s.addTo("counted", "held")).Create(&rows).Error
}

func (s *Store) applyAnswers(tx *gorm.DB, m *moves) error {
	rows := make([]answerTallyRow, 0, len(m.answers))
	for key, sum := range m.answers {
		if sum != 0 {
			key.Counted, key.Writer = sum, s.writer
			rows = append(rows, key)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b answerTallyRow) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.OfficerCode, b.OfficerCode), cmp.Compare(a.UnitCode, b.UnitCode),
			cmp.Compare(a.Item, b.Item), cmp.Compare(a.Value, b.Value))
	})
	return tx.Clauses(s.addTo("counted")).Create(&rows).Error
}

// addTo makes an insert add to the row that is there, in each database's words.
func (s *Store) addTo(columns ...string) clause.OnConflict {
	sums := map[string]any{}
	for _, column := range columns {
		incoming := "excluded." + column
		if s.driver == MySQL {
			incoming = "VALUES(" + column + ")"
		}
		sums[column] = gorm.Expr(column + " + " + incoming)
	}
	return clause.OnConflict{Columns: nil, DoUpdates: clause.Assignments(sums)}
}
