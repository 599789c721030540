package domain

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Period is a triwulan (Quarter 1–4) or a whole year, as performance evaluation (PermenPANRB
// 6/2022) counts them, or what the survey (PermenPANRB 14/2017) is reported for as well: a
// semester (Half 1–2) or a month (Month 1–12). The others are 0.
type Period struct {
	Year    int
	Quarter int
	Half    int
	Month   int
}

// ParsePeriod reads "2026-Q3" or "2026". It refuses anything else with ErrPeriodInvalid,
// years outside 2000–2100 too.
func ParsePeriod(s string) (Period, error) {
	year, quarter, isQuarter := strings.Cut(strings.ToUpper(strings.TrimSpace(s)), "-Q")
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 || y < 2000 || y > 2100 {
		return Period{}, ErrPeriodInvalid
	}
	if !isQuarter {
		return Period{Year: y}, nil
	}
	if len(quarter) != 1 || quarter < "1" || quarter > "4" {
		return Period{}, ErrPeriodInvalid
	}
	return Period{Year: y, Quarter: int(quarter[0] - '0')}, nil
}

// ParseSurveyPeriod reads the periods of the survey: "2026-11" and "2026-S2" beside those of
// ParsePeriod, with the same refusal.
func ParseSurveyPeriod(s string) (Period, error) {
	year, part, found := strings.Cut(strings.ToUpper(strings.TrimSpace(s)), "-")
	whole, err := ParsePeriod(year)
	switch {
	case err != nil || !found || strings.HasPrefix(part, "Q"):
		return ParsePeriod(s)
	case part == "S1" || part == "S2":
		whole.Half = int(part[1] - '0')
		return whole, nil
	}
	if whole.Month, err = strconv.Atoi(part); err != nil || len(part) != 2 || part[0] == '+' || whole.Month < 1 || whole.Month > 12 {
		return Period{}, ErrPeriodInvalid
	}
	return whole, nil
}

// PeriodAt gives the triwulan in which t lies, in t's zone.
func PeriodAt(t time.Time) Period {
	return Period{Year: t.Year(), Quarter: (int(t.Month())-1)/3 + 1}
}

// String gives "2026-Q3", "2026", "2026-S2" or "2026-11".
func (p Period) String() string {
	switch {
	case p.Quarter > 0:
		return fmt.Sprintf("%d-Q%d", p.Year, p.Quarter)
	case p.Half > 0:
		return fmt.Sprintf("%d-S%d", p.Year, p.Half)
	case p.Month > 0:
		return fmt.Sprintf("%d-%02d", p.Year, p.Month)
	}
	return strconv.Itoa(p.Year)
}

// Months lists the months of the period, oldest first: one, three, six or twelve.
func (p Period) Months() []Month {
	first, n := 1, 12
	switch {
	case p.Quarter > 0:
		first, n = (p.Quarter-1)*3+1, 3
	case p.Half > 0:
		first, n = (p.Half-1)*6+1, 6
	case p.Month > 0:
		first, n = p.Month, 1
	}
	months := make([]Month, n)
	for i := range months {
		months[i] = Month(fmt.Sprintf("%04d-%02d", p.Year, first+i))
	}
	return months
}

// Quarters lists the triwulan that the period touches, oldest first: one, two or four.
func (p Period) Quarters() []Period {
	var quarters []Period
	for _, month := range p.Months() {
		n, _ := strconv.Atoi(string(month[5:]))
		q := Period{Year: p.Year, Quarter: (n-1)/3 + 1}
		if len(quarters) == 0 || quarters[len(quarters)-1] != q {
			quarters = append(quarters, q)
		}
	}
	return quarters
}

// FirstMonth is the first month of the period.
func (p Period) FirstMonth() Month { return p.Months()[0] }

// LastMonth is the last month of the period.
func (p Period) LastMonth() Month {
	months := p.Months()
	return months[len(months)-1]
}

// First is the first day of the period.
func (p Period) First() Day { return Day(p.FirstMonth() + "-01") }

// Last is the last day of the period.
func (p Period) Last() Day {
	start, _ := time.Parse("2006-01", string(p.LastMonth()))
	return DayOf(start.AddDate(0, 1, -1))
}

// Contains says whether the day lies in the period.
func (p Period) Contains(d Day) bool { return d >= p.First() && d <= p.Last() }

// Future says whether the period begins after the day.
func (p Period) Future(today Day) bool { return p.First() > today }

// Previous is the period before, of the same length.
func (p Period) Previous() Period {
	before := func(n, last int) (year, part int) {
		if n > 1 {
			return p.Year, n - 1
		}
		return p.Year - 1, last
	}
	var out Period
	switch {
	case p.Quarter > 0:
		out.Year, out.Quarter = before(p.Quarter, 4)
	case p.Half > 0:
		out.Year, out.Half = before(p.Half, 2)
	case p.Month > 0:
		out.Year, out.Month = before(p.Month, 12)
	default:
		out.Year = p.Year - 1
	}
	return out
}
