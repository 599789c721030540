package kiosk

import (
	"context"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/web"
)

// ticketAddress returns the address that a ticket for the counter opens. It refuses an
// invalid ticket with ErrPassInvalid, and one of another counter with ErrOtherCounter.
func (s *Site) ticketAddress(ticket, counter, to string) (string, error) {
	right, err := s.Passes.Read(ticket)
	switch {
	case err != nil || right.Ticket == "" || !domain.IsCode(ticket):
		return "", domain.ErrPassInvalid
	case right.Counter != counter:
		return "", domain.ErrOtherCounter
	}
	return s.Addresses.Code(ticket, counter, to)
}

// code answers GET /qr/{counter}.png and .svg with the counter's printed code, for staff and
// programs with an API key, and with ?ticket= with the code of a ticket, for anyone who has the
// ticket.
func (s *Site) code(c *fiber.Ctx) error {
	file := c.Params("file")
	ext := path.Ext(file)
	if ext != ".png" && ext != ".svg" {
		return domain.ErrPageUnknown
	}
	ticket := c.Query("ticket")
	if ticket == "" {
		if err := s.mayPrint(c); err != nil {
			return err
		}
	}
	counter, err := s.counter(strings.TrimSuffix(file, ext))
	if err != nil {
		return err
	}
	address, err := s.Addresses.Code(s.Passes.Poster(counter.Counter.Code), counter.Counter.Code, c.Query("to"))
	if ticket != "" {
		address, err = s.ticketAddress(ticket, counter.Counter.Code, c.Query("to"))
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	if ext == ".svg" {
		drawing, err := document.QRSVG(address)
		c.Set(fiber.HeaderContentType, "image/svg+xml")
		return sendDrawn(c, []byte(drawing), err)
	}
	picture, err := document.QRPNG(address)
	c.Set(fiber.HeaderContentType, "image/png")
	return sendDrawn(c, picture, err)
}

// mayPrint refuses a request for a printed code, which is good for ever, that comes neither
// from staff nor from a program with an API key.
func (s *Site) mayPrint(c *fiber.Ctx) error {
	if key := web.Bearer(c); key != "" {
		_, err := web.Within(func(ctx context.Context) (account.APIKey, error) { return s.APIKeys.Known(ctx, key) })
		return err
	}
	staff, err := s.Staff(c)
	if err == nil && !staff {
		err = domain.ErrStaffOnly
	}
	return err
}

func sendDrawn(c *fiber.Ctx, drawn []byte, err error) error {
	if err != nil {
		return err
	}
	return c.Send(drawn)
}
