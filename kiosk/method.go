package kiosk

import (
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain/integrity"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// methodPage is the public page that says how scores are made, with the numbers in force.
type methodPage struct {
	Version     string
	Shown, Full int64 // from how many ratings a score is shown, provisionally and in full
	Peers       int   // officers to compare with from which the expected mean is shown
	Group       int   // comments that are shown together
	Rules       []methodRule
	Languages   []string
}

// methodRule is a rule that is on, and what it holds, in words.
type methodRule struct {
	Name string // the key of its name
	Text string
}

// method answers GET /cara-menilai. The page is in the languages of staff.
func (s *Site) method(c *fiber.Ctx) error {
	staff := s.Shell.Texts.ForStaff()
	lang := s.Shell.LanguageOf(c, staff)
	return s.pages.RenderIn(c, lang, fiber.StatusOK, "method.html", methodPage{
		Version: report.Version(), Shown: score.MinimumShown, Full: score.MinimumFull, Peers: score.MinimumPeers,
		Group: report.CommentGroup, Rules: methodRules(s.Rules, staff.In(lang)), Languages: staff.Languages(),
	})
}

// methodRules describes the rules whose numbers do not turn them off.
func methodRules(th integrity.Thresholds, texts locale.Texts) []methodRule {
	var list []methodRule
	for _, rule := range integrity.Rules() {
		words, on := ruleWords(rule, th, texts)
		if on {
			list = append(list, methodRule{"hold." + string(rule), texts.T("method.rule."+string(rule), words...)})
		}
	}
	return list
}

// ruleWords gives the numbers of a rule as pairs of a blank and its value, and whether it is on.
func ruleWords(rule integrity.Rule, th integrity.Thresholds, texts locale.Texts) (words []any, on bool) {
	minutes := func(d time.Duration) string { return strconv.Itoa(int(d.Minutes())) }
	factor := func(x float64) string { // without decimals where there are none
		if x == math.Trunc(x) {
			return texts.Number(int64(x))
		}
		return texts.Decimal(x, 1)
	}
	switch rule {
	case integrity.Hours:
		return []any{"window", minutes(th.HoursTolerance)}, true
	case integrity.DeviceDay:
		return []any{"limit", th.DeviceDay}, th.DeviceDay > 0
	case integrity.Author30d:
		return []any{"limit", th.AuthorRatings, "window", th.AuthorDays}, th.AuthorRatings > 0 && th.AuthorDays > 0
	case integrity.WeakDay:
		return []any{"limit", th.WeakDay, "times", factor(th.WeakDayTimes), "share", texts.Percent(th.WeakDayServed)}, th.WeakDay > 0
	case integrity.Surge:
		return []any{"limit", th.Surge, "window", th.SurgeDays, "times", factor(th.SurgeTimes), "share", texts.Percent(th.SurgeServed)}, th.Surge > 0 && th.SurgeDays > 0
	case integrity.Tablet10min:
		return []any{"limit", th.TabletPresses, "window", minutes(th.TabletWindow)}, th.TabletPresses > 0 && th.TabletWindow > 0
	case integrity.ServedRule:
		return nil, th.Served > 0
	case integrity.Coverage:
		return []any{"limit", th.CoverageRatings, "share", texts.Percent(th.CoverageShare)}, th.CoverageRatings > 0
	case integrity.Run:
		return []any{"limit", th.RunFours, "window", minutes(th.RunWindow)}, th.RunFours > 0 && th.RunWindow > 0
	case integrity.Stream:
		return nil, th.StreamZ > 0
	}
	return nil, true
}
