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

// boardQuery is what the address of a board says; the address is the page's whole
// state, so that it can be sent to a colleague.
type boardQuery struct {
	Period  domain.Period
	Unit    string
	Service string
	State   score.State
	Text    string
	Sort    string
	Down    bool
}

// sortings lists what a board is ordered by; the first is the default.
func sortings() []string { return []string{"score", "name", "unit", "n", "state"} }

// fallsFirst says whether an order begins with the greatest.
func fallsFirst(sorting string) bool { return sorting != "name" && sorting != "unit" }

// readBoard reads the address. A period that cannot be read is refused with
// ErrPeriodInvalid; of the rest, what is unknown narrows nothing.
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
		q.Down = fallsFirst(q.Sort)
	}
	return q, err
}

func states() []score.State { return []score.State{score.Full, score.Provisional, score.Withheld} }

// filter narrows to everything that the address says, unitFilter to the unit alone.
func (q boardQuery) filter() report.BoardFilter {
	return report.BoardFilter{Unit: q.Unit, Service: q.Service, State: q.State, Query: q.Text}
}

func (q boardQuery) unitFilter() report.BoardFilter { return report.BoardFilter{Unit: q.Unit} }

// address is the address of the board, or of its CSV, in this state.
func (q boardQuery) address(path string) string {
	values := url.Values{"periode": {q.Period.String()}}
	for name, value := range map[string]string{
		"unit": q.Unit, "layanan": q.Service, "status": string(q.State), "q": q.Text,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.Sort != sortings()[0] || q.Down != fallsFirst(q.Sort) {
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

// sortedBy is the state after a press on a column's head: the other way round when
// the board is ordered by it already.
func (q boardQuery) sortedBy(sorting string) boardQuery {
	if q.Sort == sorting {
		q.Down = !q.Down
	} else {
		q.Sort, q.Down = sorting, fallsFirst(sorting)
	}
	return q
}
