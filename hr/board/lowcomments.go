package board

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain/report"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// lowCommentsView is the data of the page with what dissatisfied residents wrote.
type lowCommentsView struct {
	Days    []report.LowDay
	OneUnit bool
	Back    int64 // the number of days that are listed
	Group   int64 // how many comments an officer reads at a time
}

func (s *Section) lowComments(c *fiber.Ctx, who frame.Visitor) error {
	days, err := web.Within(func(ctx context.Context) ([]report.LowDay, error) { return s.Low.Days(ctx, who.Actor) })
	if err != nil {
		return err
	}
	return s.Show(c, fiber.StatusOK, "lowcomments.html", who, frame.Page{
		Title: s.Texts(c).T("hr.low.title"), Nav: "low",
		Body: lowCommentsView{Days: days, OneUnit: !who.SeesCity(), Back: report.LowCommentDays, Group: report.CommentGroup},
	})
}
