package domain

import (
	"context"
	"errors"
	"time"
)

// PlaceStore answers what an intake must know about a counter.
type PlaceStore interface {
	// Counter refuses an unknown code with ErrCounterUnknown.
	Counter(ctx context.Context, code string) (Counter, error)
	// Officer refuses an unknown code with ErrOfficerUnknown.
	Officer(ctx context.Context, code string) (Officer, error)
	// Service refuses an unknown code with ErrServiceUnknown.
	Service(ctx context.Context, code string) (Service, error)
	// OnDuty lists the active officers with a duty at the counter at that time, by code.
	OnDuty(ctx context.Context, counter string, at time.Time) ([]Officer, error)
}

// RatingStore keeps ratings and, in the same transaction, their tallies.
type RatingStore interface {
	// AddRating returns once the rating is durable. When its id is stored already,
	// it returns the stored rating and false. Another rating with the same once-key
	// is refused with ErrAlreadyRated, a database that is away with ErrUnavailable.
	AddRating(ctx context.Context, r Rating) (stored Rating, added bool, err error)
	// Rating refuses an unknown id with ErrRatingUnknown.
	Rating(ctx context.Context, id string) (Rating, error)
	// ChangeRating runs change on the stored rating under lock and keeps the result;
	// an error of change leaves everything as it was. Unknown: ErrRatingUnknown.
	ChangeRating(ctx context.Context, id string, change func(*Rating) error) (Rating, error)
	// PressedBetween says whether a rating of the device other than exceptID was
	// rated between the two times, both excluded.
	PressedBetween(ctx context.Context, device string, from, to time.Time, exceptID string) (bool, error)
	// RatingOf gives the rating with the once-key. None: ErrRatingUnknown.
	RatingOf(ctx context.Context, onceKey string) (Rating, error)
	// LatestByAuthor gives the newest rating of an author, of one counter or, with
	// counter "", of any. None: ErrRatingUnknown.
	LatestByAuthor(ctx context.Context, author, counter string) (Rating, error)
}

// Limits are the integrity rules' numbers. Zero turns a rule off.
type Limits struct {
	KioskInterval time.Duration // least time between two ratings of one tablet
}

// Intake is the one door through which ratings come, on every channel.
type Intake struct {
	places  PlaceStore
	ratings RatingStore
	clock   Clock
	limits  Limits
	presses *presses
}

// NewIntake makes the door.
func NewIntake(places PlaceStore, ratings RatingStore, clock Clock, limits Limits) *Intake {
	return &Intake{places: places, ratings: ratings, clock: clock, limits: limits, presses: newPresses()}
}

// Submit takes one rating in and returns what is stored. The same id with the same
// content is the same rating, however often it is sent: it is returned with added
// false, even when the right has expired since. Refusals: fields that are not
// acceptable, unknown counter, officer or service, ErrIDReused, ErrAlreadyRated,
// ErrPassUsed, ErrPassExpired, ErrUnavailable.
func (in *Intake) Submit(ctx context.Context, s Submission) (stored Rating, added bool, err error) {
	s = s.normal()
	if err := s.check(); err != nil {
		return Rating{}, false, err
	}
	now := in.clock()
	if !s.Right.Expires.IsZero() && now.After(s.Right.Expires) {
		return in.repeatOf(ctx, s, ErrPassExpired)
	}
	r, err := in.rate(ctx, s, now)
	if err != nil {
		return in.repeatOf(ctx, s, err)
	}
	done, err := in.spacing(ctx, &r)
	if err != nil {
		return Rating{}, false, err
	}
	defer done()
	stored, added, err = in.ratings.AddRating(ctx, r)
	if err != nil {
		return Rating{}, false, in.onceRefusal(s, err)
	}
	return stored, added, sameContent(s, stored)
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
	if errors.Is(err, ErrAlreadyRated) && s.Right.Visit != "" {
		return ErrPassUsed
	}
	return err
}

func (in *Intake) rate(ctx context.Context, s Submission, now time.Time) (Rating, error) {
	counter, err := in.places.Counter(ctx, s.Right.Counter)
	if err != nil {
		return Rating{}, err
	}
	if err := in.knownService(ctx, s, counter); err != nil {
		return Rating{}, err
	}
	at := s.RatedAt
	if at.IsZero() || !ClockBelieved(at, now) {
		at = now
	}
	onDuty, err := in.places.OnDuty(ctx, counter.Code, at)
	if err != nil {
		return Rating{}, err
	}
	picked, err := in.picked(ctx, s.Officer, onDuty)
	if err != nil {
		return Rating{}, err
	}
	return NewRating(s, now, counter, onDuty, picked)
}

func (in *Intake) knownService(ctx context.Context, s Submission, counter Counter) error {
	if s.Service == "" {
		return nil
	}
	for _, offered := range counter.Services {
		if offered.Code == s.Service {
			return nil
		}
	}
	_, err := in.places.Service(ctx, s.Service)
	if errors.Is(err, ErrServiceUnknown) {
		return invalid{{Field: "service", Key: "service_unknown"}}.err()
	}
	return err
}

func (in *Intake) picked(ctx context.Context, code string, onDuty []Officer) (*Officer, error) {
	if code == "" || code == UnsureOfficer {
		return nil, nil
	}
	for i := range onDuty {
		if onDuty[i].Code == code {
			return &onDuty[i], nil
		}
	}
	officer, err := in.places.Officer(ctx, code)
	if err != nil {
		return nil, err
	}
	return &officer, nil
}

// Change adds to a rating or corrects it, by the right with which it was given.
// Refusals: fields that are not acceptable, ErrRatingUnknown, ErrOtherCounter,
// ErrChangeTooLate, ErrUnavailable.
func (in *Intake) Change(ctx context.Context, id string, right Right, c Change) (Rating, error) {
	if err := c.check(); err != nil {
		return Rating{}, err
	}
	now := in.clock()
	return in.ratings.ChangeRating(ctx, id, func(r *Rating) error {
		if err := r.mayChange(right, now); err != nil {
			return err
		}
		return r.Apply(c)
	})
}

// OfVisit returns the rating that was given with a visit's pass. None: ErrRatingUnknown.
func (in *Intake) OfVisit(ctx context.Context, right Right) (Rating, error) {
	if right.Visit == "" {
		return Rating{}, ErrRatingUnknown
	}
	return in.ratings.RatingOf(ctx, right.visitKey())
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
