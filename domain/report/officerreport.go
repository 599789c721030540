package report

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"
	"strings"

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
	Comments [][]string // released groups, the newest first
	Waiting  int        // comments whose group is not full yet
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

// ReferencePart is one share of the reference mean: N of the officer's ratings are
// compared with a group whose mean is Mean (1–4). Service is "" for ratings that
// are compared with the unit or the city.
type ReferencePart struct {
	Service domain.Service
	N       int64
	Mean    float64
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
	city, err := r.city(ctx, period)
	if err != nil {
		return Officer{}, err
	}
	if !city.units[officer.Unit].Agency.Internal {
		return Officer{}, domain.ErrOfficerUnknown
	}
	report := Officer{Standing: city.standing(officer), Period: period, Method: score.Method}
	if report.Standing.Score.State == score.Withheld {
		return report, nil
	}
	report.count(city.byOwner[officer.Code])
	report.Parts = city.referenceParts(officer.Code)
	return report, r.fill(ctx, &report, officer.Code)
}

func (o *Officer) count(lines []TallyLine) {
	for _, line := range lines {
		o.Counts = o.Counts.Plus(line.Counts)
	}
	n := o.Counts.N()
	o.Satisfied = float64(o.Counts.Satisfied()) / float64(n)
	o.SatisfiedLow, o.SatisfiedHigh, _ = score.Wilson(o.Counts.Satisfied(), n)
}

func (c *cityCounts) referenceParts(officer string) []ReferencePart {
	by := map[*group]*ReferencePart{}
	for _, line := range c.byOwner[officer] {
		g := c.reference(line)
		mean, ok := g.counts.Mean()
		if !ok || line.Counts.N() == 0 {
			continue
		}
		if by[g] == nil {
			by[g] = &ReferencePart{Mean: mean}
			if g == c.service[line.Service] {
				by[g].Service = c.services[line.Service]
			}
		}
		by[g].N += line.Counts.N()
	}
	parts := make([]ReferencePart, 0, len(by))
	for _, part := range by {
		parts = append(parts, *part)
	}
	slices.SortFunc(parts, func(a, b ReferencePart) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Service.Code, b.Service.Code), cmp.Compare(a.Mean, b.Mean))
	})
	return parts
}

func (r *Reporter) fill(ctx context.Context, report *Officer, code string) error {
	from, to := report.Period.FirstMonth(), report.Period.LastMonth()
	year := domain.Period{Year: report.Period.Year}
	months, err := r.tallies.MonthTallies(ctx, code, year.FirstMonth(), to)
	if err != nil {
		return err
	}
	report.Months = trends(months)[code]
	if report.Channels, err = r.tallies.ChannelTallies(ctx, code, from, to); err != nil {
		return err
	}
	answers, err := r.tallies.OfficerAnswers(ctx, code, from, to)
	if err != nil {
		return err
	}
	report.answers(answers)
	return r.release(ctx, report, code)
}

// release adds the comments that can no longer change: a late comment on an old rating
// must not be recognizable in a group that was read before. A year shows the groups of
// its quarters, since other groups would reveal the order within the released ones.
func (r *Reporter) release(ctx context.Context, report *Officer, code string) error {
	settled := r.clock().Add(-domain.KioskChangeTime)
	for _, quarter := range report.Period.Quarters() {
		comments, err := r.tallies.Comments(ctx, code, quarter.First(), quarter.Last(), settled)
		if err != nil {
			return err
		}
		groups, waiting := releasedComments(comments)
		report.Comments, report.Waiting = append(groups, report.Comments...), report.Waiting+waiting
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

// releasedComments splits the comments, in the order received, into full groups and
// shuffles each, so that the newest cannot be recognized.
func releasedComments(comments []Comment) (groups [][]string, waiting int) {
	for len(comments) >= CommentGroup {
		group := slices.Clone(comments[:CommentGroup])
		comments = comments[CommentGroup:]
		slices.SortFunc(group, func(a, b Comment) int { return cmp.Compare(mixKey(a.Rating), mixKey(b.Rating)) })
		texts := make([]string, len(group))
		for i, c := range group {
			texts[i] = c.Text
		}
		groups = append(groups, texts)
	}
	slices.Reverse(groups)
	return groups, len(comments)
}

func mixKey(id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return h.Sum32()
}
