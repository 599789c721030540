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

// sentences say an outcome in words.
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
		add("refused", o.Refused[key], "why", whyRefused(key, texts))
	}
	return list
}

// whyRefused says in the words of this page why one rating was refused.
func whyRefused(key string, texts locale.Texts) string {
	if own := "hr.queue.why." + key; texts.Has(own) {
		return texts.T(own)
	}
	return texts.Refusal(&domain.Error{Key: key})
}

// queueView is the page to which a tablet's file is brought.
type queueView struct {
	Sentences []string // what became of a file, nil before there was one
	Error     string   // why it went no further
}

func (s *Section) queuePage(c *fiber.Ctx, who frame.Visitor) error {
	return s.showQueue(c, fiber.StatusOK, who, queueView{})
}

func (s *Section) showQueue(c *fiber.Ctx, status int, who frame.Visitor, view queueView) error {
	return s.Show(c, status, "queue.html", who, frame.Page{Title: s.Texts(c).T("hr.queue.title"), Nav: "kiosks", Body: view})
}

// takeQueue takes a whole file that a form has brought, or a portion of one that the
// page's script has.
func (s *Section) takeQueue(c *fiber.Ctx, who frame.Visitor) error {
	if strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEApplicationJSON) {
		return s.takePortion(c, who)
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

// portion is what the page's script sends beside the ratings of a portion: what became
// of those before it.
type portion struct {
	Before wire.QueueOutcome `json:"before"`
}

// queueAnswer is the sum so far, in numbers and in words, and why it went no further.
type queueAnswer struct {
	Outcome   wire.QueueOutcome `json:"outcome"`
	Sentences []string          `json:"sentences"`
	Error     string            `json:"error,omitempty"`
}

// takePortion answers with the sum up to this portion. What came before a failure is
// in it: that much is stored.
func (s *Section) takePortion(c *fiber.Ctx, who frame.Visitor) error {
	var sent portion
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

// answerQueue puts an outcome, and the refusal that ended it, into words. Any other
// error stays one.
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

// queueRefusal says why a file went no further, and what to do.
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
