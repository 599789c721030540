package domain

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain/masking"
)

// Verdict says whether a rating counts.
type Verdict string

// A counted rating is in the score; a held one is kept, with its reasons, until it is
// reviewed. No rating is held because it is low. A reported one says that money was asked for:
// it is the Inspektorat's alone and is in no score, count or list until that has decided.
const (
	Counted  Verdict = "counted"
	Held     Verdict = "held"
	Reported Verdict = "reported"
)

// HoldReason names the rule that holds a rating.
type HoldReason string

// The rules.
const (
	HoldNotOnDuty HoldReason = "not_on_duty"   // the picked officer had no duty at the counter then
	HoldClock     HoldReason = "clock"         // rated more than seven days back or two minutes ahead
	HoldBurst     HoldReason = "burst"         // closer to another press of the same tablet than limits allow
	HoldUnopened  HoldReason = "unopened"      // a printed code sent as it is, without a visit opened with it
	HoldPlay      HoldReason = "play"          // of earlier versions; now the rule tablet_10min of package integrity
	HoldLost      HoldReason = "lost_kiosk"    // submitted by a tablet after it was reported lost
	HoldRevoked   HoldReason = "revoked_kiosk" // from a revoked tablet, and not part of its LateQueue
	HoldUnsigned  HoldReason = "unsigned"      // brought in a file that its tablet has not signed
	HoldHours     HoldReason = "hours"         // rated on a phone while the unit was closed

	// The rules of package integrity that look at other ratings hold by their own names.

	// Conflicts of a rating that was accepted without the database.
	HoldAlreadyRated HoldReason = "already_rated" // the same visit, person and day, or once-only right had been rated with
	HoldIDReused     HoldReason = "id_reused"     // its id was another rating's
)

// HoldReasons lists the rules that hold a rating when it comes in.
func HoldReasons() []HoldReason {
	return []HoldReason{
		HoldHours, HoldNotOnDuty, HoldClock, HoldBurst, HoldUnopened, HoldPlay, HoldLost, HoldRevoked, HoldUnsigned, HoldAlreadyRated, HoldIDReused,
	}
}

// How far a sender's clock may be from ours before its rating is held.
const (
	MaxBack  = 7 * 24 * time.Hour
	MaxAhead = 2 * time.Minute
)

// ChangeTime is how long after RatedAt a rating takes changes, KioskChangeTime how long
// after it was received a tablet's rating takes another value. Additions that a tablet
// queued without a network are accepted up to KioskAddTime.
const (
	ChangeTime      = 10 * time.Minute
	KioskChangeTime = time.Hour
	KioskAddTime    = MaxBack
)

// Rating is a rating as it is stored.
type Rating struct {
	ID         string
	Content    string // fingerprint of what was first sent
	OnceKey    string // unique among all ratings
	Claim      string // the right that it uses up, unique, "" for none
	Channel    Channel
	Assurance  Assurance
	Counter    string
	Unit       string // the counter's unit at the time
	Officer    string // "" when no officer was rated
	Service    string // "" when unknown
	Value      int
	Answers    Answers
	Reasons    []string
	Respondent Respondent
	Comment    string // masked, and screened unless it is a report
	// Originals are what was written where the comment shows less, sealed. They are stored with the
	// rating and not read with it.
	Originals  []string
	Lang       string
	RatedAt    time.Time // by the sender's clock
	ReceivedAt time.Time
	Day        Day // the day for which it counts
	Kiosk      string
	Visit      string
	Author     string
	// Browser is a keyed hash of the random cookie of the browser that rated, "" for other
	// channels. It changes with every quarter, like Author.
	Browser string
	Seq     int64
	// ClockUnsure says that the sender had not yet synchronized its clock.
	ClockUnsure bool
	Verdict     Verdict
	Holds       []HoldReason
	// Cleared are those of Holds that a review has released, SetAside says that a review has
	// excluded the rating.
	Cleared  []HoldReason
	SetAside bool
	Revision int64 // 0 at first; grows with every change, also across copies of the rating
}

// NewRating checks a submission and makes its rating, received at now. The counter is that
// of the right, onDuty are the officers there at the time of rating, and picked is the
// officer that the submission names, if any. It refuses invalid fields; several officers on
// duty without a pick are such a case. A doubtful rating is held.
func NewRating(s Submission, now time.Time, counter Counter, onDuty []Officer, picked *Officer) (Rating, error) {
	s = s.normal()
	if err := s.check(); err != nil {
		return Rating{}, err
	}
	return newRating(s, now, counter, onDuty, picked)
}

// newRating is NewRating for a submission in canonical form that is checked.
func newRating(s Submission, now time.Time, counter Counter, onDuty []Officer, picked *Officer) (Rating, error) {
	r := Rating{
		ID: s.ID, Content: s.content(),
		Channel: s.Right.Channel, Assurance: s.Right.Assurance,
		Counter: counter.Code, Unit: counter.Unit.Code, Service: cmp.Or(s.Service, s.Right.Service),
		Value: s.Value, Answers: s.Answers, Reasons: s.Reasons, Respondent: s.Respondent,
		Comment: masking.Mask(s.Comment), Lang: s.Lang,
		ReceivedAt: now, Kiosk: s.Right.Kiosk, Visit: s.Right.Visit, Author: s.Right.Author, Browser: s.Right.Browser,
		Seq: s.Seq, ClockUnsure: s.ClockUnsure, Verdict: Counted,
	}
	r.stamp(s.RatedAt, now)
	r.OnceKey = s.onceKey(r.Day)
	if s.Right.Unopened() {
		r.Hold(HoldUnopened)
	}
	if s.Right.Doubt != "" {
		r.Hold(s.Right.Doubt)
	}
	if err := r.assign(s.Officer, counter, onDuty, picked); err != nil {
		return Rating{}, err
	}
	return r, nil
}

// stamp sets the times. A sender whose clock is far off decides the order of its own
// ratings but not the day.
func (r *Rating) stamp(ratedAt, now time.Time) {
	if ratedAt.IsZero() {
		ratedAt = now
	}
	r.RatedAt = ratedAt.In(now.Location()).Truncate(time.Millisecond)
	r.Day = DayOf(r.RatedAt)
	if !ClockBelieved(ratedAt, now) {
		r.Day = DayOf(now)
		r.Hold(HoldClock)
		if y := r.RatedAt.Year(); y < 2000 || y > 2200 {
			r.RatedAt = now // a year that a database cannot keep
		}
	}
}

// ClockBelieved says whether a time of rating is close enough to now to be accepted.
func ClockBelieved(ratedAt, now time.Time) bool {
	return !ratedAt.Before(now.Add(-MaxBack)) && !ratedAt.After(now.Add(MaxAhead))
}

// assign sets the officer. Officers of tenants are not rated: their ratings count for the
// unit.
func (r *Rating) assign(pick string, counter Counter, onDuty []Officer, picked *Officer) error {
	if !counter.Unit.Agency.Internal || pick == UnsureOfficer {
		return nil
	}
	if picked == nil {
		switch len(onDuty) {
		case 0:
			return nil
		case 1:
			r.Officer = onDuty[0].Code
			return nil
		}
		return FieldErrors{{Field: "officer", Key: "field_officer_needed"}}.Err()
	}
	r.Officer = picked.Code
	if !slices.ContainsFunc(onDuty, func(o Officer) bool { return o.Code == picked.Code }) {
		r.Hold(HoldNotOnDuty)
	}
	return nil
}

// Hold holds the rating for a reason. A report stays a report, and is held when it has been
// given back as an ordinary rating.
func (r *Rating) Hold(reason HoldReason) {
	if !slices.Contains(r.Holds, reason) {
		r.Holds = append(r.Holds, reason)
	}
	r.settle()
}

// settle decides from holds and reviews whether the rating counts.
func (r *Rating) settle() {
	if r.Verdict == Reported {
		return
	}
	r.Verdict = Counted
	if r.SetAside || slices.ContainsFunc(r.Holds, func(h HoldReason) bool { return !slices.Contains(r.Cleared, h) }) {
		r.Verdict = Held
	}
}

// Judge replaces those of the rating's holds that are in all with found, and says whether they
// changed. A report stays a report.
func (r *Rating) Judge(all, found []HoldReason, now time.Time) (changed bool) {
	holds := slices.DeleteFunc(slices.Clone(r.Holds), func(h HoldReason) bool { return slices.Contains(all, h) })
	holds = append(holds, found...)
	if slices.Equal(holds, r.Holds) {
		return false
	}
	r.Holds = holds
	r.settle()
	r.revise(now)
	return true
}

// Release lets the rating count although the rules hold it: a review has found it honest. A
// rule that holds it later for another reason holds it again.
func (r *Rating) Release(now time.Time) {
	r.Cleared, r.SetAside = slices.Clone(r.Holds), false
	r.settle()
	r.revise(now)
}

// Exclude sets the rating aside: a review has found that it does not count.
func (r *Rating) Exclude(now time.Time) {
	r.SetAside = true
	r.settle()
	r.revise(now)
}

// apartSpace is the UUID namespace of ratings whose own id was taken.
var apartSpace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("suaraloket:apart"))

// GiveBack makes a report an ordinary rating with the words that were written.
func (r *Rating) GiveBack(written string) {
	r.Verdict, r.Comment = Counted, written
	r.settle()
}

// SetApart holds an accepted rating that conflicts with a stored one, and gives it keys of
// its own and no claim, so that both are stored. It always gives a rating the same keys.
func (r *Rating) SetApart(reason HoldReason) {
	if reason == HoldIDReused {
		r.ID = uuid.NewSHA1(apartSpace, []byte(r.ID+":"+r.Content)).String()
	}
	r.OnceKey, r.Claim = "apart:"+r.ID, ""
	r.Hold(reason)
}

// Anonymize removes what identifies the author of the rating and what the author said
// about himself: the hash, the keys and the id that are derived from it, the comment, the
// respondent. The values stay. The rating gets a random id and with it another receipt,
// because the old receipt could be computed from the author's hash.
func (r *Rating) Anonymize(now time.Time) {
	r.ID = uuid.NewString()
	r.OnceKey = "loose:" + r.ID
	r.Author, r.Comment, r.Originals, r.Respondent = "", "", nil, Respondent{}
	r.revise(now)
}

// TakeChanges takes over the changes of a later revision of the rating.
func (r *Rating) TakeChanges(later Rating) {
	r.Value, r.Answers, r.Reasons = later.Value, later.Answers, later.Reasons
	r.Respondent, r.Comment, r.Revision = later.Respondent, later.Comment, later.Revision
	r.Originals = later.Originals
	if later.Verdict == Reported {
		r.Verdict = Reported
	}
}

// NoteKept is what was written, "" for a report, whose text is the Inspektorat's.
func (r Rating) NoteKept() string {
	if r.Verdict == Reported {
		return ""
	}
	return r.Comment
}

// Receipt is the code that the resident gets.
func (r Rating) Receipt() string { return ReceiptOf(r.ID) }

// ChangeUntil is the deadline for changes by the person who gave the rating: ten minutes
// after it was rated, and not later because a clock is fast.
func (r Rating) ChangeUntil() time.Time {
	if latest := r.ReceivedAt.Add(MaxAhead); r.RatedAt.After(latest) {
		return r.ReceivedAt.Add(ChangeTime)
	}
	return r.RatedAt.Add(ChangeTime)
}

// Change is an addition or correction by the person who gave a rating; nil leaves a field
// as it is. Answers are merged element by element.
type Change struct {
	Value      *int
	Answers    Answers
	Reasons    *[]string
	Respondent *Respondent
	Comment    *string
	// Said is when the person made the change; zero is now. The deadline for changes
	// applies to it.
	Said time.Time
	// After says what is stored with the changed rating; nil is nothing.
	After func(Rating) Effects
}

func (c Change) saidAt(now time.Time) time.Time {
	if c.Said.IsZero() || c.Said.After(now) {
		return now
	}
	return c.Said
}

// written is the text of the comment, "" where it does not change.
func (c Change) written() string {
	if c.Comment == nil {
		return ""
	}
	return NormalText(*c.Comment)
}

func (c Change) check() error {
	var bad FieldErrors
	if c.Value != nil && (*c.Value < 1 || *c.Value > 4) {
		bad.Add("value", "field_value")
	}
	checkAnswers(c.Answers, &bad)
	if c.Reasons != nil {
		checkReasons(normalReasons(*c.Reasons), &bad)
	}
	if c.Respondent != nil {
		c.Respondent.normal().check(&bad)
	}
	if c.Comment != nil {
		checkComment(NormalText(*c.Comment), &bad)
	}
	return bad.Err()
}

// Apply makes the change. It refuses invalid fields and then leaves the rating unchanged.
func (r *Rating) Apply(c Change) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Value != nil {
		r.Value = *c.Value
	}
	if len(c.Answers) > 0 {
		merged := Answers{}
		for slug, v := range r.Answers {
			merged[slug] = v
		}
		for slug, v := range c.Answers {
			merged[slug] = v
		}
		r.Answers = merged
	}
	if c.Reasons != nil {
		r.Reasons = normalReasons(*c.Reasons)
	}
	if c.Respondent != nil {
		r.Respondent = c.Respondent.normal()
	}
	if c.Comment != nil {
		r.Comment = masking.Mask(NormalText(*c.Comment))
	}
	return nil
}

// revise gives a change made at now a revision that grows with time, so that of two
// independent copies of a rating the later one is known.
func (r *Rating) revise(now time.Time) { r.Revision = max(r.Revision+1, now.UnixMilli()) }

// mayChange says whether the right permits the change at now. The visit's own pass permits
// it even after it has expired. A tablet may submit what was added while it was offline, and
// change ratings of a counter from which it was moved.
func (r Rating) mayChange(right Right, c Change, now time.Time) error {
	if right.Kiosk != r.Kiosk || right.Author != r.Author || r.Kiosk == "" && right.Counter != r.Counter {
		return ErrOtherCounter
	}
	if !right.Sees(r) {
		return ErrOtherBrowser
	}
	until := r.ChangeUntil()
	switch {
	case r.Kiosk != "" && (c.Value == nil || *c.Value == r.Value):
		until = r.ReceivedAt.Add(KioskAddTime)
	case r.Kiosk != "":
		until = r.ReceivedAt.Add(KioskChangeTime)
	}
	if now.After(until) {
		return ErrChangeTooLate
	}
	return nil
}
