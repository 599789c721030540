package repository

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

type ticketRow struct {
	Number      string `gorm:"primaryKey"`
	CounterCode string
	ServiceCode string
	OfficerCode string
	Reference   *string // NULL, of which a unique key admits many
	Day         string
	MadeAt      time.Time
	ExpiresAt   time.Time
}

func (ticketRow) TableName() string { return "tickets" }

func ticketRowOf(t domain.Ticket) ticketRow {
	row := ticketRow{
		Number: t.Number, CounterCode: t.Counter, ServiceCode: t.Service, OfficerCode: t.Officer,
		Day: string(t.Day), MadeAt: stored(t.Made), ExpiresAt: stored(t.Expires),
	}
	if t.Reference != "" {
		row.Reference = &t.Reference
	}
	return row
}

func (row ticketRow) ticket() domain.Ticket {
	t := domain.Ticket{
		Number: row.Number, Counter: row.CounterCode, Service: row.ServiceCode, Officer: row.OfficerCode,
		Day: domain.Day(row.Day), Made: row.MadeAt, Expires: row.ExpiresAt,
	}
	if row.Reference != nil {
		t.Reference = *row.Reference
	}
	return t
}

// AddTicket implements domain.TicketStore. The unique key decides which of two with
// the same reference was first.
func (s *Store) AddTicket(ctx context.Context, t domain.Ticket) (domain.Ticket, bool, error) {
	row := ticketRowOf(t)
	err := s.db.WithContext(ctx).Create(&row).Error
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		return t, err == nil, s.outcome(err)
	}
	var first ticketRow
	err = s.db.WithContext(ctx).Where("counter_code = ? AND day = ? AND reference = ?", t.Counter, string(t.Day), t.Reference).Take(&first).Error
	return first.ticket(), false, s.found(err, domain.ErrUnavailable) // its number was taken: a repeat has another one
}

// Ticket implements domain.TicketStore.
func (s *Store) Ticket(ctx context.Context, number string) (domain.Ticket, error) {
	var row ticketRow
	if err := s.reads.WithContext(ctx).Where("number = ?", number).Take(&row).Error; err != nil {
		return domain.Ticket{}, s.found(err, domain.ErrTicketUnknown)
	}
	return row.ticket(), nil
}
