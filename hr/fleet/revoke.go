package fleet

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/hr/frame"
)

// revokeView is the form that asks for the reason before it revokes a kiosk.
type revokeView struct {
	Status domain.KioskStatus
	URL    string
	Again  bool // the kiosk is revoked already, and is now reported lost
	Wrong  string
}

// The reasons for a revocation.
const (
	revokedBroken = "rusak"
	revokedLost   = "hilang"
)

func (s *Section) revokePage(c *fiber.Ctx, who frame.Visitor) error {
	return s.showRevoke(c, fiber.StatusOK, who, "")
}

func (s *Section) showRevoke(c *fiber.Ctx, status int, who frame.Visitor, wrong string) error {
	details, err := s.readKiosk(who, c.Params("id"))
	if err != nil {
		return err
	}
	kiosk := details.status.Kiosk
	view := revokeView{Status: details.status, URL: kioskAddress(kiosk.ID), Again: !kiosk.Revoked.IsZero(), Wrong: wrong}
	title := "hr.revoke.title"
	if view.Again {
		title += ".lost"
	}
	return s.Show(c, status, "revoke.html", who, frame.Page{Title: s.Texts(c).T(title, "name", kiosk.Name), Nav: "kiosks", Body: view})
}

// revokeKiosk revokes a kiosk. The reason has no default, because it decides whether later
// ratings from the tablet count.
func (s *Section) revokeKiosk(c *fiber.Ctx, who frame.Visitor) error {
	reason := oneOf(c.FormValue("sebab"), []string{revokedBroken, revokedLost})
	if reason == "" {
		return s.showRevoke(c, fiber.StatusUnprocessableEntity, who, s.Texts(c).T("hr.revoke.needed"))
	}
	err := frame.Run(func(ctx context.Context) error {
		return s.Kiosks.Revoke(ctx, who.Actor, c.Params("id"), reason == revokedLost)
	})
	return s.redirectToKiosk(c, err, "cabut")
}
