package setting

import (
	"context"
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/hr/frame"
	"suaraloket/web"

	"github.com/gofiber/fiber/v2"
)

// passwordView is the form for a new password with the error of the last attempt.
type passwordView struct {
	Error   string
	Done    bool
	First   bool // a one-time password has to be changed
	Minimum int
	// Sessions are the visitor's, nil while a one-time password has to be changed.
	Sessions *sessionsView
	Ended    bool // sessions were just ended
}

const passwordPath = frame.Root + "/sandi"

func (s *Section) passwordPage(c *fiber.Ctx, who frame.Visitor) error {
	return s.askPassword(c, fiber.StatusOK, who, passwordView{Done: c.Query("selesai") == "1", Ended: c.Query("selesai") == "sesi"})
}

func (s *Section) askPassword(c *fiber.Ctx, status int, who frame.Visitor, view passwordView) error {
	view.Minimum, view.First = account.LeastPassword(who.Role), who.MustChange && view.Error == ""
	if !who.MustChange {
		sessions, err := s.ownSessions(who, s.Texts(c))
		if err != nil {
			return err
		}
		view.Sessions = &sessions
	}
	return s.Show(c, status, "password.html", who, frame.Page{
		Title: s.Texts(c).T("hr.nav.password"), Nav: "password", At: passwordPath, Body: view,
	})
}

func (s *Section) changePassword(c *fiber.Ctx, who frame.Visitor) error {
	password := c.FormValue("new")
	if password != c.FormValue("again") {
		view := passwordView{Error: s.Texts(c).T("hr.password.differ")}
		return s.askPassword(c, fiber.StatusUnprocessableEntity, who, view)
	}
	token, err := web.Within(func(ctx context.Context) (string, error) {
		return s.Accounts.ChangePassword(ctx, who.Actor, c.FormValue("old"), password)
	})
	if refusal, ok := domain.Refusal(err); ok && refusal.Code != domain.CodeUnavailable {
		web.SayWait(c, refusal)
		sentence := s.Sentence(c, refusal)
		if refusal.Is(domain.ErrSignInFailed) {
			sentence = s.Texts(c).T("hr.password.wrong")
		}
		return s.askPassword(c, web.StatusOf(err), who, passwordView{Error: sentence})
	}
	if err != nil {
		return err
	}
	s.KeepSession(c, token)
	return c.Redirect(passwordPath+"?selesai=1", fiber.StatusSeeOther)
}
