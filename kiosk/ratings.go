package kiosk

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/kiosk/web"
)

// ratingJSON confirms a stored rating. It is made of what never changes, so that a
// repeat reads the same bytes.
type ratingJSON struct {
	ID          string `json:"id"`
	Receipt     string `json:"receipt"`
	ChangeUntil string `json:"change_until"`
}

// postRating answers POST /api/v1/ratings: 201 for a rating stored now, 200 for one
// that was stored before with the same content.
func (s *Site) postRating(c *fiber.Ctx) error {
	f, right, err := s.handedIn(c)
	if err != nil {
		return err
	}
	submission := f.submission()
	submission.Right = right
	if f.wrong() { // otherwise Submit finds the same
		return f.err(s.acceptable(submission))
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
	f, right, err := s.handedIn(c)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return domain.ErrRatingUnknown
	}
	change := f.change()
	if err := f.err(new(domain.Rating).Apply(change)); err != nil {
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

// handedIn reads the body of a request and finds the right behind it: what is not
// JSON is refused before anybody asks who sent it.
func (s *Site) handedIn(c *fiber.Ctx) (fields, domain.Right, error) {
	if !isJSON(c.Get(fiber.HeaderContentType)) {
		return fields{}, domain.Right{}, errMediaType
	}
	f, err := readFields(c.Body())
	if err != nil {
		return f, domain.Right{}, err
	}
	right, err := s.right(bearer(c), f)
	if err != nil {
		return f, right, err
	}
	if counter := domain.NormalCode(f.text("counter")); counter != "" && counter != right.Counter {
		return f, right, domain.ErrOtherCounter
	}
	return f, right, nil
}

// right takes the tablet's key first and the pass second, and counts the request
// against whichever it was.
func (s *Site) right(key string, f fields) (domain.Right, error) {
	if key != "" {
		right, err := s.kioskRight(key)
		if err != nil {
			return right, err
		}
		return right, s.limiter.Admit("device:" + right.Kiosk)
	}
	pass := f.text("pass")
	if err := f.err(nil); err != nil {
		return domain.Right{}, err
	}
	if pass == "" {
		return domain.Right{}, domain.ErrNoRight
	}
	right, err := s.Passes.Read(pass)
	if err != nil {
		return right, err
	}
	return right, s.limiter.Admit("pass:" + pass)
}

// acceptable says what the domain finds wrong with the fields alone, so that one
// answer can name them together with those of a wrong type.
func (s *Site) acceptable(submission domain.Submission) error {
	_, err := domain.NewRating(submission, s.Clock(), domain.Counter{}, nil, nil)
	return err
}

func (s *Site) confirmation(r domain.Rating) ratingJSON {
	until := r.ChangeUntil().In(s.Clock().Location())
	return ratingJSON{ID: r.ID, Receipt: r.Receipt(), ChangeUntil: until.Format(time.RFC3339)}
}
