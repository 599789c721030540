package wire

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// queueFormat is the format name in the file that a tablet's staff corner exports.
const queueFormat = "suaraloket-queue-2"

// firstQueueFormat is that of earlier releases, whose signatures anybody with a copy of the
// database could write: its ratings are held.
const firstQueueFormat = "suaraloket-queue-1"

// queueFile holds the ratings that a tablet could not send. A person uploads it to the
// portal.
type queueFile struct {
	Format string      `json:"format"`
	Device string      `json:"device"`
	Items  []queueItem `json:"items"`
}

// queueItem is one rating with its additions. Body is the text that the tablet signed:
// {"post": …, "change": …}, the bodies of the POST and the PATCH request.
type queueItem struct {
	Body      string `json:"body"`
	Signature string `json:"signature"`
}

// QueueOutcome counts the ratings of a file by result.
type QueueOutcome struct {
	Stored  int            `json:"stored"`
	Known   int            `json:"known"`   // stored before
	Held    int            `json:"held"`    // part of Stored
	Refused map[string]int `json:"refused"` // by the key of the refusal
}

// Queues imports the queue files of tablets.
type Queues struct {
	intake *domain.Intake
	kiosks *domain.Kiosks
	record audit.Writer
	clock  domain.Clock
}

// NewQueues makes the use case.
func NewQueues(intake *domain.Intake, kiosks *domain.Kiosks, record audit.Writer, clock domain.Clock) *Queues {
	return &Queues{intake: intake, kiosks: kiosks, record: record, clock: clock}
}

// Take stores the ratings of a tablet's file on behalf of an actor who is responsible
// for its counter. Each rating is stored once, however often the file is uploaded. A
// rating that is refused is counted under the key of its refusal and does not affect
// the others. The file is recorded before its first rating is stored, because each rating has a
// transaction of its own. Refusals of the whole file: ErrMalformed, ErrKioskMissing, ErrNotAllowed,
// and ErrUnavailable while the database is away; the outcome then counts what came
// before, and the file may be uploaded again.
func (q *Queues) Take(ctx context.Context, actor domain.Actor, file []byte) (QueueOutcome, error) {
	var queue queueFile
	if json.Unmarshal(file, &queue) != nil || queue.Format != queueFormat && queue.Format != firstQueueFormat {
		return QueueOutcome{}, ErrMalformed
	}
	in := queueImport{Queues: q, actor: actor, file: queue, out: QueueOutcome{Refused: map[string]int{}}}
	for _, item := range queue.Items {
		err := in.take(ctx, item)
		refusal, refused := domain.Refusal(err)
		switch {
		case err == nil:
		case !refused || refusal.Code == domain.CodeUnavailable || refusal.Is(domain.ErrNotAllowed) || refusal.Is(domain.ErrKioskMissing):
			return in.out, err
		default:
			in.out.Refused[refusal.Key]++
		}
	}
	return in.out, nil
}

// queueImport is one file on its way in.
type queueImport struct {
	*Queues
	actor    domain.Actor
	file     queueFile
	out      QueueOutcome
	recorded bool
}

func (q *queueImport) take(ctx context.Context, item queueItem) error {
	f, err := Read([]byte(item.Body))
	if err != nil {
		return err
	}
	submission := f.Object("post").Submission()
	if err := f.Err(nil); err != nil {
		return err
	}
	rating, added, err := q.submit(ctx, item, submission)
	if err != nil {
		return err
	}
	switch {
	case added && rating.Verdict == domain.Held:
		q.out.Held++
		fallthrough
	case added:
		q.out.Stored++
	default:
		q.out.Known++
	}
	if !f.Has("change") {
		return nil
	}
	change := f.Object("change").Change()
	if err := f.Err(nil); err != nil {
		return err
	}
	return stored(ctx, func(ctx context.Context) error {
		_, err := q.intake.Change(ctx, rating.ID, domain.Right{Kiosk: rating.Kiosk}, change)
		return err
	})
}

func (q *queueImport) submit(ctx context.Context, item queueItem, submission domain.Submission) (r domain.Rating, added bool, err error) {
	err = stored(ctx, func(ctx context.Context) error {
		right, err := q.kiosks.Exported(ctx, q.actor, q.file.Device, item.Body, item.Signature, submission.Counter, submission.RatedAt)
		if err != nil {
			return err
		}
		if err := q.note(ctx); err != nil {
			return err
		}
		submission.Right = right
		r, added, err = q.intake.Submit(ctx, submission)
		return err
	})
	return r, added, err
}

// note records the file once, when the actor is known to be responsible for its tablet.
func (q *queueImport) note(ctx context.Context) error {
	if q.recorded {
		return nil
	}
	event := q.actor.Act(q.clock(), audit.QueueImported, q.file.Device, "ratings", strconv.Itoa(len(q.file.Items)))
	err := q.record.Record(ctx, event)
	q.recorded = err == nil
	return err
}

// itemTime is the deadline for storing one rating of a file.
const itemTime = 8 * time.Second

// stored runs one step under the deadline and refuses with ErrUnavailable after it.
func stored(ctx context.Context, step func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, itemTime)
	defer cancel()
	err := step(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = domain.ErrUnavailable
	}
	return err
}
