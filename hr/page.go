package hr

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/web"
)

// page is what the portal's frame is given around a page's own view.
type page struct {
	Title     string
	Nav       string // the entry of the menu on which the page stands
	Who       visitor
	Menu      []menuItem
	At        string // where the page is found again, "" for its own address
	Form      string // the hidden field of every form on the page
	Languages []languageLink
	Waiting   string // what was accepted and is not in these figures yet
	Alarm     string // which kiosks are silent while their counters are manned
	Body      any
}

type menuItem struct {
	Key     string
	URL     string
	Current bool
}

// languageLink opens the same page in another language.
type languageLink struct {
	Code    string
	URL     string
	Current bool
}

// show answers with a page in its frame.
func (s *Site) show(c *fiber.Ctx, status int, name string, who visitor, p page) error {
	p.Who, p.Menu = who, menu(who, p.Nav)
	if who.signedIn() {
		p.Form = formToken(who.Token)
	}
	texts := s.texts(c)
	for _, code := range s.catalog.Languages() {
		p.Languages = append(p.Languages, languageLink{Code: code, URL: inLanguage(c, p.At, code), Current: code == texts.Lang})
	}
	p.Waiting, p.Alarm = s.waiting(who, texts), s.alarm(who, texts)
	return s.pages.RenderIn(c, texts.Lang, status, name, p)
}

// waiting tells those who answer for the whole city that figures will still grow. A
// journal that cannot be asked leaves the page without the sentence.
func (s *Site) waiting(who visitor, texts locale.Texts) string {
	if s.Backlog == nil || !who.SeesCity() {
		return ""
	}
	backlog, err := web.Within(s.Backlog)
	if err != nil || backlog.Ratings == 0 {
		return ""
	}
	return texts.N("hr.waiting", backlog.Ratings, "moment", texts.Moment(backlog.Oldest.In(s.Clock().Location())))
}

// inLanguage is the page's address with a language chosen: its own, or the one at
// which a page that answers a form is found again.
func inLanguage(c *fiber.Ctx, at, lang string) string {
	path, asked := c.Path(), string(c.Request().URI().QueryString())
	if at != "" {
		path, asked, _ = strings.Cut(at, "?")
	}
	query, err := url.ParseQuery(asked)
	if err != nil {
		query = url.Values{}
	}
	query.Set("lang", lang)
	return path + "?" + query.Encode()
}

// menu lists what the visitor may open, and nothing that does not exist.
func menu(who visitor, current string) []menuItem {
	var items []menuItem
	add := func(asks permission, key, address string) {
		if who.may(asks) {
			items = append(items, menuItem{Key: key, URL: address, Current: key == current})
		}
	}
	add(permitBoard, "board", root+"/papan")
	if who.Role == domain.RoleOfficer {
		add(permitOwn, "own", officerAddress(who.Officer, domain.Period{}))
	}
	add(permitKiosks, "kiosks", root+"/kios")
	add(permitKiosks, "hours", root+"/jam")
	add(permitCodes, "codes", root+"/kode")
	add(permitPhotos, "photos", photosPath)
	add(permitKeys, "keys", root+"/kunci")
	add(permitOwn, "method", root+"/cara")
	add(permitOwn, "telegram", telegramPath)
	add(permitOwn, "password", root+"/sandi")
	return items
}

// frame keeps what staff read out of every cache, and says refusals in the
// portal's own frame, from where there is a way on.
func (s *Site) frame(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	// Forms are told from foreign ones by their origin, which browsers hide where no
	// referrer is sent at all. Other sites still learn nothing.
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	err := c.Next()
	refusal, ok := domain.Refusal(err)
	var missing *fiber.Error
	if errors.As(err, &missing) && missing.Code == fiber.StatusNotFound {
		refusal, ok = domain.ErrPageUnknown, true
	}
	if !ok || !web.WantsPage(c) {
		return err
	}
	return s.refuse(c, refusal)
}

// refusalView is a refusal with the way on.
type refusalView struct {
	Sentence string
	Back     string
}

func (s *Site) refuse(c *fiber.Ctx, refusal *domain.Error) error {
	who, guarded := c.Locals(visitorLocal).(visitor)
	if !guarded { // an address that no route has
		who, _ = s.visitor(c) // a store that is away leaves the frame without a name
	}
	web.SayWait(c, refusal)
	view := refusalView{Sentence: s.sentence(c, refusal), Back: root + "/masuk"}
	if who.signedIn() {
		view.Back = startOf(who)
	}
	return s.show(c, web.StatusOf(refusal), "refusal.html", who, page{Title: s.texts(c).T("hr.refusal.title"), Body: view})
}
