package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/wire"
	"suaraloket/web"
)

// ratingJSON confirms a stored rating. It contains only what never changes, so that a
// repeat receives the same bytes.
type ratingJSON struct {
	ID          string `json:"id"`
	Receipt     string `json:"receipt"`
	ChangeUntil string `json:"change_until"`
	// FeeReport says that the rating reports an illegal fee: the Inspektorat alone reads it.
	FeeReport bool `json:"fee_report,omitempty"`
}

// postRating answers POST /api/v1/ratings: 201 for a new rating, 200 for a repeat with
// the same content.
func (s *Site) postRating(c *fiber.Ctx) error {
	f, err := body(c)
	if err != nil {
		return err
	}
	submission := f.Submission()
	if submission.Right, err = s.rightToRate(c, f, submission); err != nil {
		return err
	}
	if f.Wrong() { // without wrong types, Submit checks the contents
		return f.Err(s.acceptable(submission))
	}
	var added bool
	rating, err := web.Within(func(ctx context.Context) (r domain.Rating, err error) {
		r, added, err = s.Intake.Submit(ctx, submission)
		return r, err
	})
	if err != nil {
		return err
	}
	if added {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(s.confirmation(rating))
}

// patchRating answers PATCH /api/v1/ratings/{id}.
func (s *Site) patchRating(c *fiber.Ctx) error {
	f, err := body(c)
	if err != nil {
		return err
	}
	right, err := s.rightToChange(c, f)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return domain.ErrRatingUnknown
	}
	change := f.Change()
	if err := f.Err(new(domain.Rating).Apply(change)); err != nil {
		return err
	}
	rating, err := web.Within(func(ctx context.Context) (domain.Rating, error) {
		return s.Intake.Change(ctx, id.String(), right, change)
	})
	if err != nil {
		return err
	}
	return c.JSON(s.confirmation(rating))
}

// rightToRate uses the tablet's key if there is one, and the pass otherwise, and counts
// the request for that key or pass. With a key, it reads a pass only if it is a ticket.
func (s *Site) rightToRate(c *fiber.Ctx, f wire.Fields, submission domain.Submission) (domain.Right, error) {
	key := web.Bearer(c)
	if key == "" {
		return s.passRight(c, f)
	}
	right, err := web.Within(func(ctx context.Context) (domain.Right, error) {
		return s.Kiosks.HandIn(ctx, key, submission.Counter, submission.RatedAt)
	})
	if err != nil {
		return right, err
	}
	if err := s.Limiter.Admit("device:" + right.Kiosk); err != nil {
		return right, err
	}
	return s.withTicket(right, f)
}

// withTicket adds the visitor's ticket to the tablet's right, if the body has one.
func (s *Site) withTicket(right domain.Right, f wire.Fields) (domain.Right, error) {
	pass := f.Lenient("pass")
	if !domain.IsTicket(pass) {
		return right, nil
	}
	return web.Within(func(ctx context.Context) (domain.Right, error) { return s.Visits.WithTicket(ctx, right, pass) })
}

// rightToChange is rightToRate for a stored rating: the tablet may have moved to another
// counter since.
func (s *Site) rightToChange(c *fiber.Ctx, f wire.Fields) (domain.Right, error) {
	key := web.Bearer(c)
	if key == "" {
		return s.passRight(c, f)
	}
	right, err := web.Within(func(ctx context.Context) (domain.Right, error) { return s.Kiosks.Amend(ctx, key) })
	if err != nil {
		return right, err
	}
	return right, s.Limiter.Admit("device:" + right.Kiosk)
}

func (s *Site) passRight(c *fiber.Ctx, f wire.Fields) (domain.Right, error) {
	pass, counter := f.Text("pass"), domain.NormalCode(f.Text("counter"))
	if err := f.Err(nil); err != nil {
		return domain.Right{}, err
	}
	if pass == "" {
		return domain.Right{}, domain.ErrNoRight
	}
	browser := s.Shell.Browser(c)
	right, err := web.Within(func(ctx context.Context) (domain.Right, error) { return s.Visits.Read(ctx, pass, browser) })
	if err != nil {
		return right, err
	}
	if counter != "" && counter != right.Counter {
		return right, domain.ErrOtherCounter
	}
	return right, s.Limiter.Admit("pass:" + pass)
}

// acceptable checks the contents of the fields alone, so that one answer can name them
// together with the fields of a wrong type.
func (s *Site) acceptable(submission domain.Submission) error {
	_, err := domain.NewRating(submission, s.Clock(), domain.Counter{}, nil, nil)
	return err
}

func (s *Site) confirmation(r domain.Rating) ratingJSON {
	until := r.ChangeUntil().In(s.Clock().Location())
	return ratingJSON{ID: r.ID, Receipt: r.Receipt(), ChangeUntil: until.Format(time.RFC3339), FeeReport: r.Verdict == domain.Reported}
}
