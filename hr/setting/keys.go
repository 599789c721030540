package setting

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// keysView is the list of API keys with the form for a new key.
type keysView struct {
	Keys    []keyLine
	Form    keyForm
	Error   string
	Made    string // the new key, shown once
	For     string // the name of the new key
	Revoked bool   // a key was just revoked
}

// keyForm is the form for a new key.
type keyForm struct {
	Name     string
	Longest  int
	Scopes   []frame.Choice
	Units    []unitPlaces
	Chosen   bool // a unit or counter is chosen
	LastDay  domain.Day
	FirstDay domain.Day // the first day that may be the last one
	MaxDay   domain.Day
	Wrong    map[string]bool // fields of the refused input
}

// unitPlaces is a unit to choose, with its counters.
type unitPlaces struct {
	frame.Choice
	Counters []frame.Choice
}

// keyLine is a row of the list.
type keyLine struct {
	account.APIKey
	Places []string // codes of units and counters, empty for all
	Made   string
	Used   string // "" before the first use
	Until  string // the last day, "" without one
	Ended  string // "" while it is in use
	Soon   bool   // it expires within a month
}

func (s *Section) keysPage(c *fiber.Ctx, who frame.Visitor) error {
	now := s.Clock()
	wanted := account.NewKey{Scopes: account.Scopes()[:1], LastDay: account.DefaultLastDay(now)}
	return s.showKeys(c, fiber.StatusOK, who, wanted, keysView{Revoked: c.Query("dicabut") != ""})
}

// keysData is what the page reads.
type keysData struct {
	keys     []account.APIKey
	counters []domain.Counter
}

// showKeys shows the page with the form filled in as wanted.
func (s *Section) showKeys(c *fiber.Ctx, status int, who frame.Visitor, wanted account.NewKey, view keysView) error {
	data, err := web.Within(func(ctx context.Context) (data keysData, err error) {
		if data.keys, err = s.APIKeys.List(ctx, who.Actor); err != nil {
			return data, err
		}
		data.counters, err = s.Roster.Counters(ctx, who.Actor)
		return data, err
	})
	if err != nil {
		return err
	}
	texts, now := s.Texts(c), s.Clock()
	for _, k := range data.keys {
		view.Keys = append(view.Keys, keyLineOf(k, now, texts))
	}
	view.Form = keyFormOf(wanted, data.counters, now, texts, view.Form.Wrong)
	return s.Show(c, status, "keys.html", who, frame.Page{Title: texts.T("hr.keys.title"), Nav: "keys", Body: view})
}

func keyLineOf(k account.APIKey, now time.Time, texts locale.Texts) keyLine {
	zone := now.Location()
	line := keyLine{
		APIKey: k, Places: slices.Concat(k.Units, k.Counters), Made: texts.Moment(k.Created.In(zone)),
		Used: texts.Day(k.UsedDay), Until: texts.Day(k.LastDay(zone)),
	}
	if !k.Used.IsZero() {
		line.Used = texts.Moment(k.Used.In(zone))
	}
	switch {
	case !k.Revoked.IsZero():
		line.Ended = texts.T("hr.keys.ended", "moment", texts.Moment(k.Revoked.In(zone)))
	case k.Expired(now):
		line.Ended = texts.T("hr.keys.expired", "day", line.Until)
	default:
		line.Soon = k.Ending(now)
	}
	return line
}

func keyFormOf(wanted account.NewKey, counters []domain.Counter, now time.Time, texts locale.Texts, wrong map[string]bool) keyForm {
	form := keyForm{
		Name: wanted.Name, Longest: account.MaxKeyName, LastDay: wanted.LastDay, FirstDay: domain.DayOf(now),
		MaxDay: account.MaxLastDay(now), Chosen: len(wanted.Units)+len(wanted.Counters) > 0, Wrong: wrong,
	}
	for _, scope := range account.Scopes() {
		form.Scopes = append(form.Scopes, frame.Choice{
			Value: string(scope), Label: texts.T("hr.keys.scope." + string(scope)), Selected: slices.Contains(wanted.Scopes, scope),
		})
	}
	at := map[string]int{}
	for _, c := range counters {
		i, ok := at[c.Unit.Code]
		if !ok {
			i = len(form.Units)
			at[c.Unit.Code] = i
			form.Units = append(form.Units, unitPlaces{Choice: frame.Choice{Value: c.Unit.Code, Label: c.Unit.Name, Selected: slices.Contains(wanted.Units, c.Unit.Code)}})
		}
		form.Units[i].Counters = append(form.Units[i].Counters, frame.Choice{Value: c.Code, Label: c.Name, Selected: slices.Contains(wanted.Counters, c.Code)})
	}
	return form
}

// wantedKey reads the form for a new key.
func wantedKey(c *fiber.Ctx) account.NewKey {
	args := c.Context().PostArgs()
	list := func(field string) (values []string) {
		for _, value := range args.PeekMulti(field) {
			values = append(values, string(value))
		}
		return values
	}
	wanted := account.NewKey{
		Name: c.FormValue("name"), Counters: list("loket"), Units: list("unit"), LastDay: domain.Day(c.FormValue("last_day")),
	}
	for _, scope := range list("scope") {
		wanted.Scopes = append(wanted.Scopes, account.Scope(scope))
	}
	return wanted
}

// makeKey shows the new key only in its response. The key is in no address.
func (s *Section) makeKey(c *fiber.Ctx, who frame.Visitor) error {
	wanted := wantedKey(c)
	text, err := web.Within(func(ctx context.Context) (string, error) { return s.APIKeys.Make(ctx, who.Actor, wanted) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Code == domain.CodeInvalid {
		view := keysView{Error: s.Texts(c).Refusal(refusal), Form: keyForm{Wrong: map[string]bool{}}}
		for _, field := range refusal.Fields {
			view.Form.Wrong[field.Field] = true
		}
		return s.showKeys(c, web.StatusOf(refusal), who, wanted, view)
	}
	if err != nil {
		return err
	}
	empty := account.NewKey{Scopes: account.Scopes()[:1], LastDay: account.DefaultLastDay(s.Clock())}
	return s.showKeys(c, fiber.StatusOK, who, empty, keysView{Made: text, For: wanted.Name})
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
