package kiosk

import (
	"context"
	"encoding/json"

	"suaraloket/domain"
	"suaraloket/web"
)

// queueFormat names the shape of the file that a tablet's staff corner exports.
const queueFormat = "suaraloket-queue-1"

// queueFile is what a tablet could not hand in, carried to the portal by a person.
type queueFile struct {
	Format string      `json:"format"`
	Device string      `json:"device"`
	Items  []queueItem `json:"items"`
}

// queueItem is one rating with what was added to it. Body is the text that the tablet
// has signed: {"post": …, "change": …}, as both would have been sent.
type queueItem struct {
	Body string `json:"body"`
	MAC  string `json:"mac"`
}

// QueueOutcome says what became of the ratings of a file.
type QueueOutcome struct {
	Stored  int            `json:"stored"`
	Known   int            `json:"known"`   // had arrived before
	Held    int            `json:"held"`    // of those stored
	Refused map[string]int `json:"refused"` // by the key of the refusal
}

// TakeQueue takes a tablet's file in on behalf of somebody who answers for its counter.
// Each rating is stored once, however often the file is brought. It refuses a file that
// is none, an unknown kiosk and whoever may not; what is wrong with one rating keeps
// the others from nothing. When the database is away it refuses with ErrUnavailable,
// and the file may be brought again.
func (s *Site) TakeQueue(actor domain.Actor, file []byte) (QueueOutcome, error) {
	var queue queueFile
	if json.Unmarshal(file, &queue) != nil || queue.Format != queueFormat {
		return QueueOutcome{}, errMalformed
	}
	out := QueueOutcome{Refused: map[string]int{}}
	for _, item := range queue.Items {
		err := s.takeItem(actor, queue.Device, item, &out)
		refusal, refused := domain.Refusal(err)
		switch {
		case err == nil:
		case !refused || refusal.Code == domain.CodeUnavailable || refusal.Is(domain.ErrNotAllowed) || refusal.Is(domain.ErrKioskMissing):
			return out, err
		default:
			out.Refused[refusal.Key]++
		}
	}
	return out, nil
}

func (s *Site) takeItem(actor domain.Actor, device string, item queueItem, out *QueueOutcome) error {
	f, err := readFields([]byte(item.Body))
	if err != nil {
		return err
	}
	post := f.object("post")
	submission := post.submission()
	if err := f.err(nil); err != nil {
		return err
	}
	rating, added, err := s.submitExported(actor, device, item, submission)
	if err != nil {
		return err
	}
	switch {
	case added && rating.Verdict == domain.Held:
		out.Held++
		fallthrough
	case added:
		out.Stored++
	default:
		out.Known++
	}
	if !f.has("change") {
		return nil
	}
	change := f.object("change").change()
	if err := f.err(nil); err != nil {
		return err
	}
	_, err = web.Within(func(ctx context.Context) (domain.Rating, error) {
		return s.Intake.Change(ctx, rating.ID, domain.Right{Kiosk: rating.Kiosk}, change)
	})
	return err
}

func (s *Site) submitExported(actor domain.Actor, device string, item queueItem, submission domain.Submission) (r domain.Rating, added bool, err error) {
	r, err = web.Within(func(ctx context.Context) (domain.Rating, error) {
		right, err := s.Kiosks.Exported(ctx, actor, device, item.Body, item.MAC, submission.Counter, submission.RatedAt)
		if err != nil {
			return domain.Rating{}, err
		}
		submission.Right = right
		var stored domain.Rating
		stored, added, err = s.Intake.Submit(ctx, submission)
		return stored, err
	})
	return r, added, err
}
