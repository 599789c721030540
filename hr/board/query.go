package board

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// boardQuery is the query of a board's address. The address holds the whole state of the
// page, so that users can share it.
type boardQuery struct {
	Period  domain.Period
	Unit    string
	Service string
	State   score.State
	Text    string
	Sort    string
	Down    bool
}

// sortings lists the sort keys of a board; the first is the default: names within their units. A
// board is no league table.
func sortings() []string { return []string{"unit", "name", byScore, "n", "state"} }

// byScore sorts by score, for actors who see the city.
const byScore = "score"

// ordered is the query as the actor may sort it.
func (q boardQuery) ordered(actor domain.Actor) boardQuery {
	if q.Sort == byScore && !actor.SeesCity() {
		q.Sort, q.Down = sortings()[0], false
	}
	return q
}

// ByScore reports whether the board is sorted by score.
func (q boardQuery) ByScore() bool { return q.Sort == byScore }

// descendsFirst reports whether the default order of a sort key is descending.
func descendsFirst(sorting string) bool { return sorting != "name" && sorting != "unit" }

// readBoard reads the query. It ignores unknown values of other parameters than the
// period. Refusal: ErrPeriodInvalid.
func (s *Section) readBoard(c *fiber.Ctx) (boardQuery, error) {
	period, err := s.ReadPeriod(c)
	q := boardQuery{
		Period: period, Unit: domain.NormalCode(c.Query("unit")), Service: domain.NormalCode(c.Query("layanan")),
		Text: strings.TrimSpace(c.Query("q")), Sort: c.Query("urut"),
	}
	if state := score.State(c.Query("status")); slices.Contains(states(), state) {
		q.State = state
	}
	if !slices.Contains(sortings(), q.Sort) {
		q.Sort = sortings()[0]
	}
	switch c.Query("arah") {
	case "naik":
		q.Down = false
	case "turun":
		q.Down = true
	default:
		q.Down = descendsFirst(q.Sort)
	}
	return q, err
}

func states() []score.State { return []score.State{score.Full, score.Provisional, score.Withheld} }

// filter contains all filters of the query, unitFilter only the unit.
func (q boardQuery) filter() report.BoardFilter {
	return report.BoardFilter{Unit: q.Unit, Service: q.Service, State: q.State, Query: q.Text}
}

func (q boardQuery) unitFilter() report.BoardFilter { return report.BoardFilter{Unit: q.Unit} }

// address is the address of the board or of its CSV file with this query.
func (q boardQuery) address(path string) string {
	values := url.Values{"periode": {q.Period.String()}}
	for name, value := range map[string]string{
		"unit": q.Unit, "layanan": q.Service, "status": string(q.State), "q": q.Text,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.Sort != sortings()[0] || q.Down != descendsFirst(q.Sort) {
		values.Set("urut", q.Sort)
		values.Set("arah", q.direction())
	}
	return path + "?" + values.Encode()
}

func (q boardQuery) direction() string {
	if q.Down {
		return "turun"
	}
	return "naik"
}

// sortedBy is the query after a click on a column header. A click on the current sort
// column reverses the order.
func (q boardQuery) sortedBy(sorting string) boardQuery {
	if q.Sort == sorting {
		q.Down = !q.Down
	} else {
		q.Sort, q.Down = sorting, descendsFirst(sorting)
	}
	return q
}
