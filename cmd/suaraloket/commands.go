package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/server"
	"suaraloket/domain"
	"suaraloket/domain/account"
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
func withStore(ctx context.Context, p program, file string, work func(*repository.Store) error) error {
	return withDatabase(ctx, p, file, func(_ config.Config, store *repository.Store) error {
		if err := store.CheckSchema(ctx); err != nil {
			return err
		}
		return work(store)
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

func accountCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("account", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	login := flags.String("login", "", "name to sign in with")
	role := flags.String("role", "", "role: admin, hr, head or officer")
	name := flags.String("name", "", "name that the portal shows")
	unit := flags.String("unit", "", "code of the unit of a head")
	officer := flags.String("officer", "", "code of the officer of an officer account")
	words, err := parse(flags, p)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "add" || *login == "" || *role == "" {
		return usageError{"usage: suaraloket account add --login L --role R"}
	}
	password, made, err := readPassword(p.stdin)
	if err != nil {
		return err
	}
	account := account.Account{
		Login: *login, Name: *name, Role: domain.Role(*role),
		Unit: domain.NormalCode(*unit), Officer: domain.NormalCode(*officer),
	}
	return withSystem(ctx, p, *file, func(s *server.System) error {
		if err := checkReach(ctx, s, account); err != nil {
			return err
		}
		if err := s.Accounts.Add(ctx, account, password); err != nil {
			return err
		}
		if made {
			fmt.Fprintln(p.stdout, password)
		}
		return nil
	})
}

// checkReach refuses an account for a unit or an officer that does not exist.
func checkReach(ctx context.Context, s *server.System, a account.Account) error {
	if a.Officer != "" {
		if _, err := s.Store.Officer(ctx, a.Officer); err != nil {
			return err
		}
	}
	if a.Unit == "" {
		return nil
	}
	units, err := s.Store.Units(ctx)
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Code == a.Unit {
			return nil
		}
	}
	return domain.ErrUnitUnknown
}

// readPassword takes the first line of standard input, or makes a password when
// nothing is piped in.
func readPassword(in *os.File) (password string, made bool, err error) {
	if in != nil {
		info, err := in.Stat()
		if err == nil && info.Mode()&os.ModeCharDevice == 0 {
			line, err := bufio.NewReader(in).ReadString('\n')
			if line = strings.TrimRight(line, "\r\n"); line != "" {
				return line, false, nil
			}
			if err != nil && line != "" {
				return "", false, err
			}
		}
	}
	return strings.ToLower(rand.Text()[:16]), true, nil
}
