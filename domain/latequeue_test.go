package domain_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
)

func TestALateQueueEndsAtTheLastHeartbeat(t *testing.T) {
	beat := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	revoked := beat.Add(30 * time.Second)
	three := domain.Heartbeat{Waiting: 3, OldestSeq: 17, LastSeq: 20}
	stored := func(seq int64, received time.Time, holds ...domain.HoldReason) domain.Rating {
		return domain.Rating{ID: "stored " + strconv.FormatInt(seq, 10), Seq: seq, ReceivedAt: received, Holds: holds}
	}
	before, since := beat.Add(-time.Hour), beat.Add(10*time.Second)
	for name, c := range map[string]struct {
		beat    domain.Heartbeat
		stored  []domain.Rating
		arrives []int64
		held    []int64
	}{
		"all that waited":                {three, []domain.Rating{stored(18, before)}, []int64{17, 19, 20}, nil},
		"in another order":               {three, nil, []int64{20, 17, 19}, nil},
		"given out after the heartbeat":  {three, nil, []int64{21, 22}, []int64{21, 22}},
		"before the oldest":              {three, nil, []int64{16, 1}, []int64{16, 1}},
		"without a number":               {three, nil, []int64{0}, []int64{0}},
		"more than waited":               {three, nil, []int64{17, 18, 19, 20}, []int64{20}},
		"a number that arrived earlier":  {three, []domain.Rating{stored(18, before)}, []int64{18}, []int64{18}},
		"a number twice":                 {three, nil, []int64{17, 17}, []int64{17}},
		"sent before the revocation":     {three, []domain.Rating{stored(17, since), stored(19, since), stored(20, since)}, []int64{17, 18, 19, 20}, []int64{17, 18, 19, 20}},
		"some sent before it":            {three, []domain.Rating{stored(17, since)}, []int64{19, 20, 18}, []int64{18}},
		"what is held takes no place":    {three, []domain.Rating{stored(21, since, domain.HoldRevoked)}, []int64{17, 19, 20}, nil},
		"nothing waited":                 {domain.Heartbeat{LastSeq: 20}, nil, []int64{19, 20, 21}, []int64{19, 20, 21}},
		"no heartbeat":                   {domain.Heartbeat{}, nil, []int64{1}, []int64{1}},
		"a heartbeat without the oldest": {domain.Heartbeat{Waiting: 1, LastSeq: 3}, nil, []int64{3, 2}, []int64{2}},
	} {
		b := domain.NewLateQueue(revoked, domain.Health{Seen: beat, Heartbeat: c.beat})
		for _, r := range c.stored {
			b.Note(r)
		}
		var held []int64
		for i, seq := range c.arrives {
			r := domain.Rating{ID: strconv.Itoa(i), Seq: seq, ReceivedAt: revoked.Add(time.Minute), RatedAt: before}
			if b.Judge(&r); r.Verdict == domain.Held {
				held = append(held, seq)
			}
		}
		if !slices.Equal(held, c.held) {
			t.Errorf("%s: held %v, want %v", name, held, c.held)
		}
	}
}

func TestALateQueueLeavesEarlierArrivalsAndRepeats(t *testing.T) {
	revoked := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	b := domain.NewLateQueue(revoked, domain.Health{Heartbeat: domain.Heartbeat{Waiting: 1, OldestSeq: 5, LastSeq: 5}})
	early := domain.Rating{ID: "early", Seq: 99, ReceivedAt: revoked.Add(-time.Millisecond)}
	waited := domain.Rating{ID: "waited", Seq: 5, ReceivedAt: revoked}
	for _, r := range []*domain.Rating{&early, &waited, &waited} {
		if b.Judge(r); len(r.Holds) > 0 {
			t.Errorf("%s is held: %v", r.ID, r.Holds)
		}
	}
}

// Whatever arrives, in whatever order, no more ratings count than were waiting.
func TestALateQueueNeverGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waiting := rapid.Int64Range(0, 6).Draw(t, "waiting")
		oldest := rapid.Int64Range(0, 20).Draw(t, "oldest")
		last := rapid.Int64Range(0, 30).Draw(t, "last")
		revoked := time.Unix(1_800_000_000, 0)
		b := domain.NewLateQueue(revoked, domain.Health{Heartbeat: domain.Heartbeat{Waiting: waiting, OldestSeq: oldest, LastSeq: last}})
		counted, numbers := int64(0), map[int64]bool{}
		for i, seq := range rapid.SliceOfN(rapid.Int64Range(-2, 40), 0, 60).Draw(t, "numbers") {
			r := domain.Rating{ID: strconv.Itoa(i), Seq: seq, ReceivedAt: revoked.Add(time.Duration(i) * time.Second)}
			if b.Judge(&r); r.Verdict == domain.Held {
				continue
			}
			if counted++; numbers[seq] || seq < oldest || seq > last {
				t.Fatalf("number %d counts", seq)
			}
			numbers[seq] = true
		}
		if counted > waiting {
			t.Fatalf("%d count, %d were waiting", counted, waiting)
		}
	})
}
