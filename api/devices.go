package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/wire"
	"suaraloket/web"
)

// pair answers POST /api/v1/kiosks/pair: it exchanges a code from the portal for a
// device key. It answers 201, and 200 to a repeat of the same request.
func (s *Site) pair(c *fiber.Ctx) error {
	f, err := body(c)
	if err != nil {
		return err
	}
	code, request := f.Text("code"), f.Text("request")
	if err := f.Err(nil); err != nil {
		return err
	}
	var again bool
	key, err := web.Within(func(ctx context.Context) (key string, err error) {
		key, again, err = s.Kiosks.Pair(ctx, code, request)
		return key, err
	})
	if err != nil {
		return err
	}
	state, err := s.kioskJSON(key)
	if err != nil {
		return err
	}
	if !again {
		c.Status(fiber.StatusCreated)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(fiber.Map{"device": state.Device, "device_key": key, "kiosk": state})
}

// fromDevice reads a request with the key of a tablet, which is counted.
func (s *Site) fromDevice(c *fiber.Ctx) (f wire.Fields, key string, err error) {
	if f, err = body(c); err != nil {
		return f, "", err
	}
	if key = web.Bearer(c); key == "" {
		return f, "", domain.ErrNoRight
	}
	return f, key, s.Limiter.Admit("look:" + domain.HashKey(key))
}

// takeHeartbeat answers POST /api/v1/kiosks/heartbeat.
func (s *Site) takeHeartbeat(c *fiber.Ctx) error {
	f, key, err := s.fromDevice(c)
	if err != nil {
		return err
	}
	beat := heartbeat(f)
	if err := f.Err(nil); err != nil {
		return err
	}
	_, err = web.Within(func(ctx context.Context) (struct{}, error) { return struct{}{}, s.Fleet.Beat(ctx, key, beat) })
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(fiber.Map{"now": s.Clock().Format(millis)})
}

// maxVersion is the maximum length of a stored application version, in bytes.
const maxVersion = 60

func heartbeat(f wire.Fields) domain.Heartbeat {
	beat := domain.Heartbeat{
		Version: plainText(f.Text("version"), maxVersion), Waiting: max(f.Whole("waiting"), 0), Oldest: f.Moment("oldest"),
		OldestSeq: f.Sequence("oldest_seq"), LastSeq: f.Sequence("last_seq"), Quarantined: max(f.Whole("quarantined"), 0),
		Battery: domain.Unknown, Charging: f.Flag("charging"), Persisted: f.Flag("persisted"),
		StorageUsed: max(f.Whole("storage_used"), 0), StorageMax: max(f.Whole("storage_quota"), 0),
		Skew: milliseconds(f.Whole("clock_skew_ms")),
	}
	if f.Has("battery") {
		beat.Battery = int(min(max(f.Number("battery"), 0), 1)*100 + 0.5)
	}
	return beat
}
