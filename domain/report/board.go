package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/score"
)

// TallyLine holds the counts of one officer ("" without an officer), one unit and one
// service ("" without a service).
type TallyLine struct {
	Officer string
	Unit    string
	Service string
	Counts  score.Counts
	// Held are the ratings that wait for a review, SetAside those that one has set aside.
	Held, SetAside int64
}

// Basis is what scores are computed from: the counted ratings of officers by service and channel,
// and by day. In a published basis both are of the moment at which the figures were published.
type Basis struct {
	Cells []score.Cell
	Days  map[string][]score.Day
}

// CellOf makes a cell of a score's basis. Ratings without a service belong to a pseudo-service of
// their unit.
func CellOf(officer, unit, service string, channel domain.Channel, counts score.Counts) score.Cell {
	cell := score.Cell{Officer: officer, Service: service, Counts: counts}
	if service == "" {
		cell.Service = "*" + unit
	}
	switch channel {
	case domain.ChannelPage:
		cell.Channel = score.Page
	case domain.ChannelTelegram:
		cell.Channel = score.Chat
	}
	return cell
}

// MonthLine holds the counts of one officer in one month.
type MonthLine struct {
	Officer string
	Month   domain.Month
	Counts  score.Counts
}

// ChannelLine holds the counts of one channel.
type ChannelLine struct {
	Channel domain.Channel
	Counts  score.Counts
}

// AnswerLine holds the counts of one item of the form: of an element by its slug, the
// values 1–4; of a reason or the form itself (ItemReason, ItemForm), N only.
type AnswerLine struct {
	Item   string
	Counts score.Counts
	N      int64
}

// Items of the form that are not elements.
const (
	ItemForm   = "form"    // a rating with at least one element
	ItemReason = "reason:" // followed by the reason's slug
)

// TallyStore sums tallies; it reads ratings only for comments. Both ends of a range of
// days or months are included. A held rating counts in Held or SetAside only, a report of a fee
// in nothing.
type TallyStore interface {
	Tallies(ctx context.Context, from, to domain.Month) ([]TallyLine, error)
	// Basis gives what the scores are computed from, in any order.
	Basis(ctx context.Context, from, to domain.Month) (Basis, error)
	// MonthTallies gives the months of one officer, or of all with officer "".
	MonthTallies(ctx context.Context, officer string, from, to domain.Month) ([]MonthLine, error)
	ChannelTallies(ctx context.Context, officer string, from, to domain.Month) ([]ChannelLine, error)
	// UnitAnswers and OfficerAnswers sum the items of the form.
	UnitAnswers(ctx context.Context, unit string, from, to domain.Month) ([]AnswerLine, error)
	OfficerAnswers(ctx context.Context, officer string, from, to domain.Month) ([]AnswerLine, error)
	// HeldBy counts the officer's held ratings by rule, the most frequent first.
	HeldBy(ctx context.Context, officer string, from, to domain.Month) ([]HeldLine, error)
	// Comments gives the groups of comments of the officer's counted ratings of a quarter,
	// and how many comments wait for a full group. It leaves out reports of fees and
	// comments received at before or later.
	Comments(ctx context.Context, officer string, quarter domain.Period, before time.Time) (grouped []Comment, waiting int64, err error)
}

// HeldLine is how many ratings a rule holds. A rating that several rules hold counts for each.
type HeldLine struct {
	Rule domain.HoldReason // or SetAside
	N    int64
}

// SetAside stands for the ratings that a review has set aside.
const SetAside = "set_aside"

// Comment is a screened comment, the rating it belongs to and the group in which it is shown.
type Comment struct {
	Rating string
	Text   string
	Group  CommentGroupKey
}

// CommentGroupKey orders the groups of an officer's comments of a quarter, the oldest first.
type CommentGroupKey struct {
	Number int64 // from 1
	Unit   string
}

// PublishedStore gives the figures as they were last published.
type PublishedStore interface {
	TallyStore
	// PublishedAt gives when figures of the officer, or with officer "" of the units, were
	// last published in the period; zero for never.
	PublishedAt(ctx context.Context, officer string, units []string, period domain.Period) (time.Time, error)
}

// Reporter turns tallies, and for the log the ratings themselves, into what staff read,
// narrowed to what the actor may see. Actors who see the city read the figures of now, others
// the published ones.
type Reporter struct {
	directory domain.RosterReader
	tallies   TallyStore
	published PublishedStore
	log       RatingLog
	clock     domain.Clock
	always    bool // read what is published, also for actors who see the city
}

// NewReporter makes the use case.
func NewReporter(directory domain.RosterReader, tallies TallyStore, published PublishedStore, log RatingLog, clock domain.Clock) *Reporter {
	return &Reporter{directory: directory, tallies: tallies, published: published, log: log, clock: clock}
}

// Published gives a Reporter that reads what officers and heads see, for every actor.
func (r *Reporter) Published() *Reporter {
	published := *r
	published.always = true
	return &published
}

// live says whether the actor reads the figures of now.
func (r *Reporter) live(actor domain.Actor) bool { return actor.SeesCity() && !r.always }

// publishedAt gives when the figures were published, in the city's zone.
func (r *Reporter) publishedAt(ctx context.Context, officer string, units []string, period domain.Period) (time.Time, error) {
	at, err := r.published.PublishedAt(ctx, officer, units, period)
	if err != nil || at.IsZero() {
		return time.Time{}, err
	}
	return at.In(r.clock().Location()), nil
}

func (r *Reporter) talliesFor(actor domain.Actor) TallyStore {
	if r.live(actor) {
		return r.tallies
	}
	return r.published
}

// Standing is a line of the board.
type Standing struct {
	Officer domain.Officer
	Unit    domain.Unit
	Score   score.Score // only State and N when withheld
	// Held ratings wait for a review, those SetAside are found not to count. Both are of the
	// same moment as the score, and shown with it only.
	Held, SetAside int64
	Services       []domain.Service // by number of ratings, most first
	Trend          []TrendPoint
}

// TrendPoint is one month; Mean is absent (Shown false) below score.MinimumShown.
type TrendPoint struct {
	Month domain.Month
	N     int64
	Mean  float64 // 1–4
	Shown bool
}

// Board is the standings of a period.
type Board struct {
	Period domain.Period
	Method string
	Rows   []Standing // by officer code
	N      int64      // counted ratings of the units shown, with and without an officer
	// Held and SetAside are of the same units.
	Held, SetAside int64
	Previous       int64 // counted ratings of the same units in the period before
	AsOf           time.Time
	// Published is when the figures were published, zero for figures of now; Live says
	// that they are of now.
	Published time.Time
	Live      bool
}

// BoardFilter narrows a board; empty fields do not.
type BoardFilter struct {
	Unit    string
	Service string
	State   score.State
	Query   string // part of a name or code
}

// trendMonths is the number of months in the trend of a board.
const trendMonths = 6

// Board gives the standings of the officers whose figures the actor may see and who have a
// rating in the period. A filter for a unit that the actor may not see is refused with
// ErrNotAllowed.
func (r *Reporter) Board(ctx context.Context, actor domain.Actor, period domain.Period, filter BoardFilter) (Board, error) {
	if filter.Unit != "" && !actor.SeesFigures(filter.Unit) {
		return Board{}, domain.ErrNotAllowed
	}
	city, err := r.city(ctx, actor, period)
	if err != nil {
		return Board{}, err
	}
	months, err := r.talliesFor(actor).MonthTallies(ctx, "", firstTrendMonth(period), period.LastMonth())
	if err != nil {
		return Board{}, err
	}
	board := Board{Period: period, Method: Version(), AsOf: r.clock()}
	trend := trends(months)
	for _, officer := range city.officers {
		if (actor.SeesFigures(officer.Unit) || actor.SeesOfficer(officer)) && city.rated(officer.Code) {
			standing := city.standing(officer)
			standing.Trend = trend[officer.Code]
			board.Rows = append(board.Rows, standing)
		}
	}
	board.Rows = slices.DeleteFunc(board.Rows, func(s Standing) bool { return !filter.admits(s) })
	board.N, board.Held, board.SetAside = city.sum(actor, filter.Unit)
	if board.Previous, err = r.previous(ctx, actor, period, filter.Unit); err != nil || r.live(actor) {
		board.Live = err == nil
		return board, err
	}
	board.Published, err = r.publishedAt(ctx, actor.Officer, city.seen(actor), period)
	return board, err
}

func (r *Reporter) previous(ctx context.Context, actor domain.Actor, period domain.Period, unit string) (int64, error) {
	before := period.Previous()
	lines, err := r.talliesFor(actor).Tallies(ctx, before.FirstMonth(), before.LastMonth())
	n, _, _ := (&cityCounts{lines: lines}).sum(actor, unit)
	return n, err
}

func (f BoardFilter) admits(s Standing) bool {
	if f.Unit != "" && s.Officer.Unit != f.Unit || f.State != "" && s.Score.State != f.State {
		return false
	}
	if f.Service != "" && !slices.ContainsFunc(s.Services, func(v domain.Service) bool { return v.Code == f.Service }) {
		return false
	}
	return domain.Mentions(s.Officer.Name+"\n"+s.Officer.Code, f.Query)
}

func firstTrendMonth(period domain.Period) domain.Month {
	last, _ := time.Parse("2006-01", string(period.LastMonth()))
	return domain.Month(last.AddDate(0, 1-trendMonths, 0).Format("2006-01"))
}

// trends gives each officer's months, oldest first.
func trends(lines []MonthLine) map[string][]TrendPoint {
	by := map[string][]TrendPoint{}
	for _, line := range lines {
		by[line.Officer] = append(by[line.Officer], trendPoint(line))
	}
	for officer := range by {
		slices.SortFunc(by[officer], func(a, b TrendPoint) int { return strings.Compare(string(a.Month), string(b.Month)) })
	}
	return by
}

func trendPoint(line MonthLine) TrendPoint {
	point := TrendPoint{Month: line.Month, N: line.Counts.N()}
	if point.N >= score.MinimumShown {
		point.Mean, point.Shown = line.Counts.Mean()
	}
	return point
}

// Sort orders the rows by "name", "unit", "score", "n" or "state", descending when down;
// any other key sorts by code. Rows without a score come last in both directions.
func (b *Board) Sort(by string, down bool) {
	slices.SortStableFunc(b.Rows, func(x, y Standing) int {
		if by == "score" {
			if x.Score.State == score.Withheld || y.Score.State == score.Withheld {
				return withheldLast(x, y)
			}
		}
		order := compareStandings(by, x, y)
		if down {
			return -order
		}
		return order
	})
}

func withheldLast(x, y Standing) int {
	switch {
	case x.Score.State != score.Withheld:
		return -1
	case y.Score.State != score.Withheld:
		return 1
	}
	return strings.Compare(x.Officer.Code, y.Officer.Code)
}

func compareStandings(by string, x, y Standing) int {
	switch by {
	case "name":
		return strings.Compare(x.Officer.Name, y.Officer.Name)
	case "unit":
		return cmp.Or(strings.Compare(x.Unit.Name, y.Unit.Name), strings.Compare(x.Officer.Name, y.Officer.Name))
	case "score":
		return compareNumbers(x.Score.Value, y.Score.Value)
	case "n":
		return compareNumbers(float64(x.Score.N), float64(y.Score.N))
	case "state":
		return compareNumbers(float64(min(x.Score.N, score.MinimumFull)), float64(min(y.Score.N, score.MinimumFull)))
	}
	return strings.Compare(x.Officer.Code, y.Officer.Code)
}

func compareNumbers(x, y float64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}
