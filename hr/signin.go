package hr

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// signInView is the sign-in form with the error of the last attempt.
type signInView struct {
	Login  string
	Next   string
	Error  string
	Sample *SampleNote
}

func (s *Site) signInPage(c *fiber.Ctx, who frame.Visitor) error {
	if who.SignedIn() {
		return c.Redirect(who.Start(), fiber.StatusSeeOther)
	}
	return s.askSignIn(c, fiber.StatusOK, signInView{Next: nextPage(c.Query("next"))})
}

func (s *Site) askSignIn(c *fiber.Ctx, status int, view signInView) error {
	view.Sample = s.Sample
	return s.frame.Show(c, status, "signin.html", frame.Visitor{}, frame.Page{
		Title: s.frame.Texts(c).T("hr.signin.title"), Form: frame.FormToken(s.beginForm(c)), Body: view,
	})
}

// signIn starts a session and redirects to the requested page.
func (s *Site) signIn(c *fiber.Ctx, _ frame.Visitor) error {
	login, next := c.FormValue("login"), nextPage(c.FormValue("next"))
	begun, err := web.Within(func(ctx context.Context) (frame.Visitor, error) {
		token, actor, err := s.Accounts.SignIn(ctx, account.Attempt{
			Login: login, Password: c.FormValue("password"), Source: s.Shell.Source(c), Device: c.Cookies(s.cookieName(deviceCookie)),
		})
		return frame.Visitor{Actor: actor, Token: token}, err
	})
	if refusal, ok := domain.Refusal(err); ok && refusal.Code != domain.CodeUnavailable {
		web.SayWait(c, refusal)
		sentence := s.frame.Sentence(c, refusal)
		return s.askSignIn(c, web.StatusOf(err), signInView{Login: login, Next: next, Error: sentence})
	}
	if err != nil {
		return err
	}
	s.keepSession(c, begun.Token)
	s.keepDevice(c, begun.Actor)
	s.dropCookie(c, formCookie)
	if next == "" {
		next = begun.Start()
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// signOut ends the session in the store, not only in the browser.
func (s *Site) signOut(c *fiber.Ctx, who frame.Visitor) error {
	err := frame.Run(func(ctx context.Context) error { return s.Accounts.SignOut(ctx, who.Actor, who.Token) })
	if err != nil {
		return err
	}
	s.dropCookie(c, sessionCookie)
	// Not the storage: ratings of a tablet may wait in it. Not the cookies: the chosen language
	// is one.
	c.Set("Clear-Site-Data", `"cache"`)
	return c.Redirect(frame.Root+"/masuk", fiber.StatusSeeOther)
}
