package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/wire"
	"suaraloket/web"
)

// ticketJSON is a ticket with the addresses that use it. It contains only what never
// changes, so that a repeat receives the same bytes.
type ticketJSON struct {
	Ticket      string `json:"ticket"`
	Counter     string `json:"counter"`
	PageURL     string `json:"page_url"`
	TelegramURL string `json:"telegram_url,omitempty"`
	QRURL       string `json:"qr_url"`
	Expires     string `json:"expires"`
}

// madeTicket is the result of an order; added is false for a ticket that existed.
type madeTicket struct {
	domain.Ticket
	code  string
	added bool
}

// postTicket answers POST /api/v1/tickets, which requires an API key: 201 for a new
// ticket, 200 for an existing one with the same counter, reference and day.
func (s *Site) postTicket(c *fiber.Ctx) error {
	key, err := s.apiKey(c, account.ScopeTickets)
	if err != nil {
		return err
	}
	f, err := body(c)
	if err != nil {
		return err
	}
	order := ticketOrder(f)
	if f.Wrong() { // without wrong types, Make checks the contents
		return f.Err(order.Check())
	}
	made, err := web.Within(func(ctx context.Context) (m madeTicket, err error) {
		if err := s.APIKeys.Covers(ctx, key, order.Counter); err != nil {
			return m, err
		}
		m.Ticket, m.code, m.added, err = s.Tickets.Make(ctx, order)
		return m, err
	})
	if err != nil {
		return err
	}
	if made.added {
		c.Status(fiber.StatusCreated)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(s.ticketJSON(made))
}

// apiKey gives the key of a request, and refuses one that is not valid for the scope. It
// counts the request for the key before it refuses another scope.
func (s *Site) apiKey(c *fiber.Ctx, scope account.Scope) (account.APIKey, error) {
	text := web.Bearer(c)
	key, err := web.Within(func(ctx context.Context) (account.APIKey, error) { return s.APIKeys.Authenticate(ctx, text, scope) })
	if key.ID != "" {
		if tooFast := s.KeyLimiter.Admit("key:" + key.ID); tooFast != nil {
			return key, tooFast
		}
	}
	return key, err
}

// ticketOrder reads an order. An absent validity means the default; a value outside the
// allowed range becomes -1, which Check refuses.
func ticketOrder(f wire.Fields) domain.TicketOrder {
	order := domain.TicketOrder{
		Counter: f.Text("counter"), Service: f.Text("service"), Officer: f.Text("officer"), Reference: f.Text("reference"),
	}
	if minutes := f.Whole("valid_minutes"); f.Has("valid_minutes") {
		order.Valid = -1
		if minutes > 0 && minutes <= int64(domain.MaxTicketTime/time.Minute) {
			order.Valid = time.Duration(minutes) * time.Minute
		}
	}
	return order
}

func (s *Site) ticketJSON(made madeTicket) ticketJSON {
	out := ticketJSON{
		Ticket: made.code, Counter: made.Counter, PageURL: s.Addresses.Page(made.Counter, made.code),
		QRURL:   s.Addresses.TicketCode(made.Counter, made.code),
		Expires: made.Expires.In(s.Clock().Location()).Format(time.RFC3339),
	}
	if link, err := s.Addresses.Chat(made.code); err == nil {
		out.TelegramURL = link
	}
	return out
}
