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

// scene is the environment of the rounds of one kind.
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
	clock    *testClock
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
		server.Start(t) // the failure of an earlier kind may have left it stopped
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

// startProgram creates the sample city with the demo and then runs serve, as one instance or as
// a pair.
func (s *scene) startProgram() {
	s.t.Helper()
	env := s.env(s.link)
	demo := programtest.Start(s.t, env, "demo", "--dir", s.data, "--months", "0", "--listen", "127.0.0.1:0")
	desks := programtest.DesksOf(s.t, demo, s.data)
	demo.Stop()
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

// env returns the configuration of the program, with the link to the database if there is one.
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

// seeds returns the generator of each client.
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

// openUseCases creates the sample city without the program, so that the test controls the clock.
// Each client sends each rating twice at the same time.
func (s *scene) openUseCases() {
	s.t.Helper()
	driver, dsn := repository.SQLite, s.database
	if s.server != nil {
		driver, dsn = repository.MySQL, s.server.DSN(s.server.Address(), s.database)
	}
	store := testdb.Open(s.t, driver, dsn)
	s.clock = &testClock{zone: programtest.CityNow().Location()}
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

// desksIn returns the desks of a city, without the program.
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
			s.t.Fatalf("the condition never became true: %s\n%s\n%s", what, strings.Join(s.fleet.unexpectedAnswers(), "\n"), s.logTail())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// someAnswers waits until about this many more ratings are acknowledged.
func (s *scene) someAnswers(about int) {
	s.t.Helper()
	more := s.fleet.answered.Load() + int64(about/2+s.random.IntN(about))
	s.await("ratings are acknowledged", func() bool { return s.fleet.answered.Load() >= more })
}

// someRefusals waits for as many refusals as there are clients.
func (s *scene) someRefusals() {
	s.t.Helper()
	more := s.fleet.refused.Load() + int64(len(s.fleet.clients))
	s.await("ratings are answered 503", func() bool { return s.fleet.refused.Load() >= more })
}

// acceptance waits until a rating is accepted that was sent after the given time.
func (s *scene) acceptance(since time.Time) {
	s.t.Helper()
	s.await("a rating is accepted meanwhile", func() bool { return s.fleet.accepted.Load() > since.UnixNano() })
}

// drain pauses the clients and waits until all accepted ratings are in the database.
func (s *scene) drain() {
	s.t.Helper()
	if !s.fleet.pause() {
		s.t.Errorf("some ratings were never answered\n%s", s.logTail())
	}
	for _, m := range s.machines {
		s.await("no rating waits for the database", m.isDrained)
	}
}

// settle ends a round and runs an audit.
func (s *scene) settle() *audit {
	s.t.Helper()
	s.drain()
	db := s.openDatabase()
	defer db.Close()
	a, err := runAudit(context.Background(), db, s.fleet, s.clock != nil)
	if err != nil {
		s.t.Fatalf("audit: %v\n%s", err, s.logTail())
	}
	s.verifyTallies(a)
	s.checkFile(a, db)
	s.repeatSome()
	return a
}

// verifyTallies runs the command verify, which recounts all tallies.
func (s *scene) verifyTallies(a *audit) {
	s.t.Helper()
	if stdout, stderr, status := programtest.RunCommand(s.t, s.env(nil), "", "verify"); status != programtest.StatusOK {
		a.find("verify ends with %d:\n%s%s", status, stdout, stderr)
	}
}

// repeatSome submits acknowledged ratings again and checks that none is new.
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

// openDatabase opens the database for plain SQL.
func (s *scene) openDatabase() *sql.DB {
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

// checkFile checks the integrity of the SQLite file.
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

// stop stops every instance gracefully, which must succeed after all faults.
func (s *scene) stop() {
	for _, m := range s.machines {
		m.process.Stop()
	}
}

func (s *scene) logTail() string {
	var words []string
	for i, m := range s.machines {
		words = append(words, fmt.Sprintf("instance %d:\n%s", i+1, m.logTail()))
	}
	return strings.Join(words, "\n")
}
