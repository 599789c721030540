package setting

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/locale"
	"suaraloket/domain/review"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// recordQuery is the query of the record's address. It holds the whole state of the page.
type recordQuery struct {
	Actor, Subject string
	Kind           audit.Kind
	From, Until    domain.Day // days of the city, the last one included; "" for any
	Before         int64      // 0 for the newest rows
}

// readRecord reads the query. It ignores values that are none.
func readRecord(c *fiber.Ctx) recordQuery {
	q := recordQuery{
		Actor: strings.TrimSpace(c.Query("oleh")), Subject: strings.TrimSpace(c.Query("tentang")),
		From: dayIn(c.Query("dari")), Until: dayIn(c.Query("sampai")), Before: int64(max(0, c.QueryInt("sebelum"))),
	}
	if kind := audit.Kind(c.Query("kegiatan")); slices.Contains(audit.Kinds(), kind) {
		q.Kind = kind
	}
	return q
}

// dayIn gives the text if it is a day, "" otherwise.
func dayIn(text string) domain.Day {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return ""
	}
	return domain.Day(text)
}

// address is the address of the page with this query.
func (q recordQuery) address() string {
	values := url.Values{}
	for name, value := range map[string]string{
		"oleh": q.Actor, "tentang": q.Subject, "kegiatan": string(q.Kind), "dari": string(q.From), "sampai": string(q.Until),
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.Before > 0 {
		values.Set("sebelum", strconv.FormatInt(q.Before, 10))
	}
	if len(values) == 0 {
		return frame.Root + "/catatan"
	}
	return frame.Root + "/catatan?" + values.Encode()
}

// filter is the query in the city's zone.
func (q recordQuery) filter(zone *time.Location) audit.Filter {
	f := audit.Filter{Before: q.Before, Actor: q.Actor, Kind: q.Kind, Subject: q.Subject}
	if q.From != "" {
		f.From, _ = time.ParseInLocation(time.DateOnly, string(q.From), zone)
	}
	if q.Until != "" {
		f.Until, _ = time.ParseInLocation(time.DateOnly, string(q.Until.Next()), zone)
	}
	return f
}

// recordView is a part of the record with the form that searches it.
type recordView struct {
	Query    recordQuery
	Kinds    []frame.Choice
	Narrowed bool
	Rows     []recordLine
	Newest   string // the address of the newest rows, "" when they are shown
	Older    string // the address of the next part, "" for the last
	Head     audit.Head
	AsOf     time.Time
}

// recordLine is a row in words.
type recordLine struct {
	audit.Event
	Moment     string
	By, About  string // the actor and the subject in words
	ActorURL   string // what else the actor did
	SubjectURL string // what else was done about the subject
	Hidden     bool   // the subject is for the Inspektorat alone
}

func (s *Section) record(c *fiber.Ctx, who frame.Visitor) error {
	q, texts, zone := readRecord(c), s.Texts(c), s.Clock().Location()
	page, err := web.Within(func(ctx context.Context) (review.RecordPage, error) {
		return s.Record.Page(ctx, who.Actor, q.filter(zone))
	})
	if err != nil {
		return err
	}
	all := q
	all.Before = 0
	view := recordView{Query: q, Kinds: kindChoices(q.Kind, texts), Narrowed: all != recordQuery{}, Head: page.Head, AsOf: s.Clock()}
	if q.Before > 0 {
		view.Newest = all.address()
	}
	if page.Older > 0 {
		older := q
		older.Before = page.Older
		view.Older = older.address()
	}
	for _, e := range page.Events {
		view.Rows = append(view.Rows, recordLine{
			Event: e, Moment: texts.Moment(e.At.In(zone)), By: actorWords(e.Actor, texts), About: actorWords(e.Subject, texts),
			ActorURL: recordQuery{Actor: e.Actor}.address(), SubjectURL: recordQuery{Subject: e.Subject}.address(),
			Hidden: e.Subject == "" && slices.Contains(audit.FeeKinds(), e.Kind),
		})
	}
	return s.Show(c, fiber.StatusOK, "record.html", who, frame.Page{Title: texts.T("hr.record.title"), Nav: "record", Body: view})
}

// kindChoices are the kinds of acts by their words.
func kindChoices(selected audit.Kind, texts locale.Texts) []frame.Choice {
	var list []frame.Choice
	for _, kind := range audit.Kinds() {
		list = append(list, frame.Choice{Value: string(kind), Label: texts.T("audit." + string(kind)), Selected: kind == selected})
	}
	slices.SortStableFunc(list, func(a, b frame.Choice) int { return strings.Compare(a.Label, b.Label) })
	return list
}

// actorWords words the actors that are no accounts, and gives any other name as it is.
func actorWords(actor string, texts locale.Texts) string {
	switch actor {
	case audit.CommandLine:
		return texts.T("audit.actor.command_line")
	case audit.Program:
		return texts.T("audit.actor.program")
	case audit.Unknown:
		return texts.T("audit.actor.unknown")
	}
	return actor
}
