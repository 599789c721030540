package crashtest

import (
	"testing"
	"time"

	"suaraloket/repository/testdb"
)

// kind is one kind of rounds. The short form has a fixed number of rounds of each kind. The long
// form has as many as the plan says, or a share of them where a round takes long.
type kind struct {
	name   string
	short  int
	share  int  // the long form plays 1/share of the plan's rounds; 0 plays all
	pair   bool // two instances on one database
	link   bool // a network to the database that can fail
	disk   bool // the data folder is on a disk that can be filled
	inside bool // the use cases instead of the program; the test controls the clock
	round  func(s *scene, round int)
}

func sqliteKinds() []kind {
	return []kind{
		{name: "program killed", short: 3, round: (*scene).killProgram},
		{name: "disk full", short: 2, disk: true, round: (*scene).fillDisk},
		{name: "clock set", short: 2, inside: true, round: (*scene).setClock},
	}
}

func mariadbKinds() []kind {
	return []kind{
		{name: "program killed", short: 3, round: (*scene).killProgram},
		{name: "database killed", short: 2, round: (*scene).killDatabase},
		{name: "both killed", short: 2, round: (*scene).killBoth},
		{name: "disk full", short: 2, share: 5, disk: true, round: (*scene).fillDiskWhileAway},
		{name: "connections reset", short: 2, share: 3, link: true, round: (*scene).resetConnections},
		{name: "latency of 5 s", short: 1, share: 3, link: true, round: (*scene).slowLink},
		{name: "black hole", short: 1, share: 3, link: true, round: (*scene).blackHole},
		{name: "one of two killed", short: 2, pair: true, round: (*scene).killOneOfTwo},
		{name: "database of two killed", short: 1, pair: true, round: (*scene).killDatabaseOfTwo},
		{name: "journal stalled", short: 1, share: 3, round: (*scene).stallJournal},
		{name: "clock set", short: 2, inside: true, round: (*scene).setClock},
	}
}

// rounds returns the number of rounds of this kind in a plan.
func (k kind) rounds(p plan) int {
	if p.rounds == 0 {
		return k.short
	}
	share := max(k.share, 1)
	return (p.rounds + share - 1) / share
}

// play plays the rounds of a kind on an empty database. After each round it audits all ratings
// so far. Without a server the database is SQLite.
func (k kind) play(t *testing.T, p plan, server *testdb.Server) line {
	s := newScene(t, k, p, server)
	l := line{kind: k.name, database: s.driver()}
	for round := range k.rounds(p) {
		s.fleet.load()
		k.round(s, round)
		a := s.settle()
		l.rounds, l.sums = round+1, a.sums
		l.known, l.longest = s.fleet.known.Load(), time.Duration(s.fleet.longest.Load())
		if len(a.wrong) > 0 {
			t.Errorf("round %d:\n%s\n%s", round, a.report(), s.logTail())
			break
		}
	}
	s.stop()
	t.Logf("%d rounds: %d sent, %d acknowledged, %d stored, %d duplicates, %d lost; %d stored by an attempt without an answer; longest wait %s",
		l.rounds, l.sent, l.acknowledged, l.stored, l.duplicates, l.lost, l.known, l.longest.Round(time.Millisecond))
	return l
}
