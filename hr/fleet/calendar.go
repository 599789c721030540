package fleet

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// calendarView is the data of the page with the opening hours and holidays of a unit.
type calendarView struct {
	Units     []frame.Choice // nil if the visitor sees only one unit
	Unit      domain.Unit
	Done      string // the last action, "" for none
	Days      []dayField
	Lingering int64 // minutes after closing in which ratings still count as inside the hours
	Always    bool  // no hours are set: open while an officer is on duty
	Coming    []holidayLine
	Past      []holidayLine
	Holiday   holidayForm
}

// dayField is the input field for the hours of one weekday.
type dayField struct {
	Field string
	Key   string // of the text with the weekday's name
	Text  string
	Wrong string
}

// calendarForm is the refused input with its errors.
type calendarForm struct {
	unit    string
	days    []dayField // nil: the stored hours
	holiday holidayForm
}

// weekdays begin with Monday.
func weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

func dayFieldOf(day time.Weekday, text string) dayField {
	return dayField{Field: fmt.Sprintf("hari%d", day), Key: fmt.Sprintf("hr.hours.day.%d", day), Text: text}
}

func (s *Section) calendar(c *fiber.Ctx, who frame.Visitor) error {
	return s.showCalendar(c, fiber.StatusOK, who, calendarForm{unit: domain.NormalCode(c.Query("unit"))})
}

// unitCalendar is the stored calendar of a unit.
type unitCalendar struct {
	units    []domain.Unit
	unit     domain.Unit
	week     domain.Week
	holidays []domain.Holiday
}

func (s *Section) showCalendar(c *fiber.Ctx, status int, who frame.Visitor, form calendarForm) error {
	calendar, err := web.Within(func(ctx context.Context) (unitCalendar, error) { return s.readCalendar(ctx, who, form.unit) })
	if err != nil {
		return err
	}
	texts := s.Texts(c)
	if len(calendar.units) == 0 {
		return s.Show(c, status, "hours.html", who, frame.Page{Title: texts.T("hr.hours.title"), Nav: "hours", Body: calendarView{}})
	}
	view := calendarView{
		Units: frame.UnitChoices(calendar.units, calendar.unit.Code), Unit: calendar.unit, Days: form.days,
		Done: oneOf(c.Query("selesai"), []string{"jam", "libur", "hapus"}), Always: always(calendar.week),
	}
	if view.Days == nil {
		for _, day := range weekdays() {
			view.Days = append(view.Days, dayFieldOf(day, domain.FormatSpans(calendar.week[day])))
		}
	}
	view.Lingering = int64(domain.Lingering.Minutes())
	view.Coming, view.Past = s.holidayLines(who, calendar, texts)
	view.Holiday = s.holidayChoices(who, calendar, form.holiday, texts)
	p := frame.Page{Title: texts.T("hr.hours.title"), Nav: "hours", Body: view}
	if status != fiber.StatusOK {
		p.At = frame.Root + "/jam?unit=" + url.QueryEscape(calendar.unit.Code)
	}
	return s.Show(c, status, "hours.html", who, p)
}

// readCalendar reads the calendar of a unit, by default of the first unit that the visitor
// sees; without any unit there is none. Refusals: ErrUnitUnknown, ErrNotAllowed.
func (s *Section) readCalendar(ctx context.Context, who frame.Visitor, code string) (calendar unitCalendar, err error) {
	if calendar.units, err = s.Roster.Units(ctx, who.Actor); err != nil {
		return calendar, err
	}
	if code == "" && len(calendar.units) == 0 {
		return calendar, nil
	}
	if calendar.unit, err = unitAmong(calendar.units, who, code); err != nil {
		return calendar, err
	}
	if calendar.week, err = s.Calendar.Hours(ctx, who.Actor, calendar.unit.Code); err != nil {
		return calendar, err
	}
	calendar.holidays, err = s.Calendar.Holidays(ctx, who.Actor)
	return calendar, err
}

func unitAmong(units []domain.Unit, who frame.Visitor, code string) (domain.Unit, error) {
	for _, u := range units {
		if code == "" || u.Code == code {
			return u, nil
		}
	}
	if who.SeesUnit(code) {
		return domain.Unit{}, domain.ErrUnitUnknown
	}
	return domain.Unit{}, domain.ErrNotAllowed
}

// setHours saves a unit's week. An invalid field gets an error message, and the form keeps
// the input.
func (s *Section) setHours(c *fiber.Ctx, who frame.Visitor) error {
	hours := domain.OpeningHours{Unit: domain.NormalCode(c.FormValue("unit"))}
	form, wrong := calendarForm{unit: hours.Unit}, false
	for _, day := range weekdays() {
		field := dayFieldOf(day, c.FormValue(dayFieldOf(day, "").Field))
		spans, ok := domain.ParseSpans(field.Text)
		if !ok {
			field.Wrong, wrong = s.Texts(c).T("refusal.field_hours"), true
		}
		hours.Week[day] = spans
		form.days = append(form.days, field)
	}
	if wrong {
		return s.showCalendar(c, fiber.StatusUnprocessableEntity, who, form)
	}
	err := frame.Run(func(ctx context.Context) error { return s.Calendar.SetHours(ctx, who.Actor, hours) })
	return s.redirectToCalendar(c, err, hours.Unit, "jam")
}

func (s *Section) redirectToCalendar(c *fiber.Ctx, err error, unit, action string) error {
	if err != nil {
		return err
	}
	values := url.Values{"selesai": {action}}
	if unit != "" {
		values.Set("unit", unit)
	}
	return c.Redirect(frame.Root+"/jam?"+values.Encode(), fiber.StatusSeeOther)
}

// dateText formats a day with its weekday.
func dateText(day domain.Day, texts locale.Texts) string {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return string(day)
	}
	return texts.T(fmt.Sprintf("hr.hours.day.%d", at.Weekday())) + ", " + texts.Date(at)
}

// always reports whether a week has no hours at all.
func always(week domain.Week) bool {
	for _, spans := range week {
		if len(spans) > 0 {
			return false
		}
	}
	return true
}
