package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime/debug"
	"time"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/server"
	"suaraloket/repository"
)

// version and commit are set when the binary is built.
var (
	version = "dev"
	commit  = ""
)

func versionCommand(_ context.Context, p program) error {
	if err := noWords(parse(flag.NewFlagSet("version", flag.ContinueOnError), p)); err != nil {
		return err
	}
	build := commit
	if info, ok := debug.ReadBuildInfo(); ok && build == "" {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				build = s.Value
			}
		}
	}
	if build == "" {
		build = "unknown"
	}
	fmt.Fprintf(p.stdout, "suaraloket %s, commit %s, schema %d\n", version, build, repository.SchemaVersion())
	return nil
}

// configured reads and checks the configuration that a command names.
func configured(p program, file string) (config.Config, error) {
	c, err := config.Load(file, p.environ)
	if err != nil {
		return c, err
	}
	if err := c.Validate(); err != nil {
		return c, fmt.Errorf("configuration:\n%w", err)
	}
	return c, nil
}

// onlyConfigured is configured for a command that takes nothing but --config.
func onlyConfigured(name string, p program) (config.Config, error) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	if err := noWords(parse(flags, p)); err != nil {
		return config.Config{}, err
	}
	return configured(p, *file)
}

// withSystem runs work on the database of the configuration.
func withSystem(ctx context.Context, p program, file string, work func(*server.System) error) error {
	c, err := configured(p, file)
	if err != nil {
		return err
	}
	s, err := server.Connect(ctx, c, c.Logger(p.stderr))
	if err != nil {
		return err
	}
	return errors.Join(work(s), s.Store.Close())
}

// withStore runs work on the database alone, as it is: no signing key is read, or
// made where there is none yet. A schema that is not the program's is refused.
func withStore(ctx context.Context, p program, file string, work func(config.Config, *repository.Store) error) error {
	return withDatabase(ctx, p, file, func(c config.Config, store *repository.Store) error {
		if err := store.CheckSchema(ctx); err != nil {
			return err
		}
		return work(c, store)
	})
}

// withDatabase is withStore for a database that may have no schema yet.
func withDatabase(ctx context.Context, p program, file string, work func(config.Config, *repository.Store) error) error {
	c, err := configured(p, file)
	if err != nil {
		return err
	}
	store, err := server.OpenStore(ctx, c, c.Logger(p.stderr), repository.Options{})
	if err != nil {
		return err
	}
	err = work(c, store)
	if err != nil && ctx.Err() != nil {
		err = errInterrupted
	}
	return errors.Join(err, store.Close())
}

// errInterrupted is the error of a command that a signal has stopped.
var errInterrupted = errors.New("interrupted")

func migrateCommand(ctx context.Context, p program) error {
	c, err := onlyConfigured("migrate", p)
	if err != nil {
		return err
	}
	s, err := server.Open(ctx, c, c.Logger(p.stderr))
	if err != nil {
		return err
	}
	steps, err := s.Store.Migrate(ctx)
	for _, step := range steps {
		fmt.Fprintf(p.stdout, "applied %s in %v\n", step.Name, step.Took.Round(time.Millisecond))
	}
	if err == nil {
		fmt.Fprintf(p.stdout, "schema %d is up to date\n", repository.SchemaVersion())
	}
	return errors.Join(err, s.Store.Close())
}
