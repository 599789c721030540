package hr

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
)

// permission is what a route asks of whoever opens it.
type permission string

// The permissions. permitNobody is asked by routes that open without signing in.
const (
	permitNobody permission = ""
	permitOwn    permission = "own"    // be signed in
	permitBoard  permission = "board"  // see the standings of several officers
	permitCodes  permission = "codes"  // print the counters' codes
	permitKiosks permission = "kiosks" // look after tablets and opening hours
	permitPhotos permission = "photos" // choose officers' photos
	permitAll    permission = "all"    // take every rating of the city away
	permitKeys   permission = "keys"   // let other systems in
)

// permissions is the one table of what a role may do. What a role may see within a
// page is narrowed by the use cases.
func permissions(role domain.Role) []permission {
	switch role {
	case domain.RoleAdmin:
		return []permission{permitOwn, permitBoard, permitCodes, permitKiosks, permitPhotos, permitAll, permitKeys}
	case domain.RoleHR:
		return []permission{permitOwn, permitBoard, permitCodes, permitKiosks, permitPhotos, permitAll}
	case domain.RoleHead:
		return []permission{permitOwn, permitBoard, permitCodes, permitKiosks, permitPhotos}
	case domain.RoleOfficer:
		return []permission{permitOwn}
	}
	return nil
}

// route is a path with what it asks for.
type route struct {
	method string
	path   string
	asks   permission
	handle func(*fiber.Ctx, visitor) error
}

func (s *Site) routes() []route {
	get, post := fiber.MethodGet, fiber.MethodPost
	return []route{
		{get, root + "/", permitOwn, s.home},
		{get, root + "/masuk", permitNobody, s.signInPage},
		{post, root + "/masuk", permitNobody, s.signIn},
		{post, root + "/keluar", permitOwn, s.signOut},
		{get, root + "/sandi", permitOwn, s.passwordPage},
		{post, root + "/sandi", permitOwn, s.changePassword},
		{get, root + "/papan", permitBoard, s.board},
		{get, root + "/papan.csv", permitBoard, s.boardCSV},
		{get, root + "/penilaian.csv", permitAll, s.ratingsCSV},
		{get, root + "/petugas/:code", permitOwn, s.officer},
		{post, root + "/petugas/:code/pin", permitOwn, s.issuePIN},
		{post, root + "/petugas/:code/foto", permitPhotos, s.putPhoto},
		{post, root + "/petugas/:code/foto/hapus", permitOwn, s.dropPhoto},
		{get, photosPath, permitPhotos, s.photos},
		{post, photosPath, permitPhotos, s.takePhotos},
		{get, root + "/kios", permitKiosks, s.kiosks},
		{post, root + "/kios", permitKiosks, s.addKiosk},
		{get, root + "/kios.csv", permitKiosks, s.kiosksCSV},
		{get, root + "/kios/pasang/:id", permitKiosks, s.pairing},
		{post, root + "/kios/pasang/:id", permitKiosks, s.pairAgain},
		{get, root + "/kios/berkas", permitKiosks, s.queuePage},
		{post, root + "/kios/berkas", permitKiosks, s.takeQueue},
		{get, root + "/kios/:id", permitKiosks, s.kiosk},
		{post, root + "/kios/:id/nama", permitKiosks, s.renameKiosk},
		{post, root + "/kios/:id/loket", permitKiosks, s.moveKiosk},
		{post, root + "/kios/:id/ganti", permitKiosks, s.replaceKiosk},
		{get, root + "/kios/:id/cabut", permitKiosks, s.askRevoke},
		{post, root + "/kios/:id/cabut", permitKiosks, s.revokeKiosk},
		{get, root + "/jam", permitKiosks, s.calendar},
		{post, root + "/jam", permitKiosks, s.setHours},
		{post, root + "/jam/libur", permitKiosks, s.addHoliday},
		{post, root + "/jam/libur/hapus", permitKiosks, s.dropHoliday},
		{get, root + "/kode", permitCodes, s.codes},
		{get, root + "/kode.pdf", permitCodes, s.codesPDF},
		{get, root + "/kunci", permitKeys, s.keysPage},
		{post, root + "/kunci", permitKeys, s.makeKey},
		{post, root + "/kunci/:id/cabut", permitKeys, s.revokeKey},
		{get, telegramPath, permitOwn, s.telegram},
		{post, telegramPath, permitOwn, s.setWishes},
		{post, telegramPath + "/kode", permitOwn, s.inviteChat},
		{post, telegramPath + "/putus", permitOwn, s.endChat},
		{get, root + "/cara", permitOwn, s.method},
	}
}

// visitor is who sent the request; Token is empty when nobody is signed in.
type visitor struct {
	domain.Actor
	Token string
}

func (v visitor) signedIn() bool { return v.Token != "" }

func (v visitor) may(asks permission) bool {
	return asks == permitNobody || v.signedIn() && slices.Contains(permissions(v.Role), asks)
}

const visitorLocal = "hr.visitor"

// guard lets in who may come in, and takes a form only from our own pages.
func (s *Site) guard(r route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		who, err := s.visitor(c)
		if err != nil {
			return err
		}
		c.Locals(visitorLocal, who)
		if r.asks != permitNobody && !who.signedIn() {
			return c.Redirect(signInAddress(c), fiber.StatusSeeOther)
		}
		if !who.may(r.asks) {
			return domain.ErrNotAllowed
		}
		if r.method == fiber.MethodPost && !s.ownForm(c, s.formSecret(c, r.asks, who)) {
			return errFormStale
		}
		return r.handle(c, who)
	}
}

// home sends everybody to the page with which their work begins.
func (s *Site) home(c *fiber.Ctx, who visitor) error {
	return c.Redirect(startOf(who), fiber.StatusSeeOther)
}

func startOf(who visitor) string {
	if who.may(permitBoard) {
		return root + "/papan"
	}
	return officerAddress(who.Officer, domain.Period{})
}

// signInAddress remembers the page that somebody wanted to open.
func signInAddress(c *fiber.Ctx) string {
	address := root + "/masuk"
	if next := c.OriginalURL(); c.Method() == fiber.MethodGet && nextPage(next) != "" {
		address += "?next=" + url.QueryEscape(next)
	}
	return address
}
