package fleet

import (
	"context"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// kioskView is everything that is known of one kiosk, and what can be done with it.
type kioskView struct {
	Row      kioskRow
	Status   domain.KioskStatus
	Done     string // what was just done, "" for nothing
	URL      string
	Paired   string
	Revoked  string
	Stays    []kioskStay
	Heard    bool
	AsOf     string
	Storage  string
	Skew     string
	Gaps     []domain.SeqGap
	OnDuty   []domain.Officer
	Open     bool
	Name     string // as typed
	Counters []choiceGroup
	Wrong    mistakes
}

// kioskStay is where the tablet stood before.
type kioskStay struct{ Counter, Until string }

// kioskDone lists what a kiosk's page can say that was just done.
func kioskDone() []string { return []string{"nama", "loket", "cabut"} }

func (s *Section) kiosk(c *fiber.Ctx, who frame.Visitor) error {
	return s.showKiosk(c, fiber.StatusOK, who, kioskForm{})
}

// kioskForm is what was typed on the page of a kiosk, and what was wrong with it.
type kioskForm struct {
	name    string // "" for the kiosk's own
	counter string
	wrong   mistakes
}

// at is where the page stands, when what was typed came by another address.
func (f kioskForm) at(kiosk string) string {
	if f.wrong == nil {
		return ""
	}
	return kiosk
}

// kioskSeen is a kiosk with its missing numbers and who is at its counter.
type kioskSeen struct {
	status  domain.KioskStatus
	gaps    []domain.SeqGap
	counter domain.CounterNow
}

func (s *Section) showKiosk(c *fiber.Ctx, status int, who frame.Visitor, form kioskForm) error {
	seen, err := s.seeKiosk(who, c.Params("id"))
	if err != nil {
		return err
	}
	counters, err := s.ownCounters(who)
	if err != nil {
		return err
	}
	texts := s.Texts(c)
	view := s.kioskView(seen, counters, texts)
	view.Done = chosen(c.Query("selesai"), kioskDone())
	view.Counters, view.Wrong = counterChoices(counters, form.counter), form.wrong
	if form.wrong != nil {
		view.Name = form.name
	}
	return s.Show(c, status, "kiosk.html", who, frame.Page{Title: seen.status.Kiosk.Name, Nav: "kiosks", At: form.at(view.URL), Body: view})
}

// chosen gives the text if it is one of the list, "" otherwise.
func chosen(text string, list []string) string {
	for _, one := range list {
		if one == text {
			return one
		}
	}
	return ""
}

func (s *Section) seeKiosk(who frame.Visitor, id string) (kioskSeen, error) {
	return web.Within(func(ctx context.Context) (seen kioskSeen, err error) {
		if seen.status, seen.gaps, err = s.Fleet.One(ctx, who.Actor, id); err != nil {
			return kioskSeen{}, err
		}
		seen.counter, err = s.Roster.CounterNow(ctx, seen.status.Counter.Code)
		return seen, err
	})
}

func (s *Section) kioskView(seen kioskSeen, counters []domain.Counter, texts locale.Texts) kioskView {
	k := seen.status
	view := kioskView{
		Row: s.kioskRow(k, texts), Status: k, URL: kioskAddress(k.Kiosk.ID), Name: k.Kiosk.Name, Gaps: seen.gaps,
		Paired: s.full(k.Kiosk.Paired, texts), Revoked: s.full(k.Kiosk.Revoked, texts), Heard: !k.Health.Seen.IsZero(),
		Storage: storageWords(k.Health, texts), Skew: skewWords(k.Health.Skew, texts),
		OnDuty: seen.counter.OnDuty, Open: seen.counter.Open, AsOf: texts.Moment(s.Clock()),
	}
	names := map[string]string{}
	for _, c := range counters {
		names[c.Code] = c.Name
	}
	for _, stay := range k.Kiosk.Stays {
		name := stay.Counter
		if known := names[stay.Counter]; known != "" { // another unit's counter is named by its code alone
			name = known + " (" + stay.Counter + ")"
		}
		view.Stays = append(view.Stays, kioskStay{Counter: name, Until: s.full(stay.Until, texts)})
	}
	return view
}

// full writes a time in the city's zone, "" for none.
func (s *Section) full(at time.Time, texts locale.Texts) string {
	if at.IsZero() {
		return ""
	}
	return texts.Moment(at.In(s.Clock().Location()))
}

const mebibyte = 1 << 20

// storageWords says how much of its space the tablet uses, "" when it does not tell.
func storageWords(h domain.Health, texts locale.Texts) string {
	if h.StorageMax <= 0 {
		return ""
	}
	return texts.T("hr.kiosk.storage.of", "used", texts.Decimal(float64(h.StorageUsed)/mebibyte, 1),
		"max", texts.Number(h.StorageMax/mebibyte), "percent", texts.Percent(float64(h.StorageUsed)/float64(h.StorageMax)))
}

// skewWords says how far the tablet's clock is off: below two seconds it is right.
func skewWords(skew time.Duration, texts locale.Texts) string {
	seconds := int64(skew.Abs() / time.Second)
	switch {
	case seconds < 2:
		return texts.T("hr.kiosk.clock.right")
	case skew > 0:
		return texts.N("hr.kiosk.clock.ahead", seconds)
	}
	return texts.N("hr.kiosk.clock.behind", seconds)
}

// renameKiosk and moveKiosk come back to the kiosk's page, which says what was done.
func (s *Section) renameKiosk(c *fiber.Ctx, who frame.Visitor) error {
	name := c.FormValue("name")
	err := frame.Run(func(ctx context.Context) error { return s.Kiosks.Rename(ctx, who.Actor, c.Params("id"), name) })
	if wrong := mistakesOf(err, s.Texts(c)); wrong != nil {
		return s.showKiosk(c, web.StatusOf(err), who, kioskForm{name: name, wrong: wrong})
	}
	return s.toKiosk(c, err, "nama")
}

func (s *Section) moveKiosk(c *fiber.Ctx, who frame.Visitor) error {
	counter := domain.NormalCode(c.FormValue("counter"))
	err := frame.Run(func(ctx context.Context) error { return s.Kiosks.Move(ctx, who.Actor, c.Params("id"), counter) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrCounterUnknown) {
		return s.showKiosk(c, web.StatusOf(err), who, kioskForm{counter: counter, wrong: mistakes{"counter": s.Texts(c).Refusal(err)}})
	}
	return s.toKiosk(c, err, "loket")
}

func (s *Section) toKiosk(c *fiber.Ctx, err error, did string) error {
	if err != nil {
		return err
	}
	return c.Redirect(kioskAddress(c.Params("id"))+"?selesai="+url.QueryEscape(did), fiber.StatusSeeOther)
}
