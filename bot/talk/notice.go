package talk

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

// linked confirms the link, lists the notices that the chat will get, and explains how to
// end it.
func (s *Staff) linked(texts locale.Texts, c notice.LinkedChat) Reply {
	var wishes []string
	for _, w := range c.Topics {
		wishes = append(wishes, "– "+texts.T("staff.wish."+string(w)))
	}
	return Reply{
		Heading: texts.T("staff.linked.title"),
		Text: paragraphs(
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

// timeOf formats minutes after midnight.
func timeOf(texts locale.Texts, minutes int) string {
	return strings.ReplaceAll(domain.FormatMinutes(minutes), ".", texts.T("format.clock"))
}

// Render renders a notice in the language of its chat, each matter as a message of its
// own.
func (s *Staff) Render(n notice.Notice) []Reply {
	texts := s.texts.In(n.Chat.Lang)
	var replies []Reply
	if n.Weekly != nil {
		replies = append(replies, s.results(texts, *n.Weekly))
	}
	if n.Digest != nil {
		replies = append(replies, s.digest(texts, *n.Digest))
	}
	if n.Alerts > 0 {
		replies = append(replies, s.alert(texts, n))
	}
	if n.Fees > 0 {
		replies = append(replies, s.fees(texts, n.Fees))
	}
	if len(n.Silent) > 0 {
		replies = append(replies, s.kiosks(texts, "staff.silent", n.Silent))
	}
	if len(n.Recovered) > 0 {
		replies = append(replies, s.kiosks(texts, "staff.heard", n.Recovered))
	}
	return replies
}

// portalRow has a button to a page of the portal, if the portal's address is known.
func (s *Staff) portalRow(texts locale.Texts, page string) [][]Button {
	if s.portal == "" {
		return nil
	}
	return [][]Button{{{Text: texts.T("staff.portal"), URL: s.portal + page}}}
}

// results renders the officer's own figures. The report contains no figure that must be
// withheld. Comments are counted and not quoted, since a chat's messages leave the
// country.
func (s *Staff) results(texts locale.Texts, r report.Officer) Reply {
	figures := r.Standing.Score
	reply := Reply{
		Heading: texts.T("staff.results.title") + "\n" + r.Standing.Officer.Name + " · " + texts.Period(r.Period),
		Rows:    s.portalRow(texts, "petugas/"+r.Standing.Officer.Code+"?periode="+r.Period.String()),
	}
	count := texts.N("staff.results.n", figures.N)
	if figures.State == score.Withheld {
		reply.Text = paragraphs(count, texts.T("staff.results.few", "least", score.MinimumShown), texts.T("staff.stop"))
		return reply
	}
	figure := texts.T("staff.results.score", "score", texts.Decimal(figures.Value, 1), "low", texts.Decimal(figures.Low, 1), "high", texts.Decimal(figures.High, 1))
	if figures.State == score.Provisional {
		figure += " " + texts.T("staff.results.provisional")
	}
	reply.Text = paragraphs(lines(count, figure, strongest(texts, r.Elements)), comments(texts, r.Comments), texts.T("staff.stop"))
	return reply
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

// digest renders the city's week. A long list is cut: the portal has the whole one.
func (s *Staff) digest(texts locale.Texts, g notice.Digest) Reply {
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
	return Reply{
		Heading: texts.T("staff.digest.title") + "\n" + texts.Period(g.Period),
		Text: paragraphs(lines(texts.N("staff.digest.total", g.N), held), lines(append([]string{texts.T("staff.digest.units")}, units...)...),
			s.fleet(texts, g), texts.T("staff.stop")),
		Rows: s.portalRow(texts, "papan?periode="+g.Period.String()),
	}
}

func (s *Staff) fleet(texts locale.Texts, g notice.Digest) string {
	if g.InUse == 0 {
		return ""
	}
	if len(g.Silent)+len(g.Troubled) == 0 {
		return texts.N("staff.digest.kiosks.well", g.InUse)
	}
	parts := []string{texts.T("staff.digest.kiosks", "n", texts.Number(g.InUse))}
	if len(g.Silent) > 0 {
		parts = append(parts, "– "+texts.T("staff.digest.silent", "kiosks", kioskNames(texts, g.Silent)))
	}
	if len(g.Troubled) > 0 {
		parts = append(parts, "– "+texts.T("staff.digest.troubled", "kiosks", kioskNames(texts, g.Troubled)))
	}
	return lines(parts...)
}

// kioskNames lists the counters of kiosks, only the first few of many.
func kioskNames(texts locale.Texts, list []domain.KioskStatus) string {
	const shown = 5
	var names []string
	for _, k := range list[:min(len(list), shown)] {
		names = append(names, k.Counter.Name+" ("+k.Counter.Code+")")
	}
	joined := strings.Join(names, ", ")
	if more := len(list) - shown; more > 0 {
		joined += " " + texts.N("staff.more", int64(more))
	}
	return joined
}

// alert reports that there are new comments, without their text: a chat's messages leave the
// country.
func (s *Staff) alert(texts locale.Texts, n notice.Notice) Reply {
	return Reply{
		Heading: texts.T("staff.alert.title"),
		Text: paragraphs(texts.N("staff.alert", n.Alerts, "unit", n.Unit.Name),
			texts.T("staff.alert.where"), texts.T("staff.stop")),
		Rows: s.portalRow(texts, "keluhan"),
	}
}

// fees reports that there are new reports of illegal fees, and nothing of their content.
func (s *Staff) fees(texts locale.Texts, n int64) Reply {
	return Reply{
		Heading: texts.T("staff.fees.title"),
		Text:    paragraphs(texts.N("staff.fees", n), texts.T("staff.stop")),
		Rows:    s.portalRow(texts, "laporan"),
	}
}

func (s *Staff) kiosks(texts locale.Texts, key string, list []domain.KioskStatus) Reply {
	const shown = 15
	var parts []string
	for _, k := range list[:min(len(list), shown)] {
		parts = append(parts, "– "+texts.T(key+".kiosk", "kiosk", k.Kiosk.Name, "counter", k.Counter.Name, "code", k.Counter.Code,
			"unit", k.Counter.Unit.Name, "seen", s.moment(texts, k.Health.Seen)))
	}
	if more := len(list) - shown; more > 0 {
		parts = append(parts, texts.N("staff.more", int64(more)))
	}
	return Reply{
		Heading: texts.N(key+".title", int64(len(list))),
		Text:    paragraphs(lines(parts...), texts.T(key), texts.T("staff.stop")),
		Rows:    s.portalRow(texts, "kios"),
	}
}

func (s *Staff) moment(texts locale.Texts, t time.Time) string {
	return texts.Moment(s.chats.Local(t))
}
