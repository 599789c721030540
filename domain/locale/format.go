package locale

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"suaraloket/domain"
)

// Number writes a whole number: 1.268 in Indonesian, 1,268 in English.
func (t Texts) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + t.T("format.thousands") + digits[i:]
	}
	return sign + digits
}

// Decimal writes a number with a fixed count of decimals: 88,31 in Indonesian.
func (t Texts) Decimal(x float64, decimals int) string {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(x, 'f', decimals, 64), ".")
	if fraction == "" {
		return whole
	}
	return whole + t.T("format.decimal") + fraction
}

// Percent writes a share of 0–1 as whole percent: 47%. A small share is not nothing, and
// nearly all is not all: <1%, >99%.
func (t Texts) Percent(share float64) string {
	if share > 0 && share < 0.01 {
		return "<1%"
	}
	if share > 0.99 && share < 1 {
		return ">99%"
	}
	return t.Decimal(100*share, 0) + "%"
}

// Date writes 23 November 2026.
func (t Texts) Date(at time.Time) string {
	return fmt.Sprintf("%d %s %d", at.Day(), t.monthName(int(at.Month())), at.Year())
}

// Day writes a day as Date does, and what is no day as it is.
func (t Texts) Day(day domain.Day) string {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return string(day)
	}
	return t.Date(at)
}

// Clock writes 09.14 WIB: the zone is that of at.
func (t Texts) Clock(at time.Time) string { return t.hour(at) + " " + at.Format("MST") }

// hour writes 09.14.
func (t Texts) hour(at time.Time) string {
	return fmt.Sprintf("%02d%s%02d", at.Hour(), t.T("format.clock"), at.Minute())
}

// Moment writes 23 November 2026, 09.14 WIB.
func (t Texts) Moment(at time.Time) string { return t.Date(at) + ", " + t.Clock(at) }

// Month writes November 2026; MonthShort writes Nov.
func (t Texts) Month(m domain.Month) string {
	year, month := splitMonth(m)
	return t.monthName(month) + " " + strconv.Itoa(year)
}

// MonthShort writes the month's first three letters.
func (t Texts) MonthShort(m domain.Month) string {
	_, month := splitMonth(m)
	name := []rune(t.monthName(month))
	return string(name[:min(3, len(name))])
}

func splitMonth(m domain.Month) (year, month int) {
	_, _ = fmt.Sscanf(string(m), "%d-%d", &year, &month)
	return year, month
}

func (t Texts) monthName(month int) string { return t.T(fmt.Sprintf("month.%02d", month)) }

// Period writes Triwulan IV 2026 or Tahun 2026.
func (t Texts) Period(p domain.Period) string {
	switch {
	case p.Quarter > 0:
		return t.T("period.quarter", "quarter", []string{"I", "II", "III", "IV"}[p.Quarter-1], "year", p.Year)
	case p.Half > 0:
		return t.T("period.half", "half", []string{"I", "II"}[p.Half-1], "year", p.Year)
	case p.Month > 0:
		return t.Month(p.FirstMonth())
	}
	return t.T("period.year", "year", p.Year)
}

// Refusal writes the sentence of a refusal, and of each field that it names, each sentence
// once. Any other error gives a general sentence, without its text.
func (t Texts) Refusal(err error) string {
	refusal, ok := domain.Refusal(err)
	if !ok || !t.Has("refusal."+refusal.Key) {
		return t.T("refusal.internal")
	}
	sentences := []string{t.T("refusal." + refusal.Key)}
	for _, field := range refusal.Fields {
		if s := t.T("refusal." + field.Key); !slices.Contains(sentences, s) {
			sentences = append(sentences, s)
		}
	}
	return strings.Join(sentences, " ")
}
