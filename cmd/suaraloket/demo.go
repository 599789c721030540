package main

import (
	"context"
	"encoding/base32"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/server"
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/sample"
	"suaraloket/hr"
	"suaraloket/repository"
)

// demoNote marks a database as a demo's: when it began and with how much history.
const demoNote = "demo"

func demoCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	dir := flags.String("dir", "demo", "data folder of the demo")
	listen := flags.String("listen", "", "address of the public listener, host:port; default: http.listen")
	months := flags.Int("months", 9, "months of sample ratings, 0 to 24")
	if err := noWords(parse(flags, p)); err != nil {
		return err
	}
	if *months < 0 || *months > 24 {
		return usageError{"--months: want 0 to 24"}
	}
	c, err := demoConfig(p, *file, *dir)
	if err != nil {
		return err
	}
	if *listen != "" {
		c.HTTP.Listen = *listen
	}
	if err := c.Validate(); err != nil {
		return fmt.Errorf("configuration:\n%w", err)
	}
	d := &demo{dir: c.Data, months: *months}
	parts := &server.Demo{Sample: d.note, Refuse: refuseRealData, Fill: d.fill}
	if c.Telegram.Token == "" {
		parts.Practice = server.NewPractice()
	}
	return server.Serve(ctx, c, server.Options{Stdout: p.stdout, Stderr: p.stderr, Demo: parts})
}

// demoConfig is the given file, or the one that an earlier start has left in the
// demo's folder, so that a second start goes on where the first one was.
func demoConfig(p program, file, dir string) (config.Config, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return config.Config{}, err
	}
	if left := filepath.Join(dir, demoConfigName); file == "" {
		if _, err := os.Stat(left); err == nil {
			file = left
		}
	}
	c, err := config.Load(file, p.environ)
	if err != nil {
		return c, err
	}
	c.Data = dir
	return c, c.MakePathsAbsolute()
}

const demoConfigName = "config.yaml"

// demo fills a database with the sample city.
type demo struct {
	dir    string
	months int
	keys   server.Keys
}

// fill lays out the city, hands its history in and writes demo.json and config.yaml.
func (d *demo) fill(ctx context.Context, s *server.Server) error {
	d.keys = s.Keys
	start, err := d.begin(ctx, s)
	if err != nil {
		return err
	}
	city := sample.Make(start, d.months)
	if err := d.lay(ctx, s, city); err != nil {
		return err
	}
	if err := d.addAPIKey(ctx, s); err != nil {
		return err
	}
	if err := d.history(ctx, s, city); err != nil {
		return err
	}
	if _, err := s.Sweeper.Run(ctx); err != nil {
		return err
	}
	if err := s.Publisher.Run(ctx); err != nil {
		return err
	}
	if err := d.writeConfig(s); err != nil {
		return err
	}
	if err := d.writePlaces(s, city); err != nil {
		return err
	}
	d.announce(s, city)
	return nil
}

// refuseRealData looks at the database before anything in it is changed, its schema
// included.
func refuseRealData(ctx context.Context, store *repository.Store) error {
	fresh, err := store.Fresh(ctx)
	if err != nil || fresh {
		return err
	}
	mark, err := store.Note(ctx, demoNote)
	if err != nil || mark != "" {
		return err
	}
	empty, err := store.Empty(ctx)
	if err == nil && !empty {
		err = errors.New("this database holds real data: a demo takes an empty one")
	}
	return err
}

// begin marks an empty database as a demo's, or reads when this one began.
func (d *demo) begin(ctx context.Context, s *server.Server) (time.Time, error) {
	mark, err := s.Store.Note(ctx, demoNote)
	if err != nil {
		return time.Time{}, err
	}
	if mark != "" {
		return d.goOn(s, mark)
	}
	start := s.Clock().Truncate(time.Minute)
	return start, s.Store.SetNote(ctx, demoNote, d.mark(start))
}

// goOn reads when this demo began. Its keys and passwords follow from the signing key,
// so that a start with the key of another folder is refused: no password would fit.
func (d *demo) goOn(s *server.Server, mark string) (time.Time, error) {
	var at, keys string
	if _, err := fmt.Sscan(mark, &at, &d.months, &keys); err != nil {
		return time.Time{}, fmt.Errorf("the database's mark %q: %w", mark, err)
	}
	if keys != d.fingerprint() {
		return time.Time{}, errors.New("this database belongs to a demo in another folder: start it with that --dir")
	}
	start, err := time.Parse(time.RFC3339, at)
	return start.In(s.Clock().Location()), err
}

func (d *demo) mark(start time.Time) string {
	return fmt.Sprintf("%s %d %s", start.Format(time.RFC3339), d.months, d.fingerprint())
}

// fingerprint identifies a signing key.
func (d *demo) fingerprint() string { return d.derived("fingerprint")[:16] }

// lay saves who and what there is, with keys and passwords that stay the same.
func (d *demo) lay(ctx context.Context, s *server.Server, city *sample.City) error {
	if done, err := s.Store.Note(ctx, laidNote); err != nil || done != "" {
		return err
	}
	for _, err := range []error{
		s.Store.SaveServices(ctx, city.Services()),
		s.Store.SaveCounters(ctx, city.Counters()),
		s.Store.SaveOfficers(ctx, city.Officers()),
		s.Store.SaveDuties(ctx, city.Duties()),
		d.bindTablets(ctx, s, city),
		d.addAccounts(ctx, s, city),
	} {
		if err != nil {
			return err
		}
	}
	return s.Store.SetNote(ctx, laidNote, "yes")
}

// laidNote marks a database that has the sample city. Later starts keep the changes of an
// administrator.
const laidNote = "demo_laid"

func (d *demo) bindTablets(ctx context.Context, s *server.Server, city *sample.City) error {
	for _, c := range city.Counters() {
		device := domain.Kiosk{ID: sample.KioskID(c.Code), Counter: c.Code, Name: "Tablet " + c.Name}
		if err := s.Kiosks.Bind(ctx, device, d.deviceKey(c.Code)); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) addAccounts(ctx context.Context, s *server.Server, city *sample.City) error {
	accounts := account.NewManager(s.Store, hr.Argon2{Sample: true}, s.Clock, nil)
	for _, a := range city.Accounts() {
		err := accounts.Add(ctx, server.Operator(), a, d.password(a.Login))
		if err != nil && !errors.Is(err, domain.ErrAccountExists) {
			return err
		}
	}
	return nil
}

// queueName is the system for which the demo has an API key.
const queueName = "Antrean contoh"

// addAPIKey lets the sample queue in. What an administrator has revoked stays so.
func (d *demo) addAPIKey(ctx context.Context, s *server.Server) error {
	err := s.APIKeys.Add(ctx, server.Operator(), queueName, d.apiKey(), account.ScopeTickets)
	if errors.Is(err, domain.ErrKeyExists) {
		return nil
	}
	return err
}

func (d *demo) apiKey() string { return "ak_" + d.derived("api:queue")[:26] }

func (d *demo) deviceKey(counter string) string { return "dk_" + d.derived("device:" + counter)[:32] }

func (d *demo) password(login string) string {
	for n := 0; ; n++ {
		password := d.derived("password:" + login + strings.Repeat("+", n))[:12]
		if !account.HasLogin(password, login) { // which would be refused
			return password
		}
	}
}

// derived makes what must stay the same over every start from the signing key.
func (d *demo) derived(purpose string) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(d.keys.Of("demo:" + purpose)))
}

// note gives the accounts of the demo for the sign-in page.
func (d *demo) note(k server.Keys) *hr.SampleNote {
	d.keys = k
	note := &hr.SampleNote{}
	for _, a := range sample.Make(time.Now(), 0).Accounts() {
		note.Accounts = append(note.Accounts, hr.SampleAccount{Login: a.Login, Password: d.password(a.Login), Role: a.Role})
	}
	return note
}

// writeConfig keeps what other commands need to find this demo, in its own folder.
func (d *demo) writeConfig(s *server.Server) error {
	c := s.Config
	c.Data, c.HTTP.Listen = ".", s.Bound()
	return writeFile(filepath.Join(d.dir, demoConfigName), 0o600, func(w io.Writer) error {
		return yaml.NewEncoder(w).Encode(c)
	})
}
