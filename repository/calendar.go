package repository

import (
	"context"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

type hourRow struct {
	UnitCode string `gorm:"primaryKey"`
	Weekday  int    `gorm:"primaryKey;autoIncrement:false"`
	Opens    int    `gorm:"primaryKey;autoIncrement:false"`
	Closes   int
}

func (hourRow) TableName() string { return "opening_hours" }

type holidayRow struct {
	Day      string `gorm:"primaryKey"`
	UnitCode string `gorm:"primaryKey"`
	Name     string
}

func (holidayRow) TableName() string { return "holidays" }

func hourRowsOf(h domain.OpeningHours) (rows []hourRow) {
	for weekday, spans := range h.Week {
		for _, span := range spans {
			rows = append(rows, hourRow{UnitCode: h.Unit, Weekday: weekday, Opens: span.Opens, Closes: span.Closes})
		}
	}
	return rows
}

func holidayRowOf(h domain.Holiday) holidayRow {
	return holidayRow{Day: string(h.Day), UnitCode: h.Unit, Name: h.Name}
}

// calendarIn reads all opening hours and holidays.
func calendarIn(tx *gorm.DB) (hours []domain.OpeningHours, holidays []domain.Holiday, err error) {
	var spans []hourRow
	if err := tx.Order("unit_code, weekday, opens").Find(&spans).Error; err != nil {
		return nil, nil, err
	}
	for _, row := range spans {
		if n := len(hours); n == 0 || hours[n-1].Unit != row.UnitCode {
			hours = append(hours, domain.OpeningHours{Unit: row.UnitCode})
		}
		week := &hours[len(hours)-1].Week
		week[row.Weekday] = append(week[row.Weekday], domain.Span{Opens: row.Opens, Closes: row.Closes})
	}
	var days []holidayRow
	err = tx.Order("day, unit_code").Find(&days).Error
	for _, row := range days {
		holidays = append(holidays, domain.Holiday{Day: domain.Day(row.Day), Unit: row.UnitCode, Name: row.Name})
	}
	return hours, holidays, err
}

// SaveHours implements domain.CalendarStore.
func (s *Store) SaveHours(ctx context.Context, h domain.OpeningHours, events ...audit.Event) error {
	return s.changeRoster(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("unit_code = ?", h.Unit).Delete(&hourRow{}).Error; err != nil {
			return err
		}
		return insertAll(tx, hourRowsOf(h), same)
	}, events...)
}

// SaveHoliday implements domain.CalendarStore.
func (s *Store) SaveHoliday(ctx context.Context, h domain.Holiday, events ...audit.Event) error {
	return s.changeRoster(ctx, func(tx *gorm.DB) error { return replace(tx, []holidayRow{holidayRowOf(h)}, "name") }, events...)
}

// SaveHolidays adds holidays or renames those of the same day and unit, all or none.
func (s *Store) SaveHolidays(ctx context.Context, list []domain.Holiday, events ...audit.Event) error {
	rows := make([]holidayRow, len(list))
	for i, h := range list {
		rows[i] = holidayRowOf(h)
	}
	return s.changeRoster(ctx, func(tx *gorm.DB) error { return replace(tx, rows, "name") }, events...)
}

// Holidays lists all holidays, by day.
func (s *Store) Holidays(ctx context.Context) ([]domain.Holiday, error) {
	_, holidays, err := calendarIn(s.reads.WithContext(ctx))
	return holidays, s.outcome(err)
}

// DropHoliday implements domain.CalendarStore.
func (s *Store) DropHoliday(ctx context.Context, day domain.Day, unit string, events ...audit.Event) error {
	return s.changeRoster(ctx, func(tx *gorm.DB) error {
		done := tx.Where("day = ? AND unit_code = ?", string(day), unit).Delete(&holidayRow{})
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return s.record(tx, events...)
	})
}
