package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/server"
	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/repository"
)

// errTalliesDiffer ends a verification that found something.
var errTalliesDiffer = errors.New("the tallies are not what the ratings say; verify --repair-tallies mends them")

func verifyCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	repair := flags.Bool("repair-tallies", false, "write the recounted tallies")
	if err := noWords(parse(flags, p)); err != nil {
		return err
	}
	return withStore(ctx, p, *file, func(c config.Config, store *repository.Store) error {
		v := verification{p: p, tell: newProgress(p.stderr), recount: store.Recount}
		if *repair {
			v.recount, v.mends = repairing(store), true
		}
		return errors.Join(v.run(ctx, store), verifyRecord(ctx, p, store, c, ""))
	})
}

// repairing mends the tallies of a month and records it.
func repairing(store *repository.Store) func(context.Context, domain.Month) (repository.Recount, error) {
	return func(ctx context.Context, month domain.Month) (repository.Recount, error) {
		return store.RepairTallies(ctx, month, server.Operator().Act(time.Now(), audit.TalliesMended, string(month)))
	}
}

// verification recounts a database month by month and prints every difference.
type verification struct {
	p       program
	tell    *progress
	recount func(context.Context, domain.Month) (repository.Recount, error)
	mends   bool // what recount reports is mended when it returns

	ratings     int64
	differing   int // months
	differences int
}

// run refuses with errTalliesDiffer when something is off and was not mended.
func (v *verification) run(ctx context.Context, store *repository.Store) error {
	months, err := store.Months(ctx)
	if err != nil {
		return err
	}
	defer v.tell.clear()
	for i, month := range months {
		v.tell.now("recounting %s, month %d of %d", month, i+1, len(months))
		found, err := v.recount(ctx, month)
		if err != nil {
			return err
		}
		v.note(found)
	}
	v.tell.clear()
	return v.conclude(len(months))
}

func (v *verification) note(found repository.Recount) {
	v.ratings += found.Ratings
	v.differences += len(found.Differences)
	if len(found.Differences) > 0 {
		v.differing++
		v.tell.clear()
	}
	for _, d := range found.Differences {
		fmt.Fprintln(v.p.stdout, d)
	}
	v.tell.step("%s: %d ratings, %d differences", found.Month, found.Ratings, len(found.Differences))
}

func (v *verification) conclude(months int) error {
	fmt.Fprintf(v.p.stdout, "recounted %d ratings of %d months: ", v.ratings, months)
	switch {
	case v.differences == 0:
		fmt.Fprintln(v.p.stdout, "every tally agrees")
		return nil
	case v.mends:
		fmt.Fprintf(v.p.stdout, "%d differences in %d months, mended\n", v.differences, v.differing)
		return nil
	}
	fmt.Fprintf(v.p.stdout, "%d differences in %d months\n", v.differences, v.differing)
	return errTalliesDiffer
}
