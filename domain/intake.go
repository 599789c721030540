package domain

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"
)

// RatingStore keeps ratings and, in the same transaction, their tallies.
type RatingStore interface {
	// AddRating returns when the rating is durable. When its id is stored already, it
	// returns the stored rating and false. Refusals: ErrAlreadyRated for a once-key that
	// another rating has or that is spent, then ErrClaimTaken for a taken claim,
	// ErrRosterStale for a rating that was made with another roster than the database's,
	// ErrUnavailable.
	AddRating(ctx context.Context, e Entry) (stored Rating, added bool, err error)
	// Rating refuses an unknown id with ErrRatingUnknown.
	Rating(ctx context.Context, id string) (Rating, error)
	// ChangeRating runs change on the stored rating under lock and keeps the result with
	// its effects; an error of change leaves everything as it was. Refusals:
	// ErrRatingUnknown; ErrUpdateDone when the update was processed before.
	ChangeRating(ctx context.Context, id string, change func(*Rating) (Effects, error)) (Rating, error)
	// Spent says whether the once-key belonged to a rating that was anonymized.
	Spent(ctx context.Context, onceKey string) (bool, error)
	// Claimed gives those of the claims that ratings have used.
	Claimed(ctx context.Context, claims []string) ([]string, error)
	// RatingOf gives the rating with the once-key. None: ErrRatingUnknown.
	RatingOf(ctx context.Context, onceKey string) (Rating, error)
	// LatestByAuthor gives the newest rating of an author, of one counter or, with
	// counter "", of any. None: ErrRatingUnknown.
	LatestByAuthor(ctx context.Context, author, counter string) (Rating, error)
}

// Entry is a rating for the store, with what the store needs to decide in the transaction.
type Entry struct {
	Rating Rating
	// Interval is the least time between two presses of a tablet. The store passes the
	// presses around the rating's time to Rating.Space in the transaction.
	Interval time.Duration
	// Late says that the rating comes from a revoked tablet. The store judges it by the
	// tablet's LateQueue in the transaction.
	Late bool
	// RosterVersion is the version of the roster with which the rating was made.
	RosterVersion string
	// Effects gives what is stored with the rating, when it is new; nil is nothing. The
	// store calls it in the transaction that stores the rating. It may call it again, when
	// it repeats the transaction, and gets the same. An error stores nothing.
	Effects func(stored Rating) (Effects, error)
}

// EffectsOf calls Effects, if there is one.
func (e Entry) EffectsOf(stored Rating) (Effects, error) {
	if e.Effects == nil {
		return Effects{}, nil
	}
	return e.Effects(stored)
}

// Limits are the limits of the integrity rules. Zero turns a rule off.
type Limits struct {
	KioskInterval time.Duration // least time between two ratings of one tablet
	SlotRatings   int           // how many ratings one rotating code admits, at most MaxSlotRatings
	Fees          FeeRule       // which ratings report an illegal fee
	Screening     Screening     // what is hidden in comments beside what masking hides
	// HoursTolerance is how long before opening and after closing a phone may rate.
	HoursTolerance time.Duration
}

// Intake takes in the ratings of every channel.
type Intake struct {
	roster  *Roster
	ratings RatingStore
	clock   Clock
	limits  Limits
}

// NewIntake makes the use case.
func NewIntake(roster *Roster, ratings RatingStore, clock Clock, limits Limits) *Intake {
	return &Intake{roster: roster, ratings: ratings, clock: clock, limits: limits}
}

// Submit stores a rating and returns it. The same id with the same content is the same
// rating: a repeat returns it with added false, even when the right has expired since.
// Refusals: fields that are not
// acceptable, unknown counter, officer or service, ErrIDReused, ErrAlreadyRated,
// ErrPassUsed, ErrTicketUsed, ErrPassExpired, ErrUnavailable.
func (in *Intake) Submit(ctx context.Context, s Submission) (stored Rating, added bool, err error) {
	return in.SubmitWith(ctx, s, nil)
}

// SubmitWith is Submit for a surface that stores effects together with the rating. The
// store calls effects with the stored rating, in its transaction and only when the rating
// is new, on a goroutine of its own. After SubmitWith has returned, effects is not called.
func (in *Intake) SubmitWith(ctx context.Context, s Submission, effects func(stored Rating) Effects) (stored Rating, added bool, err error) {
	s = s.normal()
	if err := s.check(); err != nil {
		return Rating{}, false, err
	}
	now := in.clock()
	if s.Right.expired(s.RatedAt, now) {
		return in.repeatOf(ctx, s, ErrPassExpired)
	}
	for range rosterAttempts {
		entry, refused := in.rate(ctx, s, now)
		if refused != nil {
			return in.repeatOf(ctx, s, refused)
		}
		stored, added, err = in.addWith(ctx, entry, s.Right, effects)
		if !errors.Is(err, ErrRosterStale) {
			break
		}
		err = ErrUnavailable // if the roster keeps changing
		if away := in.roster.Refresh(ctx); away != nil {
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
func (in *Intake) addWith(ctx context.Context, entry Entry, right Right, effects func(Rating) Effects) (stored Rating, added bool, err error) {
	if effects != nil {
		once := &onceEffects{make: effects}
		defer once.end()
		entry.Effects = once.of
	}
	return in.add(ctx, entry, right)
}

// add stores a rating with the first free claim of its right. There is no check before the
// insert: the unique key decides.
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

// repeatOf answers a submission that would be refused now. A rating that was stored before,
// when the pass had not expired or the duties were others, is confirmed.
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
	if !s.repeats(stored.Content) {
		return ErrIDReused
	}
	return nil
}

// onceRefusal distinguishes a used pass from a person who has rated before.
func (in *Intake) onceRefusal(s Submission, err error) error {
	if errors.Is(err, ErrClaimTaken) || errors.Is(err, ErrAlreadyRated) && s.Right.Visit != "" {
		return s.Right.usedUp()
	}
	return err
}

// rosterAttempts bounds how often a rating is made again because the roster has changed
// meanwhile. An import is one change.
const rosterAttempts = 5

// rate makes the rating of a submission with one roster, from the counter to the duty.
func (in *Intake) rate(ctx context.Context, s Submission, now time.Time) (Entry, error) {
	entry, err := find(ctx, in.roster, func(index *RosterIndex) (Entry, error) {
		r, err := index.rate(s, now)
		if err == nil {
			index.holdOutside(&r, s, in.limits.HoursTolerance)
			in.limits.Fees.judge(&r, "", index.Free(r))
			in.limits.Screening.Screen(&r, index, s.Comment, now)
		}
		late := !index.tablets[r.Kiosk].Revoked.IsZero()
		return Entry{Rating: r, Interval: in.limits.KioskInterval, Late: late, RosterVersion: index.Version}, err
	})
	if errors.Is(err, ErrServiceUnknown) {
		err = FieldErrors{{Field: "service", Key: ErrServiceUnknown.Key}}.Err()
	}
	return entry, err
}

// holdOutside holds ratings of closed units: those of phones without a ticket, and of tablets
// where the resident named an officer, since an open-ended duty is no proof of service.
func (in *RosterIndex) holdOutside(r *Rating, s Submission, tolerance time.Duration) {
	if tolerance <= 0 || r.Assurance == AssuranceTicket || !in.Outside(r.Unit, r.RatedAt, tolerance) {
		return
	}
	switch {
	case r.Channel != ChannelKiosk:
		r.Hold(HoldHours)
	case s.Officer != "" && s.Officer != UnsureOfficer:
		r.Hold(HoldNotOnDuty)
	}
}

func (in *RosterIndex) rate(s Submission, now time.Time) (Rating, error) {
	right, err := in.rightOf(s, now)
	if err != nil {
		return Rating{}, err
	}
	s.Right = right
	counter, err := in.Counter(right.Counter)
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
	s.RatedAt = s.Right.timeOf(s.RatedAt, now)
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

// Free reports whether nothing is paid for the service of a rating. Without a service it is
// so if all of the counter's services are free.
func (in *RosterIndex) Free(r Rating) bool {
	if service, known := in.services[r.Service]; known {
		return service.Free
	}
	offered := in.counters[r.Counter].Services
	return len(offered) > 0 && !slices.ContainsFunc(offered, func(s Service) bool { return !in.services[s.Code].Free })
}

// rightOf gives the right of a tablet in the roster that also decides the rest, so that a
// move or a revocation takes effect at once. It looks a right up again only when it comes
// from another roster.
func (in *RosterIndex) rightOf(s Submission, now time.Time) (Right, error) {
	right := s.Right
	kiosk, known := in.tablets[right.Kiosk]
	if !known || right.roster != "" && right.roster == in.Version {
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
func (in *RosterIndex) picked(code string) (*Officer, error) {
	if code == "" || code == UnsureOfficer {
		return nil, nil
	}
	officer, err := in.Officer(code)
	return &officer, err
}

// Change adds to a rating or corrects it, with the right by which it was given.
// Refusals: fields that are not acceptable, ErrRatingUnknown, ErrOtherCounter,
// ErrChangeTooLate, ErrUnavailable.
func (in *Intake) Change(ctx context.Context, id string, right Right, c Change) (Rating, error) {
	if err := c.check(); err != nil {
		return Rating{}, err
	}
	index, err := in.roster.cached(ctx)
	if err != nil {
		return Rating{}, err
	}
	now := in.clock()
	return in.ratings.ChangeRating(ctx, id, func(r *Rating) (Effects, error) {
		if err := r.mayChange(right, c, c.saidAt(now)); err != nil {
			return Effects{}, err
		}
		r.revise(now)
		before := r.Comment
		if err := r.Apply(c); err != nil {
			return Effects{}, err
		}
		in.limits.Fees.judge(r, before, index.Free(*r))
		in.limits.Screening.Screen(r, index, c.written(), now)
		if c.After == nil {
			return Effects{}, nil
		}
		return c.After(*r), nil
	})
}

// OfVisit returns the rating of a visit's pass. None: ErrRatingUnknown, also while the
// database is away, since a rating is accepted then and the database decides later. When
// other ratings have used up the code: ErrPassUsed or ErrTicketUsed.
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

// Admits refuses a used-up right with ErrPassUsed or ErrTicketUsed, and with
// ErrAlreadyRated a person whose rating of today was anonymized. While the database is away
// it refuses nothing.
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

// Given returns the rating that an author gave the counter today, or, with counter "", the
// author's newest of today. One from before midnight counts until its deadline for changes.
// None: ErrRatingUnknown.
func (in *Intake) Given(ctx context.Context, author, counter string) (Rating, error) {
	r, err := in.ratings.LatestByAuthor(ctx, author, counter)
	if now := in.clock(); err == nil && r.Day != DayOf(now) && now.After(r.ChangeUntil()) {
		return Rating{}, ErrRatingUnknown
	}
	return r, err
}
