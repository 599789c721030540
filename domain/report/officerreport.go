package report

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/score"
)

// CommentGroup is how many comments are released at a time: with fewer, an officer who
// reads the report every day could tell who wrote the new one.
const CommentGroup = 5

// Officer is the report of one officer, for the officer, the head and HR. When the score
// is withheld, only the officer, the period and N are set.
type Officer struct {
	Standing Standing
	Period   domain.Period
	Method   string
	Counts   score.Counts
	// Satisfied is the share of the values 3–4, with its Wilson interval, 0–1.
	Satisfied, SatisfiedLow, SatisfiedHigh float64

	Months   []TrendPoint // from the start of the period's year to the end of the period
	Channels []ChannelLine
	Elements []ElementMean // kompetensi and perilaku
	Reasons  []ReasonCount // most frequent first, without fees
	Parts    []ReferencePart
	HeldBy   []HeldLine // held ratings by rule
	Change   Change
	Comments [][]string // released groups, the newest first
	Waiting  int64      // comments whose group is not full yet
	// Published is when the figures were published; Live says that they are of now.
	Published time.Time
	Live      bool
}

// ElementMean is the mean of one officer element, 1–4; absent (Shown false) below
// score.MinimumShown answers.
type ElementMean struct {
	Slug  string
	N     int64
	Mean  float64
	Shown bool
}

// ReasonCount is how often residents ticked a reason.
type ReasonCount struct {
	Slug string
	N    int64
}

// Change compares the score with that of the period before. It is absent (Known false) when one of
// the two is withheld.
type Change struct {
	Known bool
	score.Change
}

// ReferencePart is one share of the expected mean: other officers have the mean Mean (1–4) where
// the officer has N ratings. Service is empty for ratings without a service.
type ReferencePart struct {
	Service domain.Service
	N       int64
	Mean    float64
	key     string
}

// Officer gives the officer's report. It refuses with ErrOfficerUnknown an unknown code,
// an officer whom the actor may not see, so that codes cannot be guessed, and an officer
// of a tenant.
func (r *Reporter) Officer(ctx context.Context, actor domain.Actor, code string, period domain.Period) (Officer, error) {
	officer, err := r.directory.Officer(ctx, domain.NormalCode(code))
	if err != nil {
		return Officer{}, err
	}
	if !actor.SeesOfficer(officer) {
		return Officer{}, domain.ErrOfficerUnknown
	}
	city, err := r.city(ctx, actor, period)
	if err != nil {
		return Officer{}, err
	}
	if !city.units[officer.Unit].Agency.Internal {
		return Officer{}, domain.ErrOfficerUnknown
	}
	report := Officer{Standing: city.standing(officer), Period: period, Method: Version(), Live: r.live(actor)}
	if !report.Live {
		if report.Published, err = r.publishedAt(ctx, officer.Code, nil, period); err != nil {
			return Officer{}, err
		}
	}
	if report.Standing.Score.State == score.Withheld {
		return report, nil
	}
	report.count(city.byOwner[officer.Code])
	if report.Change, err = r.change(ctx, actor, period, officer.Code, city.scores); err != nil {
		return Officer{}, err
	}
	if report.Standing.Score.HasExpected() {
		report.Parts = city.referenceParts(officer.Code)
	}
	return report, r.fill(ctx, r.talliesFor(actor), &report, officer.Code)
}

func (o *Officer) count(lines []TallyLine) {
	for _, line := range lines {
		o.Counts = o.Counts.Plus(line.Counts)
	}
	n := o.Counts.N()
	o.Satisfied = float64(o.Counts.Satisfied()) / float64(n)
	o.SatisfiedLow, o.SatisfiedHigh, _ = score.Wilson(o.Counts.Satisfied(), n)
}

// change compares an officer's scores of the period before and of now.
func (r *Reporter) change(ctx context.Context, actor domain.Actor, period domain.Period, officer string, later *score.City) (Change, error) {
	before := period.Previous()
	basis, err := r.talliesFor(actor).Basis(ctx, before.FirstMonth(), before.LastMonth())
	if err != nil {
		return Change{}, err
	}
	change, ok := score.ChangeOf(basis.city(), later, officer)
	known := ok && change.Earlier.State != score.Withheld && change.Later.State != score.Withheld
	if !known {
		return Change{}, nil
	}
	if !r.live(actor) {
		change.Earlier, change.Later = change.Earlier.Guarded(), change.Later.Guarded()
	}
	return Change{true, change}, nil
}

// Explained says whether the parts of the change may be shown: with fewer peers they would reveal
// a colleague's mean.
func (c Change) Explained() bool { return c.Earlier.HasExpected() && c.Later.HasExpected() }

// referenceParts sums the channels of each service.
func (c *cityCounts) referenceParts(officer string) []ReferencePart {
	var parts []ReferencePart
	for _, p := range c.scores.Parts(officer) {
		if n := len(parts); n == 0 || parts[n-1].key != p.Service {
			parts = append(parts, ReferencePart{Service: c.services[p.Service], key: p.Service})
		}
		last := &parts[len(parts)-1]
		last.Mean = (last.Mean*float64(last.N) + p.Expected*float64(p.N)) / float64(last.N+p.N)
		last.N += p.N
	}
	slices.SortFunc(parts, func(a, b ReferencePart) int { return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.key, b.key)) })
	return parts
}

func (r *Reporter) fill(ctx context.Context, tallies TallyStore, report *Officer, code string) error {
	from, to := report.Period.FirstMonth(), report.Period.LastMonth()
	year := domain.Period{Year: report.Period.Year}
	months, err := tallies.MonthTallies(ctx, code, year.FirstMonth(), to)
	if err != nil {
		return err
	}
	report.Months = trends(months)[code]
	if report.Channels, err = tallies.ChannelTallies(ctx, code, from, to); err != nil {
		return err
	}
	answers, err := tallies.OfficerAnswers(ctx, code, from, to)
	if err != nil {
		return err
	}
	report.answers(answers)
	if report.HeldBy, err = tallies.HeldBy(ctx, code, from, to); err != nil {
		return err
	}
	return r.release(ctx, tallies, report, code)
}

// Effect gives the officer's score of the period as it is and as it would be with more ratings of
// one day counted, for an actor who reads the figures of now. Refusals: ErrNotAllowed,
// ErrOfficerUnknown.
func (r *Reporter) Effect(ctx context.Context, actor domain.Actor, code string, period domain.Period, more []score.Cell) (now, then score.Score, err error) {
	if !actor.SeesCity() && !actor.Inspects() {
		return now, then, domain.ErrNotAllowed
	}
	officer, err := r.directory.Officer(ctx, code)
	if err != nil {
		return now, then, err
	}
	basis, err := r.tallies.Basis(ctx, period.FirstMonth(), period.LastMonth())
	if err != nil {
		return now, then, err
	}
	now = scoreOf(basis.city(), officer.Code)
	var day score.Day
	for _, c := range more {
		day.N += c.Counts.N()
	}
	basis.Cells, basis.Days[officer.Code] = append(basis.Cells, more...), append(slices.Clip(basis.Days[officer.Code]), day)
	return now, scoreOf(basis.city(), officer.Code), nil
}

// release adds the comments that can no longer change: a late comment on an old rating
// must not be recognizable in a group that was read before. A year shows the groups of
// its quarters, since other groups would reveal the order within the released ones.
func (r *Reporter) release(ctx context.Context, tallies TallyStore, report *Officer, code string) error {
	settled := r.clock().Add(-domain.KioskChangeTime)
	for _, quarter := range report.Period.Quarters() {
		comments, waiting, err := tallies.Comments(ctx, code, quarter, settled)
		if err != nil {
			return err
		}
		report.Comments, report.Waiting = append(releasedComments(comments), report.Comments...), report.Waiting+waiting
	}
	return nil
}

func (o *Officer) answers(lines []AnswerLine) {
	for _, element := range domain.Elements() {
		if element.Officer {
			o.Elements = append(o.Elements, elementMean(element.Slug, lines))
		}
	}
	for _, line := range lines {
		slug, isReason := strings.CutPrefix(line.Item, ItemReason)
		if isReason && slug != domain.ReasonFee && line.N > 0 {
			o.Reasons = append(o.Reasons, ReasonCount{Slug: slug, N: line.N})
		}
	}
	slices.SortFunc(o.Reasons, func(a, b ReasonCount) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Slug, b.Slug))
	})
}

func elementMean(slug string, lines []AnswerLine) ElementMean {
	m := ElementMean{Slug: slug}
	for _, line := range lines {
		if line.Item == slug {
			m.N = line.Counts.N()
			if m.N >= score.MinimumShown {
				m.Mean, m.Shown = line.Counts.Mean()
			}
		}
	}
	return m
}

// Grouped puts comments, in the order received, into full groups, and gives how many are left.
func Grouped(comments []Comment) (grouped []Comment, waiting int64) {
	full := len(comments) / CommentGroup * CommentGroup
	grouped = comments[:full]
	for i := range grouped {
		grouped[i].Group.Number = int64(i/CommentGroup) + 1
	}
	return grouped, int64(len(comments) - full)
}

// releasedComments gives the groups, the newest first. Each is shuffled, so that the newest
// comment cannot be recognized.
func releasedComments(comments []Comment) [][]string {
	comments = slices.SortedFunc(slices.Values(comments), func(a, b Comment) int {
		return cmp.Or(cmp.Compare(b.Group.Number, a.Group.Number), cmp.Compare(b.Group.Unit, a.Group.Unit), cmp.Compare(mixKey(a.Rating), mixKey(b.Rating)))
	})
	var groups [][]string
	for i, c := range comments {
		if i == 0 || c.Group != comments[i-1].Group {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], c.Text)
	}
	return groups
}

func mixKey(id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return h.Sum32()
}
