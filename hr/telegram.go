package hr

import (
	"context"
	"html/template"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/notice"
	"suaraloket/web"
)

const telegramPath = root + "/telegram"

// telegramView is the page on which an account is linked with its own chat.
type telegramView struct {
	Available bool // there is a bot
	Role      domain.Role
	Minutes   int
	Since     string // "" while no chat is linked
	Wishes    []choice
	From      string // quiet hours, as an input of times reads them
	Until     string
	Wrong     string
	Langs     []choice
	Done      string // saved or ended
}

func (s *Site) telegram(c *fiber.Ctx, who visitor) error {
	chat, err := s.chatOf(who)
	if err != nil {
		return err
	}
	view := s.telegramView(chat, who, s.texts(c))
	switch c.Query("selesai") {
	case "simpan":
		view.Done = "saved"
	case "putus":
		view.Done = "ended"
	}
	return s.showTelegram(c, fiber.StatusOK, who, view)
}

func (s *Site) showTelegram(c *fiber.Ctx, status int, who visitor, view telegramView) error {
	return s.show(c, status, "telegram.html", who, page{
		Title: s.texts(c).T("hr.telegram.title"), Nav: "telegram", At: telegramPath, Body: view,
	})
}

// chatOf gives the account's chat, one without an ID when it has none.
func (s *Site) chatOf(who visitor) (notice.StaffChat, error) {
	chat, err := web.Within(func(ctx context.Context) (notice.StaffChat, error) { return s.StaffChats.Of(ctx, who.Actor) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrChatMissing) {
		return notice.StaffChat{}, nil
	}
	return chat, err
}

func (s *Site) telegramView(chat notice.StaffChat, who visitor, texts locale.Texts) telegramView {
	view := telegramView{Available: s.Telegram, Role: who.Role, Minutes: int(notice.LinkTime.Minutes())}
	if chat.ID == "" {
		return view
	}
	view.Since = texts.Moment(s.StaffChats.Local(chat.Since))
	view.From, view.Until = inputTime(chat.Quiet.From), inputTime(chat.Quiet.Until)
	for _, wish := range notice.TopicsFor(who.Role) {
		view.Wishes = append(view.Wishes, choice{
			Value: string(wish), Label: texts.T("hr.telegram.wish." + string(wish)), Selected: chat.Wants(wish),
		})
	}
	view.Langs = s.languageChoices(chat.Lang)
	return view
}

func (s *Site) languageChoices(lang string) []choice {
	var list []choice
	for _, code := range s.catalog.Languages() {
		list = append(list, choice{Value: code, Label: s.catalog.In(code).T("language.name"), Selected: code == lang})
	}
	return list
}

// inputTime writes minutes after midnight as browsers' inputs do, 20:00.
func inputTime(minutes int) string {
	return strings.ReplaceAll(domain.FormatMinutes(minutes), ".", ":")
}

// linkView is the page with a code, shown this once: it stands in no address of ours.
type linkView struct {
	Page    string
	Picture template.URL
	Until   string
}

// inviteChat makes a code. Loading the page again makes another one, and the first ends.
func (s *Site) inviteChat(c *fiber.Ctx, who visitor) error {
	if !s.Telegram {
		return domain.ErrPageUnknown
	}
	var code string
	made, err := web.Within(func(ctx context.Context) (made notice.LinkCode, err error) {
		code, made, err = s.StaffChats.Invite(ctx, who.Actor)
		return made, err
	})
	if err != nil {
		return err
	}
	link, err := s.Addresses.Chat(code)
	if err != nil {
		return err
	}
	picture, err := drawn(link)
	if err != nil {
		return err
	}
	texts := s.texts(c)
	return s.show(c, fiber.StatusOK, "telegramcode.html", who, page{
		Title: texts.T("hr.telegram.link"), Nav: "telegram", At: telegramPath, Body: linkView{
			Page: link, Until: texts.Clock(s.StaffChats.Local(made.Expires())), Picture: picture,
		},
	})
}

// setWishes keeps what was chosen, or shows it again when a time is none.
func (s *Site) setWishes(c *fiber.Ctx, who visitor) error {
	var wishes []notice.Topic
	for _, value := range c.Request().PostArgs().PeekMulti("wish") {
		wishes = append(wishes, notice.Topic(value))
	}
	lang, from, until := c.FormValue("lang"), c.FormValue("from"), c.FormValue("until")
	if !slices.Contains(s.catalog.Languages(), lang) {
		lang = locale.Default
	}
	quiet, ok := notice.ParseQuietHours(from, until)
	if !ok {
		return s.wrongQuiet(c, who, wishes, from, until)
	}
	err := done(func(ctx context.Context) error { return s.StaffChats.Configure(ctx, who.Actor, wishes, quiet, lang) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrChatMissing) {
		return c.Redirect(telegramPath, fiber.StatusSeeOther) // ended in the chat meanwhile
	}
	if err != nil {
		return err
	}
	return c.Redirect(telegramPath+"?selesai=simpan", fiber.StatusSeeOther)
}

func (s *Site) wrongQuiet(c *fiber.Ctx, who visitor, wishes []notice.Topic, from, until string) error {
	chat, err := s.chatOf(who)
	if err != nil {
		return err
	}
	chat.Topics = wishes
	texts := s.texts(c)
	view := s.telegramView(chat, who, texts)
	view.From, view.Until, view.Wrong = from, until, texts.T("refusal.field_quiet")
	return s.showTelegram(c, fiber.StatusUnprocessableEntity, who, view)
}

func (s *Site) endChat(c *fiber.Ctx, who visitor) error {
	if err := done(func(ctx context.Context) error { return s.StaffChats.End(ctx, who.Actor) }); err != nil {
		return err
	}
	return c.Redirect(telegramPath+"?selesai=putus", fiber.StatusSeeOther)
}
