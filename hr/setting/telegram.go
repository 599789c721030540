package setting

import (
	"context"
	"html/template"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/notice"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

const telegramPath = frame.Root + "/telegram"

// telegramView is the data of the page that links an account with a chat.
type telegramView struct {
	Available bool // a bot is running
	Role      domain.Role
	Minutes   int
	Since     string // "" without a linked chat
	Topics    []frame.Choice
	From      string // of the quiet hours, in the format of a time input
	Until     string
	Wrong     string
	Langs     []frame.Choice
	Done      string // "saved" or "ended" after a change
}

func (s *Section) telegram(c *fiber.Ctx, who frame.Visitor) error {
	chat, err := s.chatOf(who)
	if err != nil {
		return err
	}
	view := s.telegramView(chat, who, s.Texts(c))
	switch c.Query("selesai") {
	case "simpan":
		view.Done = "saved"
	case "putus":
		view.Done = "ended"
	}
	return s.showTelegram(c, fiber.StatusOK, who, view)
}

func (s *Section) showTelegram(c *fiber.Ctx, status int, who frame.Visitor, view telegramView) error {
	return s.Show(c, status, "telegram.html", who, frame.Page{
		Title: s.Texts(c).T("hr.telegram.title"), Nav: "telegram", At: telegramPath, Body: view,
	})
}

// chatOf gives the account's chat, or a chat without an ID if none is linked.
func (s *Section) chatOf(who frame.Visitor) (notice.StaffChat, error) {
	chat, err := web.Within(func(ctx context.Context) (notice.StaffChat, error) { return s.StaffChats.Of(ctx, who.Actor) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrChatMissing) {
		return notice.StaffChat{}, nil
	}
	return chat, err
}

func (s *Section) telegramView(chat notice.StaffChat, who frame.Visitor, texts locale.Texts) telegramView {
	view := telegramView{Available: s.Telegram, Role: who.Role, Minutes: int(notice.LinkTime.Minutes())}
	if chat.ID == "" {
		return view
	}
	view.Since = texts.Moment(s.StaffChats.Local(chat.Since))
	view.From, view.Until = inputTime(chat.Quiet.From), inputTime(chat.Quiet.Until)
	for _, topic := range notice.TopicsFor(who.Role) {
		view.Topics = append(view.Topics, frame.Choice{
			Value: string(topic), Label: texts.T("hr.telegram.wish." + string(topic)), Selected: chat.Wants(topic),
		})
	}
	view.Langs = s.languageChoices(chat.Lang)
	return view
}

func (s *Section) languageChoices(lang string) []frame.Choice {
	var list []frame.Choice
	for _, code := range s.Languages() {
		list = append(list, frame.Choice{Value: code, Label: s.LanguageName(code), Selected: code == lang})
	}
	return list
}

// inputTime formats minutes after midnight for a time input: 20:00.
func inputTime(minutes int) string {
	return strings.ReplaceAll(domain.FormatMinutes(minutes), ".", ":")
}

// linkView shows a link code once. The code is in no address of the portal.
type linkView struct {
	Page    string
	Picture template.URL
	Until   string
}

// inviteChat makes a link code. A reload of the page makes another code, which replaces the
// first.
func (s *Section) inviteChat(c *fiber.Ctx, who frame.Visitor) error {
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
	picture, err := frame.QRImage(link)
	if err != nil {
		return err
	}
	texts := s.Texts(c)
	return s.Show(c, fiber.StatusOK, "telegramcode.html", who, frame.Page{
		Title: texts.T("hr.telegram.link"), Nav: "telegram", At: telegramPath, Body: linkView{
			Page: link, Until: texts.Clock(s.StaffChats.Local(made.Expires())), Picture: picture,
		},
	})
}

// configureChat saves the settings, or shows them again if a time is not valid.
func (s *Section) configureChat(c *fiber.Ctx, who frame.Visitor) error {
	var topics []notice.Topic
	for _, value := range c.Request().PostArgs().PeekMulti("wish") {
		topics = append(topics, notice.Topic(value))
	}
	lang, from, until := c.FormValue("lang"), c.FormValue("from"), c.FormValue("until")
	if !slices.Contains(s.Languages(), lang) {
		lang = locale.Default
	}
	quiet, ok := notice.ParseQuietHours(from, until)
	if !ok {
		return s.invalidQuietHours(c, who, topics, from, until)
	}
	err := frame.Run(func(ctx context.Context) error { return s.StaffChats.Configure(ctx, who.Actor, topics, quiet, lang) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrChatMissing) {
		return c.Redirect(telegramPath, fiber.StatusSeeOther) // unlinked in the chat meanwhile
	}
	if err != nil {
		return err
	}
	return c.Redirect(telegramPath+"?selesai=simpan", fiber.StatusSeeOther)
}

func (s *Section) invalidQuietHours(c *fiber.Ctx, who frame.Visitor, topics []notice.Topic, from, until string) error {
	chat, err := s.chatOf(who)
	if err != nil {
		return err
	}
	chat.Topics = topics
	texts := s.Texts(c)
	view := s.telegramView(chat, who, texts)
	view.From, view.Until, view.Wrong = from, until, texts.T("refusal.field_quiet")
	return s.showTelegram(c, fiber.StatusUnprocessableEntity, who, view)
}

func (s *Section) endChat(c *fiber.Ctx, who frame.Visitor) error {
	if err := frame.Run(func(ctx context.Context) error { return s.StaffChats.End(ctx, who.Actor) }); err != nil {
		return err
	}
	return c.Redirect(telegramPath+"?selesai=putus", fiber.StatusSeeOther)
}
