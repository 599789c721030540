package domain

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"time"
)

// How long a ticket is valid, and the length limit of its reference.
const (
	TicketTime    = 2 * time.Hour
	MaxTicketTime = 24 * time.Hour
	MaxReference  = 40
)

// Ticket is the right to rate one visit once, on any channel, made when a visitor is called
// to a counter.
type Ticket struct {
	Number    string // 8 characters of base 32, unique
	Counter   string
	Unit      string // of the counter when the ticket is made; "" in a ticket that is read
	Service   string // "" when unknown; a counter with one service has no other
	Officer   string // who calls, "" when unknown
	Reference string // the queue's own name of the visit, "" for none; removed when the ticket is used
	Day       Day    // on which it was made: a queue restarts its numbers every day
	Made      time.Time
	Expires   time.Time
}

// TicketStore stores tickets.
type TicketStore interface {
	// AddTicket stores the ticket and counts it as a visit of its unit, service and day, in one
	// transaction. When the counter has an unused one with the same reference and day, it returns
	// that one and false, and counts nothing.
	AddTicket(ctx context.Context, t Ticket) (kept Ticket, added bool, err error)
	// Ticket refuses an unknown number with ErrTicketUnknown.
	Ticket(ctx context.Context, number string) (Ticket, error)
}

// TicketOrder is the request for a ticket.
type TicketOrder struct {
	Counter   string
	Service   string
	Officer   string
	Reference string        // at most MaxReference printable characters of ASCII
	Valid     time.Duration // 0 is TicketTime; at least a minute, at most MaxTicketTime
}

// Tickets makes tickets.
type Tickets struct {
	store  TicketStore
	roster *Roster
	passes *Passes
	clock  Clock
}

// NewTickets makes the use case.
func NewTickets(store TicketStore, roster *Roster, passes *Passes, clock Clock) *Tickets {
	return &Tickets{store: store, roster: roster, passes: passes, clock: clock}
}

// Make makes a ticket and gives its code. The same counter and reference on the same
// day is the same ticket until it is used, as it was first made, with added false. Refusals: fields
// that are not acceptable, ErrCounterUnknown, ErrUnavailable.
func (t *Tickets) Make(ctx context.Context, o TicketOrder) (ticket Ticket, code string, added bool, err error) {
	o, err = o.normal()
	if err != nil {
		return Ticket{}, "", false, err
	}
	counter, err := find(ctx, t.roster, func(in *RosterIndex) (Counter, error) { return o.counterIn(in) })
	if err != nil {
		return Ticket{}, "", false, err
	}
	now := t.clock()
	random := make([]byte, 5)
	_, _ = rand.Read(random) // never fails
	ticket, added, err = t.store.AddTicket(ctx, Ticket{
		Number: passText.EncodeToString(random), Counter: o.Counter, Unit: counter.Unit.Code,
		Service: cmp.Or(o.Service, counter.OnlyService()), Officer: o.Officer,
		Reference: o.Reference, Day: DayOf(now), Made: now, Expires: now.Add(o.Valid).Truncate(time.Second),
	})
	return ticket, t.passes.Ticket(ticket), added, err
}

// Ticket is the code of a ticket. It carries what is needed without the database:
// the counter, the number and the end.
func (p *Passes) Ticket(t Ticket) string {
	return p.sign(kindTicket, t.Counter, stampOf(t.Expires), t.Number)
}

// Check refuses invalid fields.
func (o TicketOrder) Check() error {
	_, err := o.normal()
	return err
}

// normal normalizes the fields and refuses invalid ones.
func (o TicketOrder) normal() (TicketOrder, error) {
	o.Counter, o.Service, o.Officer = NormalCode(o.Counter), NormalCode(o.Service), NormalCode(o.Officer)
	o.Reference = NormalText(o.Reference)
	if o.Valid == 0 {
		o.Valid = TicketTime
	}
	var bad FieldErrors
	if o.Counter == "" {
		bad.Add("counter", "field_needed")
	} else if !ValidCode(o.Counter, MaxCode) {
		bad.Add("counter", "field_code")
	}
	if o.Service != "" && !ValidCode(o.Service, MaxCode) {
		bad.Add("service", "field_code")
	}
	if o.Officer != "" && !ValidCode(o.Officer, MaxOfficerCode) {
		bad.Add("officer", "field_code")
	}
	if !validReference(o.Reference) {
		bad.Add("reference", "field_reference")
	}
	if o.Valid < time.Minute || o.Valid > MaxTicketTime {
		bad.Add("valid_minutes", "field_number")
	}
	return o, bad.Err()
}

func validReference(text string) bool {
	for _, c := range []byte(text) {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return len(text) <= MaxReference
}

// counterIn gives the order's counter. It refuses an unknown counter, service or officer.
func (o TicketOrder) counterIn(in *RosterIndex) (Counter, error) {
	counter, err := in.Counter(o.Counter)
	if err != nil {
		return counter, err
	}
	var bad FieldErrors
	if _, known := in.services[o.Service]; o.Service != "" && !known {
		bad.Add("service", ErrServiceUnknown.Key)
	}
	if _, known := in.officers[o.Officer]; o.Officer != "" && !known {
		bad.Add("officer", ErrOfficerUnknown.Key)
	}
	return counter, bad.Err()
}

// informed adds the ticket's service and officer to the right. It leaves the right as it is
// when the ticket cannot be read.
func informed(ctx context.Context, tickets TicketStore, right Right) (Right, error) {
	if right.Ticket == "" {
		return right, nil
	}
	ticket, err := tickets.Ticket(ctx, right.Ticket)
	if errors.Is(err, ErrTicketUnknown) || errors.Is(err, ErrUnavailable) {
		return right, nil
	}
	right.Service, right.Officer = ticket.Service, ticket.Officer
	return right, err
}
