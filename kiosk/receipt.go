package kiosk

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/web"
)

// Answerer gives the answer to the decided report of a fee with a receipt, "" for any other
// receipt.
type Answerer interface {
	AnswerTo(ctx context.Context, receipt string) (string, error)
}

// receiptPage is the page on which a resident looks up what became of a report.
type receiptPage struct {
	Receipt string // as it was typed, "" before the first search
	Answer  string // "" for a report without an answer and for any other receipt alike
}

// Again is the address of the page without a language.
func (p receiptPage) Again() string { return "/tanda-terima?kode=" + p.Receipt }

// receipt answers GET /tanda-terima?kode=…. It says the same about a report that is not
// decided as about any other rating: an officer who has seen a receipt must not learn from
// the page that it belongs to a report.
func (s *Site) receipt(c *fiber.Ctx) error {
	page := receiptPage{Receipt: domain.NormalReceipt(c.Query("kode"))}
	if len(page.Receipt) > receiptMost {
		page.Receipt = ""
	}
	if page.Receipt != "" {
		if err := s.Limiter.Admit("receipt:" + s.Shell.Source(c)); err != nil {
			return err
		}
		var err error
		page.Answer, err = web.Within(func(ctx context.Context) (string, error) { return s.Answers.AnswerTo(ctx, page.Receipt) })
		if err != nil {
			return err
		}
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.pages.Render(c, fiber.StatusOK, "receipt.html", page)
}

// receiptMost is the longest text that may be meant as a receipt, in bytes.
const receiptMost = 12
