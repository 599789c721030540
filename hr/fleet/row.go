package fleet

import (
	"net/url"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
)

// kioskRow is a row of the fleet's table.
type kioskRow struct {
	Name      string
	URL       string
	Counter   domain.Counter
	Condition domain.KioskCondition
	Alarm     bool
	Troubles  []string
	Seen      *moment // nil without a heartbeat
	Waiting   int64
	Oldest    *moment
	Absent    int64 // sequence numbers that have not arrived, including the missing ones
	Missing   int64
	Battery   string // "" if unknown
	Version   string
}

// moment is a time as relative text and in full.
type moment struct {
	Words string
	Full  string
	ISO   string
}

// ago formats a time relative to now; nil for none.
func (s *Section) ago(at time.Time, texts locale.Texts) *moment {
	if at.IsZero() {
		return nil
	}
	now := s.Clock()
	at = at.In(now.Location())
	return &moment{Words: texts.T("hr.ago", "age", age(now.Sub(at), texts)), Full: texts.Moment(at), ISO: at.Format(time.RFC3339)}
}

// age formats a duration in its largest unit.
func age(d time.Duration, texts locale.Texts) string {
	switch {
	case d < time.Minute:
		return texts.T("hr.age.seconds")
	case d < time.Hour:
		return texts.N("hr.age.minutes", int64(d/time.Minute))
	case d < 48*time.Hour:
		return texts.N("hr.age.hours", int64(d/time.Hour))
	}
	return texts.N("hr.age.days", int64(d/(24*time.Hour)))
}

func (s *Section) kioskRow(k domain.KioskStatus, texts locale.Texts) kioskRow {
	row := kioskRow{
		Name: k.Kiosk.Name, URL: kioskAddress(k.Kiosk.ID), Counter: k.Counter, Condition: k.Condition, Alarm: k.Alarm,
		Troubles: troubleTexts(k, texts), Seen: s.ago(k.Health.Seen, texts), Waiting: k.Health.Waiting,
		Absent: k.Health.Absent, Missing: k.Missing, Version: k.Health.Version, Battery: battery(k.Health, texts),
	}
	if k.Health.Waiting > 0 {
		row.Oldest = s.ago(k.Health.Oldest, texts)
	}
	return row
}

func kioskAddress(id string) string { return frame.Root + "/kios/" + url.PathEscape(id) }

// troubleTexts describe the troubles. A revoked kiosk has none.
func troubleTexts(k domain.KioskStatus, texts locale.Texts) []string {
	if k.Condition == domain.KioskRevoked {
		return nil
	}
	var list []string
	if k.Alarm {
		list = append(list, texts.T("hr.kiosk.alarm"))
	}
	for _, trouble := range k.Troubles {
		list = append(list, texts.T("hr.kiosk.trouble."+string(trouble)))
	}
	return list
}

func battery(h domain.Health, texts locale.Texts) string {
	if h.Seen.IsZero() || h.Battery == domain.Unknown {
		return ""
	}
	text := texts.Percent(float64(h.Battery) / 100)
	if h.Charging {
		text += " " + texts.T("hr.kiosk.charging")
	}
	return text
}

// troubleList joins the troubles for a CSV field.
func troubleList(k domain.KioskStatus, texts locale.Texts) string {
	return strings.Join(troubleTexts(k, texts), "; ")
}
