package report_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// ledger is a roster and its tallies in memory: what Reporter reads.
type ledger struct {
	domain.RosterReader
	officers []domain.Officer
	units    []domain.Unit
	services []domain.Service
	lines    []report.TallyLine
	earlier  []report.TallyLine // of the quarter before
	months   []report.MonthLine
	answers  []report.AnswerLine
	comments []report.Comment
	always   bool // every period has the lines
	given    map[domain.Day][]report.LoggedRating
	away     bool
	asked    []string // the quarters of the requested comments, with the time limit
}

func (l *ledger) Officers(context.Context) ([]domain.Officer, error) { return l.officers, nil }
func (l *ledger) Units(context.Context) ([]domain.Unit, error)       { return slices.Clone(l.units), nil }
func (l *ledger) Services(context.Context) ([]domain.Service, error) { return l.services, nil }
func (l *ledger) Officer(_ context.Context, code string) (domain.Officer, error) {
	for _, o := range l.officers {
		if o.Code == code {
			return o, nil
		}
	}
	return domain.Officer{}, domain.ErrOfficerUnknown
}
func (l *ledger) Tallies(_ context.Context, from, _ domain.Month) ([]report.TallyLine, error) {
	if from == "2026-07" && !l.always {
		return l.earlier, nil
	}
	if from != "2026-10" && !l.always {
		return nil, nil
	}
	return l.lines, nil
}

// Basis puts all ratings of an officer on one tablet and one day.
func (l *ledger) Basis(ctx context.Context, from, to domain.Month) (report.Basis, error) {
	lines, err := l.Tallies(ctx, from, to)
	basis := report.Basis{Days: map[string][]score.Day{}}
	for _, line := range lines {
		if line.Officer != "" {
			basis.Cells = append(basis.Cells, report.CellOf(line.Officer, line.Unit, line.Service, domain.ChannelKiosk, line.Counts))
			basis.Days[line.Officer] = append(basis.Days[line.Officer], score.Day{N: line.Counts.N()})
		}
	}
	return basis, err
}
func (l *ledger) MonthTallies(_ context.Context, officer string, _, _ domain.Month) ([]report.MonthLine, error) {
	return slices.DeleteFunc(slices.Clone(l.months), func(m report.MonthLine) bool { return officer != "" && m.Officer != officer }), nil
}
func (l *ledger) ChannelTallies(context.Context, string, domain.Month, domain.Month) ([]report.ChannelLine, error) {
	return nil, nil
}
func (l *ledger) UnitAnswers(context.Context, string, domain.Month, domain.Month) ([]report.AnswerLine, error) {
	return l.answers, nil
}
func (l *ledger) OfficerAnswers(context.Context, string, domain.Month, domain.Month) ([]report.AnswerLine, error) {
	return l.answers, nil
}
func (l *ledger) Comments(_ context.Context, _ string, quarter domain.Period, before time.Time) ([]report.Comment, int64, error) {
	l.asked = append(l.asked, string(quarter.First())+" "+before.Format(time.TimeOnly))
	grouped, waiting := report.Grouped(slices.Clone(l.comments))
	return grouped, waiting, nil
}

func (l *ledger) HeldBy(context.Context, string, domain.Month, domain.Month) ([]report.HeldLine, error) {
	return nil, nil
}

func (l *ledger) PublishedAt(context.Context, string, []string, domain.Period) (time.Time, error) {
	return time.Date(2026, 11, 22, 16, 30, 0, 0, time.UTC), nil
}

func (l *ledger) RatingsOf(_ context.Context, day domain.Day, after string, n int) ([]report.LoggedRating, string, error) {
	if l.away {
		return nil, "", domain.ErrUnavailable
	}
	all := l.given[day]
	from, _ := strconv.Atoi(after)
	to := min(from+n, len(all))
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return slices.Clone(all[from:to]), next, nil
}

func hrActor() domain.Actor { return domain.Actor{Role: domain.RoleHR} }

func quarter() domain.Period { return domain.Period{Year: 2026, Quarter: 4} }

func city() *ledger {
	return &ledger{
		officers: []domain.Officer{
			{Code: "A", Name: "Ani", Unit: "U1"}, {Code: "B", Name: "Budi", Unit: "U1"}, {Code: "C", Name: "Citra", Unit: "U2"},
			{Code: "D", Name: "Dedi", Unit: "U2"}, {Code: "E", Name: "Eka", Unit: "U2"}, {Code: "T1", Name: "Tamu", Unit: "T"},
		},
		units:    []domain.Unit{{Code: "U1", Name: "Satu", Agency: domain.Agency{Internal: true}}, {Code: "U2", Name: "Dua", Agency: domain.Agency{Internal: true}}, {Code: "T", Name: "Tamu"}},
		services: []domain.Service{{Code: "KK", Name: "Kartu Keluarga"}, {Code: "KTP", Name: "KTP-el"}, {Code: "AKTA", Name: "Akta"}},
		lines: []report.TallyLine{
			{Officer: "A", Unit: "U1", Service: "KK", Counts: score.Counts{0, 0, 20, 20}, Held: 1},
			{Officer: "B", Unit: "U1", Service: "KK", Counts: score.Counts{0, 10, 10, 0}},
			{Officer: "B", Unit: "U1", Service: "", Counts: score.Counts{0, 0, 0, 4}},
			{Officer: "C", Unit: "U2", Service: "AKTA", Counts: score.Counts{0, 0, 0, 9}},
			{Officer: "D", Unit: "U2", Service: "KTP", Held: 3},
			{Officer: "", Unit: "U2", Service: "KTP", Counts: score.Counts{5, 0, 0, 0}},
		},
	}
}

func reportsOn(l *ledger) *report.Reporter {
	return report.NewReporter(l, l, l, l, func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) })
}

func board(t *testing.T, l *ledger, actor domain.Actor, filter report.BoardFilter) report.Board {
	t.Helper()
	b, err := reportsOn(l).Board(context.Background(), actor, quarter(), filter)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func codesOf(b report.Board) (codes []string) {
	for _, row := range b.Rows {
		codes = append(codes, row.Officer.Code)
	}
	return codes
}

func TestBoardShowsWhatTheActorMaySee(t *testing.T) {
	for _, c := range []struct {
		actor domain.Actor
		want  []string
		n     int64
	}{
		{hrActor(), []string{"A", "B", "C", "D"}, 78},
		{domain.Actor{Role: domain.RoleHead, Unit: "U1"}, []string{"A", "B"}, 64},
		{domain.Actor{Role: domain.RoleHead}, nil, 0},
		{domain.Actor{Role: domain.RoleOfficer, Officer: "C"}, []string{"C"}, 9},
		{domain.Actor{Role: domain.RoleOfficer}, nil, 0},
		{domain.Actor{}, nil, 0},
	} {
		b := board(t, city(), c.actor, report.BoardFilter{})
		if !slices.Equal(codesOf(b), c.want) || b.N != c.n {
			t.Errorf("%+v sees %v, n %d", c.actor, codesOf(b), b.N)
		}
	}
	_, err := reportsOn(city()).Board(context.Background(), domain.Actor{Role: domain.RoleHead, Unit: "U1"}, quarter(), report.BoardFilter{Unit: "U2"})
	if !errors.Is(err, domain.ErrNotAllowed) {
		t.Errorf("a head asks for another unit: %v", err)
	}
}

func TestWithheldScoreHasNoFigures(t *testing.T) {
	l := city()
	for _, row := range board(t, l, hrActor(), report.BoardFilter{}).Rows {
		if row.Score.State == score.Withheld && row.Score != (score.Score{State: score.Withheld, N: row.Score.N}) {
			t.Errorf("%s: %+v", row.Officer.Code, row.Score)
		}
	}
	l.comments = []report.Comment{{Rating: "1", Text: "a"}}
	got, err := reportsOn(l).Officer(context.Background(), hrActor(), "C", quarter())
	if err != nil || got.Counts != (score.Counts{}) || got.Satisfied != 0 || len(got.Comments)+int(got.Waiting)+len(got.Parts) != 0 {
		t.Errorf("%+v %v", got, err)
	}
}

// What an officer is expected to have comes from the other officers of the same service; ratings
// without a service are compared within the unit.
func TestTheReferenceIsOfTheOthers(t *testing.T) {
	reference := func(l *ledger, code string) report.Officer {
		t.Helper()
		got, err := reportsOn(l).Officer(context.Background(), hrActor(), code, quarter())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	l := city()
	before := reference(l, "A")
	mu := before.Standing.Score.Mu
	if e := before.Standing.Score.Expected; e >= mu { // only Budi renders KK too, and has less than the mean
		t.Errorf("reference %v, mean of the city %v", e, mu)
	}
	l.lines[0].Counts = score.Counts{0, 0, 0, 40} // Ani's own
	if after := reference(l, "A").Standing.Score; after.Expected-after.Mu >= before.Standing.Score.Expected-mu {
		t.Errorf("the own ratings raise the own reference: %+v", after)
	}
	budi := reference(l, "B")
	if len(budi.Parts) != 2 || budi.Parts[0].Service.Code != "KK" || budi.Parts[0].N != 20 || budi.Parts[1].Service.Code != "" || budi.Parts[1].N != 4 {
		t.Errorf("parts %+v", budi.Parts)
	}
	if alone := budi.Parts[1].Mean; !near(alone, budi.Standing.Score.Mu) { // nobody else has ratings without a service there
		t.Errorf("expected without peers: %v, want %v", alone, budi.Standing.Score.Mu)
	}
}

// Who renders a hard service is not marked down for it: two officers of the same worth, one in a
// service with much lower ratings, end up with nearly the same score.
func TestAHardServiceCostsNothing(t *testing.T) {
	l := city()
	l.lines = nil
	for _, code := range []string{"A", "B", "C", "D", "E"} {
		service, counts := "KK", score.Counts{0, 0, 40, 60}
		if code > "B" {
			service, counts = "KTP", score.Counts{20, 30, 30, 20}
		}
		l.lines = append(l.lines, report.TallyLine{Officer: code, Unit: "U1", Service: service, Counts: counts})
	}
	by := map[string]score.Score{}
	for _, row := range board(t, l, hrActor(), report.BoardFilter{}).Rows {
		by[row.Officer.Code] = row.Score
	}
	if gap, means := by["A"].Value-by["D"].Value, 25*(by["A"].Mean-by["D"].Mean); means < 25 || gap > means/2 || score.Differ(by["A"], by["D"]) {
		t.Errorf("the means differ by %.1f points, the scores by %.1f", means, gap)
	}
}

func near(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }

func TestBoardFiltersAndSorts(t *testing.T) {
	b := board(t, city(), hrActor(), report.BoardFilter{Query: "bud"})
	if !slices.Equal(codesOf(b), []string{"B"}) {
		t.Errorf("query: %v", codesOf(b))
	}
	if b = board(t, city(), hrActor(), report.BoardFilter{Service: "KK", State: score.Full}); !slices.Equal(codesOf(b), []string{"A"}) {
		t.Errorf("service and state: %v", codesOf(b))
	}
	b = board(t, city(), hrActor(), report.BoardFilter{})
	for _, c := range []struct {
		by   string
		down bool
		want []string
	}{
		{"score", true, []string{"A", "B", "C", "D"}}, // the withheld C, all fours, does not lead
		{"score", false, []string{"B", "A", "C", "D"}},
		{"n", true, []string{"A", "B", "C", "D"}},
		{"name", true, []string{"D", "C", "B", "A"}},
		{"anything", false, []string{"A", "B", "C", "D"}},
	} {
		if b.Sort(c.by, c.down); !slices.Equal(codesOf(b), c.want) {
			t.Errorf("%s %v: %v", c.by, c.down, codesOf(b))
		}
	}
}

func TestOfficerSeesOnlyTheOwnReport(t *testing.T) {
	r := reportsOn(city())
	for _, c := range []struct {
		actor domain.Actor
		code  string
		ok    bool
	}{
		{domain.Actor{Role: domain.RoleOfficer, Officer: "A"}, "A", true},
		{domain.Actor{Role: domain.RoleOfficer, Officer: "A"}, "B", false},
		{domain.Actor{Role: domain.RoleHead, Unit: "U1"}, "B", true},
		{domain.Actor{Role: domain.RoleHead, Unit: "U1"}, "C", false},
		{hrActor(), "NONE", false},
		{hrActor(), "E", true},
		{hrActor(), "T1", false}, // HR does not see a tenant's officers
	} {
		_, err := r.Officer(context.Background(), c.actor, c.code, quarter())
		if (err == nil) != c.ok || !c.ok && !errors.Is(err, domain.ErrOfficerUnknown) {
			t.Errorf("%+v reads %s: %v", c.actor, c.code, err)
		}
	}
}

func TestCommentsAreReleasedInMixedGroups(t *testing.T) {
	l := city()
	for n := range 12 {
		l.comments = append(l.comments, report.Comment{Rating: fmt.Sprintf("rating-%d", n), Text: fmt.Sprintf("%02d", n)})
		got, err := reportsOn(l).Officer(context.Background(), hrActor(), "A", quarter())
		if err != nil {
			t.Fatal(err)
		}
		have := n + 1
		if len(got.Comments) != have/report.CommentGroup || got.Waiting != int64(have%report.CommentGroup) {
			t.Fatalf("%d comments: %v and %d wait", have, got.Comments, got.Waiting)
		}
		for i, group := range got.Comments {
			sorted := slices.Sorted(slices.Values(group))
			oldest := (len(got.Comments) - 1 - i) * report.CommentGroup
			if len(group) != report.CommentGroup || sorted[0] != fmt.Sprintf("%02d", oldest) || sorted[4] != fmt.Sprintf("%02d", oldest+4) {
				t.Errorf("group %d is %v", i, group)
			}
		}
		if have >= 10 && slices.IsSorted(got.Comments[0]) && slices.IsSorted(got.Comments[1]) {
			t.Error("the groups keep the order of arrival")
		}
	}
}

// A year shows the comment groups of its quarters, of ratings that can no longer change.
func TestAYearShowsTheGroupsOfItsQuarters(t *testing.T) {
	l := city()
	for n := range 6 {
		l.comments = append(l.comments, report.Comment{Rating: fmt.Sprint(n), Text: fmt.Sprint(n)})
	}
	for period, want := range map[domain.Period][]string{
		{Year: 2026, Quarter: 4}: {"2026-10-01 08:00:00"},
		{Year: 2026}:             {"2026-01-01 08:00:00", "2026-04-01 08:00:00", "2026-07-01 08:00:00", "2026-10-01 08:00:00"},
	} {
		l.asked = nil
		l.always = true
		got, err := reportsOn(l).Officer(context.Background(), hrActor(), "A", period)
		if err != nil || !slices.Equal(l.asked, want) || len(got.Comments) != len(want) || got.Waiting != int64(len(want)) {
			t.Errorf("%v: asked %v, %d groups, %d wait, %v", period, l.asked, len(got.Comments), got.Waiting, err)
		}
	}
}

func TestOfficerReportOmitsFees(t *testing.T) {
	l := city()
	l.answers = []report.AnswerLine{
		{Item: "reason:diminta_biaya", N: 4}, {Item: "reason:ramah", N: 9}, {Item: "reason:cepat", N: 11},
		{Item: "perilaku", N: 12, Counts: score.Counts{0, 0, 6, 6}}, {Item: "kompetensi", N: 9, Counts: score.Counts{9, 0, 0, 0}},
	}
	got, err := reportsOn(l).Officer(context.Background(), hrActor(), "A", quarter())
	want := []report.ReasonCount{{Slug: "cepat", N: 11}, {Slug: "ramah", N: 9}}
	if err != nil || !slices.Equal(got.Reasons, want) {
		t.Errorf("%v %v", got.Reasons, err)
	}
	elements := []report.ElementMean{{Slug: "kompetensi", N: 9}, {Slug: "perilaku", N: 12, Mean: 3.5, Shown: true}}
	if !slices.Equal(got.Elements, elements) {
		t.Errorf("%v", got.Elements)
	}
}

func TestIKMOfAUnit(t *testing.T) {
	l := city()
	l.answers = []report.AnswerLine{
		{Item: report.ItemForm, N: 20}, {Item: "reason:cepat", N: 3},
		{Item: "kompetensi", N: 20, Counts: score.Counts{0, 0, 6, 14}}, {Item: "perilaku", N: 20, Counts: score.Counts{0, 0, 8, 12}},
	}
	got, err := reportsOn(l).IKM(context.Background(), hrActor(), "u1", quarter())
	if err != nil || !got.Known || got.IKM.String() != "91.25" || got.IKM.Mutu != "A" || got.IKM.N != 20 {
		t.Errorf("%+v %v", got, err)
	}
	l.answers = nil
	if got, err = reportsOn(l).IKM(context.Background(), hrActor(), "U1", quarter()); err != nil || got.Known {
		t.Errorf("no answers: %+v %v", got, err)
	}
	for _, actor := range []domain.Actor{{Role: domain.RoleHead, Unit: "U2"}, {Role: domain.RoleOfficer, Officer: "A"}} {
		if _, err = reportsOn(l).IKM(context.Background(), actor, "U1", quarter()); !errors.Is(err, domain.ErrUnitUnknown) {
			t.Errorf("%+v: %v", actor, err)
		}
	}
}

// The coverage has the counts and thresholds of the board, for actors who see the city.
func TestCoverageOfTheCity(t *testing.T) {
	l := city()
	got, err := reportsOn(l).Coverage(context.Background(), hrActor(), quarter())
	if err != nil {
		t.Fatal(err)
	}
	board, err := reportsOn(l).Board(context.Background(), hrActor(), quarter(), report.BoardFilter{})
	if err != nil || got.N != board.N || got.Held != board.Held || len(got.Units) == 0 {
		t.Errorf("%+v beside %d, %d, %v", got, board.N, board.Held, err)
	}
	for _, unit := range got.Units {
		want, err := reportsOn(l).Board(context.Background(), hrActor(), quarter(), report.BoardFilter{Unit: unit.Unit.Code})
		shown := 0
		for _, row := range want.Rows {
			if row.Score.State != score.Withheld {
				shown++
			}
		}
		if err != nil || unit.N != want.N || unit.Rated != len(want.Rows) || unit.Shown != shown {
			t.Errorf("%+v, want %d, %d of %d, %v", unit, want.N, shown, len(want.Rows), err)
		}
	}
	for _, actor := range []domain.Actor{{Role: domain.RoleHead, Unit: "U1"}, {Role: domain.RoleOfficer, Officer: "A"}} {
		if _, err := reportsOn(l).Coverage(context.Background(), actor, quarter()); !errors.Is(err, domain.ErrNotAllowed) {
			t.Errorf("%+v: %v", actor, err)
		}
	}
}
