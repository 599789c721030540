package setting

import (
	"context"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// accountView is the page of one account.
type accountView struct {
	Account  accountLine
	Created  string
	Disabled string // since when, "" for an account in use
	Sessions sessionsView
	Role     roleForm
	Password string // a new one-time password, shown once
	Error    string // why an action was refused
	Done     string // the last part of the key of what was done, "" for nothing
}

// roleForm is the form for another role.
type roleForm struct {
	Roles   []frame.Choice
	Units   []frame.Choice
	Officer string
	Wrong   map[string]string // the sentence for each refused field
}

// reach is what the form for another role asks for.
type reach struct {
	role          domain.Role
	unit, officer string
}

// accountActs are the changes after which the page of an account says that they are made.
func accountActs() []string { return []string{"disabled", "enabled", "role", "ended"} }

func (s *Section) accountPage(c *fiber.Ctx, who frame.Visitor) error {
	view := accountView{}
	if done := c.Query("selesai"); slices.Contains(accountActs(), done) {
		view.Done = done
	}
	return s.showAccount(c, fiber.StatusOK, who, view, nil)
}

// loginOf is the login in the address.
func loginOf(c *fiber.Ctx) string {
	login, err := url.PathUnescape(c.Params("login"))
	if err != nil {
		return ""
	}
	return login
}

// showAccount shows the page with the role as wanted, or as it is when wanted is nil.
func (s *Section) showAccount(c *fiber.Ctx, status int, who frame.Visitor, view accountView, wanted *reach) error {
	var a account.Listed
	var sessions []account.Session
	units, err := web.Within(func(ctx context.Context) (units []domain.Unit, err error) {
		if a, sessions, err = s.Keeper.Find(ctx, who.Actor, loginOf(c)); err != nil {
			return nil, err
		}
		return s.Roster.Units(ctx, who.Actor)
	})
	if err != nil {
		return err
	}
	texts, zone := s.Texts(c), s.Clock().Location()
	view.Account, view.Created = s.accountLineOf(a, units, who, texts), texts.Moment(a.Created.In(zone))
	if !a.Disabled.IsZero() {
		view.Disabled = texts.Moment(a.Disabled.In(zone))
	}
	view.Sessions = s.sessionsView(sessions, who, accountAddress(a.Login)+"/sesi", texts)
	if wanted == nil {
		wanted = &reach{a.Role, a.Unit, a.Officer}
	}
	view.Role.fill(*wanted, units, texts)
	return s.Show(c, status, "account.html", who, frame.Page{
		Title: texts.T("hr.account.title", "login", a.Login), Nav: "accounts", At: accountAddress(a.Login), Body: view,
	})
}

func (f *roleForm) fill(wanted reach, units []domain.Unit, texts locale.Texts) {
	f.Roles, f.Officer = roleChoices(wanted.role, texts), wanted.officer
	for _, u := range units {
		f.Units = append(f.Units, frame.Choice{Value: u.Code, Label: u.Name, Selected: u.Code == wanted.unit})
	}
}

// act answers a form of the page: a refusal is shown on the page, done on the page that follows.
func (s *Section) act(c *fiber.Ctx, who frame.Visitor, done string, wanted *reach, change func(context.Context) error) error {
	if err := frame.Run(change); err != nil {
		return s.refused(c, who, err, wanted)
	}
	return c.Redirect(accountAddress(loginOf(c))+"?selesai="+done, fiber.StatusSeeOther)
}

// refused shows on the page why an action was refused, beside the fields of wanted where they are
// wrong. It returns other errors.
func (s *Section) refused(c *fiber.Ctx, who frame.Visitor, err error, wanted *reach) error {
	refusal, ok := domain.Refusal(err)
	if !ok || refusal.Code != domain.CodeConflict && refusal.Code != domain.CodeInvalid && !unknownPlace(refusal) {
		return err
	}
	view := accountView{Error: s.Texts(c).Refusal(refusal)}
	if wanted != nil {
		view.Role.Wrong = frame.FieldErrorsOf(refusal, s.Texts(c))
	}
	if view.Role.Wrong != nil { // the sentences beside the fields say it
		view.Error = ""
	}
	return s.showAccount(c, web.StatusOf(refusal), who, view, wanted)
}

// unknownPlace reports whether the form names a unit or an officer that does not exist.
func unknownPlace(refusal *domain.Error) bool {
	return refusal.Is(domain.ErrUnitUnknown) || refusal.Is(domain.ErrOfficerUnknown)
}

func (s *Section) disableAccount(c *fiber.Ctx, who frame.Visitor) error {
	return s.act(c, who, "disabled", nil, func(ctx context.Context) error { return s.Keeper.Disable(ctx, who.Actor, loginOf(c)) })
}

func (s *Section) enableAccount(c *fiber.Ctx, who frame.Visitor) error {
	return s.act(c, who, "enabled", nil, func(ctx context.Context) error { return s.Keeper.Enable(ctx, who.Actor, loginOf(c)) })
}

func (s *Section) setRole(c *fiber.Ctx, who frame.Visitor) error {
	wanted := reach{domain.Role(c.FormValue("peran")), c.FormValue("unit"), c.FormValue("petugas")}
	return s.act(c, who, "role", &wanted, func(ctx context.Context) error {
		return s.Keeper.SetRole(ctx, who.Actor, loginOf(c), wanted.role, wanted.unit, wanted.officer)
	})
}

// resetPassword shows the new password only in its response. It is in no address.
func (s *Section) resetPassword(c *fiber.Ctx, who frame.Visitor) error {
	password := account.OneTimePassword()
	err := frame.Run(func(ctx context.Context) error { return s.Keeper.Reset(ctx, who.Actor, loginOf(c), password, true) })
	if err != nil {
		return s.refused(c, who, err, nil)
	}
	return s.showAccount(c, fiber.StatusOK, who, accountView{Password: password}, nil)
}
