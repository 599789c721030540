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

// calendarView is when a unit is open, and the days on which it is not.
type calendarView struct {
	Units     []frame.Choice // nil when the visitor sees one unit only
	Unit      domain.Unit
	Done      string // what was just done, "" for nothing
	Days      []dayField
	Lingering int64 // minutes that a unit still serves after closing
	Always    bool  // no hours are set: open while somebody is on duty
	Coming    []holidayLine
	Past      []holidayLine
	Holiday   holidayForm
}

// dayField is the hours of one weekday as they are written.
type dayField struct {
	Field string
	Key   string // of the weekday's name
	Text  string
	Wrong string
}

// calendarForm is what was typed on the page and what was wrong with it.
type calendarForm struct {
	unit    string
	days    []dayField // nil: as they are kept
	holiday holidayForm
}

// weekdays are in the order in which a week is read.
func weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

func dayFieldOf(day time.Weekday, text string) dayField {
	return dayField{Field: fmt.Sprintf("hari%d", day), Key: fmt.Sprintf("hr.hours.day.%d", day), Text: text}
}

func (s *Section) calendar(c *fiber.Ctx, who frame.Visitor) error {
	return s.showCalendar(c, fiber.StatusOK, who, calendarForm{unit: domain.NormalCode(c.Query("unit"))})
}

// calendarSeen is what is kept of a unit's calendar.
type calendarSeen struct {
	units    []domain.Unit
	unit     domain.Unit
	week     domain.Week
	holidays []domain.Holiday
}

func (s *Section) showCalendar(c *fiber.Ctx, status int, who frame.Visitor, form calendarForm) error {
	seen, err := web.Within(func(ctx context.Context) (calendarSeen, error) { return s.seeCalendar(ctx, who, form.unit) })
	if err != nil {
		return err
	}
	texts := s.Texts(c)
	view := calendarView{
		Units: frame.UnitChoices(seen.units, seen.unit.Code), Unit: seen.unit, Days: form.days,
		Done: chosen(c.Query("selesai"), []string{"jam", "libur", "hapus"}), Always: always(seen.week),
	}
	if view.Days == nil {
		for _, day := range weekdays() {
			view.Days = append(view.Days, dayFieldOf(day, domain.FormatSpans(seen.week[day])))
		}
	}
	view.Lingering = int64(domain.Lingering.Minutes())
	view.Coming, view.Past = s.holidayLines(who, seen, texts)
	view.Holiday = s.holidayChoices(who, seen, form.holiday, texts)
	p := frame.Page{Title: texts.T("hr.hours.title"), Nav: "hours", Body: view}
	if status != fiber.StatusOK {
		p.At = frame.Root + "/jam?unit=" + url.QueryEscape(seen.unit.Code)
	}
	return s.Show(c, status, "hours.html", who, p)
}

// seeCalendar reads the calendar of a unit, of the first that the visitor sees when
// none is named. Refusals: ErrUnitUnknown, ErrNotAllowed.
func (s *Section) seeCalendar(ctx context.Context, who frame.Visitor, code string) (seen calendarSeen, err error) {
	if seen.units, err = s.Roster.Units(ctx, who.Actor); err != nil {
		return seen, err
	}
	if seen.unit, err = unitAmong(seen.units, who, code); err != nil {
		return seen, err
	}
	if seen.week, err = s.Calendar.Hours(ctx, who.Actor, seen.unit.Code); err != nil {
		return seen, err
	}
	seen.holidays, err = s.Calendar.Holidays(ctx, who.Actor)
	return seen, err
}

func unitAmong(units []domain.Unit, who frame.Visitor, code string) (domain.Unit, error) {
	for _, u := range units {
		if code == "" || u.Code == code {
			return u, nil
		}
	}
	if code == "" || who.SeesUnit(code) {
		return domain.Unit{}, domain.ErrUnitUnknown
	}
	return domain.Unit{}, domain.ErrNotAllowed
}

// setHours keeps a unit's week. Whatever cannot be read stands at its day, and nothing
// that was typed is lost.
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
	return s.toCalendar(c, err, hours.Unit, "jam")
}

func (s *Section) toCalendar(c *fiber.Ctx, err error, unit, did string) error {
	if err != nil {
		return err
	}
	values := url.Values{"selesai": {did}}
	if unit != "" {
		values.Set("unit", unit)
	}
	return c.Redirect(frame.Root+"/jam?"+values.Encode(), fiber.StatusSeeOther)
}

// dateWords writes a day as people read it.
func dateWords(day domain.Day, texts locale.Texts) string {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return string(day)
	}
	return texts.T(fmt.Sprintf("hr.hours.day.%d", at.Weekday())) + ", " + texts.Date(at)
}

// always says whether a week has no hours at all.
func always(week domain.Week) bool {
	for _, spans := range week {
		if len(spans) > 0 {
			return false
		}
	}
	return true
}
