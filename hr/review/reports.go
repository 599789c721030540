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
	URL      string
	Received string
	Due      string
	Overdue  bool
}

// address is the page of a report.
func address(rating string) string { return frame.Root + "/laporan/" + url.PathEscape(rating) }

// reports shows the inbox: the open reports, or the decided ones.
func (s *Section) reports(c *fiber.Ctx, who frame.Visitor) error {
	decided := c.Query("selesai") == "ya"
	texts := s.Texts(c)
	list, err := web.Within(func(ctx context.Context) ([]review.FeeReport, error) { return s.Fees.List(ctx, who.Actor, decided) })
	if err != nil {
		return err
	}
	rows := make([]reportRow, len(list))
	for i, report := range list {
		rows[i] = s.row(report, texts)
	}
	return s.Show(c, fiber.StatusOK, "feereports.html", who, frame.Page{
		Title: texts.T("hr.fees.title"), Nav: "fees", Body: reportsView{Decided: decided, Rows: rows, AsOf: s.Clock()},
	})
}

// row words a report.
func (s *Section) row(report review.FeeReport, texts locale.Texts) reportRow {
	now := s.Clock()
	return reportRow{
		FeeReport: report, URL: address(report.Rating.ID),
		Received: texts.Moment(report.Rating.ReceivedAt.In(now.Location())), Due: texts.Day(report.Due),
		Overdue: !report.Status.Decided() && report.Due < domain.DayOf(now),
	}
}
