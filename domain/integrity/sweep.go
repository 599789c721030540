package integrity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// Scope is what the rules judge together.
type Scope struct {
	Unit    string
	Quarter domain.Period
}

// Facts are the ratings of a scope, with those of the AuthorDays days before it, the rules that
// hold each now, and the served visits.
type Facts struct {
	Ratings []Rating
	Held    map[string][]Rule // by the rating's id
	Served  Served
}

// Change is a rating whose rules have changed.
type Change struct {
	Rating string
	Found  []Finding
}

// Sweep is the result of judging a scope.
type Sweep struct {
	Scope   Scope
	State   string // the state of the ratings, rules and hours that was judged
	Changes []Change
	Marks   []Mark
}

// Event is the row of the record about verdicts that the rules have changed.
func (s Sweep) Event(changed int, now time.Time) audit.Event {
	return audit.Event{
		At: now, Actor: audit.Program, Kind: audit.RatingsJudged, Subject: s.Scope.Unit,
		Detail: audit.Details("ratings", strconv.Itoa(changed), "quarter", s.Scope.Quarter.String(), "rules", Version),
	}
}

// Store is the port of the sweep.
type Store interface {
	// Touched gives the scopes that have ratings of the day or later, each with a text that
	// changes with them.
	Touched(ctx context.Context, from domain.Day) (map[Scope]string, error)
	// Swept gives the state that was judged last, "" for never.
	Swept(ctx context.Context, scope Scope) (string, error)
	// Facts reads the ratings of the scope from the given day on.
	Facts(ctx context.Context, scope Scope, from domain.Day) (Facts, error)
	// KeepSweep changes the verdicts with their tallies and stores findings, marks, state and
	// the row of the record.
	// It gives how many ratings changed.
	KeepSweep(ctx context.Context, sweep Sweep, all []Rule, now time.Time) (changed int, err error)
}

// Sweeper judges ratings again in hindsight: rules look at other ratings, which may arrive
// later. The result does not depend on when it runs.
type Sweeper struct {
	store      Store
	roster     *domain.Roster
	clock      domain.Clock
	thresholds Thresholds
	interval   time.Duration
}

// NewSweeper makes the use case. The interval is the least time between two presses of a
// tablet; 0 turns off every rule about the presses of one tablet.
func NewSweeper(store Store, roster *domain.Roster, clock domain.Clock, th Thresholds, interval time.Duration) *Sweeper {
	if interval <= 0 {
		th.TabletPresses, th.RunFours = 0, 0
	}
	return &Sweeper{store: store, roster: roster, clock: clock, thresholds: th, interval: interval}
}

// swept lists the rules that a sweep decides about.
func swept() []Rule {
	return append(slices.DeleteFunc(Rules(), func(r Rule) bool { return r == VisitTime || r == Stream }), Burst)
}

// Sweeps says whether a sweep decides about the rule.
func Sweeps(rule Rule) bool { return slices.Contains(swept(), rule) }

// Run judges every unit whose ratings, hours or rules have changed since it was judged. A unit
// that fails does not delay the others. It gives how many verdicts changed.
func (s *Sweeper) Run(ctx context.Context) (changed int, err error) {
	now := s.clock()
	touched, err := s.store.Touched(ctx, domain.DayOf(now.Add(-domain.MaxBack-24*time.Hour)))
	if err != nil {
		return 0, err
	}
	index, err := s.roster.Latest(ctx)
	if err != nil {
		return 0, err
	}
	var errs []error
	for scope, ratings := range touched {
		if ctx.Err() != nil {
			break
		}
		n, err := s.sweep(ctx, index, scope, s.state(index, scope, ratings), now)
		changed += n
		errs = append(errs, err)
	}
	return changed, errors.Join(errs...)
}

// state is a text that changes with everything that the rules read.
func (s *Sweeper) state(index *domain.RosterIndex, scope Scope, ratings string) string {
	sum := sha256.Sum256(fmt.Append(nil, Version, s.thresholds, s.interval, index.Calendar(scope.Unit), ratings))
	return hex.EncodeToString(sum[:16])
}

func (s *Sweeper) sweep(ctx context.Context, index *domain.RosterIndex, scope Scope, state string, now time.Time) (changed int, err error) {
	last, err := s.store.Swept(ctx, scope)
	if err != nil || last == state {
		return 0, err
	}
	facts, err := s.store.Facts(ctx, scope, s.from(scope))
	if err != nil {
		return 0, err
	}
	s.place(index, facts.Ratings, scope, now.Location())
	holds, marks := Judge(facts.Ratings, facts.Served, s.thresholds)
	collect(holds, burst(sorted(facts.Ratings), s.interval))
	sweep := Sweep{Scope: scope, State: state, Marks: marks, Changes: changes(facts, holds)}
	return s.store.KeepSweep(ctx, sweep, swept(), now)
}

// from is the first day that the rules read.
func (s *Sweeper) from(scope Scope) domain.Day {
	first, _ := time.Parse(time.DateOnly, string(scope.Quarter.First()))
	return domain.DayOf(first.AddDate(0, 0, -max(s.thresholds.AuthorDays, 1)))
}

// place tells the ratings where they lie: before the quarter, outside the hours.
func (s *Sweeper) place(index *domain.RosterIndex, ratings []Rating, scope Scope, zone *time.Location) {
	first := scope.Quarter.First()
	for i := range ratings {
		r := &ratings[i]
		r.At = r.At.In(zone)
		r.Earlier = r.Day < first
		r.Outside = index.Outside(r.Unit, r.At, s.thresholds.HoursTolerance)
	}
}

// changes lists the ratings of the quarter that other rules hold than now. A rating that was
// cut loose from its author keeps what was found while the author was known.
func changes(facts Facts, holds map[string][]Finding) []Change {
	var list []Change
	for i := range facts.Ratings {
		r := &facts.Ratings[i]
		if r.Earlier {
			continue
		}
		found, held := holds[r.ID], facts.Held[r.ID]
		if r.Channel == domain.ChannelTelegram && r.Author == "" && slices.Contains(held, Author30d) {
			found = append(found, Finding{Rating: r.ID, Rule: Author30d})
		}
		if !sameRules(found, held) {
			list = append(list, Change{Rating: r.ID, Found: found})
		}
	}
	return list
}

func sameRules(found []Finding, held []Rule) bool {
	return len(found) == len(held) && !slices.ContainsFunc(found, func(f Finding) bool { return !slices.Contains(held, f.Rule) })
}
