package fleet

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
)

// kiosksCSV answers with the filtered fleet as a CSV file.
func (s *Section) kiosksCSV(c *fiber.Ctx, who frame.Visitor) error {
	fleet, err := s.fleetOf(who)
	if err != nil {
		return err
	}
	return frame.SendSheet(c, "tablet-"+string(domain.DayOf(s.Clock())), s.kioskLines(readKiosks(c).apply(fleet), s.Texts(c)))
}

// kioskCSVColumns lists the keys of the column headers.
func kioskCSVColumns() []string {
	return []string{
		"name", "counter", "counter_name", "unit_code", "unit", "condition", "troubles", "seen", "waiting", "oldest",
		"absent", "missing", "quarantined", "battery", "version", "skew", "paired", "revoked",
	}
}

func (s *Section) kioskLines(fleet []domain.KioskStatus, texts locale.Texts) [][]string {
	head := kioskCSVColumns()
	for i, key := range head {
		head[i] = texts.T("hr.kiosks.csv." + key)
	}
	rows := [][]string{head}
	for _, k := range fleet {
		rows = append(rows, s.kioskLine(k, texts))
	}
	return rows
}

func (s *Section) kioskLine(k domain.KioskStatus, texts locale.Texts) []string {
	line := []string{
		k.Kiosk.Name, k.Counter.Code, k.Counter.Name, k.Counter.Unit.Code, k.Counter.Unit.Name,
		texts.T("hr.kiosk.condition." + string(k.Condition)), troubleList(k, texts),
	}
	return append(append(line, s.healthFields(k)...), s.csvMoment(k.Kiosk.Paired), s.csvMoment(k.Kiosk.Revoked))
}

// healthFields are the fields of the last heartbeat, empty without a heartbeat.
func (s *Section) healthFields(k domain.KioskStatus) []string {
	h := k.Health
	if h.Seen.IsZero() {
		return make([]string, 9)
	}
	charge := ""
	if h.Battery != domain.Unknown {
		charge = strconv.Itoa(h.Battery)
	}
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return []string{
		s.csvMoment(h.Seen), number(h.Waiting), s.csvMoment(h.Oldest), number(h.Absent), number(k.Missing),
		number(h.Quarantined), charge, h.Version, number(int64(h.Skew / time.Second)),
	}
}

// csvMoment formats a time for spreadsheets in the city's time zone.
func (s *Section) csvMoment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(s.Clock().Location()).Format(time.DateTime)
}
