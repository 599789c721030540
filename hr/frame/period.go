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
	return f.readPeriod(c, domain.ParsePeriod)
}

// ReadSurveyPeriod is ReadPeriod for the periods of the survey: months and semesters too.
func (f *Frame) ReadSurveyPeriod(c *fiber.Ctx) (domain.Period, error) {
	return f.readPeriod(c, domain.ParseSurveyPeriod)
}

func (f *Frame) readPeriod(c *fiber.Ctx, parse func(string) (domain.Period, error)) (domain.Period, error) {
	text := c.Query("periode", c.Query("period"))
	if text == "" {
		return domain.PeriodAt(f.Clock()), nil
	}
	return parse(text)
}

// Future says that a period has not begun, and on which day it does; "" for one that has.
func (f *Frame) Future(period domain.Period, texts locale.Texts) string {
	if !period.Future(domain.DayOf(f.Clock())) {
		return ""
	}
	return texts.T("hr.future", "period", texts.Period(period), "date", texts.Day(period.First()))
}

// quartersBack, monthsBack and halvesBack are the numbers of past periods on offer.
const (
	quartersBack = 4
	monthsBack   = 11
	halvesBack   = 2
)

// PeriodChoices are the current quarter, past quarters, their years, and the selected
// period if it is not among them.
func PeriodChoices(now time.Time, selected domain.Period, texts locale.Texts) []Choice {
	periods := append(lastPeriods(domain.PeriodAt(now), quartersBack), years(now)...)
	if !slices.Contains(periods, selected) {
		periods = append(periods, selected)
	}
	return periodChoices(periods, selected, texts)
}

// SurveyPeriodChoices are the periods for which the survey is reported, by their length, the
// latest first; the selected one is among them.
func SurveyPeriodChoices(now time.Time, selected domain.Period, texts locale.Texts) []ChoiceGroup {
	month := domain.Period{Year: now.Year(), Month: int(now.Month())}
	half := domain.Period{Year: now.Year(), Half: (int(now.Month())-1)/6 + 1}
	groups := []ChoiceGroup{}
	add := func(key string, periods []domain.Period, same func(domain.Period) bool) {
		if same(selected) && !slices.Contains(periods, selected) {
			periods = append(periods, selected)
		}
		groups = append(groups, ChoiceGroup{Label: texts.T("hr.periods." + key), List: periodChoices(periods, selected, texts)})
	}
	add("quarter", lastPeriods(domain.PeriodAt(now), quartersBack), func(p domain.Period) bool { return p.Quarter > 0 })
	add("month", lastPeriods(month, monthsBack), func(p domain.Period) bool { return p.Month > 0 })
	add("half", lastPeriods(half, halvesBack), func(p domain.Period) bool { return p.Half > 0 })
	add("year", years(now), func(p domain.Period) bool { return p == domain.Period{Year: p.Year} })
	return groups
}

// lastPeriods are a period and n before it, the latest first.
func lastPeriods(p domain.Period, n int) []domain.Period {
	periods := []domain.Period{p}
	for i := range n {
		periods = append(periods, periods[i].Previous())
	}
	return periods
}

func years(now time.Time) []domain.Period { return lastPeriods(domain.Period{Year: now.Year()}, 1) }

func periodChoices(periods []domain.Period, selected domain.Period, texts locale.Texts) []Choice {
	list := make([]Choice, len(periods))
	for i, p := range periods {
		list[i] = Choice{Value: p.String(), Label: texts.Period(p), Selected: p == selected}
	}
	return list
}
