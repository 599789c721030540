// Package fleet is the section of the portal about counters and their tablets: pairing,
// health, opening hours, holidays, served visits and the printed codes.
package fleet

import (
	"suaraloket/domain"
	"suaraloket/domain/integrity"
	"suaraloket/domain/wire"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// Section answers the pages about counters and tablets.
type Section struct {
	*frame.Frame
	Roster    *domain.Roster
	Kiosks    *domain.Kiosks
	Fleet     *domain.Fleet
	Calendar  *domain.Calendar
	Visits    *integrity.Visits
	Passes    *domain.Passes
	Addresses web.Addresses
	Queues    *wire.Queues
	Telegram  bool // a bot is running
}

// Routes lists the routes of the section.
func (s *Section) Routes() []frame.Route {
	return []frame.Route{
		frame.Get("/kios", frame.ManageKiosks, s.kiosks),
		frame.Post("/kios", frame.ManageKiosks, s.addKiosk),
		frame.Get("/kios.csv", frame.ManageKiosks, s.kiosksCSV),
		frame.Get("/kios/pasang/:id", frame.ManageKiosks, s.pairing),
		frame.Post("/kios/pasang/:id", frame.ManageKiosks, s.pairAgain),
		frame.Get("/kios/berkas", frame.ManageKiosks, s.queuePage),
		frame.Post("/kios/berkas", frame.ManageKiosks, s.uploadQueue),
		frame.Get("/kios/:id", frame.ManageKiosks, s.kiosk),
		frame.Post("/kios/:id/nama", frame.ManageKiosks, s.renameKiosk),
		frame.Post("/kios/:id/loket", frame.ManageKiosks, s.moveKiosk),
		frame.Post("/kios/:id/ganti", frame.ManageKiosks, s.replaceKiosk),
		frame.Get("/kios/:id/cabut", frame.ManageKiosks, s.revokePage),
		frame.Post("/kios/:id/cabut", frame.ManageKiosks, s.revokeKiosk),
		frame.Get("/jam", frame.ManageKiosks, s.calendar),
		frame.Post("/jam", frame.ManageKiosks, s.setHours),
		frame.Post("/jam/libur", frame.ManageKiosks, s.addHoliday),
		frame.Post("/jam/libur/hapus", frame.ManageKiosks, s.deleteHoliday),
		frame.Get("/kunjungan", frame.EnterVisits, s.served),
		frame.Post("/kunjungan", frame.EnterVisits, s.enterServed),
		frame.Post("/kunjungan/tiket", frame.EnterVisits, s.enterTicketed),
		frame.Get("/kode", frame.PrintCodes, s.codes),
		frame.Get("/kode.pdf", frame.PrintCodes, s.codesPDF),
	}
}
