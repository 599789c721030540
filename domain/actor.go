package domain

import (
	"cmp"
	"time"

	"suaraloket/domain/audit"
)

// Role is what an account may do.
type Role string

// The roles. RoleAdmin and RoleHR see the whole city, RoleHead the own unit,
// RoleOfficer the own results, RoleInspector the reports of illegal fees, RoleViewer the
// published scores and the IKM of one unit and nothing else.
const (
	RoleAdmin   Role = "admin"
	RoleHR      Role = "hr"
	RoleHead    Role = "head"
	RoleOfficer Role = "officer"

	RoleInspector Role = "inspektorat"
	RoleViewer    Role = "viewer"
)

// Roles lists them all.
func Roles() []Role {
	return []Role{RoleAdmin, RoleHR, RoleHead, RoleOfficer, RoleInspector, RoleViewer}
}

// NeedsUnit says whether an account of the role belongs to a unit.
func (r Role) NeedsUnit() bool { return r == RoleHead || r == RoleViewer }

// Actor is the person on whose behalf a use case runs.
type Actor struct {
	Login   string
	Name    string
	Role    Role
	Unit    string
	Officer string
	// MustChange says that the actor signed in with a one-time password, which must be changed
	// before anything else.
	MustChange bool
}

// SeesCity says whether the actor may see every unit.
func (a Actor) SeesCity() bool { return a.Role == RoleAdmin || a.Role == RoleHR }

// Inspects says whether the actor may see reports of illegal fees.
func (a Actor) Inspects() bool { return a.Role == RoleInspector }

// SeesUnit says whether the actor may see all officers of the unit.
func (a Actor) SeesUnit(unit string) bool {
	return a.SeesCity() || a.Role == RoleHead && unit != "" && a.Unit == unit
}

// SeesFigures says whether the actor may see the scores of the unit's officers and its IKM. It
// gives no right to a page of an officer, to comments or to any change: SeesUnit does.
func (a Actor) SeesFigures(unit string) bool {
	return a.SeesUnit(unit) || a.Role == RoleViewer && unit != "" && a.Unit == unit
}

// SeesOfficer says whether the actor may see the officer's results.
func (a Actor) SeesOfficer(o Officer) bool {
	return a.SeesUnit(o.Unit) || a.Role == RoleOfficer && o.Code != "" && a.Officer == o.Code
}

// Act is the row of the record for what the actor did. The pairs are names and values (see
// audit.Details). An actor without a login is audit.Unknown.
func (a Actor) Act(at time.Time, kind audit.Kind, subject string, pairs ...string) audit.Event {
	return audit.Event{At: at, Actor: cmp.Or(a.Login, audit.Unknown), Role: string(a.Role), Kind: kind, Subject: subject, Detail: audit.Details(pairs...)}
}
