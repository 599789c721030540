package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"time"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
	"suaraloket/domain/integrity"
	"suaraloket/domain/locale"
	"suaraloket/domain/masking"
	"suaraloket/domain/notice"
	"suaraloket/domain/publication"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/domain/seal"
	"suaraloket/hr"
	"suaraloket/repository"
)

// Address is the public address that the configuration gives.
func (s *System) Address() string {
	if s.Config.PublicURL != "" {
		return strings.TrimSuffix(s.Config.PublicURL, "/")
	}
	if bound, err := net.ResolveTCPAddr("tcp", s.Config.HTTP.Listen); err == nil {
		return s.Config.HTTP.Scheme() + reachable(bound)
	}
	return s.Config.HTTP.Scheme() + s.Config.HTTP.Listen
}

// System is the program without its surfaces: store, clock and use cases.
type System struct {
	Config   config.Config
	Logger   *slog.Logger
	Store    *repository.Store
	Clock    domain.Clock
	Keys     Keys
	Texts    *locale.Catalog
	Roster   *domain.Roster
	Intake   *domain.Intake
	Passes   *domain.Passes
	Visits   *domain.Visits
	tickets  *domain.Tickets
	APIKeys  *account.APIKeys
	Authors  *domain.Authors
	Kiosks   *domain.Kiosks
	fleet    *domain.Fleet
	signOns  *account.SignOns
	photos   *domain.Photos
	calendar *domain.Calendar
	chats    *notice.StaffChats
	Accounts *account.Manager
	Keeper   *account.Keeper
	Reports  *report.Reporter
	// Publisher moves what officers and heads see.
	Publisher *publication.Publisher
	// Sweeper judges ratings by the rules that look at other ratings.
	Sweeper *integrity.Sweeper
	// Fees finds the ratings that report an illegal fee, and seals them.
	Fees       domain.FeeRule
	feeReports *review.FeeReports
	// Screening is what is hidden in comments.
	Screening domain.Screening
	// Record is the record of who did what.
	Record *review.Record
}

// Connect opens the database and checks its schema without changing it: a command may run
// beside a server.
func Connect(ctx context.Context, c config.Config, logger *slog.Logger) (*System, error) {
	s, err := Open(ctx, c, logger)
	if err != nil {
		return nil, err
	}
	if err := s.Store.CheckSchema(ctx); err != nil {
		return nil, errors.Join(err, s.Store.Close())
	}
	return s, nil
}

// Open opens the database and builds the use cases on it.
func Open(ctx context.Context, c config.Config, logger *slog.Logger) (*System, error) {
	return openSystem(ctx, c, logger, repository.Options{})
}

// openSystem is Open with options of the repository.
func openSystem(ctx context.Context, c config.Config, logger *slog.Logger, o repository.Options) (*System, error) {
	texts, err := locale.Load()
	if err != nil {
		return nil, err
	}
	k, err := loadKeys(c)
	if err != nil {
		return nil, err
	}
	store, err := OpenStore(ctx, c, logger, o)
	if err != nil {
		return nil, err
	}
	clock := domain.SystemClock(c.Zone())
	s := &System{
		Config: c, Logger: logger, Store: store, Clock: clock, Keys: k, Texts: texts,
		Passes:   domain.NewPasses(k.Of("passes"), clock),
		Accounts: account.NewManager(store, hr.Argon2{}, clock, k.Of("devices")),
		Keeper:   account.NewKeeper(store, store, hr.Argon2{}, clock),
		chats:    notice.NewStaffChats(store, clock),
		Reports:  report.NewReporter(store, store, store.Published(), store, clock),
	}
	box, err := seal.New(k.Of("fees"), "report")
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	s.Fees = domain.FeeRule{Words: c.Integrity.FeeWords, WordsFree: c.Integrity.FeeWordsFree, Box: box}
	s.Screening = domain.Screening{Words: masking.NewWords(c.Integrity.AbusiveWords)}
	if c.Integrity.OriginalsDays > 0 {
		originals, err := seal.New(k.Of("originals"), "comment")
		if err != nil {
			return nil, errors.Join(err, store.Close())
		}
		s.Screening.Box = originals
	}
	s.takeIn(store, store, store, store)
	return s, nil
}

// takeIn builds the use cases that handle a rating, on the given stores.
func (s *System) takeIn(ratings domain.RatingStore, snapshots domain.RosterSnapshotStore, tickets domain.TicketStore, authors domain.AuthorKeyStore) {
	s.Authors = domain.NewAuthors(s.Keys.Of("authors"), authors, s.Clock)
	s.Roster = domain.NewRoster(snapshots, s.Store, s.Clock)
	s.Intake = domain.NewIntake(s.Roster, ratings, s.Clock, domain.Limits{
		KioskInterval: time.Duration(s.Config.Limits.KioskInterval), SlotRatings: s.Config.Limits.SlotRatings, Fees: s.Fees, Screening: s.Screening,
		HoursTolerance: s.Config.Integrity.Thresholds().HoursTolerance,
	})
	s.Publisher = publication.NewPublisher(s.Store, s.Roster, s.Clock, publication.Rule{Minimum: s.Config.Limits.Publication})
	s.Sweeper = integrity.NewSweeper(s.Store, s.Roster, s.Clock, s.Config.Integrity.Thresholds(), time.Duration(s.Config.Limits.KioskInterval))
	s.Visits = domain.NewVisits(s.Passes, s.Roster, s.Intake, tickets, s.Authors)
	s.tickets = domain.NewTickets(tickets, s.Roster, s.Passes, s.Clock)
	s.Kiosks = domain.NewKiosks(s.Store, s.Roster, s.Keys.Of("kiosks"), s.Clock)
	s.APIKeys = account.NewAPIKeys(s.Store, s.Roster, s.Clock)
	s.fleet = domain.NewFleet(s.Kiosks, s.Store, s.Clock)
	s.signOns = account.NewSignOns(s.Store, s.Store, s.Store, s.Roster, hr.Argon2{}, s.Clock)
	s.photos = domain.NewPhotos(s.Store, s.Store, s.Roster, s.Clock)
	s.calendar = domain.NewCalendar(s.Store, s.Roster)
	s.feeReports = review.NewFeeReports(s.Store, s.Roster, s.Fees, s.Screening, s.Clock)
	s.Record = review.NewRecord(s.Store, s.Clock)
}

// OpenStore opens the database without use cases.
func OpenStore(ctx context.Context, c config.Config, logger *slog.Logger, o repository.Options) (*repository.Store, error) {
	o.Driver, o.DSN, o.Writer, o.Logger = c.Database.Driver, c.DatabaseDSN(), c.Instance, logger
	return repository.Open(ctx, o)
}

// migrate brings the schema up to date and logs each step.
func (s *System) migrate(ctx context.Context) error {
	steps, err := s.Store.Migrate(ctx)
	for _, step := range steps {
		s.Logger.Info("migrated", "version", step.Version, "name", step.Name, "took", step.Took.Round(time.Millisecond))
	}
	return err
}

// Operator is the actor of the command line.
func Operator() domain.Actor { return domain.Actor{Login: audit.CommandLine, Role: domain.RoleAdmin} }
