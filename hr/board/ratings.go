package board

import (
	"errors"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/document"
	"suaraloket/domain/report"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// pageTime is how long a reader may take for a page of the ratings: the server's own
// limit is for a whole answer.
const pageTime = time.Minute

// ratingsCSV answers with every rating of a period. The first page is read before the
// answer begins, so that a database that is away is a refusal and no empty file. One
// that goes away later breaks the transfer off: what has come must not look whole.
func (s *Section) ratingsCSV(c *fiber.Ctx, who frame.Visitor) error {
	period, err := s.ReadPeriod(c)
	if err != nil {
		return err
	}
	ratings, err := s.Reports.Ratings(who.Actor, period)
	if err != nil {
		return err
	}
	table := document.NewRatingsCSV(s.Texts(c), func() ([]report.LoggedRating, error) { return web.Within(ratings.Next) })
	if err := table.Fill(); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	answer, id := c.Context(), c.GetRespHeader(fiber.HeaderXRequestID)
	table.Before = func() error { return answer.SetWriteDeadline(time.Now().Add(pageTime)) }
	table.Failed = func(err error) {
		s.Shell.Logger.Error("export broken off", "request_id", id, "period", period.String(), "error", err.Error())
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="penilaian-`+period.String()+`.csv"`)
	answer.SetBodyStream(table, -1)
	return nil
}
