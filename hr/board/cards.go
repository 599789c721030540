package board

import (
	"cmp"
	"math"
	"slices"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"suaraloket/hr/frame"
)

func (s *Section) cards(texts locale.Texts, q boardQuery, board report.Board, ikm []report.UnitIKM) []frame.Card {
	return []frame.Card{
		s.countCard(texts, board),
		indexCard(texts, q, ikm),
		statesCard(texts, board),
		belowCard(texts, board),
	}
}

// countCard shows the number of ratings. It compares only a closed period with the one
// before: the count of a running period always seems to fall.
func (s *Section) countCard(texts locale.Texts, board report.Board) frame.Card {
	card := frame.Card{Label: texts.T("hr.card.count", "period", texts.Period(board.Period)), Value: texts.Number(board.N)}
	card.Notes = []string{texts.T("hr.counted") + " · " + texts.N("hr.card.held", board.Held) + " · " + texts.N("hr.aside", board.SetAside)}
	before := texts.Period(board.Period.Previous())
	switch {
	case board.Previous == 0:
		card.Notes = append(card.Notes, texts.T("hr.card.count.first", "before", before))
	case board.Period.Last() >= domain.DayOf(s.Clock()):
		card.Notes = append(card.Notes, texts.N("hr.card.count.running", board.Previous, "before", before))
	default:
		change := float64(board.N)/float64(board.Previous) - 1
		card.Notes = append(card.Notes, texts.T("hr.card.count."+direction(change), "before", before, "percent", texts.Percent(math.Abs(change))))
	}
	return card
}

// direction names a change of at least half a percent.
func direction(change float64) string {
	switch {
	case change >= 0.005:
		return "up"
	case change <= -0.005:
		return "down"
	}
	return "same"
}

// indexCard shows the lowest index of the units. An IKM belongs to one unit and is not
// averaged over a city.
func indexCard(texts locale.Texts, q boardQuery, list []report.UnitIKM) frame.Card {
	known := slices.DeleteFunc(slices.Clone(list), func(u report.UnitIKM) bool { return !u.Shown() })
	page := ikmQuery{Period: q.Period, Unit: q.Unit}.address(frame.Root + "/ikm")
	card := frame.Card{
		Label: texts.T("hr.card.ikm"), Value: "–", More: &frame.Link{URL: page, Label: texts.T("hr.card.ikm.more")},
	}
	if len(known) == 0 {
		card.Notes = []string{noIndex(list, texts)}
		return card
	}
	lowest := slices.MinFunc(known, func(a, b report.UnitIKM) int { return cmp.Compare(a.IKM.Hundredths, b.IKM.Hundredths) })
	card.Value = indexText(lowest.IKM, texts) + " · " + lowest.IKM.Mutu
	if len(list) > 1 {
		card.Label = texts.N("hr.card.ikm.lowest", int64(len(list)))
		card.Notes = append(card.Notes, lowest.Unit.Name)
	}
	element := lowestElement(lowest.IKM)
	card.Notes = append(card.Notes,
		texts.T("hr.card.ikm.element", "element", texts.T("element."+element.Slug), "nrr", texts.Decimal(element.Mean(), 2))+
			" · "+texts.N("hr.card.ikm.forms", lowest.IKM.N))
	return card
}

// noIndex says why no unit has an index that is shown.
func noIndex(list []report.UnitIKM, texts locale.Texts) string {
	var forms int64
	for _, u := range list {
		forms = max(forms, u.IKM.N)
	}
	if forms == 0 {
		return texts.T("hr.card.ikm.none")
	}
	return texts.N("hr.ikm.few", forms, "least", score.MinimumShown)
}

// statesCard counts the officers by the state of their scores.
func statesCard(texts locale.Texts, board report.Board) frame.Card {
	count := map[score.State]int64{}
	for _, r := range board.Rows {
		count[r.Score.State]++
	}
	return frame.Card{
		Label: texts.T("hr.card.states"), Value: texts.Number(int64(len(board.Rows))),
		Notes: []string{texts.T("hr.card.states.note", "full", texts.Number(count[score.Full]),
			"provisional", texts.Number(count[score.Provisional]), "withheld", texts.Number(count[score.Withheld]))},
	}
}

// belowCard names the officers whose whole interval lies below the mean of the city, which is
// below what is expected of them. Only for them is the difference significant.
func belowCard(texts locale.Texts, board report.Board) frame.Card {
	var names []string
	for _, r := range board.Rows {
		if r.Score.State != score.Withheld && r.Score.High < 25*r.Score.Mu {
			names = append(names, r.Officer.Name)
		}
	}
	card := frame.Card{Label: texts.T("hr.card.below"), Value: texts.N("hr.card.below.n", int64(len(names))), Attention: len(names) > 0}
	if len(names) == 0 {
		card.Value, card.Notes = texts.T("hr.card.below.none"), []string{texts.T("hr.card.below.none.note")}
		return card
	}
	slices.Sort(names)
	card.Notes = []string{frame.FirstNames(names, texts)}
	return card
}
