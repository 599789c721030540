package frame

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
)

// Page is the data of the layout around a page's own view.
type Page struct {
	Title     string
	Nav       string // the current entry of the menu
	Who       Visitor
	Menu      []MenuItem
	At        string // the address that shows this page again, "" for the request's own
	Form      string // the hidden field of every form on the page
	Languages []LanguageLink
	Waiting   string // warns of accepted ratings that the figures do not include yet
	Alarm     string // warns of silent kiosks at counters that are in service
	Token     string // warns that Telegram refuses the token
	Setup     *Setup // what to do first on an installation without its lists; nil otherwise
	Body      any
}

// MenuItem is an entry of the menu.
type MenuItem struct {
	Key     string
	URL     string
	Current bool
}

// LanguageLink opens the same page in another language.
type LanguageLink struct {
	Code    string
	URL     string
	Current bool
}

// Show answers with a page in the layout of the portal.
func (f *Frame) Show(c *fiber.Ctx, status int, name string, who Visitor, p Page) error {
	p.Who, p.Menu = who, menu(who, p.Nav)
	if who.SignedIn() {
		p.Form = FormToken(who.Token)
	}
	texts := f.Texts(c)
	for _, code := range f.Languages() {
		p.Languages = append(p.Languages, LanguageLink{Code: code, URL: inLanguage(c, p.At, code), Current: code == texts.Lang})
	}
	p.Waiting, p.Alarm, p.Token = f.waiting(who, texts), f.alarm(who, texts), f.refusedToken(who, texts)
	var counters bool
	if p.Setup, counters = f.setup(who, p.Nav); !counters {
		name = "setup.html"
	}
	return f.pages.RenderIn(c, texts.Lang, status, name, p)
}

// FormToken is the value of a form's hidden field, derived from the session token or
// from the cookie of the sign-in form.
func FormToken(secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("form"))
	return hex.EncodeToString(mac.Sum(nil))
}

// inLanguage is the address of the page in a language: the request's own address, or at
// if the page answers a form.
func inLanguage(c *fiber.Ctx, at, lang string) string {
	path, queryString := c.Path(), string(c.Request().URI().QueryString())
	if at != "" {
		path, queryString, _ = strings.Cut(at, "?")
	}
	query, err := url.ParseQuery(queryString)
	if err != nil {
		query = url.Values{}
	}
	query.Set("lang", lang)
	return path + "?" + query.Encode()
}

// menu lists the pages that the visitor may open.
func menu(who Visitor, current string) []MenuItem {
	var items []MenuItem
	add := func(requires Permission, key, address string) {
		if who.May(requires) {
			items = append(items, MenuItem{Key: key, URL: address, Current: key == current})
		}
	}
	add(InspectFees, "fees", Root+"/laporan")
	add(SeeBoard, "board", Root+"/papan")
	add(InspectHeld, "held", Root+"/tinjauan")
	add(SeeBoard, "ikm", Root+"/ikm")
	add(SeeOfficers, "low", Root+"/keluhan")
	if who.Role == domain.RoleOfficer {
		add(SignedIn, "own", OfficerAddress(who.Officer, domain.Period{}))
	}
	add(ManageKiosks, "kiosks", Root+"/kios")
	add(ManageKiosks, "hours", Root+"/jam")
	add(EnterVisits, "served", Root+"/kunjungan")
	add(PrintCodes, "codes", Root+"/kode")
	add(ChoosePhotos, "photos", Root+"/foto")
	add(ManageAccounts, "accounts", Root+"/akun")
	add(ManageKeys, "keys", Root+"/kunci")
	add(ReadRecord, "record", Root+"/catatan")
	add(SignedIn, "method", Root+"/cara")
	add(LinkChat, "telegram", Root+"/telegram")
	add(SignedIn, "password", Root+"/sandi")
	return items
}
