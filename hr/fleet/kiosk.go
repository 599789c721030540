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

// kioskView is the data of one kiosk's page.
type kioskView struct {
	Row      kioskRow
	Status   domain.KioskStatus
	Done     string // the last action, "" for none
	URL      string
	Paired   string
	Revoked  string
	Stays    []kioskStay
	Seen     bool // the server has had a heartbeat
	AsOf     string
	Storage  string
	Skew     string
	Gaps     []domain.SeqGap
	OnDuty   []domain.Officer
	Open     bool
	Name     string // the value of the input field
	Counters []frame.ChoiceGroup
	Wrong    map[string]string
}

// kioskStay is an earlier counter of the tablet.
type kioskStay struct{ Counter, Until string }

// kioskDone lists the actions that a kiosk's page can confirm.
func kioskDone() []string { return []string{"nama", "loket", "cabut"} }

func (s *Section) kiosk(c *fiber.Ctx, who frame.Visitor) error {
	return s.showKiosk(c, fiber.StatusOK, who, kioskForm{})
}

// kioskForm is the refused input with its errors.
type kioskForm struct {
	name    string // "" for the stored name
	counter string
	wrong   map[string]string
}

// at is the address of the page if the response answers a form, "" otherwise.
func (f kioskForm) at(kiosk string) string {
	if f.wrong == nil {
		return ""
	}
	return kiosk
}

// kioskDetails is a kiosk with its missing sequence numbers and the state of its counter.
type kioskDetails struct {
	status  domain.KioskStatus
	gaps    []domain.SeqGap
	counter domain.CounterNow
}

func (s *Section) showKiosk(c *fiber.Ctx, status int, who frame.Visitor, form kioskForm) error {
	kiosk, err := s.readKiosk(who, c.Params("id"))
	if err != nil {
		return err
	}
	counters, err := s.ownCounters(who)
	if err != nil {
		return err
	}
	texts := s.Texts(c)
	view := s.kioskView(kiosk, counters, texts)
	view.Done = oneOf(c.Query("selesai"), kioskDone())
	view.Counters, view.Wrong = counterChoices(counters, form.counter), form.wrong
	if form.wrong != nil {
		view.Name = form.name
	}
	return s.Show(c, status, "kiosk.html", who, frame.Page{Title: kiosk.status.Kiosk.Name, Nav: "kiosks", At: form.at(view.URL), Body: view})
}

// oneOf gives the text if it is in the list, "" otherwise.
func oneOf(text string, list []string) string {
	for _, one := range list {
		if one == text {
			return one
		}
	}
	return ""
}

func (s *Section) readKiosk(who frame.Visitor, id string) (kioskDetails, error) {
	return web.Within(func(ctx context.Context) (kiosk kioskDetails, err error) {
		if kiosk.status, kiosk.gaps, err = s.Fleet.One(ctx, who.Actor, id); err != nil {
			return kioskDetails{}, err
		}
		kiosk.counter, err = s.Roster.CounterNow(ctx, kiosk.status.Counter.Code)
		return kiosk, err
	})
}

func (s *Section) kioskView(kiosk kioskDetails, counters []domain.Counter, texts locale.Texts) kioskView {
	k := kiosk.status
	view := kioskView{
		Row: s.kioskRow(k, texts), Status: k, URL: kioskAddress(k.Kiosk.ID), Name: k.Kiosk.Name, Gaps: kiosk.gaps,
		Paired: s.full(k.Kiosk.Paired, texts), Revoked: s.full(k.Kiosk.Revoked, texts), Seen: !k.Health.Seen.IsZero(),
		Storage: storageText(k.Health, texts), Skew: skewText(k.Health.Skew, texts),
		OnDuty: kiosk.counter.OnDuty, Open: kiosk.counter.Open, AsOf: texts.Moment(s.Clock()),
	}
	names := map[string]string{}
	for _, c := range counters {
		names[c.Code] = c.Name
	}
	for _, stay := range k.Kiosk.Stays {
		name := stay.Counter
		if known := names[stay.Counter]; known != "" { // a counter of another unit has only its code
			name = known + " (" + stay.Counter + ")"
		}
		view.Stays = append(view.Stays, kioskStay{Counter: name, Until: s.full(stay.Until, texts)})
	}
	return view
}

// full formats a time in the city's time zone, "" for none.
func (s *Section) full(at time.Time, texts locale.Texts) string {
	if at.IsZero() {
		return ""
	}
	return texts.Moment(at.In(s.Clock().Location()))
}

const mebibyte = 1 << 20

// storageText describes the used storage of the tablet, "" if unknown.
func storageText(h domain.Health, texts locale.Texts) string {
	if h.StorageMax <= 0 {
		return ""
	}
	return texts.T("hr.kiosk.storage.of", "used", texts.Decimal(float64(h.StorageUsed)/mebibyte, 1),
		"max", texts.Number(h.StorageMax/mebibyte), "percent", texts.Percent(float64(h.StorageUsed)/float64(h.StorageMax)))
}

// skewText describes the error of the tablet's clock. It ignores less than two seconds.
func skewText(skew time.Duration, texts locale.Texts) string {
	seconds := int64(skew.Abs() / time.Second)
	switch {
	case seconds < 2:
		return texts.T("hr.kiosk.clock.right")
	case skew > 0:
		return texts.N("hr.kiosk.clock.ahead", seconds)
	}
	return texts.N("hr.kiosk.clock.behind", seconds)
}

func (s *Section) renameKiosk(c *fiber.Ctx, who frame.Visitor) error {
	name := c.FormValue("name")
	err := frame.Run(func(ctx context.Context) error { return s.Kiosks.Rename(ctx, who.Actor, c.Params("id"), name) })
	if wrong := frame.FieldErrorsOf(err, s.Texts(c)); wrong != nil {
		return s.showKiosk(c, web.StatusOf(err), who, kioskForm{name: name, wrong: wrong})
	}
	return s.redirectToKiosk(c, err, "nama")
}

func (s *Section) moveKiosk(c *fiber.Ctx, who frame.Visitor) error {
	counter := domain.NormalCode(c.FormValue("counter"))
	err := frame.Run(func(ctx context.Context) error { return s.Kiosks.Move(ctx, who.Actor, c.Params("id"), counter) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrCounterUnknown) {
		return s.showKiosk(c, web.StatusOf(err), who, kioskForm{counter: counter, wrong: map[string]string{"counter": s.Texts(c).Refusal(err)}})
	}
	return s.redirectToKiosk(c, err, "loket")
}

func (s *Section) redirectToKiosk(c *fiber.Ctx, err error, action string) error {
	if err != nil {
		return err
	}
	return c.Redirect(kioskAddress(c.Params("id"))+"?selesai="+url.QueryEscape(action), fiber.StatusSeeOther)
}
