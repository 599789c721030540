package hr

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// wrap keeps the portal out of every cache, and shows refusals as pages of the portal
// with a link back.
func (s *Site) wrap(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	// The check of forms needs the Origin header, which browsers omit if no referrer is
	// sent at all. Other sites still receive neither.
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	err := c.Next()
	refusal, ok := domain.Refusal(err)
	var missing *fiber.Error
	if errors.As(err, &missing) && missing.Code == fiber.StatusNotFound {
		refusal, ok = domain.ErrPageUnknown, true
	}
	if !ok || !web.WantsPage(c) {
		return err
	}
	return s.refuse(c, refusal)
}

// refusalView is a refusal with a link back.
type refusalView struct {
	Sentence string
	Back     string
}

func (s *Site) refuse(c *fiber.Ctx, refusal *domain.Error) error {
	who, guarded := c.Locals(visitorLocal).(frame.Visitor)
	if !guarded { // no route has this address
		who, _ = s.visitor(c) // if the store is unavailable, the page shows no name
	}
	web.SayWait(c, refusal)
	view := refusalView{Sentence: s.frame.Sentence(c, refusal), Back: frame.Root + "/masuk"}
	if who.SignedIn() {
		view.Back = who.Start()
	}
	return s.frame.Show(c, web.StatusOf(refusal), "refusal.html", who, frame.Page{
		Title: s.frame.Texts(c).T("hr.refusal.title"), Body: view,
	})
}
