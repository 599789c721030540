package report

import (
	"context"
	"slices"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/score"
)

// UnitIKM is the Indeks Kepuasan Masyarakat of a unit. Known is false without any answer:
// the index is then undefined, not zero.
type UnitIKM struct {
	Unit   domain.Unit
	Period domain.Period
	Known  bool
	IKM    score.IKM
	// Published is when the figures were published, zero for never; Live says that they are
	// of now.
	Published time.Time
	Live      bool
}

// Shown reports whether enough forms are in for the index to be shown in the portal: fewer
// would show what single residents answered.
func (u UnitIKM) Shown() bool { return u.Known && u.IKM.N >= score.MinimumShown }

// IKM gives the index of a unit. Refusals: ErrUnitUnknown, also for a unit that the
// actor may not see.
func (r *Reporter) IKM(ctx context.Context, actor domain.Actor, unit string, period domain.Period) (UnitIKM, error) {
	units, err := r.directory.Units(ctx)
	if err != nil {
		return UnitIKM{}, err
	}
	unit = domain.NormalCode(unit)
	at := slices.IndexFunc(units, func(u domain.Unit) bool { return u.Code == unit })
	if at < 0 || !actor.SeesFigures(unit) {
		return UnitIKM{}, domain.ErrUnitUnknown
	}
	lines, err := r.talliesFor(actor).UnitAnswers(ctx, unit, period.FirstMonth(), period.LastMonth())
	if err != nil {
		return UnitIKM{}, err
	}
	result := UnitIKM{Unit: units[at], Period: period, Live: r.live(actor)}
	result.IKM, result.Known = ikmOf(lines)
	if !result.Live {
		result.Published, err = r.publishedAt(ctx, "", []string{unit}, period)
	}
	return result, err
}

func ikmOf(lines []AnswerLine) (score.IKM, bool) {
	var forms int64
	byItem := map[string]score.Counts{}
	for _, line := range lines {
		if line.Item == ItemForm {
			forms = line.N
		}
		byItem[line.Item] = line.Counts
	}
	elements := make([]score.Element, 0, 9)
	for _, e := range domain.Elements() {
		elements = append(elements, score.Element{Slug: e.Slug, Counts: byItem[e.Slug]})
	}
	return score.IKMOf(forms, elements)
}
