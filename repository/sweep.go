package repository

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

// findingRow says that a rule holds a rating, by which version of the rules and on what
// numbers.
type findingRow struct {
	RatingID string `gorm:"primaryKey"`
	Rule     string `gorm:"primaryKey"`
	Version  string
	Counted  int
	Allowed  int
	Span     int
	Served   int
	FoundAt  time.Time
}

func (findingRow) TableName() string { return "findings" }

type markRow struct {
	UnitCode    string `gorm:"primaryKey"`
	Quarter     string `gorm:"primaryKey"`
	OfficerCode string `gorm:"primaryKey"`
	Streams     string `gorm:"primaryKey"`
	N           int
	RestN       int
	Mean        float64
	RestMean    float64
	Gap         float64
	Z           float64
	FoundAt     time.Time
}

func (markRow) TableName() string { return "marks" }

type sweptUnitRow struct {
	UnitCode string `gorm:"primaryKey"`
	Quarter  string `gorm:"primaryKey"`
	State    string
	SweptAt  time.Time
}

func (sweptUnitRow) TableName() string { return "swept_units" }

// touchedRow sums up the ratings of a unit on a day.
type touchedRow struct {
	UnitCode string
	Day      string
	N        int64
	Received string
	Revised  int64
}

// Touched implements integrity.Store.
func (s *Store) Touched(ctx context.Context, from domain.Day) (map[integrity.Scope]string, error) {
	var rows []touchedRow
	err := s.reads.WithContext(ctx).Raw("SELECT unit_code, day, COUNT(*) AS n, MAX(received_at) AS received, MAX(revision) AS revised FROM ratings"+
		" WHERE day >= ? GROUP BY unit_code, day ORDER BY unit_code, day", string(from)).Scan(&rows).Error
	if err != nil {
		return nil, s.outcome(err)
	}
	touched := map[integrity.Scope]string{}
	for _, row := range rows {
		quarter, err := quarterOf(domain.Day(row.Day).Month())
		if err != nil {
			return nil, err
		}
		scope := integrity.Scope{Unit: row.UnitCode, Quarter: quarter}
		touched[scope] += fmt.Sprint(row.Day, row.N, row.Received, row.Revised, "|")
	}
	return touched, s.addServedTo(ctx, touched)
}

// addServedTo makes the texts change with the served visits as well.
func (s *Store) addServedTo(ctx context.Context, touched map[integrity.Scope]string) error {
	for scope := range touched {
		counts, err := s.UnitCounts(ctx, scope.Unit, scope.Quarter.First(), scope.Quarter.Last())
		if err != nil {
			return err
		}
		touched[scope] += fmt.Sprint(counts.Served()) // in the order of its keys
	}
	return nil
}

// Swept implements integrity.Store.
func (s *Store) Swept(ctx context.Context, scope integrity.Scope) (string, error) {
	var rows []sweptUnitRow
	err := s.reads.WithContext(ctx).Where("unit_code = ? AND quarter = ?", scope.Unit, scope.Quarter.String()).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return "", s.outcome(err)
	}
	return rows[0].State, nil
}

// Facts implements integrity.Store. The key by officer finds the ratings of one unit without
// reading those of the others.
func (s *Store) Facts(ctx context.Context, scope integrity.Scope, from domain.Day) (integrity.Facts, error) {
	facts := integrity.Facts{Held: map[string][]integrity.Rule{}}
	var officers []string
	err := s.reads.WithContext(ctx).Raw("SELECT DISTINCT officer_code FROM month_tallies WHERE unit_code = ? AND month BETWEEN ? AND ?",
		scope.Unit, string(from.Month()), string(scope.Quarter.LastMonth())).Scan(&officers).Error
	if err != nil {
		return facts, s.outcome(err)
	}
	for _, officer := range officers {
		if err := s.addFacts(ctx, &facts, scope, officer, from); err != nil {
			return facts, s.outcome(err)
		}
	}
	counts, err := s.UnitCounts(ctx, scope.Unit, scope.Quarter.First(), scope.Quarter.Last())
	facts.Served = counts.Served()
	return facts, err
}

func (s *Store) addFacts(ctx context.Context, facts *integrity.Facts, scope integrity.Scope, officer string, from domain.Day) error {
	rows, err := s.reads.WithContext(ctx).Model(&ratingRow{}).Select(columnsFor(readsRules)).
		Where("officer_code = ? AND commented IN ? AND day BETWEEN ? AND ?", officer, []bool{false, true}, string(from), string(scope.Quarter.Last())).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	var row ratingRow
	into := row.pointers(readsRules)
	for rows.Next() {
		row.Claim = nil
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if row.UnitCode != scope.Unit {
			continue
		}
		facts.Ratings = append(facts.Ratings, factOf(row))
		for _, hold := range splitList(row.Holds) {
			if rule := integrity.Rule(hold); integrity.Sweeps(rule) {
				facts.Held[row.ID] = append(facts.Held[row.ID], rule)
			}
		}
	}
	return rows.Err()
}

func factOf(row ratingRow) integrity.Rating {
	return integrity.Rating{
		ID: row.ID, Officer: row.OfficerCode, Unit: row.UnitCode, Counter: row.CounterCode, Service: row.ServiceCode,
		Channel: domain.Channel(row.Channel), Assurance: domain.Assurance(row.Assurance), Value: row.Value,
		At: row.RatedAt, Day: domain.Day(row.Day), Kiosk: row.DeviceID, Browser: row.Browser, Author: row.Author,
		Ticket: row.Claim != nil && strings.HasPrefix(*row.Claim, ticketClaim),
	}
}

// sweptAtOnce is how many ratings one transaction of a sweep changes, so that new ratings
// wait briefly.
const sweptAtOnce = 200

// KeepSweep implements integrity.Store.
func (s *Store) KeepSweep(ctx context.Context, sweep integrity.Sweep, all []integrity.Rule, now time.Time) (changed int, err error) {
	for part := range slices.Chunk(sweep.Changes, sweptAtOnce) {
		n := 0
		err := s.transaction(ctx, func(tx *gorm.DB) (err error) {
			if n, err = s.judge(tx, part, all, now); err != nil || n == 0 {
				return err
			}
			return s.record(tx, sweep.Event(n, now))
		})
		if changed += n; err != nil {
			return changed, err
		}
	}
	return changed, s.transaction(ctx, func(tx *gorm.DB) error { return keepMarks(tx, sweep, now) })
}

// judge changes the verdicts of ratings under lock.
func (s *Store) judge(tx *gorm.DB, changes []integrity.Change, all []integrity.Rule, now time.Time) (changed int, err error) {
	ids, found := make([]string, len(changes)), map[string][]integrity.Finding{}
	for i, c := range changes {
		ids[i], found[c.Rating] = c.Rating, c.Found
	}
	var rows []ratingRow
	if err := locked(tx).Where("id IN ?", ids).Order("id").Find(&rows).Error; err != nil {
		return 0, err
	}
	for _, row := range rows {
		before, err := row.rating()
		if err != nil {
			return changed, err
		}
		after := before
		if !after.Judge(holdReasons(all), holdReasonsOf(found[row.ID]), now) {
			continue
		}
		if err := s.replaceRating(tx, before, after); err != nil {
			return changed, err
		}
		changed++
	}
	return changed, keepFindings(tx, ids, found, now)
}

func keepFindings(tx *gorm.DB, ids []string, found map[string][]integrity.Finding, now time.Time) error {
	if err := tx.Where("rating_id IN ?", ids).Delete(&findingRow{}).Error; err != nil {
		return err
	}
	var rows []findingRow
	for _, id := range ids {
		for _, f := range found[id] {
			rows = append(rows, findingRow{
				RatingID: id, Rule: string(f.Rule), Version: integrity.Version, Counted: f.Evidence.Count, Allowed: f.Evidence.Limit,
				Span: f.Evidence.Window, Served: f.Evidence.Served, FoundAt: stored(now),
			})
		}
	}
	return createAll(tx, rows)
}

func keepMarks(tx *gorm.DB, sweep integrity.Sweep, now time.Time) error {
	unit, quarter := sweep.Scope.Unit, sweep.Scope.Quarter.String()
	if err := tx.Where("unit_code = ? AND quarter = ?", unit, quarter).Delete(&markRow{}).Error; err != nil {
		return err
	}
	var rows []markRow
	for _, m := range sweep.Marks {
		rows = append(rows, markRow{
			UnitCode: unit, Quarter: quarter, OfficerCode: m.Officer, Streams: string(m.Streams), N: m.N, RestN: m.RestN,
			Mean: m.Mean, RestMean: m.RestMean, Gap: m.Gap, Z: m.Z, FoundAt: stored(now),
		})
	}
	if err := createAll(tx, rows); err != nil {
		return err
	}
	return replace(tx, []sweptUnitRow{{UnitCode: unit, Quarter: quarter, State: sweep.State, SweptAt: stored(now)}}, "state", "swept_at")
}

func holdReasons(rules []integrity.Rule) []domain.HoldReason {
	reasons := make([]domain.HoldReason, len(rules))
	for i, rule := range rules {
		reasons[i] = domain.HoldReason(rule)
	}
	return reasons
}

func holdReasonsOf(found []integrity.Finding) []domain.HoldReason {
	var reasons []domain.HoldReason
	for _, f := range found {
		reasons = append(reasons, domain.HoldReason(f.Rule))
	}
	return reasons
}
