package hr

import (
	"context"
	"math"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/web"
)

// signInView is the sign-in form, with what was wrong with the last attempt.
type signInView struct {
	Login  string
	Next   string
	Error  string
	Sample *SampleNote
}

func (s *Site) signInPage(c *fiber.Ctx, who visitor) error {
	if who.signedIn() {
		return c.Redirect(startOf(who), fiber.StatusSeeOther)
	}
	return s.askSignIn(c, fiber.StatusOK, signInView{Next: nextPage(c.Query("next"))})
}

func (s *Site) askSignIn(c *fiber.Ctx, status int, view signInView) error {
	view.Sample = s.Sample
	return s.show(c, status, "signin.html", visitor{}, page{
		Title: s.texts(c).T("hr.signin.title"), Form: formToken(s.beginForm(c)), Body: view,
	})
}

// signIn begins a session and opens the page that was wanted.
func (s *Site) signIn(c *fiber.Ctx, _ visitor) error {
	login, next := c.FormValue("login"), nextPage(c.FormValue("next"))
	begun, err := web.Within(func(ctx context.Context) (visitor, error) {
		token, actor, err := s.Accounts.SignIn(ctx, login, c.FormValue("password"))
		return visitor{Actor: actor, Token: token}, err
	})
	if refusal, ok := domain.Refusal(err); ok && refusal.Code != domain.CodeUnavailable {
		web.SayWait(c, refusal)
		sentence := s.sentence(c, refusal)
		return s.askSignIn(c, web.StatusOf(err), signInView{Login: login, Next: next, Error: sentence})
	}
	if err != nil {
		return err
	}
	s.setCookie(c, sessionCookie, begun.Token)
	s.dropCookie(c, formCookie)
	if next == "" {
		next = startOf(begun)
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// sentence says a refusal as the portal does, with the wait where there is one.
func (s *Site) sentence(c *fiber.Ctx, refusal *domain.Error) string {
	texts := s.texts(c)
	seconds := int64(math.Ceil(refusal.RetryAfter.Seconds()))
	if key := "hr.refusal." + refusal.Key; texts.Has(key) {
		return texts.N(key, seconds)
	}
	return texts.Refusal(refusal)
}

// signOut ends the session in the store, not in the browser alone.
func (s *Site) signOut(c *fiber.Ctx, who visitor) error {
	err := done(func(ctx context.Context) error { return s.Accounts.SignOut(ctx, who.Token) })
	if err != nil {
		return err
	}
	s.dropCookie(c, sessionCookie)
	return c.Redirect(root+"/masuk", fiber.StatusSeeOther)
}

// passwordView is the form for a new password.
type passwordView struct {
	Error string
	Done  bool
	Least int
}

func (s *Site) passwordPage(c *fiber.Ctx, who visitor) error {
	return s.askPassword(c, fiber.StatusOK, who, passwordView{Done: c.Query("selesai") == "1"})
}

func (s *Site) askPassword(c *fiber.Ctx, status int, who visitor, view passwordView) error {
	view.Least = account.MinPassword
	return s.show(c, status, "password.html", who, page{
		Title: s.texts(c).T("hr.password.title"), Nav: "password", Body: view,
	})
}

func (s *Site) changePassword(c *fiber.Ctx, who visitor) error {
	fresh := c.FormValue("new")
	if fresh != c.FormValue("again") {
		view := passwordView{Error: s.texts(c).T("hr.password.differ")}
		return s.askPassword(c, fiber.StatusUnprocessableEntity, who, view)
	}
	err := done(func(ctx context.Context) error {
		return s.Accounts.ChangePassword(ctx, who.Actor, who.Token, c.FormValue("old"), fresh)
	})
	if refusal, ok := domain.Refusal(err); ok && refusal.Code != domain.CodeUnavailable {
		web.SayWait(c, refusal)
		sentence := s.sentence(c, refusal)
		if refusal.Is(domain.ErrSignInFailed) {
			sentence = s.texts(c).T("hr.password.wrong")
		}
		return s.askPassword(c, web.StatusOf(err), who, passwordView{Error: sentence})
	}
	if err != nil {
		return err
	}
	return c.Redirect(root+"/sandi?selesai=1", fiber.StatusSeeOther)
}
