package setting

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// keysView is the list of API keys with the form for a new key.
type keysView struct {
	Keys    []keyLine
	Name    string // the refused input
	Longest int
	Error   string
	Made    string // the new key, shown once
	For     string // the name of the new key
	Revoked bool   // a key was just revoked
}

// keyLine is a row of the list.
type keyLine struct {
	account.APIKey
	Made  string
	Used  string // "" before the first use
	Ended string // "" while it is in use
}

func (s *Section) keysPage(c *fiber.Ctx, who frame.Visitor) error {
	return s.showKeys(c, fiber.StatusOK, who, keysView{Revoked: c.Query("dicabut") != ""})
}

func (s *Section) showKeys(c *fiber.Ctx, status int, who frame.Visitor, view keysView) error {
	keys, err := web.Within(func(ctx context.Context) ([]account.APIKey, error) { return s.APIKeys.List(ctx, who.Actor) })
	if err != nil {
		return err
	}
	texts, zone := s.Texts(c), s.Clock().Location()
	for _, k := range keys {
		line := keyLine{APIKey: k, Made: texts.Moment(k.Created.In(zone)), Used: texts.Day(k.Used)}
		if !k.Revoked.IsZero() {
			line.Ended = texts.T("hr.keys.ended", "moment", texts.Moment(k.Revoked.In(zone)))
		}
		view.Keys = append(view.Keys, line)
	}
	view.Longest = account.MaxKeyName
	return s.Show(c, status, "keys.html", who, frame.Page{Title: texts.T("hr.keys.title"), Nav: "keys", Body: view})
}

// makeKey shows the new key only in its response. The key is in no address.
func (s *Section) makeKey(c *fiber.Ctx, who frame.Visitor) error {
	name := c.FormValue("name")
	text, err := web.Within(func(ctx context.Context) (string, error) {
		return s.APIKeys.Make(ctx, who.Actor, name, account.ScopeTickets)
	})
	if refusal, ok := domain.Refusal(err); ok && refusal.Code == domain.CodeInvalid {
		view := keysView{Name: name, Error: s.Texts(c).Refusal(refusal)}
		return s.showKeys(c, web.StatusOf(refusal), who, view)
	}
	if err != nil {
		return err
	}
	return s.showKeys(c, fiber.StatusOK, who, keysView{Made: text, For: name})
}

func (s *Section) revokeKey(c *fiber.Ctx, who frame.Visitor) error {
	err := frame.Run(func(ctx context.Context) error { return s.APIKeys.Revoke(ctx, who.Actor, c.Params("id")) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrKeyUnknown) {
		return domain.ErrPageUnknown
	}
	if err != nil {
		return err
	}
	return c.Redirect(frame.Root+"/kunci?dicabut=1", fiber.StatusSeeOther)
}
