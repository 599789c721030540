// Package board is the section of the portal about the scores of many officers: the
// board, its downloads, and the page that explains the method.
package board

import (
	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/hr/frame"
)

// Section answers the pages of the board.
type Section struct {
	*frame.Frame
	Reports *report.Reporter
	Roster  *domain.Roster
}

// Routes lists the routes of the section.
func (s *Section) Routes() []frame.Route {
	return []frame.Route{
		frame.Get("/papan", frame.SeeBoard, s.board),
		frame.Get("/papan.csv", frame.SeeBoard, s.boardCSV),
		frame.Get("/penilaian.csv", frame.ExportRatings, s.ratingsCSV),
		frame.Get("/cara", frame.SignedIn, s.method),
	}
}
