package crashtest

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/domain/sample"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
)

// scene is what a kind of rounds is played on.
type scene struct {
	t        *testing.T
	kind     kind
	plan     plan
	random   *rand.Rand
	server   *testdb.Server // nil on SQLite
	database string         // its name on the server, or the file
	data     string
	link     *programtest.Link
	disk     *disk
	clock    *wildClock
	machines []*machine
	fleet    *fleet
}

func newScene(t *testing.T, k kind, p plan, server *testdb.Server) *scene {
	t.Helper()
	s := &scene{t: t, kind: k, plan: p, random: p.random(t.Name()), server: server, data: filepath.Join(t.TempDir(), "data")}
	if k.disk {
		s.disk = mountDisk(t)
		s.data = filepath.Join(s.disk.dir, "data")
	}
	s.database = filepath.Join(s.data, "suaraloket.db")
	if server != nil {
		server.Start(t) // a kind that failed may have left it dead
		s.database = server.MakeDatabase(t)
	}
	if k.link {
		s.link = programtest.NewLink(t, server.Address())
	}
	if k.inside {
		s.openUseCases()
	} else {
		s.startProgram()
	}
	return s
}

func (s *scene) driver() string {
	if s.server == nil {
		return repository.SQLite
	}
	return "mariadb"
}

// startProgram lays the sample city out with the demo and goes on with serve, alone or
// as a pair.
func (s *scene) startProgram() {
	s.t.Helper()
	env := s.env(s.link)
	laying := programtest.Start(s.t, env, "demo", "--dir", s.data, "--months", "0", "--listen", "127.0.0.1:0")
	desks := programtest.DesksOf(s.t, laying, s.data)
	laying.Stop()
	folders := []string{s.data}
	if s.kind.pair {
		folders = append(folders, filepath.Join(s.t.TempDir(), "data"))
	}
	for i, data := range folders {
		m := newMachine(s.t, env, i+1, data)
		m.up()
		s.machines = append(s.machines, m)
	}
	s.fleet = newFleet(desks, s.seeds(), s.httpDoors)
}

// env is the configuration of the program, over the link to the database if there is one.
func (s *scene) env(link *programtest.Link) []string {
	env := append(programtest.Unlimited(), "SUARALOKET_SECRET="+strings.Repeat("crash", 8), "SUARALOKET_DATA="+s.data)
	if s.server == nil {
		return env
	}
	address := s.server.Address()
	if link != nil {
		address = link.Proxy.Listen
	}
	return append(env, "SUARALOKET_DATABASE_DRIVER=mysql", "SUARALOKET_DATABASE_DSN="+s.server.DSN(address, s.database))
}

// seeds gives each client choices of its own.
func (s *scene) seeds() func(client int) *rand.Rand {
	seed := s.random.Uint64()
	return func(client int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(client))) }
}

func (s *scene) httpDoors(d programtest.Desk) (doors []door) {
	for _, m := range s.machines {
		transport := &http.Transport{}
		s.t.Cleanup(transport.CloseIdleConnections)
		doors = append(doors, &httpDoor{base: m.base, key: d.Key, client: &http.Client{Transport: transport}})
	}
	return doors
}

// openUseCases lays the sample city out and goes on without the program, so that the
// clock is the test's own. Each rating comes twice at once.
func (s *scene) openUseCases() {
	s.t.Helper()
	driver, dsn := repository.SQLite, s.database
	if s.server != nil {
		driver, dsn = repository.MySQL, s.server.DSN(s.server.Address(), s.database)
	}
	store := testdb.Open(s.t, driver, dsn)
	s.clock = &wildClock{zone: programtest.CityNow().Location()}
	city := sample.Make(s.clock.now(), 0)
	ctx := context.Background()
	for _, err := range []error{
		store.SaveServices(ctx, city.Services()), store.SaveCounters(ctx, city.Counters()),
		store.SaveOfficers(ctx, city.Officers()), store.SaveDuties(ctx, city.Duties()),
	} {
		if err != nil {
			s.t.Fatal(err)
		}
	}
	roster := domain.NewRoster(store, store, s.clock.now)
	intake := &intakeDoor{domain.NewIntake(roster, store, s.clock.now, domain.Limits{KioskInterval: 5 * time.Second})}
	s.fleet = newFleet(desksIn(s.t, city, roster), s.seeds(), func(programtest.Desk) []door { return []door{intake, intake} })
	for _, c := range s.fleet.clients {
		c.authors = true
	}
}

// desksIn gives the desks of a city that no program has been asked for.
func desksIn(t *testing.T, city *sample.City, roster *domain.Roster) (list []programtest.Desk) {
	t.Helper()
	for _, c := range city.OwnCounters() {
		onDuty, err := roster.OnDuty(context.Background(), c.Code, programtest.CityNow())
		if err != nil || len(onDuty) != 1 {
			t.Fatalf("%s: %v %v", c.Code, onDuty, err)
		}
		one := programtest.Desk{Device: sample.KioskID(c.Code), Counter: c.Code, Officer: onDuty[0].Code}
		for _, service := range c.Services {
			one.Services = append(one.Services, service.Code)
		}
		list = append(list, one)
	}
	return list
}

// await waits for a condition as long as clients get answers, and fails with the logs of
// the programs.
func (s *scene) await(what string, holds func() bool) {
	s.t.Helper()
	before, moved := "", time.Now()
	for !holds() {
		if state := s.fleet.state(); state != before {
			before, moved = state, time.Now()
		}
		if time.Since(moved) > browsertest.Patience() {
			s.t.Fatalf("never came true: %s\n%s\n%s", what, strings.Join(s.fleet.wonders(), "\n"), s.lastWords())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// someAnswers waits until more ratings are acknowledged: about as many as given.
func (s *scene) someAnswers(about int) {
	s.t.Helper()
	more := s.fleet.answered.Load() + int64(about/2+s.random.IntN(about))
	s.await("ratings are acknowledged", func() bool { return s.fleet.answered.Load() >= more })
}

// someRefusals waits until every client has been asked to repeat, more or less.
func (s *scene) someRefusals() {
	s.t.Helper()
	more := s.fleet.refused.Load() + int64(len(s.fleet.clients))
	s.await("ratings are refused for now", func() bool { return s.fleet.refused.Load() >= more })
}

// acceptance waits until a rating is accepted that was sent after the given time.
func (s *scene) acceptance(since time.Time) {
	s.t.Helper()
	s.await("a rating is accepted meanwhile", func() bool { return s.fleet.accepted.Load() > since.UnixNano() })
}

// rest lets every client be answered and waits until what was accepted has reached
// the database.
func (s *scene) rest() {
	s.t.Helper()
	if !s.fleet.rest() {
		s.t.Errorf("some were never answered\n%s", s.lastWords())
	}
	for _, m := range s.machines {
		s.await("nothing waits for the database", m.atEase)
	}
}

// settle ends a round and takes an audit.
func (s *scene) settle() *audit {
	s.t.Helper()
	s.rest()
	db := s.books()
	defer db.Close()
	a, err := takeAudit(context.Background(), db, s.fleet, s.clock != nil)
	if err != nil {
		s.t.Fatalf("audit: %v\n%s", err, s.lastWords())
	}
	s.verifyTallies(a)
	s.checkFile(a, db)
	s.repeatSome()
	return a
}

// verifyTallies has the program recount everything that is tallied.
func (s *scene) verifyTallies(a *audit) {
	s.t.Helper()
	if said, complaint, status := programtest.RunCommand(s.t, s.env(nil), "", "verify"); status != programtest.StatusOK {
		a.find("verify ends with %d:\n%s%s", status, said, complaint)
	}
}

// repeatSome hands acknowledged ratings in once more: none may be new.
func (s *scene) repeatSome() {
	s.t.Helper()
	for _, c := range s.fleet.clients {
		p := c.presses[s.random.IntN(len(c.presses))]
		sender := c.senders[s.random.IntN(len(c.senders))]
		if a := sender.submit(p); p.answered && a.status != 200 {
			s.t.Errorf("%s was acknowledged before and is answered %s now", p.id, a)
		}
	}
}

// books opens the database for plain SQL.
func (s *scene) books() *sql.DB {
	s.t.Helper()
	if s.server != nil {
		return s.server.Connect(s.t, s.database)
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: s.database}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		s.t.Fatal(err)
	}
	return db
}

// checkFile asks SQLite whether its file is whole.
func (s *scene) checkFile(a *audit, db *sql.DB) {
	s.t.Helper()
	if s.server != nil {
		return
	}
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		a.find("integrity_check: %s %v", verdict, err)
	}
}

// stop asks every instance to stop, which must end well after all that happened.
func (s *scene) stop() {
	for _, m := range s.machines {
		m.process.Stop()
	}
}

func (s *scene) lastWords() string {
	var words []string
	for i, m := range s.machines {
		words = append(words, fmt.Sprintf("instance %d:\n%s", i+1, m.lastWords()))
	}
	return strings.Join(words, "\n")
}
