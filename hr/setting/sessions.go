package setting

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain/account"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// sessionsView is the list of open sessions with the forms that end them.
type sessionsView struct {
	Action string // the address of the forms
	Lines  []sessionLine
	Others bool // there are sessions other than the reader's
	Limits sessionLimits
}

// sessionLine is a session in words.
type sessionLine struct {
	ID          string
	Begun, Seen string
	IsThis      bool // the reader's own
}

func (s *Section) sessionsView(sessions []account.Session, who frame.Visitor, action string, texts locale.Texts) sessionsView {
	view, zone := sessionsView{Action: action, Limits: limitsOfSessions()}, s.Clock().Location()
	for _, session := range sessions {
		line := sessionLine{
			ID: session.ID(), Begun: texts.Moment(session.Created.In(zone)), Seen: texts.Moment(session.Seen.In(zone)),
			IsThis: session.Of(who.Token),
		}
		view.Others = view.Others || !line.IsThis
		view.Lines = append(view.Lines, line)
	}
	return view
}

// ownSessions lists the visitor's sessions.
func (s *Section) ownSessions(who frame.Visitor, texts locale.Texts) (sessionsView, error) {
	sessions, err := web.Within(func(ctx context.Context) ([]account.Session, error) {
		return s.Keeper.Sessions(ctx, who.Actor, who.Login)
	})
	return s.sessionsView(sessions, who, passwordPath+"/sesi", texts), err
}

// endOwnSessions ends the session that the form names, or all but the visitor's.
func (s *Section) endOwnSessions(c *fiber.Ctx, who frame.Visitor) error {
	if err := s.endSessionsOf(c, who, who.Login); err != nil {
		return err
	}
	return c.Redirect(passwordPath+"?selesai=sesi", fiber.StatusSeeOther)
}

// endSessions ends the session of the account that the form names, or all of them; of the
// visitor's own account all but this one.
func (s *Section) endSessions(c *fiber.Ctx, who frame.Visitor) error {
	return s.act(c, who, "ended", nil, func(context.Context) error { return s.endSessionsOf(c, who, loginOf(c)) })
}

func (s *Section) endSessionsOf(c *fiber.Ctx, who frame.Visitor, login string) error {
	id := c.FormValue("sesi")
	return frame.Run(func(ctx context.Context) error {
		if id != "" {
			_, err := s.Keeper.EndSession(ctx, who.Actor, login, id)
			return err
		}
		_, err := s.Keeper.EndSessions(ctx, who.Actor, login, who.Token)
		return err
	})
}
