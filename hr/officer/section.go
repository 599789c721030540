// Package officer is the section of the portal about one officer: the results, the
// photo and the PIN for the tablet.
package officer

import (
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/hr/frame"
)

// Section answers the pages about officers.
type Section struct {
	*frame.Frame
	Reports *report.Reporter
	Record  *review.Record
	SignOns *account.SignOns
	Photos  *domain.Photos
}

// Routes lists the routes of the section.
func (s *Section) Routes() []frame.Route {
	return []frame.Route{
		frame.Get("/petugas/:code", frame.SignedIn, s.officer),
		frame.Post("/petugas/:code/pin", frame.SignedIn, s.issuePIN),
		frame.Post("/petugas/:code/foto", frame.ChoosePhotos, s.putPhoto),
		frame.Post("/petugas/:code/foto/hapus", frame.SignedIn, s.deletePhoto),
		frame.Get("/foto", frame.ChoosePhotos, s.photos),
		frame.Post("/foto", frame.ChoosePhotos, s.uploadPhotos),
	}
}
