package fleet

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/wire"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// sumOf adds two outcomes.
func sumOf(o, other wire.QueueOutcome) wire.QueueOutcome {
	sum := wire.QueueOutcome{Stored: o.Stored + other.Stored, Known: o.Known + other.Known, Held: o.Held + other.Held, Refused: map[string]int{}}
	for _, part := range []map[string]int{o.Refused, other.Refused} {
		for key, n := range part {
			sum.Refused[key] += n
		}
	}
	return sum
}

// sentences describe an outcome.
func sentences(o wire.QueueOutcome, texts locale.Texts) []string {
	var list []string
	add := func(key string, n int, pairs ...any) {
		if n > 0 {
			list = append(list, texts.N("hr.queue."+key, int64(n), pairs...))
		}
	}
	add("stored", o.Stored)
	add("held", o.Held)
	add("known", o.Known)
	for _, key := range slices.Sorted(maps.Keys(o.Refused)) {
		add("refused", o.Refused[key], "why", refusalReason(key, texts))
	}
	return list
}

// refusalReason words the refusal of one rating for this page.
func refusalReason(key string, texts locale.Texts) string {
	if own := "hr.queue.why." + key; texts.Has(own) {
		return texts.T(own)
	}
	return texts.Refusal(&domain.Error{Key: key})
}

// queueView is the data of the page that accepts the queue file of a tablet.
type queueView struct {
	Sentences []string // the outcome of a file, nil without a file
	Error     string   // why the import stopped
}

func (s *Section) queuePage(c *fiber.Ctx, who frame.Visitor) error {
	return s.showQueue(c, fiber.StatusOK, who, queueView{})
}

func (s *Section) showQueue(c *fiber.Ctx, status int, who frame.Visitor, view queueView) error {
	return s.Show(c, status, "queue.html", who, frame.Page{Title: s.Texts(c).T("hr.queue.title"), Nav: "kiosks", Body: view})
}

// uploadQueue accepts a whole file from the form, or one batch of a file from the page's
// script.
func (s *Section) uploadQueue(c *fiber.Ctx, who frame.Visitor) error {
	if strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEApplicationJSON) {
		return s.uploadBatch(c, who)
	}
	file, err := formFile(c, "berkas")
	if err != nil {
		return s.showQueue(c, fiber.StatusUnprocessableEntity, who, queueView{Error: s.Texts(c).T("hr.queue.needed")})
	}
	outcome, err := s.Queues.Take(context.Background(), who.Actor, file)
	answer, status, err := s.answerQueue(c, outcome, err)
	if err != nil {
		return err
	}
	return s.showQueue(c, status, who, queueView{Sentences: answer.Sentences, Error: answer.Error})
}

func formFile(c *fiber.Ctx, field string) ([]byte, error) {
	header, err := c.FormFile(field)
	if err != nil {
		return nil, err
	}
	return frame.ReadUpload(header)
}

// batch is what the page's script sends with the ratings: the outcome of the earlier
// batches.
type batch struct {
	Before wire.QueueOutcome `json:"before"`
}

// queueAnswer is the total outcome as numbers and as sentences, and why the import stopped.
type queueAnswer struct {
	Outcome   wire.QueueOutcome `json:"outcome"`
	Sentences []string          `json:"sentences"`
	Error     string            `json:"error,omitempty"`
}

// uploadBatch answers with the total outcome up to this batch. The total includes the
// ratings that were stored before an error.
func (s *Section) uploadBatch(c *fiber.Ctx, who frame.Visitor) error {
	var sent batch
	if err := json.Unmarshal(c.Body(), &sent); err != nil {
		return wire.ErrMalformed
	}
	outcome, err := s.Queues.Take(context.Background(), who.Actor, c.Body())
	answer, status, err := s.answerQueue(c, sumOf(sent.Before, outcome), err)
	if err != nil {
		return err
	}
	return c.Status(status).JSON(answer)
}

// answerQueue describes an outcome and the refusal that stopped it. It returns any other
// error.
func (s *Section) answerQueue(c *fiber.Ctx, outcome wire.QueueOutcome, err error) (queueAnswer, int, error) {
	answer := queueAnswer{Outcome: outcome, Sentences: sentences(outcome, s.Texts(c))}
	refusal, refused := domain.Refusal(err)
	switch {
	case refused:
		web.SayWait(c, refusal)
		answer.Error = s.queueRefusal(c, refusal)
		return answer, web.StatusOf(err), nil
	case err == nil && answer.Sentences == nil:
		answer.Sentences = []string{s.Texts(c).T("hr.queue.nothing")}
	}
	return answer, fiber.StatusOK, err
}

// queueRefusal describes why the import stopped and what to do.
func (s *Section) queueRefusal(c *fiber.Ctx, refusal *domain.Error) string {
	if key := "hr.queue.stopped." + refusal.Key; s.Texts(c).Has(key) {
		return s.Texts(c).T(key)
	}
	sentence := s.Sentence(c, refusal)
	if refusal.Code == domain.CodeUnavailable {
		sentence += " " + s.Texts(c).T("hr.queue.again")
	}
	return sentence
}
