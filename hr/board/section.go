// Package board is the section of the portal about the figures of whole units: the board of
// the officers' scores, the units' IKM, their downloads, and the page that explains the
// method.
package board

import (
	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/hr/frame"
)

// Section answers the pages of the board.
type Section struct {
	*frame.Frame
	Reports *report.Reporter
	Low     *report.LowComments
	Record  *review.Record
	Roster  *domain.Roster
}

// Routes lists the routes of the section.
func (s *Section) Routes() []frame.Route {
	return []frame.Route{
		frame.Get("/papan", frame.SeeBoard, s.board),
		frame.Get("/papan.csv", frame.SeeBoard, s.boardCSV),
		frame.Get("/ikm", frame.SeeBoard, s.ikm),
		frame.Get("/ikm.csv", frame.SeeBoard, s.ikmCSV),
		frame.Get("/keluhan", frame.SeeOfficers, s.lowComments),
		frame.Get("/penilaian.csv", frame.ExportRatings, s.ratingsCSV),
		frame.Get("/cara", frame.SignedIn, s.method),
	}
}
