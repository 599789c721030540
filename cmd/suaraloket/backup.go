package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"text/tabwriter"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/repository"
)

// What a backup leaves out, and what follows from that.
const (
	keyKept     = "The signing key (secret.key in the data folder) is not in it, because both together undo the pseudonyms: keep a copy of the key elsewhere."
	keyWanted   = "The signing key is not in a backup: put the installation's own secret.key into the data folder before serve starts, or printed codes and passes are void."
	signInAgain = "Sessions are not in a backup: everybody signs in again."
)

func backupCommand(ctx context.Context, p program) error {
	name, file, err := fileArgument("backup", p)
	if err != nil {
		return err
	}
	return withStore(ctx, p, file, func(_ config.Config, store *repository.Store) error {
		tell := newProgress(p.stderr)
		all, err := store.Backup(ctx, name, copying(tell))
		tell.clear()
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s, schema %d:\n", name, repository.SchemaVersion())
		err = printCounts(p, all)
		fmt.Fprintln(p.stdout, keyKept)
		return err
	})
}

func restoreCommand(ctx context.Context, p program) error {
	name, file, err := fileArgument("restore", p)
	if err != nil {
		return err
	}
	return withDatabase(ctx, p, file, func(c config.Config, store *repository.Store) error {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return err
		}
		tell := newProgress(p.stderr)
		all, err := store.Restore(ctx, name, c.Data, copying(tell))
		tell.clear()
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "restored from %s:\n", name)
		if err := printCounts(p, all); err != nil {
			return err
		}
		fmt.Fprintln(p.stdout, keyWanted)
		fmt.Fprintln(p.stdout, signInAgain)
		v := verification{p: p, tell: tell, recount: store.Recount}
		_, err = store.VerifyRecord(ctx) // heads that are later than the backup do not fit it
		return errors.Join(v.run(ctx, store), err)
	})
}

// fileArgument reads the command line of a command that takes one file.
func fileArgument(command string, p program) (name, configFile string, err error) {
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	words, err := parse(flags, p)
	if err != nil {
		return "", "", err
	}
	if len(words) != 1 {
		return "", "", usageError{"usage: suaraloket " + command + " FILE [--config FILE]"}
	}
	return words[0], *file, nil
}

// progressRows is after how many rows of a table those who read no terminal hear of it.
const progressRows = 100_000

func copying(tell *progress) func(repository.Copied) {
	return func(c repository.Copied) {
		if c.Whole || c.Rows%progressRows == 0 {
			tell.step("%s: %d rows", c.Table, c.Rows)
			return
		}
		tell.now("%s: %d rows", c.Table, c.Rows)
	}
}

func printCounts(p program, all []repository.Copied) error {
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, c := range all {
		fmt.Fprintf(table, "%d\t %s\n", c.Rows, c.Table)
	}
	return table.Flush()
}
