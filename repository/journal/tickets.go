package journal

import (
	"context"

	"suaraloket/domain"
)

// AddTicket implements domain.TicketStore. It returns ErrUnavailable while the database is
// away.
func (j *Journal) AddTicket(ctx context.Context, t domain.Ticket) (domain.Ticket, bool, error) {
	type kept struct {
		ticket domain.Ticket
		added  bool
	}
	k, err := ask(ctx, j, patience, func(ctx context.Context) (kept, error) {
		ticket, added, err := j.main.AddTicket(ctx, t)
		return kept{ticket, added}, err
	})
	return k.ticket, k.added, err
}

// Ticket implements domain.TicketStore.
func (j *Journal) Ticket(ctx context.Context, number string) (domain.Ticket, error) {
	return ask(ctx, j, lookPatience, func(ctx context.Context) (domain.Ticket, error) { return j.main.Ticket(ctx, number) })
}
