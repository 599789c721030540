package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"suaraloket/cmd/suaraloket/server"
	"suaraloket/domain"
	"suaraloket/domain/rosterfile"
)

func importCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	dryRun := flags.Bool("dry-run", false, "check the file and change nothing")
	words, err := parse(flags, p)
	if err != nil {
		return err
	}
	if len(words) != 2 {
		return usageError{"usage: suaraloket import services|counters|officers|duties FILE [--dry-run]"}
	}
	list, err := os.Open(words[1])
	if err != nil {
		return err
	}
	defer list.Close()
	return withSystem(ctx, p, *file, func(s *server.System) error {
		n, save, err := readList(ctx, s, words[0], list)
		if err != nil {
			return err
		}
		if *dryRun {
			fmt.Fprintf(p.stdout, "%d %s are good; nothing was changed\n", n, words[0])
			return nil
		}
		if err := save(); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "imported %d %s\n", n, words[0])
		return nil
	})
}

// readList reads a whole list and gives what would save it.
func readList(ctx context.Context, s *server.System, kind string, r io.Reader) (n int, save func() error, err error) {
	known, err := known(ctx, s)
	if err != nil {
		return 0, nil, err
	}
	switch kind {
	case "services":
		list, err := rosterfile.Services(r)
		return len(list), func() error { return s.Store.SaveServices(ctx, list) }, err
	case "counters":
		list, err := rosterfile.Counters(r, known)
		return len(list), func() error { return s.Store.SaveCounters(ctx, list) }, err
	case "officers":
		list, err := rosterfile.Officers(r, known)
		return len(list), func() error { return s.Store.SaveOfficers(ctx, list) }, err
	case "duties":
		list, err := rosterfile.Duties(r, known, s.Config.Zone())
		return len(list), func() error { return s.Store.SaveDuties(ctx, list) }, err
	}
	return 0, nil, usageError{fmt.Sprintf("unknown list %q: want services, counters, officers or duties", kind)}
}

// known is what the lists may refer to.
func known(ctx context.Context, s *server.System) (rosterfile.Known, error) {
	k := rosterfile.Known{
		Services: map[string]domain.Service{}, Counters: map[string]bool{},
		Units: map[string]bool{}, Officers: map[string]bool{}, NIPs: map[domain.NIP]string{},
	}
	services, err1 := s.Store.Services(ctx)
	counters, err2 := s.Store.Counters(ctx)
	units, err3 := s.Store.Units(ctx)
	officers, err4 := s.Store.Officers(ctx)
	for _, v := range services {
		k.Services[v.Code] = v
	}
	for _, c := range counters {
		k.Counters[c.Code] = true
	}
	for _, u := range units {
		k.Units[u.Code] = true
	}
	for _, o := range officers {
		k.Officers[o.Code], k.NIPs[o.NIP] = true, o.Code
	}
	return k, errors.Join(err1, err2, err3, err4)
}
