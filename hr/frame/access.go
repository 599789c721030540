package frame

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
)

// Permission is what a route requires of the visitor.
type Permission string

// The permissions. Public is the permission of routes that need no session.
const (
	Public         Permission = ""
	SignedIn       Permission = "own"      // have a session
	SeeBoard       Permission = "board"    // see the scores of several officers and the IKM of units
	SeeOfficers    Permission = "staff"    // open the pages of officers, read what dissatisfied residents wrote
	PrintCodes     Permission = "codes"    // print the codes of counters
	ManageKiosks   Permission = "kiosks"   // manage tablets and opening hours
	ChoosePhotos   Permission = "photos"   // choose officers' photos
	ExportRatings  Permission = "all"      // download every rating of the city
	ManageKeys     Permission = "keys"     // make and revoke API keys
	ManageAccounts Permission = "accounts" // list and change accounts, and end their sessions
	LinkChat       Permission = "chat"     // get messages on Telegram
	InspectFees    Permission = "fees"     // read and decide reports of illegal fees
	InspectHeld    Permission = "held"     // review ratings that rules hold
	EnterVisits    Permission = "visits"   // enter how many visits were served
	ReadRecord     Permission = "record"   // read who did what
)

// permissions is the single table of what each role may do. The use cases narrow what
// a role sees on a page.
func permissions(role domain.Role) []Permission {
	switch role {
	case domain.RoleAdmin:
		return []Permission{SignedIn, LinkChat, SeeBoard, SeeOfficers, PrintCodes, ManageKiosks, ChoosePhotos, ExportRatings, EnterVisits, ManageAccounts, ManageKeys, ReadRecord}
	case domain.RoleHR:
		return []Permission{SignedIn, LinkChat, SeeBoard, SeeOfficers, PrintCodes, ManageKiosks, ChoosePhotos, ExportRatings, EnterVisits, InspectHeld}
	case domain.RoleHead:
		return []Permission{SignedIn, LinkChat, SeeBoard, SeeOfficers, PrintCodes, ManageKiosks, ChoosePhotos}
	case domain.RoleOfficer:
		return []Permission{SignedIn, LinkChat}
	case domain.RoleInspector:
		return []Permission{SignedIn, LinkChat, InspectFees, InspectHeld, ReadRecord}
	case domain.RoleViewer: // reads the published figures of one unit, and changes nothing but the own password
		return []Permission{SignedIn, SeeBoard}
	}
	return nil
}

// Handler answers a request of a visitor who has the route's permission.
type Handler func(*fiber.Ctx, Visitor) error

// Route is a path with the permission that it requires.
type Route struct {
	Method   string
	Path     string
	Requires Permission
	Handle   Handler
}

// Get is a route that shows a page or a file. The path is relative to Root.
func Get(path string, requires Permission, handle Handler) Route {
	return Route{Method: fiber.MethodGet, Path: Root + path, Requires: requires, Handle: handle}
}

// Post is a route that accepts a form. The path is relative to Root.
func Post(path string, requires Permission, handle Handler) Route {
	return Route{Method: fiber.MethodPost, Path: Root + path, Requires: requires, Handle: handle}
}

// Visitor is the sender of a request; Token is empty without a session.
type Visitor struct {
	domain.Actor
	Token string
}

// SignedIn reports whether the visitor has a session.
func (v Visitor) SignedIn() bool { return v.Token != "" }

// May reports whether the visitor has the permission.
func (v Visitor) May(p Permission) bool {
	return p == Public || v.SignedIn() && slices.Contains(permissions(v.Role), p)
}

// Start is the address of the visitor's first page after signing in.
func (v Visitor) Start() string {
	switch {
	case v.May(SeeBoard):
		return Root + "/papan"
	case v.May(InspectFees):
		return Root + "/laporan"
	}
	return OfficerAddress(v.Officer, domain.Period{})
}
