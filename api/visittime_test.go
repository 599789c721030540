package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web/sitetest"
)

// With the pass of a visit the time is the server's: a sender may say when within the visit
// the person rated, and nothing is back-dated. A tablet may be days behind.
func TestAVisitIsNotBackDated(t *testing.T) {
	day := 24 * time.Hour
	for name, c := range map[string]struct {
		back   time.Duration
		kept   bool // the time that the sender says
		tablet bool
	}{
		"six days back":             {6 * day, false, false},
		"eight days back":           {8 * day, false, false},
		"before the visit":          {16 * time.Minute, false, false},
		"within the visit":          {4 * time.Minute, true, false},
		"a clock that is ahead":     {-time.Minute, false, false},
		"a clock of another year":   {-400 * day, false, false},
		"a tablet, six days back":   {6 * day, true, true},
		"a tablet, a minute behind": {time.Minute, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHall(t)
			id, said := uuid.NewString(), h.Now().Add(-c.back).Truncate(time.Second)
			send, body := h.Tap, fmt.Sprintf(`,"rated_at":%q`, said.Format(time.RFC3339))
			if !c.tablet {
				send, body = func(text string) answer { return h.Post(text) }, body+fmt.Sprintf(`,"pass":%q`, h.Visit("DKC-01"))
			}
			a := send(sitetest.Rate(id, body))
			if a.Status != 201 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			want := h.Now().Truncate(time.Millisecond)
			if c.kept {
				want = said
			}
			r := h.Rating(id)
			if !r.RatedAt.Equal(want) || r.Day != domain.DayOf(want.In(h.Now().Location())) || !c.tablet && r.Verdict != domain.Counted {
				t.Errorf("stored at %v for %s, %s; want %v", r.RatedAt, r.Day, r.Verdict, want)
			}
		})
	}
}
