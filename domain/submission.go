package domain

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"suaraloket/domain/masking"
)

// Channel is the way on which a rating came.
type Channel string

// The channels.
const (
	ChannelKiosk    Channel = "kiosk"
	ChannelPage     Channel = "page"
	ChannelTelegram Channel = "telegram"
)

// Assurance says how certain it is that the rater was at the counter.
type Assurance string

// AssuranceDevice: touched on the tablet at the counter. AssuranceTicket: by a right
// made for this one visit. AssuranceSlot: opened from a code that was on the counter's
// screen moments before. AssurancePoster: opened from a printed code, which a
// photograph can carry away. AssuranceTyped: the counter's code was written in words,
// which takes no more than a guess. The first two are equally sure, the others less in
// turn.
const (
	AssuranceDevice Assurance = "device"
	AssuranceTicket Assurance = "ticket"
	AssuranceSlot   Assurance = "slot"
	AssurancePoster Assurance = "poster"
	AssuranceTyped  Assurance = "typed"
)

// UnsureOfficer is the pick of a resident who does not know which of several officers
// served: the rating counts for the unit alone.
const UnsureOfficer = "-"

// MaxComment is the longest comment, in characters.
const MaxComment = 1000

// Right entitles a sender to rate, by a kiosk's key, a pass or a chat. Surfaces get it from
// Kiosks or Visits.
type Right struct {
	Counter   string
	Channel   Channel
	Assurance Assurance
	Kiosk     string     // the kiosk's id
	Visit     string     // the visit pass's number: one rating each
	Author    string     // keyed hash of a chat's person: one rating for each counter and day
	Browser   string     // keyed hash of the page's cookie, "" when the browser keeps none
	Slot      Slot       // of a rotating code: the rating takes one of the slot's places
	Ticket    string     // a ticket's number: the rating uses it up
	Service   string     // what the ticket says, for a rating that does not
	Officer   string     // likewise
	Expires   time.Time  // when new ratings end; zero is never
	Doubt     HoldReason // why its ratings are held, "" mostly
	// Own says that the browser that opened the visit sends the right.
	Own    bool
	bind   string // of a visit that a browser opened: the pass's proof of its cookie
	roster string // the version of the roster in which Kiosks looked it up
}

// Unopened says that the right is a printed code itself and not a visit that was opened
// with it. A code can be copied, so it does not prove a visit.
func (r Right) Unopened() bool {
	return r.Channel == ChannelPage && r.Assurance == AssurancePoster && r.Visit == ""
}

// Sees says whether the right shows and changes what the rating contains. A pass is in the
// address of a page and can be copied, so it must come from the browser that rated, or,
// where that keeps no cookies, from one that keeps none either.
func (r Right) Sees(rating Rating) bool {
	return r.Visit == rating.Visit && (r.Own || r.Browser == rating.Browser)
}

func (r Right) visitKey() string { return "visit:" + r.Visit }

// once says that the right comes from a code that other people may use up.
func (r Right) once() bool { return r.Slot != 0 || r.Ticket != "" }

// claims lists the claims of which a rating takes the first free one: a ticket, or a place
// in a slot that admits slotRatings ratings, 0 for any number. An unlimited right claims "".
func (r Right) claims(slotRatings int) []string {
	switch {
	case r.Ticket != "":
		return []string{"ticket:" + r.Ticket}
	case r.Slot == 0 || slotRatings <= 0:
		return []string{""}
	}
	places := make([]string, slotRatings)
	for i := range places {
		places[i] = "slot:" + r.Counter + ":" + r.Slot.String() + ":" + strconv.Itoa(i)
	}
	return places
}

// usedUp is the refusal of a used-up right.
func (r Right) usedUp() *Error {
	if r.Ticket != "" {
		return ErrTicketUsed
	}
	return ErrPassUsed
}

// expired says whether the right has ended at now. A tablet may submit later what was rated
// in time.
func (r Right) expired(ratedAt, now time.Time) bool {
	if r.Kiosk != "" && !ratedAt.IsZero() && ClockBelieved(ratedAt, now) {
		now = ratedAt
	}
	return !r.Expires.IsZero() && now.After(r.Expires)
}

// timeOf is the time of a rating that a sender says was given at ratedAt. Only a tablet submits
// later what was rated without a network, and a chat what Telegram has dated: with a visit the
// time is the server's, unless it lies within the visit, so that nothing is back-dated.
func (r Right) timeOf(ratedAt, now time.Time) time.Time {
	if r.Kiosk == "" && r.Channel == ChannelPage && (ratedAt.Before(now.Add(-VisitTime)) || ratedAt.After(now)) {
		return now
	}
	return ratedAt
}

// Submission is the rating that a surface submits: where, who, how, and by which right.
type Submission struct {
	ID         string // UUID of any version, made by the sender
	Right      Right
	Value      int    // 1–4
	Counter    string // the tablet's counter at the time of rating, "" to look it up
	Officer    string
	Service    string
	Answers    Answers
	Reasons    []string
	Respondent Respondent
	Comment    string
	Lang       string    // code of the language in which it was given, at most 8 letters; "" when unknown
	RatedAt    time.Time // zero: now
	Seq        int64     // the kiosk's sequence number, 0 for none
	// ClockUnsure says that the sender had not synchronized its clock when it set RatedAt.
	ClockUnsure bool
}

// normal gives the canonical form, so that the same content sent twice is equal.
func (s Submission) normal() Submission {
	if id, err := uuid.Parse(strings.TrimSpace(s.ID)); err == nil {
		s.ID = id.String()
	}
	s.Officer = NormalCode(s.Officer)
	s.Service = NormalCode(s.Service)
	s.Reasons = normalReasons(s.Reasons)
	s.Respondent = s.Respondent.normal()
	s.Comment = NormalText(s.Comment)
	s.Lang = strings.ToLower(strings.TrimSpace(s.Lang))
	s.Seq = max(s.Seq, 0)
	return s
}

// check refuses a submission with invalid fields and names all of them.
func (s Submission) check() error {
	var bad FieldErrors
	if id, err := uuid.Parse(s.ID); err != nil || len(s.ID) != 36 || id == uuid.Nil || id == uuid.Max {
		bad.Add("id", "field_uuid")
	}
	if s.Value < 1 || s.Value > 4 {
		bad.Add("value", "field_value")
	}
	if s.Officer != "" && s.Officer != UnsureOfficer && !ValidCode(s.Officer, MaxOfficerCode) {
		bad.Add("officer", "field_code")
	}
	if s.Service != "" && !ValidCode(s.Service, MaxCode) {
		bad.Add("service", "field_code")
	}
	if len(s.Lang) > 8 {
		bad.Add("lang", "field_choice")
	}
	checkAnswers(s.Answers, &bad)
	checkReasons(s.Reasons, &bad)
	s.Respondent.check(&bad)
	checkComment(s.Comment, &bad)
	return bad.Err()
}

func checkAnswers(answers Answers, bad *FieldErrors) {
	slugs := make([]string, 0, len(answers))
	for slug := range answers {
		slugs = append(slugs, slug)
	}
	slices.Sort(slugs)
	for _, slug := range slugs {
		switch v := answers[slug]; {
		case !IsElement(slug):
			bad.Add("answers."+slug, "field_element")
		case v < 1 || v > 4:
			bad.Add("answers."+slug, "field_value")
		}
	}
}

func checkReasons(reasons []string, bad *FieldErrors) {
	for _, r := range reasons {
		if !IsReason(r) {
			bad.Add("reasons", "field_reason")
			return
		}
	}
}

func checkComment(comment string, bad *FieldErrors) {
	if utf8.RuneCountInString(comment) > MaxComment {
		bad.Add("comment", "field_comment")
	}
}

// normalReasons sorts the reasons and removes duplicates.
func normalReasons(reasons []string) []string {
	var set []string
	for _, r := range reasons {
		if r = strings.ToLower(strings.TrimSpace(r)); r != "" {
			set = append(set, r)
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// NormalText trims a comment and drops control characters other than line breaks.
func NormalText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d') {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// content is the fingerprint that a repeat of the same id must match: value, officer,
// service, answers, reasons, respondent and comment as first sent. The comment is masked
// first: a fingerprint of hidden text could be searched for the text.
func (s Submission) content() string { return s.fingerprint(masking.Mask(s.Comment)) }

// repeats says whether a rating with this fingerprint was made from the same content. A
// tablet may repeat after an update of the server what it sent before, so fingerprints of
// comments as earlier versions masked them are taken too.
func (s Submission) repeats(content string) bool {
	return content == s.content() || content == s.fingerprint(masking.First(s.Comment))
}

func (s Submission) fingerprint(comment string) string {
	text, _ := json.Marshal(struct {
		Value      int
		Officer    string
		Service    string
		Answers    Answers `json:",omitempty"`
		Reasons    []string
		Respondent Respondent
		Comment    string
	}{s.Value, s.Officer, s.Service, s.Answers, s.Reasons, s.Respondent, comment})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// onceKey is unique in the database: a visit, or a person at a counter on a day, rates
// once. A tablet's ratings differ by their ids alone.
func (s Submission) onceKey(day Day) string {
	switch {
	case s.Right.Visit != "":
		return s.Right.visitKey()
	case s.Right.Author != "":
		return s.Right.authorKey(day)
	}
	return "id:" + s.ID
}

func (r Right) authorKey(day Day) string {
	return "author:" + r.Author + ":" + r.Counter + ":" + string(day)
}
