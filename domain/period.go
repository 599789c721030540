package domain

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Period is a triwulan (Quarter 1–4) or a whole year (Quarter 0), as performance
// evaluation (PermenPANRB 6/2022) and the survey (PermenPANRB 14/2017) count them.
type Period struct {
	Year    int
	Quarter int
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

// PeriodAt gives the triwulan in which t lies, in t's zone.
func PeriodAt(t time.Time) Period {
	return Period{Year: t.Year(), Quarter: (int(t.Month())-1)/3 + 1}
}

// String gives "2026-Q3" or "2026".
func (p Period) String() string {
	if p.Quarter == 0 {
		return strconv.Itoa(p.Year)
	}
	return fmt.Sprintf("%d-Q%d", p.Year, p.Quarter)
}

// Months lists the months of the period, oldest first: three or twelve.
func (p Period) Months() []Month {
	first, n := 1, 12
	if p.Quarter > 0 {
		first, n = (p.Quarter-1)*3+1, 3
	}
	months := make([]Month, n)
	for i := range months {
		months[i] = Month(fmt.Sprintf("%04d-%02d", p.Year, first+i))
	}
	return months
}

// Quarters lists the triwulan of the period, oldest first: one or four.
func (p Period) Quarters() []Period {
	if p.Quarter > 0 {
		return []Period{p}
	}
	return []Period{{p.Year, 1}, {p.Year, 2}, {p.Year, 3}, {p.Year, 4}}
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

// Previous is the period before, of the same length.
func (p Period) Previous() Period {
	switch p.Quarter {
	case 0:
		return Period{Year: p.Year - 1}
	case 1:
		return Period{Year: p.Year - 1, Quarter: 4}
	}
	return Period{Year: p.Year, Quarter: p.Quarter - 1}
}
