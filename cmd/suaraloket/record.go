package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/server"
	"suaraloket/domain/audit"
	"suaraloket/repository"
)

// recordCommand prints the head of the record, or checks the record.
func recordCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("record", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	heads := flags.String("heads", "", "verify: file with heads that were kept elsewhere (default the one in the data folder)")
	words, err := parse(flags, p)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "head" && words[0] != "verify" || words[0] == "head" && *heads != "" {
		return usageError{"usage: suaraloket record head|verify [--heads FILE] [--config FILE]"}
	}
	return withStore(ctx, p, *file, func(c config.Config, store *repository.Store) error {
		if words[0] == "verify" {
			return verifyRecord(ctx, p, store, c, *heads)
		}
		head, err := store.RecordHead(ctx)
		if err == nil {
			fmt.Fprintln(p.stdout, head)
		}
		return err
	})
}

// verifyRecord checks the record against the heads in a file, "" for the file of the data folder
// if there is one, and says how many rows it has. The error names the first row that is not as it
// was written.
func verifyRecord(ctx context.Context, p program, store *repository.Store, c config.Config, file string) error {
	kept, err := keptHeads(c, file)
	if err != nil {
		return err
	}
	end, err := store.VerifyRecord(ctx, kept...)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "followed %d rows of the record: every row is as it was written, %d kept heads fit\n", end.Seq, len(kept))
	return nil
}

func keptHeads(c config.Config, file string) ([]audit.Head, error) {
	own := file == ""
	if own {
		file = filepath.Join(c.Data, server.HeadsFile)
	}
	list, err := os.Open(file)
	if own && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer list.Close()
	return server.ReadHeads(list)
}
