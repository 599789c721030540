package kiosk

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/web"
)

// pair answers POST /api/v1/kiosks/pair: a code from the portal becomes a device key.
// 201 at first, 200 when the same request is repeated.
func (s *Site) pair(c *fiber.Ctx) error {
	f, err := jsonFields(c)
	if err != nil {
		return err
	}
	code, request := f.text("code"), f.text("request")
	if err := f.err(nil); err != nil {
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

// jsonFields reads the body of a request that has to be a JSON object.
func jsonFields(c *fiber.Ctx) (fields, error) {
	if !isJSON(c.Get(fiber.HeaderContentType)) {
		return fields{}, errMediaType
	}
	return readFields(c.Body())
}

// heartbeat answers POST /api/v1/kiosks/heartbeat.
func (s *Site) heartbeat(c *fiber.Ctx) error {
	f, err := jsonFields(c)
	if err != nil {
		return err
	}
	key := bearer(c)
	if key == "" {
		return domain.ErrNoRight
	}
	if err := s.limiter.Admit("look:" + domain.HashKey(key)); err != nil {
		return err
	}
	beat := f.heartbeat()
	if err := f.err(nil); err != nil {
		return err
	}
	_, err = web.Within(func(ctx context.Context) (struct{}, error) { return struct{}{}, s.Fleet.Beat(ctx, key, beat) })
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(fiber.Map{"now": s.Clock().Format(millis)})
}

// maxVersion is how much of an application's version is kept, in bytes.
const maxVersion = 60

func (f fields) heartbeat() domain.Heartbeat {
	beat := domain.Heartbeat{
		Version: plainText(f.text("version"), maxVersion), Waiting: max(f.whole("waiting"), 0), Oldest: f.moment("oldest"),
		OldestSeq: f.sequence("oldest_seq"), LastSeq: f.sequence("last_seq"), Quarantined: max(f.whole("quarantined"), 0),
		Battery: domain.Unknown, Charging: f.flag("charging"), Persisted: f.flag("persisted"),
		StorageUsed: max(f.whole("storage_used"), 0), StorageMax: max(f.whole("storage_quota"), 0),
		Skew: milliseconds(f.whole("clock_skew_ms")),
	}
	if f.has("battery") {
		beat.Battery = int(min(max(f.number("battery"), 0), 1)*100 + 0.5)
	}
	return beat
}
