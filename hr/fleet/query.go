package fleet

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
)

// kioskQuery is the query of the fleet's address. It holds the whole state of the page.
type kioskQuery struct {
	Unit      string
	Condition domain.KioskCondition
	Text      string
	Sort      string // "": kiosks that need attention first
	Down      bool
}

// kioskSortings lists the sort keys of the fleet.
func kioskSortings() []string { return []string{"name", "counter", "seen", "waiting"} }

// kioskConditions lists the conditions in the order of the page.
func kioskConditions() []domain.KioskCondition {
	return []domain.KioskCondition{
		domain.KioskActive, domain.KioskSilent, domain.KioskTroubled, domain.KioskNew, domain.KioskRevoked,
	}
}

// readKiosks reads the query. It ignores unknown values.
func readKiosks(c *fiber.Ctx) kioskQuery {
	q := kioskQuery{Unit: domain.NormalCode(c.Query("unit")), Text: strings.TrimSpace(c.Query("q"))}
	if condition := domain.KioskCondition(c.Query("kondisi")); slices.Contains(kioskConditions(), condition) {
		q.Condition = condition
	}
	if sorting := c.Query("urut"); slices.Contains(kioskSortings(), sorting) {
		q.Sort, q.Down = sorting, sorting == "waiting"
		switch c.Query("arah") {
		case "naik":
			q.Down = false
		case "turun":
			q.Down = true
		}
	}
	return q
}

func (q kioskQuery) direction() string {
	if q.Down {
		return "turun"
	}
	return "naik"
}

// address is the address of the fleet or of its CSV file with this query.
func (q kioskQuery) address(path string) string {
	values := url.Values{}
	for name, value := range map[string]string{"unit": q.Unit, "kondisi": string(q.Condition), "q": q.Text, "urut": q.Sort} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.Sort != "" {
		values.Set("arah", q.direction())
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// sortedBy is the query after a click on a column header.
func (q kioskQuery) sortedBy(sorting string) kioskQuery {
	if q.Sort == sorting {
		q.Down = !q.Down
	} else {
		q.Sort, q.Down = sorting, sorting == "waiting"
	}
	return q
}

func (q kioskQuery) filtered() bool { return q.Unit != "" || q.Condition != "" || q.Text != "" }

// ofUnit filters the kiosks by the unit of the query.
func (q kioskQuery) ofUnit(list []domain.KioskStatus) []domain.KioskStatus {
	return slices.DeleteFunc(slices.Clone(list), func(k domain.KioskStatus) bool {
		return q.Unit != "" && k.Counter.Unit.Code != q.Unit
	})
}

// apply filters and sorts the kiosks.
func (q kioskQuery) apply(list []domain.KioskStatus) []domain.KioskStatus {
	list = slices.DeleteFunc(q.ofUnit(list), func(k domain.KioskStatus) bool {
		text := k.Kiosk.Name + "\n" + k.Counter.Code + "\n" + k.Counter.Name
		return q.Condition != "" && k.Condition != q.Condition || !domain.Mentions(text, q.Text)
	})
	if q.Sort == "" {
		return list
	}
	slices.SortStableFunc(list, func(a, b domain.KioskStatus) int {
		if q.Down {
			a, b = b, a
		}
		return q.compare(a, b)
	})
	return list
}

func (q kioskQuery) compare(a, b domain.KioskStatus) int {
	switch q.Sort {
	case "name":
		return cmp.Compare(strings.ToLower(a.Kiosk.Name), strings.ToLower(b.Kiosk.Name))
	case "counter":
		return cmp.Compare(a.Counter.Code, b.Counter.Code)
	case "seen":
		return a.Health.Seen.Compare(b.Health.Seen)
	}
	return cmp.Or(cmp.Compare(a.Health.Waiting, b.Health.Waiting), b.Health.Oldest.Compare(a.Health.Oldest))
}

func conditionChoices(selected domain.KioskCondition, texts locale.Texts) []frame.Choice {
	var list []frame.Choice
	for _, condition := range kioskConditions() {
		list = append(list, frame.Choice{
			Value: string(condition), Label: texts.T("hr.kiosk.condition." + string(condition)), Selected: condition == selected,
		})
	}
	return list
}
