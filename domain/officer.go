package domain

import (
	"log/slog"
	"strings"
	"time"
)

// Officer is the person who is rated. Code is public and says nothing about the
// person; the NIP stays inside the portal.
type Officer struct {
	Code        string
	Name        string // with titles, as on the evidence sheet
	DisplayName string // what residents read, chosen by the agency
	NIP         NIP    // empty for people without one
	Rank        string // pangkat/golongan ruang
	Position    string // jabatan
	Unit        string // code of the unit the officer belongs to
	Figure      string // "a" to "d": the drawn figure shown without a photo
	Photo       string // id of the photo, "" without one; lists that are imported do not touch it
	Active      bool
}

// Shown is the name that residents read.
func (o Officer) Shown() string {
	if o.DisplayName != "" {
		return o.DisplayName
	}
	return o.Name
}

// NIP is the 18-digit number of a PNS or PPPK, or empty. It contains a birth date
// and a sex: it never enters an address, a QR, a log line or a public page, and
// String masks it so that a careless print does not either.
type NIP string

// ParseNIP reads a NIP, with or without blanks between its groups. It refuses what
// has not 18 digits, a birth date that does not exist or a sex digit other than
// 1 and 2 (regulation of the number of civil servants: YYYYMMDD birth, YYYYMM
// appointment, sex, NNN). Digits 13–14 are a month for a PNS only; a PPPK has
// other digits there, so any are taken. There is no check digit.
func ParseNIP(s string) (NIP, bool) {
	digits := strings.Join(strings.Fields(s), "")
	if len(digits) != 18 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	birth, err := time.Parse("20060102", digits[:8])
	if err != nil || birth.Year() < 1930 || birth.Year() > 2100 {
		return "", false
	}
	appointed := digits[8:12]
	if appointed < digits[:4] || appointed > "2100" || (digits[14] != '1' && digits[14] != '2') {
		return "", false
	}
	return NIP(digits), true
}

// String masks the number; Full gives it.
func (n NIP) String() string {
	if n == "" {
		return ""
	}
	return "NIP·" + string(n[len(n)-3:])
}

// LogValue keeps the number out of structured logs.
func (n NIP) LogValue() slog.Value { return slog.StringValue(n.String()) }

// Full is the number itself, in the groups in which it is written on documents.
func (n NIP) Full() string {
	if len(n) != 18 {
		return string(n)
	}
	return string(n[:8] + " " + n[8:14] + " " + n[14:15] + " " + n[15:])
}

// Duty is an officer at a counter from From (included) to To (excluded). A zero To
// is open: until further notice.
type Duty struct {
	ID       string
	Officer  string
	Counter  string
	From     time.Time
	To       time.Time
	SignedOn bool // begun at the counter with a PIN; it goes before the timetable
}

// Covers says whether the duty holds at t.
func (d Duty) Covers(t time.Time) bool {
	return !t.Before(d.From) && (d.To.IsZero() || t.Before(d.To))
}
