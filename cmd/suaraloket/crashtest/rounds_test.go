package crashtest

import (
	"path/filepath"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
)

// killProgram kills the program under load, and now and then again while it starts.
func (s *scene) killProgram(int) {
	m := s.machines[0]
	s.someAnswers(200)
	m.kill()
	if s.random.IntN(3) == 0 {
		m.launch()
		time.Sleep(programtest.RandomTime(s.random, 150*time.Millisecond)) // wherever its start is then
		m.kill()
	}
	m.up()
	s.someAnswers(200)
}

// killDatabase kills the server under load, brings it back after a while, and kills
// it once more while it is given what was accepted meanwhile.
func (s *scene) killDatabase(round int) {
	s.someAnswers(200)
	s.server.Kill()
	s.sitOut(time.Now(), s.plan.outageOf(round, s.random))
	s.server.Start(s.t)
	s.letHandOverBegin()
	s.server.Kill()
	s.server.Start(s.t)
	s.someAnswers(200)
}

// letHandOverBegin waits until somewhere in what follows on the database's return:
// before the program notices, in the middle, or after the end.
func (s *scene) letHandOverBegin() {
	time.Sleep(programtest.RandomTime(s.random, 1200*time.Millisecond))
}

// sitOut lets an outage last, and wants ratings accepted in it.
func (s *scene) sitOut(since time.Time, long time.Duration) {
	s.t.Helper()
	if acceptsWhileAway {
		s.acceptance(since)
	} else {
		s.someRefusals()
	}
	time.Sleep(time.Until(since.Add(long)))
}

// killBoth kills the server, then the program, starts the program while the server is
// still away, and kills it once more while it hands over what it has accepted.
func (s *scene) killBoth(round int) {
	m, long := s.machines[0], s.plan.outageOf(round, s.random)
	s.someAnswers(200)
	s.server.Kill()
	time.Sleep(programtest.RandomTime(s.random, 500*time.Millisecond)) // with some accepted or none
	m.kill()
	m.launch()
	since := time.Now()
	switch {
	case m.ready():
		s.sitOut(since, long)
	case acceptsWhileAway:
		s.t.Fatalf("it does not start without its database\n%s", m.lastWords())
	default:
		time.Sleep(time.Until(since.Add(long)))
	}
	s.server.Start(s.t)
	m.up()
	s.letHandOverBegin()
	m.kill()
	m.up()
	s.someAnswers(200)
}

// fillDisk fills the disk under the database's file, and every other time kills the
// program meanwhile, which then may find no room to start.
func (s *scene) fillDisk(round int) {
	m := s.machines[0]
	s.someAnswers(200)
	s.disk.fill()
	s.someRefusals()
	if round%2 == 1 {
		m.kill()
		m.launch()
		m.ready()
	}
	s.disk.free()
	m.up()
	s.someAnswers(200)
}

// fillDiskWhileAway fills the disk under what the program keeps of its own. It goes
// unnoticed until the database is away too, and nothing can be accepted; then there is
// room again, and then the database.
func (s *scene) fillDiskWhileAway(round int) {
	s.someAnswers(200)
	s.disk.fill()
	s.someAnswers(100)
	s.server.Kill()
	s.someRefusals()
	s.disk.free()
	s.sitOut(time.Now(), s.plan.outageOf(round+1, s.random))
	s.server.Start(s.t)
	s.someAnswers(200)
}

// stallTime is longer than a request waits and shorter than two commits in a row may
// take: clients have gone whose ratings are still on their way into the journal.
const stallTime = 8500 * time.Millisecond

// stallJournal holds the journal's file while the database is away, as a disk that
// hangs does. A single rating of a later outage must reach the database as well: a wrong
// count of the journal would lose it.
func (s *scene) stallJournal(round int) {
	s.someAnswers(200)
	s.server.Kill()
	s.sitOut(time.Now(), s.plan.outageOf(round+1, s.random))
	release := programtest.LockSQLite(s.t, filepath.Join(s.data, "journal-1.db"))
	time.Sleep(stallTime + programtest.RandomTime(s.random, time.Second))
	release()
	s.server.Start(s.t)
	s.someAnswers(200)
	s.rest()
	s.server.Kill()
	s.fleet.clients[s.random.IntN(len(s.fleet.clients))].handInOne()
	s.server.Start(s.t)
}

// resetConnections cuts connections off, again and again.
func (s *scene) resetConnections(int) {
	for range 3 {
		s.someAnswers(100)
		s.link.Spoil("reset_peer", `"timeout": 0`, programtest.RandomDirections(s.random)...)
		time.Sleep(programtest.RandomTime(s.random, time.Second))
		s.link.Mend()
	}
	s.someAnswers(200)
}

// slowLink delays every word by five seconds.
func (s *scene) slowLink(int) {
	s.endure("latency", `"latency": 5000`, programtest.RandomDirections(s.random)...)
}

// blackHole swallows what is said and says nothing.
func (s *scene) blackHole(int) {
	s.endure("timeout", `"timeout": 0`, programtest.RandomDirections(s.random)...)
}

// endure keeps a fault on the link until the program has answered its clients,
// and a while longer.
func (s *scene) endure(fault, attributes string, directions ...string) {
	s.someAnswers(200)
	s.link.Spoil(fault, attributes, directions...)
	since, refused := time.Now(), s.fleet.refused.Load()
	s.await("clients are answered", func() bool {
		return s.fleet.refused.Load() > refused || s.fleet.accepted.Load() > since.UnixNano()
	})
	time.Sleep(programtest.RandomTime(s.random, min(s.plan.outage, 5*time.Second)))
	s.link.Mend()
	s.someAnswers(200)
}

// killOneOfTwo kills one of two instances that are given the same ratings.
func (s *scene) killOneOfTwo(int) {
	m := s.machines[s.random.IntN(len(s.machines))]
	s.someAnswers(200)
	m.kill()
	m.up()
	s.someAnswers(200)
}

// killDatabaseOfTwo takes the database away from two instances that are given the
// same ratings, and kills one of them after that.
func (s *scene) killDatabaseOfTwo(round int) {
	m := s.machines[s.random.IntN(len(s.machines))]
	s.someAnswers(200)
	s.server.Kill()
	s.sitOut(time.Now(), s.plan.outageOf(round+1, s.random))
	m.kill()
	m.launch()
	s.server.Start(s.t)
	m.up()
	s.someAnswers(200)
}

// setClock sets the clock back and forth under load.
func (s *scene) setClock(int) {
	more := s.fleet.answered.Load() + 600
	s.await("ratings are acknowledged", func() bool {
		s.clock.set(s.random)
		return s.fleet.answered.Load() >= more
	})
}
