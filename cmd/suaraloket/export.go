package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"strings"

	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/domain/report"
)

func exportCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	file, period := flags.String("config", "", ""), flags.String("period", "", "")
	out, lang := flags.String("out", "", ""), flags.String("lang", "id", "")
	words, err := parse(flags, p)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "ratings" || *out == "" {
		return usageError{"usage: suaraloket export ratings --period 2026|2026-Q3 --out FILE|- [--lang LANG]"}
	}
	when, err := domain.ParsePeriod(*period)
	if err != nil {
		return usageError{"--period: want 2026-Q3 or 2026"}
	}
	return withSystem(ctx, p, *file, func(s *system) error {
		if staff := s.texts.ForStaff(); !staff.Has(*lang) {
			return usageError{"--lang: want " + strings.Join(staff.Languages(), " or ")}
		}
		return s.exportRatings(ctx, p, when, *out, *lang)
	})
}

// exportRatings writes every rating of a period, in the operator's name, into a file
// or, for "-", to standard output.
func (s *system) exportRatings(ctx context.Context, p program, period domain.Period, out, lang string) error {
	ratings, err := s.reports.Ratings(operator(), period)
	if err != nil {
		return err
	}
	tell := newProgress(p.stderr)
	defer tell.clear()
	var table *document.RatingsCSV
	table = document.NewRatingsCSV(s.texts.In(lang), func() ([]report.LoggedRating, error) {
		tell.now("%d ratings", table.Rows())
		page, err := ratings.Next(ctx)
		if errors.Is(err, io.EOF) {
			tell.step("%d ratings", table.Rows())
		}
		return page, err
	})
	if out == "-" {
		_, err = io.Copy(p.stdout, table)
		return err
	}
	return writeFile(out, 0o600, func(w io.Writer) error {
		_, err := io.Copy(w, table)
		return err
	})
}
