package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/web"
)

// counterJSON is the public data of a counter.
type counterJSON struct {
	Code     string        `json:"code"`
	Name     string        `json:"name"`
	Unit     string        `json:"unit"`
	UnitName string        `json:"unit_name"`
	Open     bool          `json:"open"`
	Services []serviceJSON `json:"services"`
	OnDuty   []dutyJSON    `json:"on_duty"`
	Closed   *closedJSON   `json:"closed,omitempty"`
}

// closedJSON says why a counter is closed and until when. Texts are its sentences by language.
type closedJSON struct {
	Holiday string            `json:"holiday,omitempty"`
	Opens   string            `json:"opens,omitempty"`
	Texts   map[string]string `json:"texts"`
}

func (s *Site) closedJSON(c *domain.Closure, now time.Time) *closedJSON {
	if c == nil {
		return nil
	}
	out := &closedJSON{Holiday: c.Holiday, Texts: map[string]string{}}
	if !c.Opens.IsZero() {
		out.Opens = c.Opens.Format(time.RFC3339)
	}
	for _, lang := range s.Shell.Texts.Languages() {
		out.Texts[lang] = s.Shell.Texts.In(lang).Closed(*c, now)
	}
	return out
}

type serviceJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type dutyJSON struct {
	Officer  string `json:"officer"`
	Name     string `json:"name"`
	PhotoURL string `json:"photo_url"`
	// FigureURL is the picture to show when the photo does not load; "" when PhotoURL is
	// a figure already.
	FigureURL string `json:"figure_url,omitempty"`
}

func (s *Site) counterJSON(view domain.CounterNow, now time.Time) (counterJSON, error) {
	unit := view.Counter.Unit
	out := counterJSON{
		Code: view.Counter.Code, Name: view.Counter.Name, Unit: unit.Code, UnitName: unit.Name,
		Open: view.Open, Services: []serviceJSON{}, OnDuty: []dutyJSON{},
		Closed: s.closedJSON(view.Closed, now),
	}
	for _, service := range view.Counter.Services {
		out.Services = append(out.Services, serviceJSON{Code: service.Code, Name: service.Name})
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
	figure, err := s.Shell.FigureAddress(officer)
	duty := dutyJSON{Officer: officer.Code, Name: officer.Shown(), PhotoURL: figure}
	if officer.Photo != "" {
		duty.PhotoURL, duty.FigureURL = web.PhotoAddress(officer.Photo), figure
	}
	return duty, err
}

// publicCounter answers GET /api/v1/counters/{code}.
func (s *Site) publicCounter(c *fiber.Ctx) error {
	view, err := s.counter(c.Params("code"))
	if err != nil {
		return err
	}
	out, err := s.counterJSON(view, s.Roster.Now())
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.JSON(out)
}

func (s *Site) counter(code string) (domain.CounterNow, error) {
	return web.Within(func(ctx context.Context) (domain.CounterNow, error) {
		return s.Roster.CounterNow(ctx, code)
	})
}
