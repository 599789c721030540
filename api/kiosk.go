package api

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/web"
)

// kioskJSON is the state that a paired tablet receives: its counter, the duties of now
// and of the coming days, and its settings.
type kioskJSON struct {
	Device     string              `json:"device"`
	Name       string              `json:"name"`
	Now        string              `json:"now"`
	Counter    counterJSON         `json:"counter"`
	Schedule   []shiftJSON         `json:"schedule"`
	People     map[string]dutyJSON `json:"people"`
	IntervalMS int64               `json:"interval_ms"`
	SlotKey    string              `json:"slot_key"`
	Printed    string              `json:"printed"` // the printed code, for browsers that cannot sign
	PIN        string              `json:"pin"`
	Signs      bool                `json:"signs"` // the server has its signing key
}

// shiftJSON lists the officers on duty from a time on.
type shiftJSON struct {
	From   string      `json:"from"`
	Open   bool        `json:"open"`
	OnDuty []string    `json:"on_duty"`
	Closed *closedJSON `json:"closed,omitempty"`
}

// millis is the format of a time from which a tablet computes its clock skew.
const millis = "2006-01-02T15:04:05.000Z07:00"

// ownCounter answers GET /api/v1/kiosk with the state of the tablet with this key. It
// refuses an unknown or revoked key with 401.
func (s *Site) ownCounter(c *fiber.Ctx) error {
	key := web.Bearer(c)
	if key == "" {
		return domain.ErrNoRight
	}
	if err := s.Limiter.Admit("look:" + domain.HashKey(key)); err != nil {
		return err
	}
	out, err := s.kioskJSON(key)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(out)
}

func (s *Site) kioskJSON(key string) (kioskJSON, error) {
	state, err := web.Within(func(ctx context.Context) (domain.KioskState, error) { return s.Kiosks.State(ctx, key) })
	if err != nil {
		return kioskJSON{}, err
	}
	return s.shownJSON(state)
}

func (s *Site) shownJSON(state domain.KioskState) (out kioskJSON, err error) {
	out = kioskJSON{
		Device: state.Kiosk.ID, Name: state.Kiosk.Name, Now: state.Now.Format(millis), PIN: state.PIN,
		Signs:   state.Kiosk.SigningKey != "",
		SlotKey: domain.SlotKeyText(s.Passes.SlotKey(state.Kiosk)), IntervalMS: s.KioskInterval.Milliseconds(),
		Printed: s.Passes.Poster(state.View.Counter.Code), People: map[string]dutyJSON{},
	}
	if out.Counter, err = s.counterJSON(state.View, state.Now); err != nil {
		return out, err
	}
	for _, shift := range state.Ahead {
		line := shiftJSON{From: shift.From.Format(time.RFC3339), Open: shift.Open, OnDuty: []string{}, Closed: s.closedJSON(shift.Closed, shift.From)}
		for _, officer := range shift.OnDuty {
			line.OnDuty = append(line.OnDuty, officer.Code)
			if out.People[officer.Code], err = s.dutyJSON(officer); err != nil {
				return out, err
			}
		}
		out.Schedule = append(out.Schedule, line)
	}
	return out, nil
}

// follow answers GET /api/v1/kiosk/events: it sends the state of GET /api/v1/kiosk as an
// event named kiosk, at once and after each change. When the key becomes invalid, the
// stream ends, and the next request receives the refusal.
func (s *Site) follow(c *fiber.Ctx) error {
	if _, err := s.kioskRight(c); err != nil {
		return err
	}
	key := web.Bearer(c)
	if err := s.Limiter.Admit("look:" + domain.HashKey(key)); err != nil {
		return err
	}
	return s.Shell.Stream(c, domain.HashKey(key), func(ctx context.Context, out *web.Events) error {
		var last []byte
		return s.Kiosks.Follow(ctx, key, func(state domain.KioskState) error { return s.sendChange(out, &last, state) })
	})
}

// sendChange sends the state if it differs from the last event in more than the time.
func (s *Site) sendChange(out *web.Events, last *[]byte, state domain.KioskState) error {
	shown, err := s.shownJSON(state)
	if err != nil {
		return err
	}
	full, err := json.Marshal(shown)
	if err != nil {
		return err
	}
	shown.Now = ""
	if len(shown.Schedule) > 0 {
		shown.Schedule[0].From = "" // the time of the request
	}
	same, err := json.Marshal(shown)
	if err != nil || bytes.Equal(same, *last) {
		return err
	}
	*last = same
	return out.Send("kiosk", full)
}

// kioskRight returns the right of the tablet that sent the request.
func (s *Site) kioskRight(c *fiber.Ctx) (domain.Right, error) {
	key := web.Bearer(c)
	if key == "" {
		return domain.Right{}, domain.ErrNoRight
	}
	return web.Within(func(ctx context.Context) (domain.Right, error) { return s.Kiosks.Authenticate(ctx, key) })
}
