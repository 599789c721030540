package setting

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

const accountsPath = frame.Root + "/akun"

// accountsView is the list of accounts.
type accountsView struct {
	Text     string
	Roles    []frame.Choice
	Narrowed bool
	Lines    []accountLine
	Shown    int64
	Limits   sessionLimits
}

// accountLine is an account in words.
type accountLine struct {
	account.Listed
	URL    string
	Place  string // the unit of a head or a viewer, the code of an officer
	State  string // active, onetime or disabled
	Seen   string // the last use of an open session, "" for none
	Open   int64  // sessions
	IsSelf bool
}

// sessionLimits are how long sessions last.
type sessionLimits struct {
	Minutes int // without use
	Hours   int // in all
}

func limitsOfSessions() sessionLimits {
	return sessionLimits{Minutes: int(account.SessionIdle.Minutes()), Hours: int(account.SessionLife.Hours())}
}

// accountsPage lists the accounts that the words and the role of the address select.
func (s *Section) accountsPage(c *fiber.Ctx, who frame.Visitor) error {
	text, role := strings.TrimSpace(c.Query("q")), domain.Role(c.Query("peran"))
	if !slices.Contains(domain.Roles(), role) {
		role = ""
	}
	data, err := s.readAccounts(who)
	if err != nil {
		return err
	}
	texts := s.Texts(c)
	view := accountsView{Text: text, Roles: roleChoices(role, texts), Narrowed: text != "" || role != "", Limits: limitsOfSessions()}
	for _, a := range data.accounts {
		if (role == "" || a.Role == role) && domain.Mentions(strings.Join([]string{a.Login, a.Name, a.Unit, a.Officer}, "\n"), text) {
			view.Lines = append(view.Lines, s.accountLineOf(a, data.units, who, texts))
		}
	}
	view.Shown = int64(len(view.Lines))
	return s.Show(c, fiber.StatusOK, "accounts.html", who, frame.Page{Title: texts.T("hr.accounts.title"), Nav: "accounts", Body: view})
}

// accountsData is what the list reads.
type accountsData struct {
	accounts []account.Listed
	units    []domain.Unit
}

func (s *Section) readAccounts(who frame.Visitor) (accountsData, error) {
	return web.Within(func(ctx context.Context) (data accountsData, err error) {
		if data.accounts, err = s.Keeper.List(ctx, who.Actor); err != nil {
			return data, err
		}
		data.units, err = s.Roster.Units(ctx, who.Actor)
		return data, err
	})
}

func (s *Section) accountLineOf(a account.Listed, units []domain.Unit, who frame.Visitor, texts locale.Texts) accountLine {
	line := accountLine{
		Listed: a, URL: accountAddress(a.Login), Open: int64(a.Sessions), Place: a.Officer, State: stateOf(a.Account), IsSelf: a.Login == who.Login,
	}
	if a.Role.NeedsUnit() {
		line.Place = a.Unit
		if at := slices.IndexFunc(units, func(u domain.Unit) bool { return u.Code == a.Unit }); at >= 0 {
			line.Place = units[at].Name
		}
	}
	if !a.Seen.IsZero() {
		line.Seen = texts.Moment(a.Seen.In(s.Clock().Location()))
	}
	return line
}

func accountAddress(login string) string { return accountsPath + "/" + url.PathEscape(login) }

// stateOf is the state of an account: the last part of a key of its text.
func stateOf(a account.Account) string {
	switch {
	case !a.Disabled.IsZero():
		return "disabled"
	case a.MustChange:
		return "onetime"
	}
	return "active"
}

func roleChoices(selected domain.Role, texts locale.Texts) []frame.Choice {
	var list []frame.Choice
	for _, role := range domain.Roles() {
		list = append(list, frame.Choice{Value: string(role), Label: texts.T("hr.role." + string(role)), Selected: role == selected})
	}
	return list
}
