package fleet

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

const servedPath = frame.Root + "/kunjungan"

// servedDays is how many days before today the page lists.
const servedDays = 14

// servedView is the data of the page with the served visits of a unit.
type servedView struct {
	Units  []frame.Choice // nil if there is only one unit
	Unit   domain.Unit
	Day    string // as it was given
	Today  domain.Day
	Date   string // the day in words
	Wrong  string // what is wrong with the day
	Closed bool   // the unit has no opening hours on the day
	Rows   []servedField
	Most   int64
	Done   string // what was just saved: "angka" or "tiket", "" for nothing
	Days   []servedLine
	// Since is the day from which on every visit has a ticket, as it was written, "" for none.
	Since, SinceWrong string
	Tomorrow          domain.Day
}

// servedField is the input field for the number of a service.
type servedField struct {
	Field string
	Name  string
	Code  string // "" for visits without a service
	Text  string
	From  string // where the number comes from, and the tickets that are not it
	Wrong string
}

// servedLine is a day of the list.
type servedLine struct {
	URL     string
	Date    string
	Known   bool   // a number is there
	Total   int64  // of the known numbers
	From    string // where the numbers come from
	Missing string // the services without a number
	Closed  bool
	Current bool
}

// servedForm is what the page was asked for.
type servedForm struct {
	unit    string
	day     domain.Day
	written map[string]string // the refused input by code of the service, nil: the stored numbers
	since   *string           // the refused day of the tickets, nil: the stored one
	wrong   map[string]string
}

func (f servedForm) refused() bool { return f.written != nil || f.since != nil }

// served shows the numbers of a unit and day, by default those of yesterday.
func (s *Section) served(c *fiber.Ctx, who frame.Visitor) error {
	form := servedForm{unit: domain.NormalCode(c.Query("unit")), day: domain.Day(strings.TrimSpace(c.Query("hari")))}
	today := domain.DayOf(s.Clock())
	if form.day == "" {
		form.day = domain.DayOf(s.Clock().AddDate(0, 0, -1))
	}
	if problem := integrity.DayProblem(form.day, today); problem != "" {
		form.wrong = map[string]string{"day": s.Texts(c).T("refusal." + problem)}
		return s.showServed(c, fiber.StatusUnprocessableEntity, who, form)
	}
	return s.showServed(c, fiber.StatusOK, who, form)
}

func (s *Section) showServed(c *fiber.Ctx, status int, who frame.Visitor, form servedForm) error {
	texts, now := s.Texts(c), s.Clock()
	view := servedView{Day: string(form.day), Today: domain.DayOf(now), Wrong: form.wrong["day"], Most: integrity.MaxServed,
		Tomorrow: domain.DayOf(now).Next(), SinceWrong: form.wrong["ticketed"]}
	first, last := domain.DayOf(now.AddDate(0, 0, -servedDays)), view.Today
	var of, recent integrity.UnitVisits
	err := frame.Run(func(ctx context.Context) error {
		units, err := s.Roster.Units(ctx, who.Actor)
		if err != nil || form.unit == "" && len(units) == 0 {
			return err
		}
		if view.Unit, err = unitAmong(units, who, form.unit); err != nil {
			return err
		}
		view.Units = frame.UnitChoices(units, view.Unit.Code)
		if of, err = s.Visits.Of(ctx, who.Actor, view.Unit.Code, form.day, form.day); err != nil {
			return err
		}
		recent, err = s.Visits.Of(ctx, who.Actor, view.Unit.Code, first, last)
		return err
	})
	if err != nil {
		return err
	}
	if view.Wrong == "" || form.refused() {
		view.Rows = servedFields(of, form, texts)
	}
	view.Date, view.Closed = dateText(form.day, texts), of.Closed[form.day]
	if done := c.Query("selesai"); !form.refused() && (done == "angka" || done == "tiket") {
		view.Done = done
	}
	if view.Since = string(of.Since); form.since != nil {
		view.Since = *form.since
	}
	view.Days = servedLines(recent, form.day, first, last, texts)
	page := frame.Page{Title: texts.T("hr.served.title"), Nav: "served", Body: view}
	if form.refused() {
		page.At = servedAddress(view.Unit.Code, form.day)
	}
	return s.Show(c, status, "served.html", who, page)
}

// servedFields are the fields of the form, with the refused input where there is one.
func servedFields(of integrity.UnitVisits, form servedForm, texts locale.Texts) (fields []servedField) {
	numbers := of.Numbers()
	for _, service := range of.Services {
		visit := integrity.Visit{Unit: of.Unit.Code, Service: service.Code, Day: form.day}
		field := servedField{Field: integrity.VisitsField(service.Code), Name: serviceName(service, texts), Code: service.Code}
		if stored, ok := of.Stored[visit]; ok {
			field.Text = strconv.Itoa(stored.Visits)
		}
		field.From = fromText(numbers, of.Tickets, visit, texts)
		if text, ok := form.written[service.Code]; ok {
			field.Text = text
		}
		field.Wrong = form.wrong[field.Field]
		fields = append(fields, field)
	}
	return fields
}

// fromText says where the number of a service comes from. Tickets that are not the number are
// there to compare.
func fromText(numbers map[integrity.Visit]integrity.Number, tickets integrity.Served, visit integrity.Visit, texts locale.Texts) string {
	number, known := numbers[visit]
	var parts []string
	if known {
		parts = append(parts, sourceText(number.Source, texts))
	}
	switch n := tickets[visit]; {
	case number.Source == integrity.FromTickets:
		parts = []string{texts.T("hr.served.from.tickets.count", "count", number.Visits)}
	case n > 0:
		parts = append(parts, texts.T("hr.served.from.unused", "count", n))
	}
	return strings.Join(parts, "; ")
}

func sourceText(source integrity.Source, texts locale.Texts) string {
	if source == "" {
		return texts.T("hr.served.from.earlier")
	}
	return texts.T("hr.served.from." + string(source))
}

func serviceName(service domain.Service, texts locale.Texts) string {
	if service.Code == "" {
		return texts.T("hr.served.without")
	}
	return service.Name
}

// servedLines lists the days from the latest. It leaves out the last one while it has no number:
// that day is not over.
func servedLines(of integrity.UnitVisits, current, first, last domain.Day, texts locale.Texts) (lines []servedLine) {
	numbers := of.Numbers()
	for day := first; day <= last; day = day.Next() {
		line := servedLine{URL: servedAddress(of.Unit.Code, day), Date: dateText(day, texts), Closed: of.Closed[day], Current: day == current}
		var missing, from []string
		for _, service := range of.Services {
			number, ok := numbers[integrity.Visit{Unit: of.Unit.Code, Service: service.Code, Day: day}]
			if !ok {
				missing = append(missing, serviceName(service, texts))
				continue
			}
			line.Known, line.Total = true, line.Total+int64(number.Visits)
			if source := sourceText(number.Source, texts); !slices.Contains(from, source) {
				from = append(from, source)
			}
		}
		line.From, line.Missing = strings.Join(from, ", "), strings.Join(missing, ", ")
		if line.Known || day != last {
			lines = append([]servedLine{line}, lines...)
		}
	}
	return lines
}

func servedAddress(unit string, day domain.Day) string {
	return servedPath + "?" + url.Values{"unit": {unit}, "hari": {string(day)}}.Encode()
}

// enterServed saves all numbers of a unit and day, or none when one is wrong: then the page
// keeps the input.
func (s *Section) enterServed(c *fiber.Ctx, who frame.Visitor) error {
	form := servedForm{unit: domain.NormalCode(c.FormValue("unit")), day: domain.Day(c.FormValue("hari")), written: map[string]string{}}
	prefix := integrity.VisitsField("")
	for name, value := range c.Request().PostArgs().All() {
		if code, ok := strings.CutPrefix(string(name), prefix); ok {
			form.written[code] = string(value)
		}
	}
	err := frame.Run(func(ctx context.Context) error {
		return s.Visits.Enter(ctx, who.Actor, form.unit, form.day, form.written)
	})
	if form.wrong = frame.FieldErrorsOf(err, s.Texts(c)); form.wrong != nil {
		return s.showServed(c, web.StatusOf(err), who, form)
	}
	if err != nil {
		return err
	}
	return c.Redirect(servedAddress(form.unit, form.day)+"&selesai=angka", fiber.StatusSeeOther)
}

// enterTicketed saves from which day on every visit of a unit has a ticket.
func (s *Section) enterTicketed(c *fiber.Ctx, who frame.Visitor) error {
	since := c.FormValue("sejak")
	form := servedForm{unit: domain.NormalCode(c.FormValue("unit")), day: domain.Day(c.FormValue("hari")), since: &since}
	if integrity.DayProblem(form.day, domain.DayOf(s.Clock())) != "" { // the day that is shown
		form.day = domain.DayOf(s.Clock().AddDate(0, 0, -1))
	}
	err := frame.Run(func(ctx context.Context) error {
		return s.Visits.EnterTicketed(ctx, who.Actor, form.unit, since)
	})
	if form.wrong = frame.FieldErrorsOf(err, s.Texts(c)); form.wrong != nil {
		return s.showServed(c, web.StatusOf(err), who, form)
	}
	if err != nil {
		return err
	}
	return c.Redirect(servedAddress(form.unit, form.day)+"&selesai=tiket", fiber.StatusSeeOther)
}
