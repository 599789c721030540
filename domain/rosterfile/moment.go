package rosterfile

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// months are the first letters of Indonesia's and England's months.
var months = map[string]time.Month{
	"jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8, "agt": 8, "ags": 8, "aug": 8,
	"sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12,
}

var (
	isoDay    = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(.+))?$`)
	localDay  = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: +(.+))?$`)
	wordedDay = regexp.MustCompile(`^(?:\p{L}+, *)?(\d{1,2})[ -]+(\p{L}+)[ -]+(\d{4})(?:,? +(.+))?$`)
	hour      = regexp.MustCompile(`^(?:(?:pukul|jam) +)?(\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?(?: *(?:WIB|WITA|WIT))?$`)
	serial    = regexp.MustCompile(`^\d{1,6}(?:[.,]\d+)?$`)
)

// moment reads a date with or without a time of day, as people and spreadsheets write it. A
// date alone means its start; as an end it means the end of the day. Only an end may be 24:00.
func moment(cell Cell, end bool, zone *time.Location) (time.Time, bool) {
	text := fold(cell.Text)
	if cell.Number && serial.MatchString(text) {
		return fromSerial(text, end, zone)
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, true
	}
	var y, m, d int
	var rest string
	switch {
	case isoDay.MatchString(text):
		p := isoDay.FindStringSubmatch(text)
		y, m, d, rest = number(p[1]), number(p[2]), number(p[3]), p[4]
	case localDay.MatchString(text):
		p := localDay.FindStringSubmatch(text)
		y, m, d, rest = number(p[3]), number(p[2]), number(p[1]), p[4]
	case wordedDay.MatchString(text):
		p := wordedDay.FindStringSubmatch(text)
		name := strings.ToLower(p[2])
		y, m, d, rest = number(p[3]), int(months[name[:min(3, len(name))]]), number(p[1]), p[4]
	default:
		return time.Time{}, false
	}
	day := time.Date(y, time.Month(m), d, 0, 0, 0, 0, zone)
	if m < 1 || m > 12 || day.Day() != d || y < 2000 || y > 2200 {
		return time.Time{}, false
	}
	return onDay(day, rest, end)
}

// onDay adds a time of day as it is written.
func onDay(day time.Time, text string, end bool) (time.Time, bool) {
	if text == "" {
		if end {
			return day.AddDate(0, 0, 1), true
		}
		return day, true
	}
	p := hour.FindStringSubmatch(text)
	if p == nil {
		return time.Time{}, false
	}
	h, m, s := number(p[1]), number(p[2]), number(p[3])
	if end && h == 24 && m == 0 && s == 0 {
		return day.AddDate(0, 0, 1), true
	}
	if h > 23 || m > 59 || s > 59 {
		return time.Time{}, false
	}
	return time.Date(day.Year(), day.Month(), day.Day(), h, m, s, 0, day.Location()), true
}

// fromSerial reads a spreadsheet's date: days since 30 December 1899, the time of day as a
// fraction.
func fromSerial(text string, end bool, zone *time.Location) (time.Time, bool) {
	days, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || days < 36526 || days > 110000 { // the years 2000 to 2201
		return time.Time{}, false
	}
	whole := int(days)
	seconds := int((days-float64(whole))*86400 + 0.5)
	if end && seconds == 0 {
		whole++
	}
	return time.Date(1899, 12, 30+whole, 0, 0, seconds, 0, zone), true
}

// number gives a number of a few digits, 0 for an empty text.
func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
