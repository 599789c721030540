package sample_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/sample"
	"suaraloket/domain/score"
)

// shelf is a RatingStore in memory, with the once-key refused as a database does.
type shelf struct {
	byID    map[string]domain.Rating
	once    map[string]bool
	pressed map[string]time.Time
}

func newShelf() *shelf {
	return &shelf{byID: map[string]domain.Rating{}, once: map[string]bool{}, pressed: map[string]time.Time{}}
}

func (s *shelf) AddRating(_ context.Context, e domain.Entry) (domain.Rating, bool, error) {
	r := e.Rating
	if stored, ok := s.byID[r.ID]; ok {
		return stored, false, nil
	}
	if s.once[r.OnceKey] {
		return domain.Rating{}, false, domain.ErrAlreadyRated
	}
	if last, ok := s.pressed[r.Kiosk]; ok { // the last press alone: the history comes in order
		r.Space([]domain.Press{{Kiosk: r.Kiosk, At: last}}, e.Interval)
	}
	s.byID[r.ID], s.once[r.OnceKey] = r, true
	if r.Kiosk != "" {
		s.pressed[r.Kiosk] = r.RatedAt
	}
	return r, true, nil
}

func (s *shelf) Rating(_ context.Context, id string) (domain.Rating, error) {
	if r, ok := s.byID[id]; ok {
		return r, nil
	}
	return domain.Rating{}, domain.ErrRatingUnknown
}

func (s *shelf) ChangeRating(context.Context, string, func(*domain.Rating) (domain.Effects, error)) (domain.Rating, error) {
	return domain.Rating{}, domain.ErrRatingUnknown
}

func (s *shelf) RatingOf(context.Context, string) (domain.Rating, error) {
	return domain.Rating{}, domain.ErrRatingUnknown
}

func (s *shelf) Spent(context.Context, string) (bool, error) { return false, nil }

func (s *shelf) Claimed(context.Context, []string) ([]string, error) { return nil, nil }

func (s *shelf) LatestByAuthor(context.Context, string, string) (domain.Rating, error) {
	return domain.Rating{}, domain.ErrRatingUnknown
}

// handIn submits a whole history to domain.Intake and gives what is stored.
func handIn(t *testing.T, c *sample.City) map[string]domain.Rating {
	t.Helper()
	var now time.Time
	kept := newShelf()
	intake := domain.NewIntake(rosterOf(c), kept, func() time.Time { return now }, domain.Limits{KioskInterval: 6 * time.Second})
	for v := range c.Visits() {
		now = v.At
		r, added, err := intake.Submit(context.Background(), v.Submission)
		if err != nil || !added {
			t.Fatalf("%s at %s: added %v, %v", v.Submission.ID, v.At, added, err)
		}
		if r.Verdict == domain.Held {
			t.Fatalf("%s at %s is held: %v", r.ID, v.At, r.Holds)
		}
	}
	return kept.byID
}

func TestEveryVisitCounts(t *testing.T) {
	for _, start := range starts(t) {
		c := sample.Make(start, 9)
		n := len(handIn(t, c))
		if n < 25_000 || n > 32_000 {
			t.Errorf("start %s: %d ratings, want 25,000 to 32,000", start, n)
		}
	}
}

func TestSameArgumentsSameHistory(t *testing.T) {
	start := jakarta(t, "2026-11-23 09:14:05")
	a, b := sample.Make(start, 9), sample.Make(start, 9)
	if !reflect.DeepEqual(a.Duties(), b.Duties()) || !reflect.DeepEqual(a.Officers(), b.Officers()) {
		t.Fatal("two cities differ")
	}
	var first, second, again []sample.Visit
	for v := range a.Visits() {
		first = append(first, v)
	}
	for v := range b.Visits() {
		second = append(second, v)
	}
	for v := range a.Visits() {
		if again = append(again, v); len(again) == 1000 {
			break
		}
	}
	if !reflect.DeepEqual(first, second) || !reflect.DeepEqual(first[:1000], again) {
		t.Fatal("two histories differ")
	}
}

func TestVisitsAreInOfficeHoursAndOrder(t *testing.T) {
	for _, start := range starts(t) {
		before, served := time.Time{}, map[string]time.Time{}
		for v := range sample.Make(start, 9).Visits() {
			s := v.Submission
			if v.At.After(start) || v.At.Before(before) || !v.At.Equal(s.RatedAt) {
				t.Fatalf("a visit at %s, rated %s, after one at %s; start %s", v.At, s.RatedAt, before, start)
			}
			clock := v.At.Format("15:04:05")
			if d := v.At.Weekday(); d == time.Saturday || d == time.Sunday || clock < "08:00:00" || clock > "15:30:00" {
				t.Fatalf("a visit on %s", v.At.Format(time.RFC1123))
			}
			if last, ok := served[s.Right.Counter]; ok && v.At.Sub(last) < 6*time.Second {
				t.Fatalf("two visits at %s within %s", s.Right.Counter, v.At.Sub(last))
			}
			before, served[s.Right.Counter] = v.At, v.At
		}
	}
}

// quarters counts the ratings of each officer of the city's own by triwulan.
func quarters(t *testing.T, c *sample.City) map[domain.Period]map[string]int64 {
	t.Helper()
	own, counts, known := map[string]bool{}, map[domain.Period]map[string]int64{}, rosterOf(c)
	for _, counter := range c.OwnCounters() {
		own[counter.Code] = true
	}
	for v := range c.Visits() {
		s, p := v.Submission, domain.PeriodAt(v.At)
		if counts[p] == nil {
			counts[p] = map[string]int64{}
		}
		switch {
		case s.Officer == "" && own[s.Right.Counter]:
			counts[p][onDuty(t, known, s.Right.Counter, v.At)[0].Code]++
		case s.Officer != "" && s.Officer != domain.UnsureOfficer:
			counts[p][s.Officer]++
		}
	}
	return counts
}

// varied says whether the states are all to be seen, most of them full.
func varied(counts map[string]int64) bool {
	states := map[score.State]int{}
	for _, n := range counts {
		states[score.StateOf(n)]++
	}
	return states[score.Withheld] > 0 && states[score.Provisional] > 0 && states[score.Full] >= 10
}

// In the first four weeks of a quarter its ratings may be those of the steady days
// alone; all states are found in the quarter before then.
func TestAllStatesAreToBeSeen(t *testing.T) {
	list := starts(t)
	for day := range 42 {
		list = append(list, jakarta(t, "2026-10-01 10:00:00").AddDate(0, 0, day))
	}
	for _, start := range list {
		counts, period := quarters(t, sample.Make(start, 4)), domain.PeriodAt(start)
		settled := domain.PeriodAt(start.AddDate(0, 0, -28)) == period
		if !varied(counts[period]) && (settled || !varied(counts[period.Previous()])) {
			t.Errorf("start %s: %v, before %v", start, counts[period], counts[period.Previous()])
		}
	}
}
