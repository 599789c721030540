package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"strings"

	"suaraloket/cmd/suaraloket/server"
	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/domain/report"
)

func exportCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	period := flags.String("period", "", periodUsage)
	out := flags.String("out", "", "file to write, or - for standard output")
	lang := flags.String("lang", "id", "language of the header: id or en")
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
	return withSystem(ctx, p, *file, func(s *server.System) error {
		if staff := s.Texts.ForStaff(); !staff.Has(*lang) {
			return usageError{"--lang: want " + strings.Join(staff.Languages(), " or ")}
		}
		return exportRatings(ctx, s, p, when, *out, *lang)
	})
}

// exportRatings writes every rating of a period, in the operator's name, into a file
// or, for "-", to standard output.
func exportRatings(ctx context.Context, s *server.System, p program, period domain.Period, out, lang string) error {
	ratings, err := s.Reports.Ratings(server.Operator(), period)
	if err != nil {
		return err
	}
	if err := s.Record.Export(ctx, server.Operator(), "ratings", "", period); err != nil {
		return err
	}
	tell := newProgress(p.stderr)
	defer tell.clear()
	var table *document.RatingsCSV
	table = document.NewRatingsCSV(s.Texts.In(lang), func() ([]report.LoggedRating, error) {
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
