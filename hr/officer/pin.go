package officer

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// pinView shows an officer's new PIN once.
type pinView struct {
	PIN     string
	Officer domain.Officer
	Own     bool // the visitor is the officer
	Back    string
}

// issuePIN answers with the page that shows the new PIN. The PIN is in no address, and a
// reload of the page issues another PIN.
func (s *Section) issuePIN(c *fiber.Ctx, who frame.Visitor) error {
	code := domain.NormalCode(c.Params("code"))
	view, err := web.Within(func(ctx context.Context) (view pinView, err error) {
		report, err := s.Reports.Officer(ctx, who.Actor, code, domain.PeriodAt(s.Clock()))
		if err != nil {
			return pinView{}, err
		}
		view.Officer = report.Standing.Officer
		view.PIN, err = s.SignOns.Issue(ctx, who.Actor, code)
		return view, err
	})
	if err != nil {
		return err
	}
	view.Own, view.Back = strings.EqualFold(who.Officer, code), frame.OfficerAddress(code, domain.Period{})
	nav := "board"
	if view.Own && who.Role == domain.RoleOfficer {
		nav = "own"
	}
	return s.Show(c, fiber.StatusOK, "pin.html", who, frame.Page{
		Title: s.Texts(c).T("hr.pin.title", "officer", view.Officer.Name), Nav: nav, At: view.Back, Body: view,
	})
}
