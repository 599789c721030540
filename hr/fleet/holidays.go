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

// holidayLine is a day on which one unit or every unit is closed.
type holidayLine struct {
	Day       domain.Day
	Date      string
	Name      string
	Unit      string // the code, "" for every unit
	For       string
	CanDelete bool // the visitor may delete it
}

// holidayForm is the form for a new holiday, with the refused input and its errors.
type holidayForm struct {
	Day   string
	Name  string
	For   string
	Units []frame.Choice // nil if there is only one unit
	Wrong map[string]string
}

// holidayLines are the holidays of the shown unit: the coming ones by day, the past ones
// from the latest.
func (s *Section) holidayLines(who frame.Visitor, calendar unitCalendar, texts locale.Texts) (coming, past []holidayLine) {
	today := domain.DayOf(s.Clock())
	for _, h := range calendar.holidays {
		if h.Unit != "" && h.Unit != calendar.unit.Code {
			continue
		}
		line := holidayLine{
			Day: h.Day, Date: dateText(h.Day, texts), Name: h.Name, Unit: h.Unit, For: texts.T("hr.holiday.all"),
			CanDelete: h.Unit != "" || who.SeesCity(),
		}
		if h.Unit != "" {
			line.For = calendar.unit.Name
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

// holidayChoices completes the form. A visitor who sees the city may close every unit.
func (s *Section) holidayChoices(who frame.Visitor, calendar unitCalendar, form holidayForm, texts locale.Texts) holidayForm {
	if who.SeesCity() {
		form.Units = []frame.Choice{
			{Value: "", Label: texts.T("hr.holiday.all"), Selected: form.For == ""},
			{Value: calendar.unit.Code, Label: calendar.unit.Name, Selected: form.For == calendar.unit.Code},
		}
	}
	return form
}

// addHoliday adds a holiday. An invalid field gets an error message.
func (s *Section) addHoliday(c *fiber.Ctx, who frame.Visitor) error {
	shown := domain.NormalCode(c.FormValue("unit"))
	holiday := domain.Holiday{Day: domain.Day(c.FormValue("day")), Name: c.FormValue("name"), Unit: domain.NormalCode(c.FormValue("for"))}
	err := frame.Run(func(ctx context.Context) error { return s.Calendar.AddHoliday(ctx, who.Actor, holiday) })
	if wrong := frame.FieldErrorsOf(err, s.Texts(c)); wrong != nil {
		return s.showCalendar(c, web.StatusOf(err), who, calendarForm{unit: shown, holiday: holidayForm{
			Day: string(holiday.Day), Name: holiday.Name, For: holiday.Unit, Wrong: wrong,
		}})
	}
	return s.redirectToCalendar(c, err, shown, "libur")
}

func (s *Section) deleteHoliday(c *fiber.Ctx, who frame.Visitor) error {
	day, unit := domain.Day(c.FormValue("day")), domain.NormalCode(c.FormValue("for"))
	err := frame.Run(func(ctx context.Context) error { return s.Calendar.DropHoliday(ctx, who.Actor, day, unit) })
	return s.redirectToCalendar(c, err, domain.NormalCode(c.FormValue("unit")), "hapus")
}
