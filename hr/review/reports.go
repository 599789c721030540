package review

import (
	"context"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/review"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// reportsView is the data of the inbox.
type reportsView struct {
	Decided bool
	Rows    []reportRow
	AsOf    time.Time
}

// reportRow is a report as the inbox and its own page show it.
type reportRow struct {
	review.FeeReport
	ID       string
	URL      string
	Received string
	Due      string
	Overdue  bool
	Counter  domain.Counter
	Officer  string // the name, "" when no officer was rated
	Service  string
}

// address is the page of a report.
func address(rating string) string { return frame.Root + "/laporan/" + url.PathEscape(rating) }

// reports shows the inbox: the open reports, or the decided ones.
func (s *Section) reports(c *fiber.Ctx, who frame.Visitor) error {
	decided := c.Query("selesai") == "ya"
	texts := s.Texts(c)
	rows, err := web.Within(func(ctx context.Context) ([]reportRow, error) {
		list, err := s.Fees.List(ctx, who.Actor, decided)
		if err != nil {
			return nil, err
		}
		roster, err := s.Roster.Latest(ctx)
		if err != nil {
			return nil, err
		}
		rows := make([]reportRow, len(list))
		for i, report := range list {
			rows[i] = s.row(report, roster, texts)
		}
		return rows, nil
	})
	if err != nil {
		return err
	}
	return s.Show(c, fiber.StatusOK, "feereports.html", who, frame.Page{
		Title: texts.T("hr.fees.title"), Nav: "fees", Body: reportsView{Decided: decided, Rows: rows, AsOf: s.Clock()},
	})
}

// row words a report. A counter, officer or service that is no longer known is shown by its
// code.
func (s *Section) row(report review.FeeReport, roster *domain.RosterIndex, texts locale.Texts) reportRow {
	rating := report.Rating
	row := reportRow{
		FeeReport: report, ID: rating.ID, URL: address(rating.ID), Officer: rating.Officer, Service: rating.Service,
		Received: texts.Moment(rating.ReceivedAt.In(s.Clock().Location())), Due: dayText(report.Due, texts),
		Overdue: !report.Status.Decided() && report.Due < domain.DayOf(s.Clock()),
		Counter: domain.Counter{Code: rating.Counter, Name: rating.Counter},
	}
	if counter, err := roster.Counter(rating.Counter); err == nil {
		row.Counter = counter
	}
	if officer, err := roster.Officer(rating.Officer); err == nil {
		row.Officer = officer.Name
	}
	for _, service := range roster.Services {
		if service.Code == rating.Service {
			row.Service = service.Name
		}
	}
	return row
}

func dayText(day domain.Day, texts locale.Texts) string {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return string(day)
	}
	return texts.Date(at)
}
