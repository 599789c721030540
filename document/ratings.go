package document

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
)

// RatingsCSV is a table of ratings for a spreadsheet. It loads page by page and keeps
// only one page in memory. Read returns the error of a page after the data before it.
type RatingsCSV struct {
	Before func() error // called before each page; may be nil
	Failed func(error)  // called with an error that ends the table; may be nil

	texts  locale.Texts
	next   func() ([]report.LoggedRating, error)
	rows   int64
	buffer bytes.Buffer
	sheet  *CSV
	err    error
}

// NewRatingsCSV makes the table of the pages that next returns until io.EOF. Headings and
// cells are in the language of the texts.
func NewRatingsCSV(texts locale.Texts, next func() ([]report.LoggedRating, error)) *RatingsCSV {
	t := &RatingsCSV{texts: texts, next: next}
	if t.sheet, t.err = NewSheet(&t.buffer); t.err == nil {
		t.err = t.sheet.Write(ratingHeads(texts))
	}
	return t
}

// Rows counts the ratings read so far.
func (t *RatingsCSV) Rows() int64 { return t.rows }

// Read implements io.Reader.
func (t *RatingsCSV) Read(p []byte) (int, error) {
	if t.buffer.Len() == 0 && t.err == nil {
		t.err = t.Fill()
		if t.err != nil && !errors.Is(t.err, io.EOF) && t.Failed != nil {
			t.Failed(t.err)
		}
	}
	if t.buffer.Len() == 0 {
		return 0, t.err
	}
	return t.buffer.Read(p)
}

// Fill loads the next page into the buffer. It returns io.EOF after the last page.
func (t *RatingsCSV) Fill() error {
	if t.Before != nil {
		if err := t.Before(); err != nil {
			return err
		}
	}
	page, err := t.next()
	for _, r := range page {
		if err := t.sheet.Write(ratingCells(r, t.texts)); err != nil {
			return err
		}
	}
	t.rows += int64(len(page))
	if flushErr := t.sheet.Flush(); flushErr != nil {
		return flushErr
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
		heads = append(heads, e.Code+" "+texts.T("element."+e.Slug))
	}
	add("reasons", "sex", "age", "education", "occupation", "comment", "lang", "verdict", "holds")
	return heads
}

func ratingCells(r report.LoggedRating, texts locale.Texts) []string {
	cells := []string{
		string(r.Day), r.Unit, r.Counter, r.Officer, r.Service,
		word(texts, "channel.", r.Channel), word(texts, "assurance.", r.Assurance), strconv.Itoa(r.Value),
	}
	for _, e := range domain.Elements() {
		cells = append(cells, number(r.Answers[e.Slug]))
	}
	respondent := r.Respondent
	return append(cells, words(texts, "reason.", r.Reasons), word(texts, "respondent.sex.", respondent.Sex), number(respondent.Age),
		word(texts, "respondent.education.", respondent.Education), word(texts, "respondent.occupation.", respondent.Occupation),
		r.Comment, word(texts, "lang.", r.Lang), word(texts, "verdict.", r.Verdict), words(texts, "hold.", r.Holds))
}

// word is the text of a code, or the code itself if a later version has stored one without a
// text here.
func word[C ~string](texts locale.Texts, prefix string, code C) string {
	if key := prefix + string(code); texts.Has(key) {
		return texts.T(key)
	}
	return string(code)
}

func words[C ~string](texts locale.Texts, prefix string, codes []C) string {
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = word(texts, prefix, code)
	}
	return strings.Join(list, ", ")
}

// number formats a number; 0 means no answer and becomes an empty cell.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
