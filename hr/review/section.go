// Package review is the section of the portal about what people inspect: the reports of
// illegal fees, for the Inspektorat alone.
package review

import (
	"suaraloket/domain/review"
	"suaraloket/hr/frame"
)

// Section answers the pages of the Inspektorat.
type Section struct {
	*frame.Frame
	Fees *review.FeeReports
}

// Routes lists the routes of the section.
func (s *Section) Routes() []frame.Route {
	return []frame.Route{
		frame.Get("/laporan", frame.InspectFees, s.reports),
		frame.Get("/laporan/:id", frame.InspectFees, s.report),
		frame.Post("/laporan/:id/catatan", frame.InspectFees, s.addNote),
		frame.Post("/laporan/:id/putusan", frame.InspectFees, s.decide),
	}
}
