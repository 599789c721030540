package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"

	"suaraloket/cmd/suaraloket/server"
	"suaraloket/document"
	"suaraloket/domain/audit"
	"suaraloket/domain/locale"
	"suaraloket/domain/rosterfile"
)

func importCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	dryRun := flags.Bool("dry-run", false, "say what would change, and change nothing")
	lang := flags.String("lang", locale.Default, "language of what is printed: id or en")
	words, err := parse(flags, p)
	if err != nil {
		return err
	}
	if len(words) != 2 {
		return usageError{"usage: suaraloket import services|counters|officers|duties|holidays|served FILE [--dry-run] [--lang id|en]"}
	}
	catalog, err := locale.Load()
	if err != nil {
		return err
	}
	if staff := catalog.ForStaff(); !staff.Has(*lang) {
		return usageError{fmt.Sprintf("unknown language %q: want one of %v", *lang, staff.Languages())}
	}
	list, err := os.Open(words[1])
	if err != nil {
		return err
	}
	defer list.Close()
	out := importText{p.stdout, catalog.In(*lang)}
	return withSystem(ctx, p, *file, func(s *server.System) error {
		read, ok := lists()[words[0]]
		if !ok {
			return usageError{fmt.Sprintf("unknown list %q: want services, counters, officers, duties, holidays or served", words[0])}
		}
		sheet, err := document.ReadTable(list)
		if err != nil {
			return out.refusal(err)
		}
		plan, err := read(ctx, s, sheet)
		if err != nil {
			out.warnings(plan.report)
			return out.refusal(err)
		}
		if !*dryRun {
			event := server.Operator().Act(s.Clock(), audit.RosterImported, words[0], "rows", strconv.Itoa(plan.report.Rows), "changes", strconv.Itoa(len(plan.report.Changes)))
			if err := plan.save(event); err != nil {
				return err
			}
		}
		out.report(plan.report, *dryRun)
		return nil
	})
}

// plan is a list that was read, and what would save it.
type plan struct {
	report rosterfile.Report
	save   func(audit.Event) error
}

// listReader reads one kind of list and compares it with what is stored.
type listReader func(ctx context.Context, s *server.System, sheet rosterfile.Sheet) (plan, error)

func lists() map[string]listReader {
	return map[string]listReader{
		"services": readServices, "counters": readCounters, "officers": readOfficers, "duties": readDuties,
		"holidays": readHolidays, "served": readServed,
	}
}

func readServices(ctx context.Context, s *server.System, sheet rosterfile.Sheet) (plan, error) {
	stored, err := s.Store.Services(ctx)
	if err != nil {
		return plan{}, err
	}
	list, report, err := rosterfile.Services(sheet, stored)
	return plan{report, func(e audit.Event) error { return s.Store.SaveServices(ctx, list, e) }}, err
}

func readCounters(ctx context.Context, s *server.System, sheet rosterfile.Sheet) (plan, error) {
	stored, err1 := s.Store.Counters(ctx)
	services, err2 := s.Store.Services(ctx)
	if err := errors.Join(err1, err2); err != nil {
		return plan{}, err
	}
	list, report, err := rosterfile.Counters(sheet, stored, services)
	return plan{report, func(e audit.Event) error { return s.Store.SaveCounters(ctx, list, e) }}, err
}

func readOfficers(ctx context.Context, s *server.System, sheet rosterfile.Sheet) (plan, error) {
	stored, err1 := s.Store.Officers(ctx)
	units, err2 := s.Store.Units(ctx)
	if err := errors.Join(err1, err2); err != nil {
		return plan{}, err
	}
	list, report, err := rosterfile.Officers(sheet, stored, units)
	return plan{report, func(e audit.Event) error { return s.Store.SaveOfficers(ctx, list, e) }}, err
}

func readDuties(ctx context.Context, s *server.System, sheet rosterfile.Sheet) (plan, error) {
	snapshot, err := s.Store.RosterSnapshot(ctx, rosterfile.FirstDay(sheet, s.Config.Zone()))
	if err != nil {
		return plan{}, err
	}
	list, report, err := rosterfile.Duties(sheet, snapshot.Duties, snapshot.Officers, snapshot.Counters, s.Config.Zone())
	return plan{report, func(e audit.Event) error { return s.Store.SaveDuties(ctx, list, e) }}, err
}

func readHolidays(ctx context.Context, s *server.System, sheet rosterfile.Sheet) (plan, error) {
	stored, err1 := s.Store.Holidays(ctx)
	units, err2 := s.Store.Units(ctx)
	if err := errors.Join(err1, err2); err != nil {
		return plan{}, err
	}
	list, report, err := rosterfile.Holidays(sheet, stored, units, s.Config.Zone())
	return plan{report, func(e audit.Event) error { return s.Store.SaveHolidays(ctx, list, e) }}, err
}

func readServed(ctx context.Context, s *server.System, sheet rosterfile.Sheet) (plan, error) {
	days := rosterfile.ServedDays(sheet, s.Config.Zone())
	stored, err1 := s.Store.ServedBetween(ctx, days.First, days.Last)
	units, err2 := s.Store.Units(ctx)
	services, err3 := s.Store.Services(ctx)
	if err := errors.Join(err1, err2, err3); err != nil {
		return plan{}, err
	}
	list, report, err := rosterfile.Served(sheet, stored, units, services, s.Clock())
	return plan{report, func(e audit.Event) error { return s.Store.SaveServed(ctx, list, e) }}, err
}
