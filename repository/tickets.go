package repository

import (
	"context"
	"errors"
	"slices"
	"strings"
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

// ticketClaim is the prefix of the claim of a rating that has used up a ticket.
const ticketClaim = "ticket:"

// dropReferences removes from the tickets that a batch has used up what the queue calls the
// visit, so that no list of the queue
// leads to a rating.
func dropReferences(tx *gorm.DB, batch []*pending) error {
	var used []string
	for _, a := range batch {
		if number, found := strings.CutPrefix(a.stored.Claim, ticketClaim); found && a.added {
			used = append(used, number)
		}
	}
	if len(used) == 0 {
		return nil
	}
	slices.Sort(used) // all transactions lock in the same order
	return tx.Model(&ticketRow{}).Where("number IN ? AND reference IS NOT NULL", used).Update("reference", nil).Error
}

// AddTicket implements domain.TicketStore. The unique key decides which of two with
// the same reference was first.
func (s *Store) AddTicket(ctx context.Context, t domain.Ticket) (domain.Ticket, bool, error) {
	row := ticketRowOf(t)
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return s.addRows(tx, "ticket_visits", []string{"unit_code", "day", "service_code"}, []string{"visits"},
			[][]any{{t.Unit, row.Day, t.Service, 1}})
	})
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		return t, err == nil, err
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
