package board

import (
	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"suaraloket/hr/frame"
)

// methodView is the data of the page about the method: the constants of the code.
type methodView struct {
	Method  string
	Prior   int64
	Shown   int64
	Full    int64
	Group   int64
	Example methodExample
	// The range of tablet clocks that are accepted: days in the past, minutes in the future.
	DaysBack, MinutesAhead int64
}

// methodExample compares the same mean with few and with many ratings.
type methodExample struct {
	Mean, Reference float64
	Few, Many       int64
	FewScore        float64
	ManyScore       float64
}

func example() methodExample {
	e := methodExample{Mean: 3.8, Reference: 3.4, Few: 12, Many: 300}
	e.FewScore = 25 * score.Shrunken(e.Mean, e.Few, e.Reference, score.PriorWeight)
	e.ManyScore = 25 * score.Shrunken(e.Mean, e.Many, e.Reference, score.PriorWeight)
	return e
}

func (s *Section) method(c *fiber.Ctx, who frame.Visitor) error {
	return s.Show(c, fiber.StatusOK, "method.html", who, frame.Page{
		Title: s.Texts(c).T("hr.method.title"), Nav: "method",
		Body: methodView{
			Method: score.Method, Prior: score.PriorWeight, Shown: score.MinimumShown, Full: score.MinimumFull,
			Group: report.CommentGroup, Example: example(),
			DaysBack: int64(domain.MaxBack.Hours() / 24), MinutesAhead: int64(domain.MaxAhead.Minutes()),
		},
	})
}
