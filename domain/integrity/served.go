package integrity

import (
	"cmp"
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// MaxServed is more than a service of a unit serves on a day: a larger number has a digit too
// many.
const MaxServed = 10_000

// ServedStore keeps the numbers of served visits.
type ServedStore interface {
	// UnitCounts gives what is known of a unit from a day to another, both included.
	UnitCounts(ctx context.Context, unit string, first, last domain.Day) (Counts, error)
	// ChangeServed replaces the numbers of a unit and day by those that change makes of them,
	// and adds its events to the record, in one transaction. What changes is Entered. Change may
	// run several times.
	ChangeServed(ctx context.Context, unit string, day domain.Day, change func(before Served) (after Served, events []audit.Event)) error
	// ChangeTicketed does the same for the day from which on every visit has a ticket, "" for
	// none. It passes on the refusals of change.
	ChangeTicketed(ctx context.Context, unit string, change func(before domain.Day) (after domain.Day, events []audit.Event, err error)) error
}

// Visits shows and enters how many visits were served. Only HR and administrators may: the rules
// compare the ratings of officers with these numbers, so a head could lift holds of the own unit.
type Visits struct {
	store  ServedStore
	roster *domain.Roster
	clock  domain.Clock
}

// NewVisits makes the use case.
func NewVisits(store ServedStore, roster *domain.Roster, clock domain.Clock) *Visits {
	return &Visits{store: store, roster: roster, clock: clock}
}

// UnitVisits is how many visits a unit served.
type UnitVisits struct {
	Unit domain.Unit
	// Services are those of the unit's counters and of the numbers, by name. The service with an
	// empty code is that of visits without a service: it is there for a counter without services.
	Services []domain.Service
	Counts
	Closed map[domain.Day]bool // days without opening hours
}

// Of gives the numbers of a unit from a day to another, both included. Refusals: ErrNotAllowed,
// ErrUnitUnknown.
func (v *Visits) Of(ctx context.Context, actor domain.Actor, unit string, first, last domain.Day) (UnitVisits, error) {
	index, err := v.mayEnter(ctx, actor, unit)
	if err != nil {
		return UnitVisits{}, err
	}
	found := UnitVisits{Unit: index.Unit(unit), Closed: map[domain.Day]bool{}}
	if found.Counts, err = v.store.UnitCounts(ctx, unit, first, last); err != nil {
		return UnitVisits{}, err
	}
	found.Services = servicesOf(index, unit, found.Numbers())
	for day := first; day <= last; day = day.Next() {
		at, err := time.ParseInLocation(time.DateOnly, string(day), v.clock().Location())
		if err != nil {
			break
		}
		found.Closed[day] = !index.OpenOn(unit, at)
	}
	return found, nil
}

func servicesOf(index *domain.RosterIndex, unit string, numbers map[Visit]Number) []domain.Service {
	known := map[string]domain.Service{}
	for _, counter := range index.Counters {
		if counter.Unit.Code != unit {
			continue
		}
		for _, service := range counter.Services {
			known[service.Code] = service
		}
		if len(counter.Services) == 0 {
			known[""] = domain.Service{}
		}
	}
	for visit := range numbers {
		if _, ok := known[visit.Service]; !ok { // no counter offers it any longer
			known[visit.Service] = domain.Service{Code: visit.Service, Name: visit.Service}
		}
	}
	return slices.SortedFunc(maps.Values(known), func(a, b domain.Service) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
	})
}

// Enter sets the numbers of a unit and day as they are written, by code of the service. An empty
// one removes the number: it is unknown. Numbers of services that are not given stay. Refusals:
// ErrNotAllowed, ErrUnitUnknown, ErrServiceUnknown, and fields: the day or the codes.
func (v *Visits) Enter(ctx context.Context, actor domain.Actor, unit string, day domain.Day, written map[string]string) error {
	index, err := v.mayEnter(ctx, actor, unit)
	if err != nil {
		return err
	}
	now := v.clock()
	numbers, err := readNumbers(day, domain.DayOf(now), written)
	if err != nil {
		return err
	}
	counts, err := v.store.UnitCounts(ctx, unit, day, day)
	if err != nil {
		return err
	}
	offered := servicesOf(index, unit, counts.Numbers())
	for code := range numbers {
		if !slices.ContainsFunc(offered, func(s domain.Service) bool { return s.Code == code }) {
			return domain.ErrServiceUnknown
		}
	}
	return v.store.ChangeServed(ctx, unit, day, func(before Served) (Served, []audit.Event) {
		after := maps.Clone(before)
		changes := []string{"day", string(day)}
		for _, code := range slices.Sorted(maps.Keys(numbers)) {
			visit := Visit{unit, code, day}
			if change := after.set(visit, numbers[code]); change != "" {
				changes = append(changes, cmp.Or(code, "-"), change)
			}
		}
		if len(changes) == 2 {
			return before, nil
		}
		return after, []audit.Event{actor.Act(now, audit.VisitsEntered, unit, changes...)}
	})
}

func (v *Visits) mayEnter(ctx context.Context, actor domain.Actor, unit string) (*domain.RosterIndex, error) {
	if !actor.SeesCity() {
		return nil, domain.ErrNotAllowed
	}
	index, err := v.roster.Latest(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(index.Counters, func(c domain.Counter) bool { return c.Unit.Code == unit }) {
		return nil, domain.ErrUnitUnknown
	}
	return index, nil
}

// set sets one number, nil for unknown, and gives the change as "before>after" with "-" for
// unknown, "" without a change.
func (s Served) set(visit Visit, n *int) string {
	before, after := "-", "-"
	if stored, ok := s[visit]; ok {
		before = strconv.Itoa(stored)
	}
	delete(s, visit)
	if n != nil {
		s[visit], after = *n, strconv.Itoa(*n)
	}
	if before == after {
		return ""
	}
	return before + ">" + after
}

// readNumbers reads the written numbers, nil for an empty one.
func readNumbers(day, today domain.Day, written map[string]string) (map[string]*int, error) {
	var bad domain.FieldErrors
	if problem := DayProblem(day, today); problem != "" {
		bad.Add("day", problem)
	}
	numbers := map[string]*int{}
	for _, code := range slices.Sorted(maps.Keys(written)) {
		numbers[code] = nil
		text := strings.TrimSpace(written[code])
		if text == "" {
			continue
		}
		n, problem := ParseVisits(text)
		if problem != "" {
			bad.Add(VisitsField(code), problem)
			continue
		}
		numbers[code] = &n
	}
	return numbers, bad.Err()
}

// VisitsField is the name of the field with the number of a service.
func VisitsField(code string) string { return "visits-" + code }

// DayProblem is the key of what is wrong with a day of visits, "" for nothing.
func DayProblem(day, today domain.Day) string {
	if _, err := time.Parse(time.DateOnly, string(day)); err != nil {
		return "field_day"
	}
	if day > today {
		return "field_day_future"
	}
	return ""
}

var (
	negative = regexp.MustCompile(`^[-−–] ?\d`)
	whole    = regexp.MustCompile(`^\d+$`)
	grouped  = regexp.MustCompile(`^\d{1,3}([.,]\d{3})+$`)
)

// ParseVisits reads a number of visits as people write it: thousands may be grouped with a point.
// Problem is the key of what is wrong, "" for nothing: field_visits_negative, field_visits_number,
// field_visits_zero or field_visits_many. 0 is refused: some write it for a closed day and some
// for an unknown number, and as a number of visits it would hold every rating of the day.
func ParseVisits(text string) (n int, problem string) {
	if grouped.MatchString(text) {
		text = strings.NewReplacer(".", "", ",", "").Replace(text)
	}
	switch {
	case negative.MatchString(text):
		return 0, "field_visits_negative"
	case !whole.MatchString(text):
		return 0, "field_visits_number"
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil || n > MaxServed:
		return 0, "field_visits_many"
	case n == 0:
		return 0, "field_visits_zero"
	}
	return n, ""
}
