package fleet

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/hr/frame"
)

// revokeView asks why a kiosk ends before it does.
type revokeView struct {
	Status domain.KioskStatus
	URL    string
	Again  bool // it has ended already, and turns out to be lost
	Wrong  string
}

// The answers to why a kiosk ends.
const (
	revokedBroken = "rusak"
	revokedLost   = "hilang"
)

func (s *Section) askRevoke(c *fiber.Ctx, who frame.Visitor) error {
	return s.showRevoke(c, fiber.StatusOK, who, "")
}

func (s *Section) showRevoke(c *fiber.Ctx, status int, who frame.Visitor, wrong string) error {
	seen, err := s.seeKiosk(who, c.Params("id"))
	if err != nil {
		return err
	}
	kiosk := seen.status.Kiosk
	view := revokeView{Status: seen.status, URL: kioskAddress(kiosk.ID), Again: !kiosk.Revoked.IsZero(), Wrong: wrong}
	title := "hr.revoke.title"
	if view.Again {
		title += ".lost"
	}
	return s.Show(c, status, "revoke.html", who, frame.Page{Title: s.Texts(c).T(title, "name", kiosk.Name), Nav: "kiosks", Body: view})
}

// revokeKiosk ends a kiosk. Why is not guessed: it decides what is believed of it.
func (s *Section) revokeKiosk(c *fiber.Ctx, who frame.Visitor) error {
	why := chosen(c.FormValue("sebab"), []string{revokedBroken, revokedLost})
	if why == "" {
		return s.showRevoke(c, fiber.StatusUnprocessableEntity, who, s.Texts(c).T("hr.revoke.needed"))
	}
	err := frame.Run(func(ctx context.Context) error {
		return s.Kiosks.Revoke(ctx, who.Actor, c.Params("id"), why == revokedLost)
	})
	return s.toKiosk(c, err, "cabut")
}
