// Package review is the section of the portal about what people inspect: held ratings, for HR
// and the Inspektorat, and the reports of illegal fees, for the Inspektorat alone.
package review

import (
	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/hr/frame"
)

// Section answers the pages of those who inspect.
type Section struct {
	*frame.Frame
	Fees    *review.FeeReports
	Held    *review.HeldRatings
	Reports *report.Reporter
	Roster  *domain.Roster
}

// Routes lists the routes of the section.
func (s *Section) Routes() []frame.Route {
	return []frame.Route{
		frame.Get("/tinjauan", frame.InspectHeld, s.held),
		frame.Get("/tinjauan/kelompok", frame.InspectHeld, s.group),
		frame.Post("/tinjauan/kelompok", frame.InspectHeld, s.decideHeld),
		frame.Get("/laporan", frame.InspectFees, s.reports),
		frame.Get("/laporan/:id", frame.InspectFees, s.report),
		frame.Post("/laporan/:id/catatan", frame.InspectFees, s.addNote),
		frame.Post("/laporan/:id/putusan", frame.InspectFees, s.decide),
	}
}
