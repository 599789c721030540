package domain

import (
	"cmp"
	"context"
	"errors"
	"time"
)

// RatingStore keeps ratings and, in the same transaction, their tallies.
type RatingStore interface {
	// AddRating returns once the rating is durable. When its id is stored already,
	// it returns the stored rating and false. Another rating with the same once-key, or
	// one that is spent, is refused with ErrAlreadyRated, then one with the same claim with ErrClaimTaken,
	// one that was made by another layout than the database's with ErrLayoutStale, a
	// database that is away with ErrUnavailable.
	AddRating(ctx context.Context, e Entry) (stored Rating, added bool, err error)
	// Rating refuses an unknown id with ErrRatingUnknown.
	Rating(ctx context.Context, id string) (Rating, error)
	// ChangeRating runs change on the stored rating under lock and keeps the result with
	// its aftermath; an error of change leaves everything as it was. Unknown:
	// ErrRatingUnknown. Of an update that is done nothing is changed: ErrUpdateDone.
	ChangeRating(ctx context.Context, id string, change func(*Rating) (Aftermath, error)) (Rating, error)
	// Spent says whether the once-key was that of a rating that has been cut loose since.
	Spent(ctx context.Context, onceKey string) (bool, error)
	// Claimed gives those of the claims that ratings have used up.
	Claimed(ctx context.Context, claims []string) ([]string, error)
	// RatingOf gives the rating with the once-key. None: ErrRatingUnknown.
	RatingOf(ctx context.Context, onceKey string) (Rating, error)
	// LatestByAuthor gives the newest rating of an author, of one counter or, with
	// counter "", of any. None: ErrRatingUnknown.
	LatestByAuthor(ctx context.Context, author, counter string) (Rating, error)
}

// Entry is a rating on its way into the store, with what is decided there, in the
// transaction that stores it.
type Entry struct {
	Rating Rating
	// Interval is the least time between two presses of a tablet: the store hands the
	// others around the rating's time to Rating.Space, so that none slips in between.
	Interval time.Duration
	// Layout is the version by which the rating was made.
	Layout string
	// Effects gives what is stored with the rating, when it is new; nil is nothing. The
	// store calls it in the transaction that stores the rating. It may call it again, when
	// it repeats the transaction, and gets the same. An error stores nothing.
	Effects func(stored Rating) (Aftermath, error)
}

// EffectsOf calls Effects, if there is one.
func (e Entry) EffectsOf(stored Rating) (Aftermath, error) {
	if e.Effects == nil {
		return Aftermath{}, nil
	}
	return e.Effects(stored)
}

// Limits are the integrity rules' numbers. Zero turns a rule off.
type Limits struct {
	KioskInterval time.Duration // least time between two ratings of one tablet
	SlotRatings   int           // how many ratings one rotating code admits, at most MaxSlotRatings
}

// Intake is the one door through which ratings come, on every channel.
type Intake struct {
	places  *Places
	ratings RatingStore
	clock   Clock
	limits  Limits
}

// NewIntake makes the door.
func NewIntake(places *Places, ratings RatingStore, clock Clock, limits Limits) *Intake {
	return &Intake{places: places, ratings: ratings, clock: clock, limits: limits}
}

// Submit takes one rating in and returns what is stored. The same id with the same
// content is the same rating, however often it is sent: it is returned with added
// false, even when the right has expired since. Refusals: fields that are not
// acceptable, unknown counter, officer or service, ErrIDReused, ErrAlreadyRated,
// ErrPassUsed, ErrTicketUsed, ErrPassExpired, ErrUnavailable.
func (in *Intake) Submit(ctx context.Context, s Submission) (stored Rating, added bool, err error) {
	return in.SubmitWith(ctx, s, nil)
}

// SubmitWith is Submit for a surface that stores effects together with the rating. The
// store calls effects with the stored rating, in its transaction and only when the rating
// is new, on a goroutine of its own. After SubmitWith has returned, effects is not called.
func (in *Intake) SubmitWith(ctx context.Context, s Submission, effects func(stored Rating) Aftermath) (stored Rating, added bool, err error) {
	s = s.normal()
	if err := s.check(); err != nil {
		return Rating{}, false, err
	}
	now := in.clock()
	if s.Right.expired(s.RatedAt, now) {
		return in.repeatOf(ctx, s, ErrPassExpired)
	}
	for range layoutTries {
		entry, refused := in.rate(ctx, s, now)
		if refused != nil {
			return in.repeatOf(ctx, s, refused)
		}
		stored, added, err = in.addWith(ctx, entry, s.Right, effects)
		if !errors.Is(err, ErrLayoutStale) {
			break
		}
		err = ErrUnavailable // should the layout go on changing
		if away := in.places.Refresh(ctx); away != nil {
			return Rating{}, false, away
		}
	}
	if err != nil {
		return Rating{}, false, in.onceRefusal(s, err)
	}
	if added {
		return stored, true, nil
	}
	return stored, false, sameContent(s, stored)
}

// addWith is add with effects, which are made once and not after it has returned.
func (in *Intake) addWith(ctx context.Context, entry Entry, right Right, effects func(Rating) Aftermath) (stored Rating, added bool, err error) {
	if effects != nil {
		once := &onceEffects{make: effects}
		defer once.end()
		entry.Effects = once.of
	}
	return in.add(ctx, entry, right)
}

// add stores a rating with the first of its right's claims that is free. The store
// decides which that is: there is no look before the leap.
func (in *Intake) add(ctx context.Context, entry Entry, right Right) (stored Rating, added bool, err error) {
	for _, claim := range right.claims(in.limits.SlotRatings) {
		entry.Rating.Claim = claim
		stored, added, err = in.ratings.AddRating(ctx, entry)
		if !errors.Is(err, ErrClaimTaken) {
			break
		}
	}
	return stored, added, err
}

// repeatOf answers for a submission that would be refused now: what was stored
// before the pass expired or the duties changed is confirmed all the same.
func (in *Intake) repeatOf(ctx context.Context, s Submission, refused error) (Rating, bool, error) {
	if refusal, ok := Refusal(refused); !ok || refusal.Code == CodeUnavailable {
		return Rating{}, false, refused
	}
	stored, err := in.ratings.Rating(ctx, s.ID)
	if errors.Is(err, ErrRatingUnknown) {
		return Rating{}, false, refused
	}
	if err != nil {
		return Rating{}, false, err
	}
	return stored, false, sameContent(s, stored)
}

func sameContent(s Submission, stored Rating) error {
	if stored.Content != s.content() {
		return ErrIDReused
	}
	return nil
}

// onceRefusal tells a used pass from a person who has rated before.
func (in *Intake) onceRefusal(s Submission, err error) error {
	if errors.Is(err, ErrClaimTaken) || errors.Is(err, ErrAlreadyRated) && s.Right.Visit != "" {
		return s.Right.usedUp()
	}
	return err
}

// layoutTries bounds how often a rating is made anew because the layout changes
// while it is on its way: an import is one change.
const layoutTries = 5

// rate makes the rating of a submission. Who served is decided by one layout, from
// the counter to the duty.
func (in *Intake) rate(ctx context.Context, s Submission, now time.Time) (Entry, error) {
	entry, err := find(ctx, in.places, func(places *places) (Entry, error) {
		r, err := places.rate(s, now)
		return Entry{Rating: r, Interval: in.limits.KioskInterval, Layout: places.Version}, err
	})
	if errors.Is(err, ErrServiceUnknown) {
		err = invalid{{Field: "service", Key: ErrServiceUnknown.Key}}.err()
	}
	return entry, err
}

func (in *places) rate(s Submission, now time.Time) (Rating, error) {
	right, err := in.rightOf(s, now)
	if err != nil {
		return Rating{}, err
	}
	s.Right = right
	counter, err := in.counter(right.Counter)
	if err != nil {
		return Rating{}, err
	}
	if _, known := in.services[s.Service]; s.Service != "" && !known {
		return Rating{}, ErrServiceUnknown
	}
	picked, err := in.picked(s.Officer)
	if err != nil {
		return Rating{}, err
	}
	if officer, known := in.officers[s.Right.Officer]; known && s.Officer == "" {
		picked = &officer
	}
	if s.Right.Ticket != "" && s.Right.Service == "" {
		s.Right.Service = counter.OnlyService()
	}
	at := s.RatedAt
	if at.IsZero() || !ClockBelieved(at, now) {
		at = now
	}
	at = at.In(now.Location())
	onDuty := in.onDuty(counter.Code, at)
	if picked == nil && !in.within(counter.Unit.Code, at) {
		onDuty = nil // the resident was asked about the unit
	}
	return newRating(s, now, counter, onDuty, picked)
}

// rightOf gives the right of a tablet by the layout that decides the rest, so that a move
// or a revocation takes effect at once. A right that was found in another layout is found
// anew.
func (in *places) rightOf(s Submission, now time.Time) (Right, error) {
	right := s.Right
	kiosk, known := in.tablets[right.Kiosk]
	if !known || right.layout != "" && right.layout == in.Version {
		return right, nil
	}
	found, err := kiosk.rightAt(s.Counter, s.RatedAt, now)
	right.Counter = found.Counter
	if right.Doubt == "" {
		right.Doubt = found.Doubt
	}
	if right.Doubt == HoldRevoked && errors.Is(err, ErrKioskRevoked) {
		err = nil
	}
	return right, err
}

// picked gives the officer that a submission names, nil when it names none.
func (in *places) picked(code string) (*Officer, error) {
	if code == "" || code == UnsureOfficer {
		return nil, nil
	}
	officer, err := in.officer(code)
	return &officer, err
}

// Change adds to a rating or corrects it, by the right with which it was given.
// Refusals: fields that are not acceptable, ErrRatingUnknown, ErrOtherCounter,
// ErrChangeTooLate, ErrUnavailable.
func (in *Intake) Change(ctx context.Context, id string, right Right, c Change) (Rating, error) {
	if err := c.check(); err != nil {
		return Rating{}, err
	}
	now := in.clock()
	return in.ratings.ChangeRating(ctx, id, func(r *Rating) (Aftermath, error) {
		if err := r.mayChange(right, c, c.saidAt(now)); err != nil {
			return Aftermath{}, err
		}
		r.revise(now)
		if err := r.Apply(c); err != nil || c.After == nil {
			return Aftermath{}, err
		}
		return c.After(*r), nil
	})
}

// OfVisit returns the rating that was given with a visit's pass, and no other's. None:
// ErrRatingUnknown, also while the database cannot be asked: the doors stay open, and
// whether the visit had been rated is decided when it can. None, and none can be given
// because others have used the code up: ErrPassUsed or ErrTicketUsed.
func (in *Intake) OfVisit(ctx context.Context, right Right) (Rating, error) {
	if right.Visit == "" {
		return Rating{}, ErrRatingUnknown
	}
	r, err := in.ratings.RatingOf(ctx, right.visitKey())
	switch {
	case errors.Is(err, ErrUnavailable):
		return Rating{}, ErrRatingUnknown
	case errors.Is(err, ErrRatingUnknown):
		return Rating{}, cmp.Or(in.Admits(ctx, right), err)
	}
	return r, err
}

// Admits refuses a right of which nothing is left with ErrPassUsed or ErrTicketUsed, and
// with ErrAlreadyRated a person whose rating of today was cut loose.
// While the database cannot be asked everybody is admitted.
func (in *Intake) Admits(ctx context.Context, right Right) error {
	if right.Author != "" {
		spent, err := in.ratings.Spent(ctx, right.authorKey(DayOf(in.clock())))
		switch {
		case spent:
			return ErrAlreadyRated
		case err != nil && !errors.Is(err, ErrUnavailable):
			return err
		}
	}
	claims := right.claims(in.limits.SlotRatings)
	if claims[0] == "" {
		return nil
	}
	taken, err := in.ratings.Claimed(ctx, claims)
	switch {
	case errors.Is(err, ErrUnavailable):
		return nil
	case err == nil && len(taken) == len(claims):
		return right.usedUp()
	}
	return err
}

// Given returns the rating that an author gave the counter today, or, with counter
// "", the author's newest of today. One from before midnight counts as long as it
// takes changes. None: ErrRatingUnknown.
func (in *Intake) Given(ctx context.Context, author, counter string) (Rating, error) {
	r, err := in.ratings.LatestByAuthor(ctx, author, counter)
	if now := in.clock(); err == nil && r.Day != DayOf(now) && now.After(r.ChangeUntil()) {
		return Rating{}, ErrRatingUnknown
	}
	return r, err
}
