package account

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"suaraloket/domain"
)

// Scope is what an API key may be used for.
type Scope string

// ScopeTickets is the right to make tickets.
const ScopeTickets Scope = "tickets"

// Scopes lists them all. The text of a scope has the key hr.keys.scope.<scope>.
func Scopes() []Scope { return []Scope{ScopeTickets} }

// Limits of a new API key.
const (
	MaxKeyName   = 60 // characters
	MaxKeyPlaces = 50 // counters, and as many units
	MaxKeyYears  = 2  // until it expires
	KeyYears     = 1  // until it expires unless the administrator says when
)

// KeyWarning is how long before its end a key is marked.
const KeyWarning = 30 * 24 * time.Hour

// APIKey lets another system in. Only a hash of the key itself is kept.
type APIKey struct {
	ID       string
	Name     string // its purpose
	Hash     string
	Scopes   []Scope
	Counters []string // codes; without counters and units the key is for all counters
	Units    []string // codes; the key is for all counters of these units
	Created  time.Time
	Expires  time.Time  // the first moment at which it is refused; zero: never
	Revoked  time.Time  // zero: in use
	Used     time.Time  // the last use, up to a minute ago, zero when not known
	UsedDay  domain.Day // the day of a last use whose time is not known, "" for none
}

// Everywhere says whether the key is for all counters.
func (k APIKey) Everywhere() bool { return len(k.Counters)+len(k.Units) == 0 }

// Covers says whether the key may be used for the counter.
func (k APIKey) Covers(c domain.Counter) bool {
	return k.Everywhere() || slices.Contains(k.Counters, c.Code) || slices.Contains(k.Units, c.Unit.Code)
}

// Expired says whether the key has reached its end.
func (k APIKey) Expired(now time.Time) bool { return !k.Expires.IsZero() && !now.Before(k.Expires) }

// Ending says whether the key expires within KeyWarning.
func (k APIKey) Ending(now time.Time) bool {
	return !k.Expires.IsZero() && !k.Expired(now) && k.Expires.Sub(now) <= KeyWarning
}

// LastDay is the last day in the zone on which the key is accepted, "" without an expiry.
func (k APIKey) LastDay(zone *time.Location) domain.Day {
	if k.Expires.IsZero() {
		return ""
	}
	return domain.DayOf(k.Expires.Add(-time.Millisecond).In(zone))
}

// NewKey is the request for an API key.
type NewKey struct {
	Name     string
	Scopes   []Scope
	Counters []string   // codes; without counters and units for all counters
	Units    []string   // codes
	LastDay  domain.Day // the last day on which it is accepted, "" for KeyYears from today
}

// DefaultLastDay is the last day of a key made now unless the administrator says another.
func DefaultLastDay(now time.Time) domain.Day { return domain.DayOf(now.AddDate(KeyYears, 0, 0)) }

// MaxLastDay is the latest last day of a key made now.
func MaxLastDay(now time.Time) domain.Day { return domain.DayOf(now.AddDate(MaxKeyYears, 0, 0)) }

// normal normalizes the request and refuses invalid fields.
func (n NewKey) normal(now time.Time, counters []domain.Counter) (NewKey, error) {
	n.Name = strings.Join(strings.Fields(domain.NormalText(n.Name)), " ")
	n.Counters, n.Units = codes(n.Counters), codes(n.Units)
	if n.LastDay == "" {
		n.LastDay = DefaultLastDay(now)
	}
	var bad domain.FieldErrors
	if length := utf8.RuneCountInString(n.Name); length == 0 {
		bad.Add("name", "field_needed")
	} else if length > MaxKeyName {
		bad.Add("name", "field_key_name")
	}
	if len(n.Scopes) == 0 || slices.ContainsFunc(n.Scopes, func(s Scope) bool { return !slices.Contains(Scopes(), s) }) {
		bad.Add("scopes", "field_choice")
	}
	n.checkPlaces(counters, &bad)
	if _, err := time.Parse(time.DateOnly, string(n.LastDay)); err != nil || n.LastDay < domain.DayOf(now) || n.LastDay > MaxLastDay(now) {
		bad.Add("last_day", "field_key_end")
	}
	return n, bad.Err()
}

// checkPlaces refuses unknown counters and units, and more than a key can have.
func (n NewKey) checkPlaces(counters []domain.Counter, bad *domain.FieldErrors) {
	known, units := map[string]bool{}, map[string]bool{}
	for _, c := range counters {
		known[c.Code], units[c.Unit.Code] = true, true
	}
	unknown := func(known map[string]bool) func(string) bool { return func(code string) bool { return !known[code] } }
	switch {
	case slices.ContainsFunc(n.Counters, unknown(known)):
		bad.Add("counters", domain.ErrCounterUnknown.Key)
	case slices.ContainsFunc(n.Units, unknown(units)):
		bad.Add("units", domain.ErrUnitUnknown.Key)
	case max(len(n.Counters), len(n.Units)) > MaxKeyPlaces:
		bad.Add("counters", "field_key_places")
	}
}

// codes normalizes codes, each once and in order.
func codes(list []string) []string {
	var out []string
	for _, code := range list {
		if code = domain.NormalCode(code); code != "" {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
