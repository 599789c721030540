package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/locale"
	"suaraloket/domain/notice"
	"suaraloket/domain/report"
	"suaraloket/hr"
	"suaraloket/repository"
)

// system is the program without its surfaces: store, clock and use cases.
type system struct {
	config   Config
	logger   *slog.Logger
	store    *repository.Store
	clock    domain.Clock
	keys     keys
	texts    *locale.Catalog
	roster   *domain.Roster
	intake   *domain.Intake
	passes   *domain.Passes
	visits   *domain.Visits
	tickets  *domain.Tickets
	apiKeys  *account.APIKeys
	authors  *domain.Authors
	kiosks   *domain.Kiosks
	fleet    *domain.Fleet
	signOns  *account.SignOns
	photos   *domain.Photos
	calendar *domain.Calendar
	chats    *notice.StaffChats
	accounts *account.Manager
	reports  *report.Reporter
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
	return openSystem(ctx, c, logger, repository.Options{})
}

// openSystem is open with the options that are not of the configuration.
func openSystem(ctx context.Context, c Config, logger *slog.Logger, o repository.Options) (*system, error) {
	texts, err := locale.Load()
	if err != nil {
		return nil, err
	}
	k, err := loadKeys(c)
	if err != nil {
		return nil, err
	}
	store, err := openStore(ctx, c, logger, o)
	if err != nil {
		return nil, err
	}
	clock := domain.SystemClock(c.zone())
	s := &system{
		config: c, logger: logger, store: store, clock: clock, keys: k, texts: texts,
		passes:   domain.NewPasses(k.of("passes"), clock),
		accounts: account.NewManager(store, hr.Argon2{}, clock),
		apiKeys:  account.NewAPIKeys(store, clock),
		chats:    notice.NewStaffChats(store, clock),
		reports:  report.NewReporter(store, store, store, clock),
	}
	s.takeIn(store, store, store, store)
	return s, nil
}

// takeIn builds what a rating passes through on its way into the store of ratings,
// with the roster, the tickets and the authors' keys from the given stores.
func (s *system) takeIn(ratings domain.RatingStore, snapshots domain.RosterSnapshotStore, tickets domain.TicketStore, authors domain.AuthorKeyStore) {
	s.authors = domain.NewAuthors(s.keys.of("authors"), authors, s.clock)
	s.roster = domain.NewRoster(snapshots, s.store, s.clock)
	s.intake = domain.NewIntake(s.roster, ratings, s.clock, domain.Limits{
		KioskInterval: time.Duration(s.config.Limits.KioskInterval), SlotRatings: s.config.Limits.SlotRatings,
	})
	s.visits = domain.NewVisits(s.passes, s.roster, s.intake, tickets)
	s.tickets = domain.NewTickets(tickets, s.roster, s.passes, s.clock)
	s.kiosks = domain.NewKiosks(s.store, s.roster, s.keys.of("kiosks"), s.clock)
	s.fleet = domain.NewFleet(s.kiosks, s.store, s.clock)
	s.signOns = account.NewSignOns(s.store, s.store, s.store, s.roster, hr.Argon2{}, s.clock)
	s.photos = domain.NewPhotos(s.store, s.store, s.roster, s.clock)
	s.calendar = domain.NewCalendar(s.store, s.roster)
}

func openStore(ctx context.Context, c Config, logger *slog.Logger, o repository.Options) (*repository.Store, error) {
	o.Driver, o.DSN, o.Writer, o.Logger = c.Database.Driver, c.databaseDSN(), c.Instance, logger
	return repository.Open(ctx, o)
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
