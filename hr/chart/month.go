package chart

import (
	"slices"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/report"
)

// lastMonths are the last n months of the period and before it, oldest first.
func lastMonths(period domain.Period, n int) []domain.Month {
	last := period.Months()[len(period.Months())-1]
	months := make([]domain.Month, n)
	for i := range months {
		months[i] = monthsLater(last, i-n+1)
	}
	return months
}

func monthsLater(month domain.Month, n int) domain.Month {
	t, _ := time.Parse("2006-01", string(month))
	return domain.DayOf(t.AddDate(0, n, 0)).Month()
}

// fillMonths gives a point for each month; a month without ratings is not shown.
func fillMonths(trend []report.TrendPoint, months []domain.Month) []report.TrendPoint {
	points := make([]report.TrendPoint, len(months))
	for i, month := range months {
		points[i] = report.TrendPoint{Month: month}
		if at := slices.IndexFunc(trend, func(p report.TrendPoint) bool { return p.Month == month }); at >= 0 {
			points[i] = trend[at]
		}
	}
	return points
}

// trimLeading drops the months before the first rating.
func trimLeading(points []report.TrendPoint) []report.TrendPoint {
	first := slices.IndexFunc(points, func(p report.TrendPoint) bool { return p.N > 0 })
	return points[max(first, 0):]
}

// yearMonths are the months of the period's year up to the end of the period, without
// months that have not begun.
func yearMonths(period domain.Period, today domain.Day) []domain.Month {
	months := domain.Period{Year: period.Year}.Months()
	last := period.Last().Month()
	return slices.DeleteFunc(months, func(m domain.Month) bool { return m > last || m > today.Month() })
}
