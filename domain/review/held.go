package review

import (
	"cmp"
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/integrity"
)

// Act is what a person decides about a rating.
type Act string

// The acts. A counted rating is set aside by two people: one proposes it, another one does it.
const (
	ActRelease  Act = "release"
	ActPropose  Act = "propose"
	ActSetAside Act = "set_aside"
)

// kind is the row of the record that an act leaves.
func (a Act) kind() audit.Kind {
	switch a {
	case ActRelease:
		return audit.RatingReleased
	case ActPropose:
		return audit.SettingAsideProposed
	}
	return audit.RatingSetAside
}

// Review is what a person decided about a rating, and why. It is never deleted.
type Review struct {
	ID     string
	Rating string
	Act    Act
	Reason string
	By     string // the login
	At     time.Time
}

// HeldRating is a rating with what the rules found and people decided about it.
type HeldRating struct {
	Rating   domain.Rating
	Findings []integrity.Finding
	Reviews  []Review // the oldest first
	// Original says that what was written is kept, where the comment shows less.
	Original bool
}

// Rules lists the rules that hold the rating and that no review has released.
func (h HeldRating) Rules() []domain.HoldReason {
	return slices.DeleteFunc(slices.Clone(h.Rating.Holds), func(r domain.HoldReason) bool { return slices.Contains(h.Rating.Cleared, r) })
}

// HeldStore is the port of reviews.
type HeldStore interface {
	audit.Writer
	// Originals gives a rating with its originals. Refusal: ErrRatingUnknown.
	Originals(ctx context.Context, rating string) (domain.Rating, error)
	// HeldRatings lists the held ratings of the days, those that are set aside too, by time of
	// rating; at most n. Without all, officer "" is every officer; with all, the ratings without one.
	// With all, it lists the counted ratings as well. Reports of fees are never listed.
	HeldRatings(ctx context.Context, officer string, from, to domain.Day, all bool, n int) ([]HeldRating, error)
	// ReviewRatings runs decide on each rating under lock and keeps verdicts, tallies,
	// reviews and events in one transaction. An error of decide leaves everything as it was.
	// Refusal: ErrRatingUnknown.
	ReviewRatings(ctx context.Context, ratings []string, decide func(*HeldRating) (Review, audit.Event, error)) error
	// Marks lists the marks of the quarter, by unit and officer.
	Marks(ctx context.Context, quarter domain.Period) ([]integrity.Mark, error)
}

// ErrReasonNeeded refuses a decision without a reason; ErrOtherReviewer one that takes a second
// person; ErrNothingSelected one about no rating.
var (
	ErrReasonNeeded    = &domain.Error{Code: domain.CodeInvalid, Key: "review_reason_needed", Fields: []domain.FieldError{{Field: "reason", Key: "review_reason_needed"}}}
	ErrOtherReviewer   = &domain.Error{Code: domain.CodeConflict, Key: "review_other_needed"}
	ErrNothingSelected = &domain.Error{Code: domain.CodeInvalid, Key: "review_none_selected", Fields: []domain.FieldError{{Field: "rating", Key: "review_none_selected"}}}
)

// Bounds of a review.
const (
	heldMost  = 5000
	maxReason = 500 // characters
)

// HeldRatings is the use case of HR and the Inspektorat, who are outside the officers' units.
type HeldRatings struct {
	store     HeldStore
	screening domain.Screening
	clock     domain.Clock
}

// NewHeldRatings makes the use case.
func NewHeldRatings(store HeldStore, screening domain.Screening, clock domain.Clock) *HeldRatings {
	return &HeldRatings{store: store, screening: screening, clock: clock}
}

// mayReview says whether the actor reviews ratings.
func mayReview(actor domain.Actor) bool {
	return actor.Role == domain.RoleHR || actor.Inspects()
}

// Group holds the held ratings of one rule, officer, counter and day. A rating that several
// rules hold is in several groups.
type Group struct {
	Rule     domain.HoldReason // "" for ratings that are set aside
	Officer  string
	Counter  string
	Unit     string
	Day      domain.Day
	Ratings  []HeldRating
	Evidence integrity.Evidence // of the first rating; zero where the rule counts nothing
}

// Filter narrows the groups; empty fields do not.
type Filter struct {
	Rule    domain.HoldReason
	Unit    string
	Officer string
	Counter string
	Day     domain.Day
	// SetAside lists what is set aside instead of what waits for a review.
	SetAside bool
}

// Groups lists what waits for a review in the period, the newest day first. Refusal:
// ErrNotAllowed.
func (h *HeldRatings) Groups(ctx context.Context, actor domain.Actor, period domain.Period, f Filter) ([]Group, error) {
	if !mayReview(actor) {
		return nil, domain.ErrNotAllowed
	}
	from, to := period.First(), period.Last()
	if f.Day != "" {
		from, to = f.Day, f.Day
	}
	ratings, err := h.store.HeldRatings(ctx, f.Officer, from, to, false, heldMost)
	if err != nil {
		return nil, err
	}
	return grouped(ratings, f), nil
}

func grouped(ratings []HeldRating, f Filter) []Group {
	type key struct {
		rule             domain.HoldReason
		officer, counter string
		day              domain.Day
	}
	at := map[key]int{}
	var groups []Group
	for _, held := range ratings {
		r := held.Rating
		if f.Unit != "" && r.Unit != f.Unit || f.Counter != "" && r.Counter != f.Counter || r.SetAside != f.SetAside {
			continue
		}
		rules := held.Rules()
		if r.SetAside {
			rules = []domain.HoldReason{""}
		}
		for _, rule := range rules {
			if f.Rule != "" && rule != f.Rule {
				continue
			}
			k := key{rule, r.Officer, r.Counter, r.Day}
			i, known := at[k]
			if !known {
				i = len(groups)
				at[k] = i
				groups = append(groups, Group{Rule: rule, Officer: r.Officer, Counter: r.Counter, Unit: r.Unit, Day: r.Day, Evidence: held.evidence(rule)})
			}
			groups[i].Ratings = append(groups[i].Ratings, held)
		}
	}
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Counter, b.Counter), cmp.Compare(a.Rule, b.Rule))
	})
	return groups
}

func (h HeldRating) evidence(rule domain.HoldReason) integrity.Evidence {
	for _, f := range h.Findings {
		if domain.HoldReason(f.Rule) == rule {
			return f.Evidence
		}
	}
	return integrity.Evidence{}
}

// OfficerDay lists all ratings of one officer on one day, counted ones too. Refusal:
// ErrNotAllowed.
func (h *HeldRatings) OfficerDay(ctx context.Context, actor domain.Actor, officer string, day domain.Day) ([]HeldRating, error) {
	if !mayReview(actor) {
		return nil, domain.ErrNotAllowed
	}
	return h.store.HeldRatings(ctx, officer, day, day, true, heldMost)
}

// Marks lists the marks of the quarters of a period. Refusal: ErrNotAllowed.
func (h *HeldRatings) Marks(ctx context.Context, actor domain.Actor, period domain.Period) ([]integrity.Mark, error) {
	if !mayReview(actor) {
		return nil, domain.ErrNotAllowed
	}
	var all []integrity.Mark
	for _, quarter := range period.Quarters() {
		marks, err := h.store.Marks(ctx, quarter)
		if err != nil {
			return nil, err
		}
		all = append(all, marks...)
	}
	return all, nil
}

// Decide releases ratings or sets them aside, with a reason. A counted rating is set aside when
// a second person decides the same. Refusals: ErrNotAllowed, ErrReasonNeeded,
// ErrNothingSelected, ErrOtherReviewer, ErrRatingUnknown.
func (h *HeldRatings) Decide(ctx context.Context, actor domain.Actor, ratings []string, release bool, reason string) error {
	reason = domain.NormalText(reason)
	switch {
	case !mayReview(actor):
		return domain.ErrNotAllowed
	case reason == "" || utf8.RuneCountInString(reason) > maxReason:
		return ErrReasonNeeded
	case len(ratings) == 0 || len(ratings) > heldMost:
		return ErrNothingSelected
	}
	now := h.clock()
	return h.store.ReviewRatings(ctx, ratings, func(held *HeldRating) (Review, audit.Event, error) {
		act, err := held.decide(actor, release, now)
		r := held.Rating
		event := actor.Act(now, act.kind(), r.ID, "officer", r.Officer, "day", string(r.Day))
		return Review{ID: reviewID(), Rating: r.ID, Act: act, Reason: reason, By: actor.Login, At: now}, event, err
	})
}

// decide changes the rating, or notes that a first person proposes it.
func (h *HeldRating) decide(actor domain.Actor, release bool, now time.Time) (Act, error) {
	switch {
	case h.Rating.Verdict == domain.Reported:
		return "", domain.ErrRatingUnknown
	case release:
		h.Rating.Release(now)
		return ActRelease, nil
	case h.Rating.Verdict == domain.Held:
		h.Rating.Exclude(now)
		return ActSetAside, nil
	}
	last := len(h.Reviews) - 1
	if last < 0 || h.Reviews[last].Act != ActPropose {
		return ActPropose, nil
	}
	if h.Reviews[last].By == actor.Login {
		return "", ErrOtherReviewer
	}
	h.Rating.Exclude(now)
	return ActSetAside, nil
}

// reviewID gives ids that sort in the order in which they were made.
func reviewID() string { return uuid.Must(uuid.NewV7()).String() }
