package repository

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// ratingRow is the one list of the columns of ratings; rowOf and rating turn it into a
// domain.Rating and back. Its tag "reads" names who reads that column without the others.
type ratingRow struct {
	ID          string `gorm:"primaryKey" reads:"tally log rules cell"`
	Content     string
	OnceKey     string
	Claim       *string   `reads:"rules"` // NULL, of which a unique key admits many
	Channel     string    `reads:"tally log rules cell"`
	Assurance   string    `reads:"log rules"`
	CounterCode string    `reads:"tally log rules cell"`
	UnitCode    string    `reads:"tally log rules cell"`
	OfficerCode string    `reads:"tally log rules cell"`
	ServiceCode string    `reads:"tally log rules cell"`
	Value       int       `reads:"tally log rules cell"`
	Answers     string    `reads:"tally log cell"`
	Reasons     string    `reads:"tally log cell"`
	Respondent  string    `reads:"log"`
	Comment     string    `reads:"log"`
	Commented   bool      // finds the comments of an officer without reading the others
	Lang        string    `reads:"log"`
	RatedAt     time.Time `reads:"rules"`
	ReceivedAt  time.Time
	Day         string `reads:"tally log rules cell"`
	DeviceID    string `reads:"rules"`
	Visit       string
	Author      string `reads:"rules"`
	Browser     string `reads:"rules"`
	Seq         int64
	ClockUnsure bool
	Verdict     string `reads:"tally log cell"`
	Holds       string `reads:"log rules cell"`
	Cleared     string `reads:"cell"`
	SetAside    bool   `reads:"cell"`
	Revision    int64
	Writer      string
}

func (ratingRow) TableName() string { return "ratings" }

func rowOf(r domain.Rating, writer string) ratingRow {
	return ratingRow{
		ID: r.ID, Content: r.Content, OnceKey: r.OnceKey, Claim: claimOf(r), Channel: string(r.Channel), Assurance: string(r.Assurance),
		CounterCode: r.Counter, UnitCode: r.Unit, OfficerCode: r.Officer, ServiceCode: r.Service, Value: r.Value,
		Answers: jsonText(r.Answers, len(r.Answers) == 0), Reasons: strings.Join(r.Reasons, ","),
		Respondent: jsonText(r.Respondent, r.Respondent == domain.Respondent{}), Comment: r.Comment, Commented: r.Comment != "", Lang: r.Lang,
		RatedAt: stored(r.RatedAt), ReceivedAt: stored(r.ReceivedAt), Day: string(r.Day),
		DeviceID: r.Kiosk, Visit: r.Visit, Author: r.Author, Seq: r.Seq, ClockUnsure: r.ClockUnsure,
		Browser: r.Browser, Verdict: string(r.Verdict), Holds: joinHolds(r.Holds), Cleared: joinHolds(r.Cleared), SetAside: r.SetAside, Revision: r.Revision, Writer: writer,
	}
}

func claimOf(r domain.Rating) *string {
	if r.Claim == "" {
		return nil
	}
	return &r.Claim
}

func (row ratingRow) rating() (domain.Rating, error) {
	r := domain.Rating{
		ID: row.ID, Content: row.Content, OnceKey: row.OnceKey, Channel: domain.Channel(row.Channel),
		Assurance: domain.Assurance(row.Assurance), Counter: row.CounterCode, Unit: row.UnitCode,
		Officer: row.OfficerCode, Service: row.ServiceCode, Value: row.Value, Reasons: splitList(row.Reasons),
		Comment: row.Comment, Lang: row.Lang, RatedAt: row.RatedAt, ReceivedAt: row.ReceivedAt, Day: domain.Day(row.Day),
		Kiosk: row.DeviceID, Visit: row.Visit, Author: row.Author, Seq: row.Seq, Verdict: domain.Verdict(row.Verdict),
		Revision: row.Revision, ClockUnsure: row.ClockUnsure, Browser: row.Browser, Holds: splitHolds(row.Holds), Cleared: splitHolds(row.Cleared), SetAside: row.SetAside,
	}
	if row.Claim != nil {
		r.Claim = *row.Claim
	}
	return r, errors.Join(readJSON(row.Answers, &r.Answers), readJSON(row.Respondent, &r.Respondent))
}

// stored is a time as the database keeps it: in UTC and to the millisecond, so that a
// time reads as it was written.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// jsonText encodes values that cannot fail: maps of numbers and plain structs.
func jsonText(v any, empty bool) string {
	if empty {
		return ""
	}
	text, _ := json.Marshal(v)
	return string(text)
}

func readJSON(text string, into any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}

func splitList(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func splitHolds(text string) []domain.HoldReason {
	var holds []domain.HoldReason
	for _, hold := range splitList(text) {
		holds = append(holds, domain.HoldReason(hold))
	}
	return holds
}

func joinHolds(holds []domain.HoldReason) string {
	texts := make([]string, len(holds))
	for i, h := range holds {
		texts[i] = string(h)
	}
	return strings.Join(texts, ",")
}

// AddRating implements domain.RatingStore, by group commit.
func (s *Store) AddRating(ctx context.Context, e domain.Entry) (domain.Rating, bool, error) {
	return s.intake.add(ctx, e)
}

// Rating implements domain.RatingStore.
func (s *Store) Rating(ctx context.Context, id string) (domain.Rating, error) {
	var row ratingRow
	if err := s.reads.WithContext(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return domain.Rating{}, s.found(err, domain.ErrRatingUnknown)
	}
	return row.rating()
}

// ChangeRating implements domain.RatingStore and adjusts the tallies in the same
// transaction.
func (s *Store) ChangeRating(ctx context.Context, id string, change func(*domain.Rating) (domain.Effects, error)) (domain.Rating, error) {
	var changed domain.Rating
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		locked, err := s.lockedRatings(tx, "id", []string{id})
		if err != nil {
			return err
		}
		before, known := locked[id]
		if !known {
			return domain.ErrRatingUnknown
		}
		changed = before
		after, err := change(&changed)
		if err != nil {
			return err
		}
		if err := s.follow(tx, after); err != nil {
			return err
		}
		return s.replaceRating(tx, before, changed)
	})
	return changed, err
}

// replaceRating updates a rating and its tallies.
func (s *Store) replaceRating(tx *gorm.DB, before, after domain.Rating) error {
	row := rowOf(after, s.writer)
	if err := tx.Model(&ratingRow{}).Where("id = ?", before.ID).Select("*").Omit("id", "writer").Updates(&row).Error; err != nil {
		return err
	}
	if err := s.followVerdict(tx, before, after); err != nil {
		return err
	}
	if err := s.followComment(tx, before, after); err != nil {
		return err
	}
	delta := newTallyDelta()
	delta.add(before, -1)
	delta.add(after, 1)
	return s.applyDelta(tx, delta)
}

// RatingOf implements domain.RatingStore.
func (s *Store) RatingOf(ctx context.Context, onceKey string) (domain.Rating, error) {
	var row ratingRow
	if err := s.reads.WithContext(ctx).Where("once_key = ?", onceKey).Take(&row).Error; err != nil {
		return domain.Rating{}, s.found(err, domain.ErrRatingUnknown)
	}
	return row.rating()
}

// Claimed implements domain.RatingStore.
func (s *Store) Claimed(ctx context.Context, claims []string) ([]string, error) {
	var taken []string
	err := s.reads.WithContext(ctx).Model(&ratingRow{}).Where("claim IN ?", claims).Order("claim").Pluck("claim", &taken).Error
	return taken, s.outcome(err)
}

// LatestByAuthor implements domain.RatingStore.
func (s *Store) LatestByAuthor(ctx context.Context, author, counter string) (domain.Rating, error) {
	query := s.reads.WithContext(ctx).Where("author = ?", author)
	if counter != "" {
		query = query.Where("counter_code = ?", counter)
	}
	var row ratingRow
	if err := query.Order("received_at DESC, id DESC").Limit(1).Take(&row).Error; err != nil {
		return domain.Rating{}, s.found(err, domain.ErrRatingUnknown)
	}
	return row.rating()
}
