// Package setting is the section of the portal about access: the visitor's password, sessions and
// Telegram chat, the accounts of staff, the API keys of other systems, and the record of who did what.
package setting

import (
	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/notice"
	"suaraloket/domain/review"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// Section answers the pages of settings.
type Section struct {
	*frame.Frame
	Accounts   *account.Manager
	Keeper     *account.Keeper
	APIKeys    *account.APIKeys
	Roster     *domain.Roster
	StaffChats *notice.StaffChats
	Record     *review.Record
	Addresses  web.Addresses
	Telegram   bool // a bot is running
	// KeepSession gives the browser the token of a new session.
	KeepSession func(c *fiber.Ctx, token string)
}

// Routes lists the routes of the section.
func (s *Section) Routes() []frame.Route {
	return []frame.Route{
		frame.Get("/sandi", frame.SignedIn, s.passwordPage),
		frame.Post("/sandi", frame.SignedIn, s.changePassword),
		frame.Post("/sandi/sesi", frame.SignedIn, s.endOwnSessions),
		frame.Get("/akun", frame.ManageAccounts, s.accountsPage),
		frame.Get("/akun/:login", frame.ManageAccounts, s.accountPage),
		frame.Post("/akun/:login/tutup", frame.ManageAccounts, s.disableAccount),
		frame.Post("/akun/:login/buka", frame.ManageAccounts, s.enableAccount),
		frame.Post("/akun/:login/peran", frame.ManageAccounts, s.setRole),
		frame.Post("/akun/:login/sandi", frame.ManageAccounts, s.resetPassword),
		frame.Post("/akun/:login/sesi", frame.ManageAccounts, s.endSessions),
		frame.Get("/telegram", frame.LinkChat, s.telegram),
		frame.Post("/telegram", frame.LinkChat, s.configureChat),
		frame.Post("/telegram/kode", frame.LinkChat, s.inviteChat),
		frame.Post("/telegram/putus", frame.LinkChat, s.endChat),
		frame.Get("/kunci", frame.ManageKeys, s.keysPage),
		frame.Post("/kunci", frame.ManageKeys, s.makeKey),
		frame.Post("/kunci/:id/cabut", frame.ManageKeys, s.revokeKey),
		frame.Get("/catatan", frame.ReadRecord, s.record),
	}
}
