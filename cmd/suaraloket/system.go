package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/hr"
	"suaraloket/repository"
)

// system is the program without its surfaces: store, clock and use cases.
type system struct {
	config    Config
	logger    *slog.Logger
	store     *repository.Store
	clock     domain.Clock
	keys      keys
	texts     *locale.Catalog
	places    *domain.Places
	intake    *domain.Intake
	directory *domain.Directory
	passes    *domain.Passes
	authors   *domain.Authors
	devices   *domain.Devices
	accounts  *domain.Accounts
	reports   *domain.Reports
}

// connect opens the database as it is. Commands beside a running serve use it: they
// refuse a schema that is not theirs instead of changing it.
func connect(ctx context.Context, c Config, logger *slog.Logger) (*system, error) {
	s, err := open(ctx, c, logger)
	if err != nil {
		return nil, err
	}
	if err := s.store.CheckSchema(ctx); err != nil {
		return nil, errors.Join(err, s.store.Close())
	}
	return s, nil
}

// open opens the database and builds the use cases on it.
func open(ctx context.Context, c Config, logger *slog.Logger) (*system, error) {
	texts, err := locale.Load()
	if err != nil {
		return nil, err
	}
	k, err := loadKeys(c)
	if err != nil {
		return nil, err
	}
	store, err := repository.Open(ctx, repository.Options{
		Driver: c.Database.Driver, DSN: c.databaseDSN(), Writer: c.Instance, Logger: logger,
	})
	if err != nil {
		return nil, err
	}
	clock := domain.SystemClock(c.zone())
	places := domain.NewPlaces(store, clock)
	return &system{
		config: c, logger: logger, store: store, clock: clock, keys: k, texts: texts, places: places,
		intake:    domain.NewIntake(places, store, clock, domain.Limits{KioskInterval: time.Duration(c.Limits.KioskInterval)}),
		directory: domain.NewDirectory(store, places, clock),
		passes:    domain.NewPasses(k.of("passes"), clock),
		authors:   domain.NewAuthors(k.of("authors"), clock),
		devices:   domain.NewDevices(store, places),
		accounts:  domain.NewAccounts(store, hr.Argon2{}, clock),
		reports:   domain.NewReports(store, store, clock),
	}, nil
}

// migrate brings the schema up to date and logs each step.
func (s *system) migrate(ctx context.Context) error {
	steps, err := s.store.Migrate(ctx)
	for _, step := range steps {
		s.logger.Info("migrated", "version", step.Version, "name", step.Name, "took", step.Took.Round(time.Millisecond))
	}
	return err
}

// operator is who reads reports on the command line.
func operator() domain.Actor { return domain.Actor{Login: "operator", Role: domain.RoleAdmin} }
