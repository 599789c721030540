package fleet

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// holidayLine is a day on which a unit or all are closed.
type holidayLine struct {
	Day   domain.Day
	Date  string
	Name  string
	Unit  string // the code, "" for all
	For   string
	Drops bool // the visitor may take it away
}

// holidayForm is the form for a new holiday, with what was typed and what was wrong.
type holidayForm struct {
	Day   string
	Name  string
	For   string
	Units []frame.Choice // for whom: nil when there is one unit only
	Wrong mistakes
}

// holidayLines are those of the shown unit and of all, in coming ones by day and past
// ones newest first.
func (s *Section) holidayLines(who frame.Visitor, seen calendarSeen, texts locale.Texts) (coming, past []holidayLine) {
	today := domain.DayOf(s.Clock())
	for _, h := range seen.holidays {
		if h.Unit != "" && h.Unit != seen.unit.Code {
			continue
		}
		line := holidayLine{
			Day: h.Day, Date: dateWords(h.Day, texts), Name: h.Name, Unit: h.Unit, For: texts.T("hr.holiday.all"),
			Drops: h.Unit != "" || who.SeesCity(),
		}
		if h.Unit != "" {
			line.For = seen.unit.Name
		}
		if h.Day < today {
			past = append(past, line)
		} else {
			coming = append(coming, line)
		}
	}
	slices.Reverse(past)
	return coming, past
}

// holidayChoices completes the form: who sees the city may close all units at once.
func (s *Section) holidayChoices(who frame.Visitor, seen calendarSeen, form holidayForm, texts locale.Texts) holidayForm {
	if who.SeesCity() {
		form.Units = []frame.Choice{
			{Value: "", Label: texts.T("hr.holiday.all"), Selected: form.For == ""},
			{Value: seen.unit.Code, Label: seen.unit.Name, Selected: form.For == seen.unit.Code},
		}
	}
	return form
}

// addHoliday closes a day. What is wrong stands at its field.
func (s *Section) addHoliday(c *fiber.Ctx, who frame.Visitor) error {
	shown := domain.NormalCode(c.FormValue("unit"))
	holiday := domain.Holiday{Day: domain.Day(c.FormValue("day")), Name: c.FormValue("name"), Unit: domain.NormalCode(c.FormValue("for"))}
	err := frame.Run(func(ctx context.Context) error { return s.Calendar.AddHoliday(ctx, who.Actor, holiday) })
	if wrong := mistakesOf(err, s.Texts(c)); wrong != nil {
		return s.showCalendar(c, web.StatusOf(err), who, calendarForm{unit: shown, holiday: holidayForm{
			Day: string(holiday.Day), Name: holiday.Name, For: holiday.Unit, Wrong: wrong,
		}})
	}
	return s.toCalendar(c, err, shown, "libur")
}

func (s *Section) dropHoliday(c *fiber.Ctx, who frame.Visitor) error {
	day, unit := domain.Day(c.FormValue("day")), domain.NormalCode(c.FormValue("for"))
	err := frame.Run(func(ctx context.Context) error { return s.Calendar.DropHoliday(ctx, who.Actor, day, unit) })
	return s.toCalendar(c, err, domain.NormalCode(c.FormValue("unit")), "hapus")
}
