package fleet

import (
	"context"
	"html/template"
	"math"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// pairingView is the data of the page that shows the code for a new tablet.
type pairingView struct {
	State   string // waiting, used or expired
	Again   string // the address that makes a new code
	Pairing domain.Pairing
	Counter domain.Counter
	Code    string
	Page    string
	Picture template.URL
	Seconds int64 // until the code expires
	Left    string
	Until   string
	Kiosk   string // the address of the paired kiosk
}

// addKiosk makes a pairing and redirects to its page, so that a reload makes no other one.
func (s *Section) addKiosk(c *fiber.Ctx, who frame.Visitor) error {
	name, counter := c.FormValue("name"), domain.NormalCode(c.FormValue("counter"))
	pairing, err := web.Within(func(ctx context.Context) (domain.Pairing, error) {
		return s.Kiosks.Invite(ctx, who.Actor, counter, name)
	})
	texts := s.Texts(c)
	wrong := frame.FieldErrorsOf(err, texts)
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrCounterUnknown) {
		wrong = map[string]string{"counter": texts.Refusal(err)}
	}
	if wrong != nil {
		return s.showKiosks(c, web.StatusOf(err), who, newKiosk{Name: name, Wrong: wrong}, counter)
	}
	if err != nil {
		return err
	}
	return c.Redirect(pairingAddress(pairing.ID), fiber.StatusSeeOther)
}

func pairingAddress(id string) string { return frame.Root + "/kios/pasang/" + url.PathEscape(id) }

func (s *Section) pairing(c *fiber.Ctx, who frame.Visitor) error {
	pairing, err := s.invitation(c, who)
	if err != nil {
		return err
	}
	counter, err := s.counterOf(who, pairing.Counter)
	if err != nil {
		return err
	}
	texts, left := s.Texts(c), pairing.Expires().Sub(s.Clock())
	view := pairingView{
		Pairing: pairing, Counter: counter, Again: pairingAddress(pairing.ID), State: pairingState(pairing, left),
		Seconds: int64(math.Ceil(left.Seconds())), Left: age(left, texts),
		Until: texts.Clock(pairing.Expires().In(s.Clock().Location())),
	}
	switch view.State {
	case "used":
		view.Kiosk = kioskAddress(pairing.Kiosk)
	case "waiting":
		if err := s.drawCode(&view); err != nil {
			return err
		}
	}
	return s.Show(c, fiber.StatusOK, "pairing.html", who, frame.Page{
		Title: texts.T("hr.pairing.title." + view.State), Nav: "kiosks", Body: view,
	})
}

func pairingState(p domain.Pairing, left time.Duration) string {
	switch {
	case !p.Used.IsZero():
		return "used"
	case left <= 0:
		return "expired"
	}
	return "waiting"
}

func (s *Section) drawCode(view *pairingView) (err error) {
	view.Code, view.Page = s.Kiosks.Code(view.Pairing), s.Addresses.Tablet()
	view.Picture, err = frame.QRImage(s.Addresses.Pairing(strings.ReplaceAll(view.Code, "-", "")))
	return err
}

func (s *Section) invitation(c *fiber.Ctx, who frame.Visitor) (domain.Pairing, error) {
	return web.Within(func(ctx context.Context) (domain.Pairing, error) {
		return s.Kiosks.Invitation(ctx, who.Actor, c.Params("id"))
	})
}

// counterOf gives a counter that the visitor sees. Refusal: ErrCounterUnknown.
func (s *Section) counterOf(who frame.Visitor, code string) (domain.Counter, error) {
	counters, err := s.countersOf(who, codesQuery{Counters: []string{code}})
	if err != nil {
		return domain.Counter{}, err
	}
	return counters[0], nil
}

// pairAgain makes a new code for the same kiosk.
func (s *Section) pairAgain(c *fiber.Ctx, who frame.Visitor) error {
	old, err := s.invitation(c, who)
	if err != nil {
		return err
	}
	pairing, err := web.Within(func(ctx context.Context) (domain.Pairing, error) {
		if old.Replaces != "" {
			return s.Kiosks.Replace(ctx, who.Actor, old.Replaces)
		}
		return s.Kiosks.Invite(ctx, who.Actor, old.Counter, old.Name)
	})
	if err != nil {
		return err
	}
	return c.Redirect(pairingAddress(pairing.ID), fiber.StatusSeeOther)
}

// replaceKiosk makes a pairing for the replacement of a tablet.
func (s *Section) replaceKiosk(c *fiber.Ctx, who frame.Visitor) error {
	pairing, err := web.Within(func(ctx context.Context) (domain.Pairing, error) {
		return s.Kiosks.Replace(ctx, who.Actor, c.Params("id"))
	})
	if err != nil {
		return err
	}
	return c.Redirect(pairingAddress(pairing.ID), fiber.StatusSeeOther)
}
