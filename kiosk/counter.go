package kiosk

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/kiosk/web"
)

// counterJSON is what the public may know of a counter.
type counterJSON struct {
	Code     string        `json:"code"`
	Name     string        `json:"name"`
	Unit     string        `json:"unit"`
	UnitName string        `json:"unit_name"`
	Open     bool          `json:"open"`
	Services []serviceJSON `json:"services"`
	OnDuty   []dutyJSON    `json:"on_duty"`
}

type serviceJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type dutyJSON struct {
	Officer  string `json:"officer"`
	Name     string `json:"name"`
	PhotoURL string `json:"photo_url"`
}

func (s *Site) counterJSON(view domain.CounterView) (counterJSON, error) {
	unit := view.Counter.Unit
	out := counterJSON{
		Code: view.Counter.Code, Name: view.Counter.Name, Unit: unit.Code, UnitName: unit.Name,
		Open: view.Open, Services: []serviceJSON{}, OnDuty: []dutyJSON{},
	}
	for _, service := range view.Counter.Services {
		out.Services = append(out.Services, serviceJSON(service))
	}
	for _, officer := range view.OnDuty {
		duty, err := s.dutyJSON(officer)
		if err != nil {
			return out, err
		}
		out.OnDuty = append(out.OnDuty, duty)
	}
	return out, nil
}

func (s *Site) dutyJSON(officer domain.Officer) (dutyJSON, error) {
	photo, err := s.Shell.Asset("figure-" + figure(officer) + ".svg")
	return dutyJSON{Officer: officer.Code, Name: officer.Shown(), PhotoURL: photo}, err
}

// figure is the drawn figure of an officer; one that is not known is the plainest.
func figure(o domain.Officer) string {
	switch o.Figure {
	case "a", "b", "d":
		return o.Figure
	}
	return "c"
}

// publicCounter answers GET /api/v1/counters/{code}.
func (s *Site) publicCounter(c *fiber.Ctx) error {
	view, err := s.counter(c.Params("code"))
	if err != nil {
		return err
	}
	out, err := s.counterJSON(view)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.JSON(out)
}

func (s *Site) counter(code string) (domain.CounterView, error) {
	return web.Within(func(ctx context.Context) (domain.CounterView, error) {
		return s.Directory.Counter(ctx, code)
	})
}
