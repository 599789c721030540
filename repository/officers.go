package repository

import (
	"context"
	"time"

	"suaraloket/domain"
)

type officerRow struct {
	Code          string `gorm:"primaryKey"`
	Name          string
	DisplayName   string
	NIP           string `gorm:"column:nip"`
	RankTitle     string
	PositionTitle string
	UnitCode      string
	Figure        string
	Active        bool
	Photo         string
}

func (officerRow) TableName() string { return "officers" }

func officerRowOf(o domain.Officer) officerRow {
	return officerRow{
		Code: o.Code, Name: o.Name, DisplayName: o.DisplayName, NIP: string(o.NIP), RankTitle: o.Rank,
		PositionTitle: o.Position, UnitCode: o.Unit, Figure: o.Figure, Active: o.Active, Photo: o.Photo,
	}
}

func (row officerRow) officer() domain.Officer {
	return domain.Officer{
		Code: row.Code, Name: row.Name, DisplayName: row.DisplayName, NIP: domain.NIP(row.NIP), Rank: row.RankTitle,
		Position: row.PositionTitle, Unit: row.UnitCode, Figure: row.Figure, Active: row.Active, Photo: row.Photo,
	}
}

func officersOf(rows []officerRow) []domain.Officer {
	officers := make([]domain.Officer, len(rows))
	for i, row := range rows {
		officers[i] = row.officer()
	}
	return officers
}

// Officer implements domain.RosterReader.
func (s *Store) Officer(ctx context.Context, code string) (domain.Officer, error) {
	var row officerRow
	if err := s.reads.WithContext(ctx).Where("code = ?", code).Take(&row).Error; err != nil {
		return domain.Officer{}, s.found(err, domain.ErrOfficerUnknown)
	}
	return row.officer(), nil
}

// Officers implements domain.RosterReader, by code.
func (s *Store) Officers(ctx context.Context) ([]domain.Officer, error) {
	var rows []officerRow
	err := s.reads.WithContext(ctx).Order("code").Find(&rows).Error
	return officersOf(rows), s.outcome(err)
}

type dutyRow struct {
	ID          string `gorm:"primaryKey"`
	OfficerCode string
	CounterCode string
	StartsAt    time.Time
	EndsAt      *time.Time
	SignedOn    bool
}

func (dutyRow) TableName() string { return "duties" }

func dutyRowOf(d domain.Duty) dutyRow {
	return dutyRow{
		ID: d.ID, OfficerCode: d.Officer, CounterCode: d.Counter, StartsAt: stored(d.From), EndsAt: nullable(d.To), SignedOn: d.SignedOn,
	}
}

func (row dutyRow) duty() domain.Duty {
	return domain.Duty{
		ID: row.ID, Officer: row.OfficerCode, Counter: row.CounterCode, From: row.StartsAt, To: moment(row.EndsAt), SignedOn: row.SignedOn,
	}
}
