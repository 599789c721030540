package crashtest

import (
	"path/filepath"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
)

// killProgram kills the program under load, and one time in three again while it starts.
func (s *scene) killProgram(int) {
	m := s.machines[0]
	s.someAnswers(200)
	m.kill()
	if s.random.IntN(3) == 0 {
		m.launch()
		time.Sleep(programtest.RandomTime(s.random, 150*time.Millisecond)) // at a random moment of its start
		m.kill()
	}
	m.up()
	s.someAnswers(200)
}

// killDatabase kills the server under load, restarts it after a while, and kills it once
// more during the hand-over of the ratings accepted meanwhile.
func (s *scene) killDatabase(round int) {
	s.someAnswers(200)
	s.server.Kill()
	s.waitOutage(time.Now(), s.plan.outageOf(round, s.random))
	s.server.Start(s.t)
	s.letHandOverBegin()
	s.server.Kill()
	s.server.Start(s.t)
	s.someAnswers(200)
}

// letHandOverBegin waits for a random time after the database's return: the hand-over has
// not begun, is under way, or is over.
func (s *scene) letHandOverBegin() {
	time.Sleep(programtest.RandomTime(s.random, 1200*time.Millisecond))
}

// waitOutage waits for the end of an outage and checks that ratings are accepted in it.
func (s *scene) waitOutage(since time.Time, long time.Duration) {
	s.t.Helper()
	if acceptsWhileAway {
		s.acceptance(since)
	} else {
		s.someRefusals()
	}
	time.Sleep(time.Until(since.Add(long)))
}

// killBoth kills the server, then the program, starts the program while the server is
// still away, and kills it once more during the hand-over.
func (s *scene) killBoth(round int) {
	m, long := s.machines[0], s.plan.outageOf(round, s.random)
	s.someAnswers(200)
	s.server.Kill()
	time.Sleep(programtest.RandomTime(s.random, 500*time.Millisecond)) // the program has accepted some ratings or none
	m.kill()
	m.launch()
	since := time.Now()
	switch {
	case m.ready():
		s.waitOutage(since, long)
	case acceptsWhileAway:
		s.t.Fatalf("the program does not start without its database\n%s", m.logTail())
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

// fillDisk fills the disk that contains the database's file. In every other round it also kills
// the program, which then may lack the space to start.
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

// fillDiskWhileAway fills the disk that contains the program's own files. This has no effect
// until the database is away too: then the program can accept no rating. First the disk has
// space again, then the database returns.
func (s *scene) fillDiskWhileAway(round int) {
	s.someAnswers(200)
	s.disk.fill()
	s.someAnswers(100)
	s.server.Kill()
	s.someRefusals()
	s.disk.free()
	s.waitOutage(time.Now(), s.plan.outageOf(round+1, s.random))
	s.server.Start(s.t)
	s.someAnswers(200)
}

// stallTime is longer than a request waits and shorter than two commits in a row may take: some
// requests end while their ratings still wait for the journal.
const stallTime = 8500 * time.Millisecond

// stallJournal locks the journal's file while the database is away, which is like a disk that
// hangs. A single rating of a later outage must also reach the database: a wrong count of the
// ratings in the journal would lose it.
func (s *scene) stallJournal(round int) {
	s.someAnswers(200)
	s.server.Kill()
	s.waitOutage(time.Now(), s.plan.outageOf(round+1, s.random))
	release := programtest.LockSQLite(s.t, filepath.Join(s.data, "journal-1.db"))
	time.Sleep(stallTime + programtest.RandomTime(s.random, time.Second))
	release()
	s.server.Start(s.t)
	s.someAnswers(200)
	s.drain()
	s.server.Kill()
	s.fleet.clients[s.random.IntN(len(s.fleet.clients))].submitOne()
	s.server.Start(s.t)
}

// resetConnections resets connections several times.
func (s *scene) resetConnections(int) {
	for range 3 {
		s.someAnswers(100)
		s.link.Spoil("reset_peer", `"timeout": 0`, programtest.RandomDirections(s.random)...)
		time.Sleep(programtest.RandomTime(s.random, time.Second))
		s.link.Mend()
	}
	s.someAnswers(200)
}

// slowLink delays all data by five seconds.
func (s *scene) slowLink(int) {
	s.keepFault("latency", `"latency": 5000`, programtest.RandomDirections(s.random)...)
}

// blackHole drops all data and leaves the connections open.
func (s *scene) blackHole(int) {
	s.keepFault("timeout", `"timeout": 0`, programtest.RandomDirections(s.random)...)
}

// keepFault keeps a fault on the link until the program has answered a client, and a random
// time longer.
func (s *scene) keepFault(fault, attributes string, directions ...string) {
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

// killOneOfTwo kills one of two instances that receive the same ratings.
func (s *scene) killOneOfTwo(int) {
	m := s.machines[s.random.IntN(len(s.machines))]
	s.someAnswers(200)
	m.kill()
	m.up()
	s.someAnswers(200)
}

// killDatabaseOfTwo kills the database of two instances that receive the same ratings, and then
// kills one of the instances.
func (s *scene) killDatabaseOfTwo(round int) {
	m := s.machines[s.random.IntN(len(s.machines))]
	s.someAnswers(200)
	s.server.Kill()
	s.waitOutage(time.Now(), s.plan.outageOf(round+1, s.random))
	m.kill()
	m.launch()
	s.server.Start(s.t)
	m.up()
	s.someAnswers(200)
}

// setClock sets the clock back and forward under load.
func (s *scene) setClock(int) {
	more := s.fleet.answered.Load() + 600
	s.await("ratings are acknowledged", func() bool {
		s.clock.set(s.random)
		return s.fleet.answered.Load() >= more
	})
}
