package frame

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// ReadPeriod reads ?periode= (or ?period=, the name that the commands use). The default
// is the current quarter. Refusal: ErrPeriodInvalid.
func (f *Frame) ReadPeriod(c *fiber.Ctx) (domain.Period, error) {
	text := c.Query("periode", c.Query("period"))
	if text == "" {
		return domain.PeriodAt(f.Clock()), nil
	}
	return domain.ParsePeriod(text)
}

// quartersBack is the number of past quarters on offer.
const quartersBack = 4

// PeriodChoices are the current quarter, past quarters, their years, and the selected
// period if it is not among them.
func PeriodChoices(now time.Time, selected domain.Period, texts locale.Texts) []Choice {
	periods := []domain.Period{domain.PeriodAt(now)}
	for i := range quartersBack {
		periods = append(periods, periods[i].Previous())
	}
	periods = append(periods, domain.Period{Year: now.Year()}, domain.Period{Year: now.Year() - 1})
	if !slices.Contains(periods, selected) {
		periods = append(periods, selected)
	}
	list := make([]Choice, len(periods))
	for i, p := range periods {
		list[i] = Choice{Value: p.String(), Label: texts.Period(p), Selected: p == selected}
	}
	return list
}
