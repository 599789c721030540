package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"suaraloket/domain/locale"
	"suaraloket/domain/rosterfile"
)

// maxListed is how many entries of a kind a report lists.
const maxListed = 40

// importText prints what an import found and did.
type importText struct {
	out   io.Writer
	texts locale.Texts
}

// refusal turns the problems of a list into sentences. Other errors pass.
func (t importText) refusal(err error) error {
	var problems rosterfile.Problems
	if !errors.As(err, &problems) {
		return err
	}
	lines := []string{t.texts.T("import.refused")}
	for _, g := range problems.Groups() {
		lines = append(lines, "  "+t.problem(g))
	}
	return errors.New(strings.Join(lines, "\n"))
}

func (t importText) problem(g rosterfile.Group) string {
	text := t.texts.T("import.problem."+g.Key, "values", strings.Join(g.Values, ", "), "columns", t.columns(g.Values))
	if g.Column != "" {
		text = t.column(g.Column) + ": " + text
	}
	switch {
	case g.Lines.String() == "":
		return text
	case g.N > 1:
		return text + " (" + t.texts.T("import.cells", "n", t.texts.Number(int64(g.N)), "lines", g.Lines.String()) + ")"
	}
	return text + " (" + t.texts.T("import.lines", "lines", g.Lines.String()) + ")"
}

func (t importText) column(name string) string { return t.texts.T("import.column." + name) }

func (t importText) columns(names []string) string {
	known := make([]string, len(names))
	for i, name := range names {
		known[i] = t.column(name)
	}
	return strings.Join(known, ", ")
}

func (t importText) warnings(r rosterfile.Report) {
	if len(r.Unknown) > 0 {
		fmt.Fprintln(t.out, t.texts.T("import.unknown", "columns", strings.Join(r.Unknown, ", ")))
	}
	if len(r.Repeats.String()) > 0 {
		fmt.Fprintln(t.out, t.texts.T("import.repeats", "lines", r.Repeats.String()))
	}
}

// report says what is new, changed, emptied and not in the list.
func (t importText) report(r rosterfile.Report, dryRun bool) {
	t.warnings(r)
	t.codes("import.new", r.Of(rosterfile.New))
	t.entries("import.changed", r.Of(rosterfile.Changed))
	t.entries("import.cleared", r.Of(rosterfile.Cleared))
	t.codes("import.gone", r.Of(rosterfile.Gone))
	count := func(n int) string { return t.texts.Number(int64(n)) }
	fmt.Fprintln(t.out, t.texts.T("import.count", "rows", count(r.Rows), "new", count(len(r.Of(rosterfile.New))),
		"changed", count(len(r.Of(rosterfile.Changed))), "cleared", count(len(r.Of(rosterfile.Cleared))),
		"same", count(r.Same), "gone", count(len(r.Of(rosterfile.Gone)))))
	if dryRun {
		fmt.Fprintln(t.out, t.texts.T("import.dry"))
	} else {
		fmt.Fprintln(t.out, t.texts.T("import.done"))
	}
}

func (t importText) codes(key string, changes []rosterfile.Change) {
	if len(changes) == 0 {
		return
	}
	var codes []string
	for _, c := range changes[:min(len(changes), maxListed)] {
		codes = append(codes, c.Code)
	}
	fmt.Fprintln(t.out, t.texts.T(key, "codes", t.more(strings.Join(codes, ", "), len(changes))))
}

func (t importText) entries(key string, changes []rosterfile.Change) {
	for _, c := range changes[:min(len(changes), maxListed)] {
		var fields []string
		for _, f := range c.Fields {
			fields = append(fields, t.field(f))
		}
		fmt.Fprintln(t.out, t.texts.T(key, "code", c.Code, "fields", strings.Join(fields, "; ")))
	}
	if rest := t.more("", len(changes)); rest != "" {
		fmt.Fprintln(t.out, rest)
	}
}

func (t importText) field(f rosterfile.Field) string {
	if f.Old == "" || f.New == "" {
		return t.column(f.Column)
	}
	return t.texts.T("import.field", "column", t.column(f.Column), "old", f.Old, "new", f.New)
}

// more adds how many entries are not listed.
func (t importText) more(listed string, n int) string {
	if n <= maxListed {
		return listed
	}
	return strings.TrimSpace(listed + " " + t.texts.T("import.more", "n", t.texts.Number(int64(n-maxListed))))
}
