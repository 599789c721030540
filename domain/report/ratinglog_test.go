package report_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/report"
)

func allRatings(t *testing.T, reader *report.RatingReader) (all []report.LoggedRating) {
	t.Helper()
	for {
		page, err := reader.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil || len(page) == 0 || len(page) > report.RatingPage {
			t.Fatal(len(page), err)
		}
		all = append(all, page...)
	}
}

func TestOnlyCityRolesReadAllRatings(t *testing.T) {
	for _, c := range []struct {
		actor domain.Actor
		want  error
	}{
		{domain.Actor{Role: domain.RoleHR}, nil},
		{domain.Actor{Role: domain.RoleAdmin}, nil},
		{domain.Actor{Role: domain.RoleHead, Unit: "U1"}, domain.ErrNotAllowed},
		{domain.Actor{Role: domain.RoleOfficer, Officer: "A"}, domain.ErrNotAllowed},
		{domain.Actor{}, domain.ErrNotAllowed},
	} {
		if _, err := reportsOn(city()).Ratings(c.actor, quarter()); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c.actor, err)
		}
	}
}

func TestRatingsOfAPeriodAreItsDaysPageByPage(t *testing.T) {
	l := city()
	l.given = map[domain.Day][]report.LoggedRating{
		"2026-09-30": {{Day: "2026-09-30", Value: 1}}, "2026-10-01": {{Day: "2026-10-01", Value: 2}},
		"2026-12-31": {{Day: "2026-12-31", Value: 3}}, "2027-01-01": {{Day: "2027-01-01", Value: 4}},
	}
	for i := range 2*report.RatingPage + 1 {
		l.given["2026-11-02"] = append(l.given["2026-11-02"], report.LoggedRating{Day: "2026-11-02", Value: 4, Comment: fmt.Sprint(i)})
	}
	reader, err := reportsOn(l).Ratings(hrActor(), quarter())
	if err != nil {
		t.Fatal(err)
	}
	all := allRatings(t, reader)
	if len(all) != 2*report.RatingPage+3 || all[0].Day != "2026-10-01" || all[len(all)-1].Day != "2026-12-31" {
		t.Errorf("%d ratings from %s to %s", len(all), all[0].Day, all[len(all)-1].Day)
	}
	year, _ := reportsOn(l).Ratings(hrActor(), domain.Period{Year: 2025})
	if none := allRatings(t, year); len(none) > 0 {
		t.Errorf("another year has %d", len(none))
	}
}

// The order of the log does not depend on the order in which ratings arrived.
func TestOrderWithinADayIsIndependentOfArrival(t *testing.T) {
	given := []report.LoggedRating{
		{Day: "2026-10-01", Unit: "U2", Officer: "C", Value: 1}, {Day: "2026-10-01", Unit: "U1", Officer: "B", Value: 4},
		{Day: "2026-10-01", Unit: "U1", Officer: "A", Value: 3, Answers: domain.Answers{"biaya": 2, "waktu": 1}},
		{Day: "2026-10-01", Unit: "U1", Officer: "A", Value: 3, Comment: "x"},
	}
	read := func() string {
		l := city()
		l.given = map[domain.Day][]report.LoggedRating{"2026-10-01": slices.Clone(given)}
		reader, err := reportsOn(l).Ratings(hrActor(), quarter())
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(allRatings(t, reader))
	}
	first := read()
	slices.Reverse(given)
	if second := read(); first != second {
		t.Errorf("%s\n%s", first, second)
	}
}

func TestFailedPageCanBeRetried(t *testing.T) {
	l := city()
	l.given = map[domain.Day][]report.LoggedRating{"2026-10-01": {{Day: "2026-10-01", Value: 2}}}
	reader, err := reportsOn(l).Ratings(hrActor(), quarter())
	if err != nil {
		t.Fatal(err)
	}
	l.away = true
	if _, err := reader.Next(context.Background()); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	l.away = false
	if all := allRatings(t, reader); len(all) != 1 {
		t.Errorf("%d", len(all))
	}
}
