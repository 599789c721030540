package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/web"
)

// candidates answers GET /api/v1/kiosk/officers: the officers that may sign on at this
// counter.
func (s *Site) candidates(c *fiber.Ctx) error {
	right, err := s.kioskRight(c)
	if err != nil {
		return err
	}
	officers, err := web.Within(func(ctx context.Context) ([]domain.Officer, error) { return s.SignOns.Candidates(ctx, right) })
	if err != nil {
		return err
	}
	list := []dutyJSON{}
	for _, officer := range officers {
		line, err := s.dutyJSON(officer)
		if err != nil {
			return err
		}
		list = append(list, line)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(fiber.Map{"officers": list})
}

// signOn answers POST /api/v1/kiosk/sign-on: the officer takes over the counter, and the
// answer is the tablet's new state.
func (s *Site) signOn(c *fiber.Ctx) error {
	f, err := body(c)
	if err != nil {
		return err
	}
	right, err := s.kioskRight(c)
	if err != nil {
		return err
	}
	officer, pin := f.Text("officer"), f.Text("pin")
	if err := f.Err(nil); err != nil {
		return err
	}
	_, err = web.Within(func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.SignOns.SignOn(ctx, right, officer, pin)
	})
	if err != nil {
		return err
	}
	out, err := s.kioskJSON(web.Bearer(c))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(out)
}
