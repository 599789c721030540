package server

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/domain/audit"
)

// kept reads the file of heads.
func kept(t *testing.T, s *Server) (lines []string, heads []audit.Head) {
	t.Helper()
	file, err := os.Open(filepath.Join(s.Config.Data, HeadsFile))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	heads, err = ReadHeads(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), heads
}

// A day has one head in the file, and the record fits all of them.
func TestEachDayHasAHead(t *testing.T) {
	c := config.Default()
	c.Data, c.HTTP.Listen = t.TempDir(), "127.0.0.1:0"
	s := built(t, c)
	now := time.Date(2026, 11, 23, 23, 59, 0, 0, c.Zone())
	s.Clock = func() time.Time { return now }
	record := func() {
		t.Helper()
		if err := s.Store.Record(t.Context(), Operator().Act(now, audit.PINSet, "P-01")); err != nil {
			t.Fatal(err)
		}
		s.lookAtRecord(t.Context())
	}
	record() // behind the rules of the first start
	record()
	now = now.Add(2 * time.Minute)
	record()
	lines, heads := kept(t, s)
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "2026-11-23 2 ") || !strings.HasPrefix(lines[1], "2026-11-24 4 ") {
		t.Errorf("%q", lines)
	}
	if end, err := s.Store.VerifyRecord(t.Context(), heads...); err != nil || end != heads[1] {
		t.Errorf("%v %v, want %v", end, err, heads)
	}
}

// A start with other rules than those of the last start is recorded, and only that.
func TestOtherRulesAreRecorded(t *testing.T) {
	c := config.Default()
	c.Data, c.HTTP.Listen = t.TempDir(), "127.0.0.1:0"
	s := built(t, c)
	start := func() {
		s.rulesKnown = false
		s.lookAtRecord(t.Context())
		s.lookAtRecord(t.Context())
	}
	start()
	start()
	s.Config.Limits.SlotRatings = 7
	start()
	s.Config.Integrity.FeeWords = append(slices.Clone(s.Config.Integrity.FeeWords), "uang rokok baru")
	start()
	events, err := s.Store.Events(t.Context(), audit.Filter{Kind: audit.RulesChanged}, 10)
	if err != nil || len(events) != 3 {
		t.Fatalf("%d rows, %v", len(events), err)
	}
	for i, want := range []string{"slot_ratings=7", "slot_ratings=7", "slot_ratings=1"} {
		if e := events[i]; e.Actor != audit.Program || !strings.Contains(e.Detail, want) || strings.Contains(e.Detail, "rokok") {
			t.Errorf("%+v", e)
		}
	}
	if events[0].Detail == events[1].Detail {
		t.Error("the words are not distinguished")
	}
}
