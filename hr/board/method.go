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
	Peers   int64
	Shown   int64
	Full    int64
	Group   int64
	Example methodExample
	// The range of tablet clocks that are accepted: days in the past, minutes in the future.
	DaysBack, MinutesAhead int64
}

// methodExample is an officer whose mean is Mean, in a city where it is City and where other
// officers on the same services have Reference.
type methodExample struct {
	City, Mean, Reference float64
	Few, Many             int64
	FewPart, ManyPart     float64
	FewScore, ManyScore   float64
}

func example() methodExample {
	const g = 0.4 // about five officers to compare with
	e := methodExample{City: 3.5, Mean: 3.6, Reference: 3.2, Few: 12, Many: 300}
	e.FewPart, e.ManyPart = score.Start().Trust(e.Few, g), score.Start().Trust(e.Many, g)
	e.FewScore = 25 * (e.City + e.FewPart*(e.Mean-e.Reference))
	e.ManyScore = 25 * (e.City + e.ManyPart*(e.Mean-e.Reference))
	return e
}

func (s *Section) method(c *fiber.Ctx, who frame.Visitor) error {
	return s.Show(c, fiber.StatusOK, "method.html", who, frame.Page{
		Title: s.Texts(c).T("hr.method.title"), Nav: "method",
		Body: methodView{
			Method: report.Version(), Peers: score.MinimumPeers, Shown: score.MinimumShown, Full: score.MinimumFull,
			Group: report.CommentGroup, Example: example(),
			DaysBack: int64(domain.MaxBack.Hours() / 24), MinutesAhead: int64(domain.MaxAhead.Minutes()),
		},
	})
}
