package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/notice"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// linked says what the chat will be told from now on, and how to end it.
func (d *staffDesk) linked(texts locale.Texts, c notice.LinkedChat) reply {
	var wishes []string
	for _, w := range c.Topics {
		wishes = append(wishes, "– "+texts.T("staff.wish."+string(w)))
	}
	return reply{
		heading: texts.T("staff.linked.title"),
		text: paragraphs(
			texts.T("staff.linked", "account", cmp.Or(c.Account.Name, c.Account.Login)),
			lines(wishes...), quietOf(texts, c.Quiet), texts.T("staff.linked.apart"), texts.T("staff.stop"),
		),
	}
}

func quietOf(texts locale.Texts, q notice.QuietHours) string {
	if q.From == q.Until {
		return texts.T("staff.quiet.none")
	}
	return texts.T("staff.quiet", "from", timeOf(texts, q.From), "until", timeOf(texts, q.Until))
}

// timeOf writes minutes after midnight.
func timeOf(texts locale.Texts, minutes int) string {
	return strings.ReplaceAll(domain.FormatMinutes(minutes), ".", texts.T("format.clock"))
}

// notice puts into words what an account is told, each matter in a message of its own.
func (d *staffDesk) notice(texts locale.Texts, n notice.Notice) []reply {
	var said []reply
	if n.Weekly != nil {
		said = append(said, d.results(texts, *n.Weekly))
	}
	if n.Digest != nil {
		said = append(said, d.digest(texts, *n.Digest))
	}
	if n.Alerts > 0 {
		said = append(said, d.alert(texts, n))
	}
	if len(n.Silent) > 0 {
		said = append(said, d.kiosks(texts, "staff.silent", n.Silent))
	}
	if len(n.Recovered) > 0 {
		said = append(said, d.kiosks(texts, "staff.heard", n.Recovered))
	}
	return said
}

// portal is the way to a page of the portal, where its address is known.
func (d *staffDesk) portal(texts locale.Texts, page string) [][]button {
	if d.Portal == "" {
		return nil
	}
	return [][]button{{{text: texts.T("staff.portal"), url: d.Portal + page}}}
}

// results are the officer's own. The report has no figure that is to be withheld; of
// comments it is said how many can be read in the portal and not what they say, since a
// chat's messages leave the country.
func (d *staffDesk) results(texts locale.Texts, r report.Officer) reply {
	s := r.Standing.Score
	said := reply{
		heading: texts.T("staff.results.title") + "\n" + r.Standing.Officer.Name + " · " + texts.Period(r.Period),
		rows:    d.portal(texts, "petugas/"+r.Standing.Officer.Code+"?periode="+r.Period.String()),
	}
	count := texts.N("staff.results.n", s.N)
	if s.State == score.Withheld {
		said.text = paragraphs(count, texts.T("staff.results.few", "least", score.MinimumShown), texts.T("staff.stop"))
		return said
	}
	figure := texts.T("staff.results.score", "score", texts.Decimal(s.Value, 1), "low", texts.Decimal(s.Low, 1), "high", texts.Decimal(s.High, 1))
	if s.State == score.Provisional {
		figure += " " + texts.T("staff.results.provisional")
	}
	said.text = paragraphs(lines(count, figure, strongest(texts, r.Elements)), comments(texts, r.Comments), texts.T("staff.stop"))
	return said
}

// strongest names the element with the highest mean among those that are shown.
func strongest(texts locale.Texts, elements []report.ElementMean) string {
	shown := slices.DeleteFunc(slices.Clone(elements), func(e report.ElementMean) bool { return !e.Shown })
	if len(shown) == 0 {
		return ""
	}
	best := slices.MaxFunc(shown, func(a, b report.ElementMean) int { return cmp.Compare(a.Mean, b.Mean) })
	return texts.T("staff.results.strongest", "element", texts.T("element."+best.Slug), "mean", texts.Decimal(best.Mean, 2))
}

func comments(texts locale.Texts, groups [][]string) string {
	var n int64
	for _, group := range groups {
		n += int64(len(group))
	}
	if n == 0 {
		return ""
	}
	return texts.N("staff.results.comments", n)
}

// digest is the city's week. A long list is cut: the whole one is in the portal.
func (d *staffDesk) digest(texts locale.Texts, g notice.Digest) reply {
	const unitsShown = 25
	var units []string
	for _, u := range g.Units[:min(len(g.Units), unitsShown)] {
		units = append(units, "– "+texts.T("staff.digest.unit", "unit", u.Unit.Name, "n", texts.N("staff.digest.n", u.N),
			"shown", texts.Number(int64(u.Shown)), "rated", texts.Number(int64(u.Rated))))
	}
	if more := len(g.Units) - unitsShown; more > 0 {
		units = append(units, texts.N("staff.digest.more", int64(more)))
	}
	held := ""
	if g.Held > 0 {
		held = texts.N("staff.digest.held", g.Held)
	}
	return reply{
		heading: texts.T("staff.digest.title") + "\n" + texts.Period(g.Period),
		text: paragraphs(lines(texts.N("staff.digest.total", g.N), held), lines(append([]string{texts.T("staff.digest.units")}, units...)...),
			d.fleet(texts, g), texts.T("staff.stop")),
		rows: d.portal(texts, "papan?periode="+g.Period.String()),
	}
}

func (d *staffDesk) fleet(texts locale.Texts, g notice.Digest) string {
	if g.InUse == 0 {
		return ""
	}
	if len(g.Silent)+len(g.Troubled) == 0 {
		return texts.N("staff.digest.kiosks.well", g.InUse)
	}
	said := []string{texts.T("staff.digest.kiosks", "n", texts.Number(g.InUse))}
	if len(g.Silent) > 0 {
		said = append(said, "– "+texts.T("staff.digest.silent", "kiosks", kioskNames(texts, g.Silent)))
	}
	if len(g.Troubled) > 0 {
		said = append(said, "– "+texts.T("staff.digest.troubled", "kiosks", kioskNames(texts, g.Troubled)))
	}
	return lines(said...)
}

// kioskNames lists where kiosks stand, of many the first ones.
func kioskNames(texts locale.Texts, list []domain.KioskStatus) string {
	const shown = 5
	var names []string
	for _, k := range list[:min(len(list), shown)] {
		names = append(names, k.Counter.Name+" ("+k.Counter.Code+")")
	}
	said := strings.Join(names, ", ")
	if more := len(list) - shown; more > 0 {
		said += " " + texts.N("staff.more", int64(more))
	}
	return said
}

// alert says that there is something to read and not what, of whom or at which counter:
// a head reads comments in groups, as the officer does, and whoever knows the minute and
// the counter knows the resident.
func (d *staffDesk) alert(texts locale.Texts, n notice.Notice) reply {
	return reply{
		heading: texts.T("staff.alert.title"),
		text: paragraphs(texts.N("staff.alert", n.Alerts, "unit", n.Unit.Name),
			texts.T("staff.alert.where", "group", report.CommentGroup), texts.T("staff.stop")),
		rows: d.portal(texts, "papan?unit="+n.Unit.Code),
	}
}

func (d *staffDesk) kiosks(texts locale.Texts, key string, list []domain.KioskStatus) reply {
	const shown = 15
	var said []string
	for _, k := range list[:min(len(list), shown)] {
		said = append(said, "– "+texts.T(key+".kiosk", "kiosk", k.Kiosk.Name, "counter", k.Counter.Name, "code", k.Counter.Code,
			"unit", k.Counter.Unit.Name, "seen", d.moment(texts, k.Health.Seen)))
	}
	if more := len(list) - shown; more > 0 {
		said = append(said, texts.N("staff.more", int64(more)))
	}
	return reply{
		heading: texts.N(key+".title", int64(len(list))),
		text:    paragraphs(lines(said...), texts.T(key), texts.T("staff.stop")),
		rows:    d.portal(texts, "kios"),
	}
}

func (d *staffDesk) moment(texts locale.Texts, t time.Time) string {
	return texts.Moment(d.Chats.Local(t))
}
