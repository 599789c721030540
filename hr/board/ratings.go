package board

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/document"
	"suaraloket/domain/report"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// pageTime is the write deadline for one page of ratings. The server's own deadline
// covers a whole response.
const pageTime = time.Minute

// ratingsCSV answers with every rating of a period. It reads the first page before the
// response begins, so that an unavailable database is a refusal instead of an empty file.
// A later error aborts the transfer, so that a partial file does not look complete.
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
	record := func(ctx context.Context) error { return s.Record.Export(ctx, who.Actor, "penilaian.csv", "", period) }
	if err := frame.Run(record); err != nil {
		return err
	}
	response, id := c.Context(), c.GetRespHeader(fiber.HeaderXRequestID)
	table.Before = func() error { return response.SetWriteDeadline(time.Now().Add(pageTime)) }
	table.Failed = func(err error) {
		s.Shell.Logger.Error("export aborted", "request_id", id, "period", period.String(), "error", err.Error())
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="penilaian-`+period.String()+`.csv"`)
	response.SetBodyStream(table, -1)
	return nil
}
