package repository

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/publication"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// publishedBasisRow is what a published cell's part of a score is computed from: it is of the moment
// at which the cell was published, and no page shows it.
type publishedBasisRow struct {
	UnitCode    string `gorm:"primaryKey"`
	OfficerCode string `gorm:"primaryKey"`
	Quarter     string `gorm:"primaryKey"`
	Cells       string // JSON of basisCell
	Days        string // JSON of ratings by day
}

func (publishedBasisRow) TableName() string { return "published_bases" }

type basisCell struct {
	Service string         `json:"s,omitempty"`
	Channel domain.Channel `json:"c"`
	Counts  score.Counts   `json:"n"`
}

// Basis implements report.TallyStore.
func (s *Store) Basis(ctx context.Context, from, to domain.Month) (report.Basis, error) {
	var basis report.Basis
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		var sums []tallySum
		err := tx.Raw("SELECT officer_code AS officer, unit_code AS unit, service_code AS service, channel, "+monthSums+
			" WHERE month BETWEEN ? AND ? AND officer_code <> '' GROUP BY officer_code, unit_code, service_code, channel", string(from), string(to)).Scan(&sums).Error
		if err != nil {
			return err
		}
		totals := map[string]publication.Sums{}
		for _, t := range sums {
			basis.Cells = append(basis.Cells, report.CellOf(t.Officer, t.Unit, t.Service, domain.Channel(t.Channel), t.counts()))
			total := totals[t.Officer]
			total.Counts, total.Held = total.Counts.Plus(t.counts()), total.Held+t.Held
			totals[t.Officer] = total
		}
		basis.Days, err = s.days.of(tx, span{from, to}, totals)
		return err
	})
	return basis, err
}

// Basis implements report.TallyStore. A cell that was published before bases were kept counts by
// its published lines, and each of its months as one day.
func (p *Published) Basis(ctx context.Context, from, to domain.Month) (report.Basis, error) {
	first, last, err := quartersOf(from, to)
	if err != nil {
		return report.Basis{}, err
	}
	var basis report.Basis
	err = p.store.snapshot(ctx, func(tx *gorm.DB) error {
		var state publishedState
		err := tx.Raw("SELECT COUNT(*) AS cells, published_at AS last FROM published_cells WHERE quarter BETWEEN ? AND ? GROUP BY published_at ORDER BY published_at DESC LIMIT 1", first, last).Scan(&state).Error
		if err != nil {
			return err
		}
		if known, ok := p.store.bases.read(span{from, to}, state); ok {
			basis = known
			return nil
		}
		basis, err = readBases(tx, span{from, to}, first, last)
		if err == nil {
			p.store.bases.keep(span{from, to}, state, basis)
		}
		return err
	})
	return basis, p.store.outcome(err)
}

// readBases reads the bases of quarters, and what was published without one.
func readBases(tx *gorm.DB, s span, first, last string) (report.Basis, error) {
	var rows []publishedBasisRow
	if err := tx.Where("quarter BETWEEN ? AND ? AND officer_code <> ''", first, last).Find(&rows).Error; err != nil {
		return report.Basis{}, err
	}
	var older []publishedTallyRow
	err := tx.Where("month BETWEEN ? AND ? AND officer_code <> '' AND NOT EXISTS (SELECT 1 FROM published_bases b WHERE b.unit_code = published_tallies.unit_code"+
		" AND b.officer_code = published_tallies.officer_code AND b.quarter BETWEEN ? AND ?)", string(s.from), string(s.to), first, last).Find(&older).Error
	if err != nil {
		return report.Basis{}, err
	}
	return basisOf(rows, older)
}

func basisOf(rows []publishedBasisRow, older []publishedTallyRow) (report.Basis, error) {
	var basis report.Basis
	days := map[string]map[domain.Day]int64{}
	count := func(officer string, day domain.Day, n int64) {
		if days[officer] == nil {
			days[officer] = map[domain.Day]int64{}
		}
		days[officer][day] += n
	}
	for _, row := range rows {
		var cells []basisCell
		own := map[domain.Day]int64{}
		if err := firstError(
			func() error { return json.Unmarshal([]byte(row.Cells), &cells) },
			func() error { return json.Unmarshal([]byte(row.Days), &own) },
		); err != nil {
			return report.Basis{}, err
		}
		for _, c := range cells {
			basis.Cells = append(basis.Cells, report.CellOf(row.OfficerCode, row.UnitCode, c.Service, c.Channel, c.Counts))
		}
		for day, n := range own {
			count(row.OfficerCode, day, n)
		}
	}
	for _, row := range older {
		counts := score.Counts{row.N1, row.N2, row.N3, row.N4}
		if counts.N() == 0 {
			continue
		}
		basis.Cells = append(basis.Cells, report.CellOf(row.OfficerCode, row.UnitCode, row.ServiceCode, domain.Channel(row.Channel), counts))
		count(row.OfficerCode, domain.Day(row.Month), counts.N())
	}
	basis.Days = map[string][]score.Day{}
	for officer, own := range days {
		for _, n := range own {
			basis.Days[officer] = append(basis.Days[officer], score.Day{N: n})
		}
	}
	return basis, nil
}

// basis gives what the cell's part of a score is computed from, with the live lines from which the
// cell was made.
func (p publishing) basis(tx *gorm.DB, quarter domain.Period, lines map[publication.Line]publication.Sums) (publishedBasisRow, error) {
	row := publishedBasisRow{UnitCode: p.unit, OfficerCode: p.officer, Quarter: quarter.String()}
	by := map[basisCell]score.Counts{}
	for line, sums := range lines {
		key := basisCell{Service: line.Service, Channel: line.Channel}
		by[key] = by[key].Plus(sums.Counts)
	}
	cells := make([]basisCell, 0, len(by))
	for key, counts := range by {
		key.Counts = counts
		cells = append(cells, key)
	}
	var sums []dayCount
	err := tx.Raw("SELECT day, SUM(counted) AS n FROM tallies WHERE officer_code = ? AND unit_code = ? AND day BETWEEN ? AND ?"+
		" GROUP BY day HAVING SUM(counted) > 0", p.officer, p.unit, string(quarter.First()), string(quarter.Last())).Scan(&sums).Error
	days := map[string]int64{}
	for _, sum := range sums {
		days[sum.Day] = sum.N
	}
	row.Cells, row.Days = jsonText(cells, false), jsonText(days, false)
	return row, err
}
