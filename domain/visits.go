package domain

import (
	"context"
	"errors"
)

// Visit is an opened code: the pass of the visit, and its right.
type Visit struct {
	Pass  string
	Right Right
}

// Visits opens the codes that residents scan and reads the passes of their visits. Opening
// does not use a code: browsers and link previews open addresses twice.
type Visits struct {
	passes  *Passes
	roster  *Roster
	intake  *Intake
	tickets TicketStore
	authors *Authors
}

// NewVisits makes the use case.
func NewVisits(passes *Passes, roster *Roster, intake *Intake, tickets TicketStore, authors *Authors) *Visits {
	return &Visits{passes: passes, roster: roster, intake: intake, tickets: tickets, authors: authors}
}

// Open begins a visit of a counter's page by a code, for the browser with this text in its
// cookie, "" for none. Refusals: ErrPassInvalid, ErrPassExpired, and ErrPassUsed or
// ErrTicketUsed for a code that others have used.
func (v *Visits) Open(ctx context.Context, code, browser string) (Visit, error) {
	kiosks, err := v.makers(ctx, code)
	if err != nil {
		return Visit{}, err
	}
	pass, right, err := v.passes.Open(code, browser, kiosks...)
	if err == nil && browser != "" {
		right, err = v.sentBy(ctx, right, browser)
	}
	if err != nil {
		return Visit{}, err
	}
	if right.once() {
		if _, err := v.intake.OfVisit(ctx, right); err != nil && !errors.Is(err, ErrRatingUnknown) {
			return Visit{}, err
		}
	}
	right, err = informed(ctx, v.tickets, right)
	return Visit{pass, right}, err
}

// OpenChat begins a visit of a counter in the chat of an author by a code. Refusals:
// ErrPassInvalid, ErrPassExpired. Intake.Admits checks whether the code is used, since the
// author may have used it.
func (v *Visits) OpenChat(ctx context.Context, code, author string) (Visit, error) {
	kiosks, err := v.makers(ctx, code)
	if err != nil {
		return Visit{}, err
	}
	pass, err := v.passes.OpenChat(code, kiosks...)
	if err != nil {
		return Visit{}, err
	}
	right, err := v.ReadChat(ctx, pass, author)
	return Visit{pass, right}, err
}

// OpenTyped begins a visit of a counter in the chat of an author who typed the counter's
// code.
func (v *Visits) OpenTyped(ctx context.Context, counter, author string) (Visit, error) {
	pass := v.passes.OpenTyped(counter)
	right, err := v.ReadChat(ctx, pass, author)
	return Visit{pass, right}, err
}

// Read gives the right of a page's pass, or of a code that is sent instead of a pass, by the
// browser with this text in its cookie, "" for none. Refusals: those of Passes.Read, and
// ErrOtherBrowser for the visit of another browser. Programs send no cookie: a visit that a
// browser opened then admits a first rating, but shows and changes none of a browser.
func (v *Visits) Read(ctx context.Context, pass, browser string) (Right, error) {
	kiosks, err := v.makers(ctx, pass)
	if err != nil {
		return Right{}, err
	}
	right, err := v.passes.Read(pass, kiosks...)
	if err == nil && browser != "" {
		right, err = v.sentBy(ctx, right, browser)
	}
	if err != nil {
		return Right{}, err
	}
	return informed(ctx, v.tickets, right)
}

// sentBy adds the browser to the right. Its hash is one of the quarter in which the visit was
// opened, so that a rating of before midnight can still be changed. Without the key of the quarter, in an outage, the
// right has no hash of it.
func (v *Visits) sentBy(ctx context.Context, right Right, browser string) (Right, error) {
	if right.bind != "" {
		if !v.passes.binds(right, browser) {
			return Right{}, ErrOtherBrowser
		}
		right.Own = true
	}
	hash, err := v.authors.OfBrowser(ctx, browser, right.Expires.Add(-VisitTime))
	if errors.Is(err, ErrUnavailable) {
		return right, nil
	}
	right.Browser = hash
	return right, err
}

// Apart is the pass of a visit of its own for a browser without cookies that has the address
// of another visit. It ends with that visit.
func (v *Visits) Apart(right Right) string { return v.passes.Apart(right) }

// ReadChat gives the right of a chat's pass for its author. It refuses with ErrPassInvalid.
func (v *Visits) ReadChat(ctx context.Context, pass, author string) (Right, error) {
	right, err := v.passes.ReadChat(pass, author)
	if err != nil {
		return Right{}, err
	}
	return informed(ctx, v.tickets, right)
}

// IsTicket says whether a text has the prefix of a ticket.
func IsTicket(text string) bool { return kindOf(text) == kindTicket }

// WithTicket gives the right of a tablet whose visitor brought a ticket: its rating
// uses the ticket up. Refusals: ErrTicketInvalid, ErrOtherCounter.
func (v *Visits) WithTicket(ctx context.Context, tablet Right, ticket string) (Right, error) {
	read, err := v.passes.Read(ticket)
	switch {
	case err != nil:
		return Right{}, ErrTicketInvalid
	case read.Counter != tablet.Counter:
		return Right{}, ErrOtherCounter
	}
	tablet.Ticket, tablet.Expires = read.Ticket, read.Expires
	return informed(ctx, v.tickets, tablet)
}

// SlotKey gives the key with which a tablet makes the rotating codes of its counter.
// It refuses an unknown tablet with ErrKioskUnknown, a revoked one with ErrKioskRevoked.
func (v *Visits) SlotKey(ctx context.Context, kioskID string) ([]byte, error) {
	index, err := v.roster.Latest(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range index.Kiosks {
		if k.ID == kioskID && !k.Revoked.IsZero() {
			return nil, ErrKioskRevoked
		}
		if k.ID == kioskID {
			return v.passes.SlotKey(k), nil
		}
	}
	return nil, ErrKioskUnknown
}

// makers lists the tablets that may have made a rotating code; none for other codes. It
// refreshes the roster first, so that the codes of a revoked tablet are void immediately.
func (v *Visits) makers(ctx context.Context, code string) ([]Kiosk, error) {
	if kindOf(code) != kindSlot {
		return nil, nil
	}
	index, err := v.roster.Latest(ctx)
	if err != nil {
		return nil, err
	}
	return index.Kiosks, nil
}
