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

// kioskJSON is what a paired tablet is told: how its counter is manned now and in the
// coming days, and by what it works.
type kioskJSON struct {
	Device     string              `json:"device"`
	Name       string              `json:"name"`
	Now        string              `json:"now"`
	Counter    counterJSON         `json:"counter"`
	Schedule   []shiftJSON         `json:"schedule"`
	People     map[string]dutyJSON `json:"people"`
	IntervalMS int64               `json:"interval_ms"`
	SlotKey    string              `json:"slot_key"`
	PIN        string              `json:"pin"`
}

// shiftJSON is how the counter is manned from a moment on.
type shiftJSON struct {
	From   string   `json:"from"`
	Open   bool     `json:"open"`
	OnDuty []string `json:"on_duty"`
}

// millis is how moments are written that a tablet sets its clock by.
const millis = "2006-01-02T15:04:05.000Z07:00"

// ownCounter answers GET /api/v1/kiosk: what the tablet with this key shows. An
// unknown or revoked key is refused with 401.
func (s *Site) ownCounter(c *fiber.Ctx) error {
	key := bearer(c)
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
		SlotKey: domain.SlotKeyText(s.Passes.SlotKey(state.Kiosk)), IntervalMS: s.KioskInterval.Milliseconds(), People: map[string]dutyJSON{},
	}
	if out.Counter, err = s.counterJSON(state.View); err != nil {
		return out, err
	}
	for _, shift := range state.Ahead {
		line := shiftJSON{From: shift.From.Format(time.RFC3339), Open: shift.Open, OnDuty: []string{}}
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

// follow answers GET /api/v1/kiosk/events: the same as GET /api/v1/kiosk, at once and
// whenever it changes, as events named kiosk. When the key is refused later on, the
// stream ends and the next request learns why.
func (s *Site) follow(c *fiber.Ctx) error {
	if _, err := s.kioskRight(c); err != nil {
		return err
	}
	key := bearer(c)
	if err := s.Limiter.Admit("look:" + domain.HashKey(key)); err != nil {
		return err
	}
	return s.Shell.Stream(c, func(ctx context.Context, out *web.Events) error {
		var last []byte
		return s.Kiosks.Follow(ctx, key, func(state domain.KioskState) error { return s.tell(out, &last, state) })
	})
}

// tell sends what has changed since the last event; the time of day alone is no change.
func (s *Site) tell(out *web.Events, last *[]byte, state domain.KioskState) error {
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
		shown.Schedule[0].From = "" // begins with the moment of asking
	}
	same, err := json.Marshal(shown)
	if err != nil || bytes.Equal(same, *last) {
		return err
	}
	*last = same
	return out.Send("kiosk", full)
}

// kioskRight is the right of the tablet that sent the request.
func (s *Site) kioskRight(c *fiber.Ctx) (domain.Right, error) {
	key := bearer(c)
	if key == "" {
		return domain.Right{}, domain.ErrNoRight
	}
	return web.Within(func(ctx context.Context) (domain.Right, error) { return s.Kiosks.Authenticate(ctx, key) })
}
