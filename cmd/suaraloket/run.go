package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	_ "time/tzdata" // a city's server may lack the zones

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// program is what a command is run with.
type program struct {
	args    []string
	environ []string
	stdin   *os.File
	stdout  io.Writer
	stderr  io.Writer
}

// command is one word of the command line.
type command struct {
	name string
	use  string
	run  func(ctx context.Context, p program) error
}

func commands() []command {
	return []command{
		{"serve", "serve [--config FILE]", serveCommand},
		{"demo", "demo [--dir DIR] [--listen ADDR] [--months N] [--config FILE]", demoCommand},
		{"migrate", "migrate [--config FILE]", migrateCommand},
		{"account", "account add|list|disable|enable|reset|role|sessions [--login L] [--role admin|hr|head|officer|inspektorat|viewer] [--name N] [--unit CODE] [--officer CODE] [--end [--session ID]] [--format table|json|csv] [--config FILE]", accountCommand},
		{"import", "import services|counters|officers|duties|holidays|served FILE [--dry-run] [--lang id|en] [--config FILE]", importCommand},
		{"qr", "qr --counter CODE [--to page|telegram] --format png|svg|pdf --out FILE [--config FILE]", qrCommand},
		{"score", "score --period 2026-Q3 [--officer CODE] [--published] [--format table|json|csv] [--config FILE]", scoreCommand},
		{"method", "method --input FILE [--estimate] [--format json]", methodCommand},
		{"ikm", "ikm --period 2026-11|2026-Q4|2026-S2|2026 --unit CODE [--format table|json|csv] [--config FILE]", ikmCommand},
		{"verify", "verify [--repair-tallies] [--config FILE]", verifyCommand},
		{"record", "record head|verify [--heads FILE] [--config FILE]", recordCommand},
		{"backup", "backup FILE [--config FILE]", backupCommand},
		{"restore", "restore FILE [--config FILE]", restoreCommand},
		{"export", "export ratings --period 2026|2026-Q3 --out FILE|- [--lang LANG] [--config FILE]", exportCommand},
		{"version", "version", versionCommand},
	}
}

// Exit statuses.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// usageError is a command line that cannot be understood.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// run carries out one command and gives the exit status.
func run(ctx context.Context, p program) int {
	err := dispatch(ctx, p)
	var usage usageError
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintln(p.stderr, usage.text)
		return exitUsage
	}
	fmt.Fprintln(p.stderr, "suaraloket:", explain(err))
	return exitFailure
}

func dispatch(ctx context.Context, p program) error {
	if len(p.args) == 0 {
		return usageError{usage()}
	}
	switch p.args[0] {
	case "help", "-h", "--help":
		fmt.Fprint(p.stdout, usage())
		return nil
	}
	for _, c := range commands() {
		if c.name == p.args[0] {
			p.args = p.args[1:]
			return c.run(ctx, p)
		}
	}
	return usageError{fmt.Sprintf("unknown command %q\n%s", p.args[0], usage())}
}

func usage() string {
	var text strings.Builder
	text.WriteString("usage:\n")
	for _, c := range commands() {
		fmt.Fprintf(&text, "  suaraloket %s\n", c.use)
	}
	return text.String()
}

// explain gives operators the sentence of a refusal, in English.
func explain(err error) string {
	refusal, ok := domain.Refusal(err)
	if !ok || refusal.Code == domain.CodeUnavailable {
		return err.Error()
	}
	catalog, loadErr := locale.Load()
	if loadErr != nil {
		return err.Error()
	}
	texts := catalog.In("en")
	sentence := texts.T("refusal." + refusal.Key)
	for _, field := range refusal.Fields {
		sentence += "\n  " + field.Field + ": " + texts.T("refusal."+field.Key)
	}
	return sentence
}

// Usage texts of flags that several commands have.
const (
	configUsage       = "configuration file; without it, environment variables and defaults apply"
	periodUsage       = "year or quarter, such as 2026 or 2026-Q3"
	surveyPeriodUsage = "month, quarter, semester or year, such as 2026-11, 2026-Q4, 2026-S2 or 2026"
)

// printFlags explains each flag.
func printFlags(out io.Writer, flags *flag.FlagSet) {
	flags.VisitAll(func(f *flag.Flag) {
		fmt.Fprintf(out, "  --%-15s %s", f.Name, f.Usage)
		if f.DefValue != "" && f.DefValue != "false" {
			fmt.Fprintf(out, " (default %s)", f.DefValue)
		}
		fmt.Fprintln(out)
	})
}

// parse reads flags at any position and gives the other words.
func parse(flags *flag.FlagSet, p program) (words []string, err error) {
	flags.SetOutput(io.Discard)
	args := p.args
	for {
		if err := flags.Parse(args); err != nil {
			return nil, flagError(flags, p, err)
		}
		if flags.NArg() == 0 {
			return words, nil
		}
		words, args = append(words, flags.Arg(0)), flags.Args()[1:]
	}
}

func flagError(flags *flag.FlagSet, p program, err error) error {
	for _, c := range commands() {
		if c.name != flags.Name() {
			continue
		}
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(p.stdout, "usage: suaraloket", c.use)
			printFlags(p.stdout, flags)
			return err
		}
		return usageError{fmt.Sprintf("%v\nusage: suaraloket %s", err, c.use)}
	}
	return usageError{err.Error()}
}

// noWords refuses any words.
func noWords(words []string, err error) error {
	if err == nil && len(words) > 0 {
		return usageError{fmt.Sprintf("unexpected %q", words[0])}
	}
	return err
}
