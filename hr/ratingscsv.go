package hr

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/web"
)

// pageTime is how long a reader may take for a page of the ratings: the server's own
// limit is for a whole answer.
const pageTime = time.Minute

// ratingsCSV answers with every rating of a period. The first page is read before the
// answer begins, so that a database that is away is a refusal and no empty file. One
// that goes away later breaks the transfer off: what has come must not look whole.
func (s *Site) ratingsCSV(c *fiber.Ctx, who visitor) error {
	period, err := s.readPeriod(c)
	if err != nil {
		return err
	}
	ratings, err := s.Reports.Ratings(who.Actor, period)
	if err != nil {
		return err
	}
	table := NewRatingsCSV(s.texts(c), func() ([]report.LoggedRating, error) { return web.Within(ratings.Next) })
	if err := table.fill(); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	answer, id := c.Context(), c.GetRespHeader(fiber.HeaderXRequestID)
	table.before = func() error { return answer.SetWriteDeadline(time.Now().Add(pageTime)) }
	table.failed = func(err error) {
		s.Shell.Logger.Error("export broken off", "request_id", id, "period", period.String(), "error", err.Error())
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="penilaian-`+period.String()+`.csv"`)
	answer.SetBodyStream(table, -1)
	return nil
}

// RatingsCSV is every rating as a table for a spreadsheet. It is read page by page:
// in memory there is one at a time. An error of a page is what Read gives when
// everything before it has been read.
type RatingsCSV struct {
	next   func() ([]report.LoggedRating, error)
	before func() error // is called before each page, unless it is nil
	failed func(error)  // is told of an error that ends the table, unless it is nil
	rows   int64
	buffer bytes.Buffer
	sheet  sheet
	err    error
}

// NewRatingsCSV makes the table of the pages that next gives, until io.EOF. Its heads
// are in the language of the texts; what is in it are the product's own codes.
func NewRatingsCSV(texts locale.Texts, next func() ([]report.LoggedRating, error)) *RatingsCSV {
	t := &RatingsCSV{next: next}
	t.sheet = newSheet(&t.buffer)
	t.err = t.sheet.write(ratingHeads(texts))
	return t
}

// Rows is how many ratings have been read so far.
func (t *RatingsCSV) Rows() int64 { return t.rows }

// Read gives what comes next.
func (t *RatingsCSV) Read(p []byte) (int, error) {
	if t.buffer.Len() == 0 && t.err == nil {
		t.err = t.fill()
		if t.err != nil && !errors.Is(t.err, io.EOF) && t.failed != nil {
			t.failed(t.err)
		}
	}
	if t.buffer.Len() == 0 {
		return 0, t.err
	}
	return t.buffer.Read(p)
}

// fill writes the next page into the buffer.
func (t *RatingsCSV) fill() error {
	if t.before != nil {
		if err := t.before(); err != nil {
			return err
		}
	}
	page, err := t.next()
	for _, r := range page {
		if err := t.sheet.write(ratingCells(r)); err != nil {
			return err
		}
	}
	t.rows += int64(len(page))
	t.sheet.Flush()
	if broken := t.sheet.Error(); broken != nil {
		return broken
	}
	return err
}

func ratingHeads(texts locale.Texts) []string {
	var heads []string
	add := func(keys ...string) {
		for _, key := range keys {
			heads = append(heads, texts.T("hr.all."+key))
		}
	}
	add("day", "unit", "counter", "officer", "service", "channel", "assurance", "value")
	for _, e := range domain.Elements() {
		heads = append(heads, e.Slug)
	}
	add("reasons", "sex", "age", "education", "occupation", "comment", "lang", "verdict", "holds")
	return heads
}

func ratingCells(r report.LoggedRating) []string {
	cells := []string{
		string(r.Day), r.Unit, r.Counter, r.Officer, r.Service, string(r.Channel), string(r.Assurance), strconv.Itoa(r.Value),
	}
	for _, e := range domain.Elements() {
		cells = append(cells, number(r.Answers[e.Slug]))
	}
	who, holds := r.Respondent, make([]string, len(r.Holds))
	for i, h := range r.Holds {
		holds[i] = string(h)
	}
	return append(cells, strings.Join(r.Reasons, ", "), who.Sex, number(who.Age), who.Education, who.Occupation,
		r.Comment, r.Lang, string(r.Verdict), strings.Join(holds, ", "))
}

// number leaves what was not answered empty.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
