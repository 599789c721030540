package review

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/review"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// reportView is the data of the page of a report.
type reportView struct {
	Row      reportRow
	Notes    []noteLine
	Answers  []answerLine
	Statuses []frame.Choice
	Answer   string
	LaporID  string
	Decided  string // when and by whom, "" before the first decision
	Done     string // the last action, "" for none
	Wrong    map[string]string
}

// noteLine is a note with its time in words.
type noteLine struct {
	review.FeeNote
	Moment string
}

// answerLine is what was answered about an element of the survey.
type answerLine struct {
	Slug  string
	Value int
}

// form is the refused input with its errors.
type form struct {
	note     string
	decision review.Decision
	wrong    map[string]string
}

func (s *Section) report(c *fiber.Ctx, who frame.Visitor) error {
	return s.showReport(c, fiber.StatusOK, who, form{})
}

func (s *Section) showReport(c *fiber.Ctx, status int, who frame.Visitor, refused form) error {
	texts := s.Texts(c)
	report, err := web.Within(func(ctx context.Context) (review.FeeReport, error) {
		return s.Fees.Report(ctx, who.Actor, c.Params("id"))
	})
	if err != nil {
		return err
	}
	row := s.row(report, texts)
	view := reportView{
		Row: row, Answer: row.Answer, LaporID: row.LaporID, Wrong: refused.wrong,
		Done: c.Query("selesai"), Answers: answersOf(row.Rating),
	}
	selected := row.Status
	if refused.decision.Status != "" {
		selected, view.Answer, view.LaporID = refused.decision.Status, refused.decision.Answer, refused.decision.LaporID
	}
	for _, state := range review.FeeStatuses() {
		view.Statuses = append(view.Statuses, frame.Choice{Value: string(state), Label: texts.T("hr.fees.status." + string(state)), Selected: state == selected})
	}
	zone := s.Clock().Location()
	for _, note := range row.Notes {
		view.Notes = append(view.Notes, noteLine{note, texts.Moment(note.At.In(zone))})
	}
	if !row.DecidedAt.IsZero() {
		view.Decided = texts.T("hr.fees.decided", "moment", texts.Moment(row.DecidedAt.In(zone)), "login", row.DecidedBy)
	}
	if !slices.Contains([]string{"catatan", "putusan"}, view.Done) {
		view.Done = ""
	}
	page := frame.Page{Title: texts.T("hr.fees.of", "receipt", row.Rating.Receipt()), Nav: "fees", Body: view}
	if status != fiber.StatusOK {
		page.At = row.URL
	}
	return s.Show(c, status, "feereport.html", who, page)
}

func answersOf(r domain.Rating) []answerLine {
	var list []answerLine
	for _, slug := range r.Answers.Slugs() {
		list = append(list, answerLine{slug, r.Answers[slug]})
	}
	return list
}

func (s *Section) addNote(c *fiber.Ctx, who frame.Visitor) error {
	text := c.FormValue("note")
	err := frame.Run(func(ctx context.Context) error { return s.Fees.AddNote(ctx, who.Actor, c.Params("id"), text) })
	return s.answer(c, who, err, form{note: text}, "catatan")
}

func (s *Section) decide(c *fiber.Ctx, who frame.Visitor) error {
	d := review.Decision{Status: review.FeeStatus(c.FormValue("status")), Answer: c.FormValue("answer"), LaporID: c.FormValue("lapor")}
	err := frame.Run(func(ctx context.Context) error { return s.Fees.Decide(ctx, who.Actor, c.Params("id"), d) })
	return s.answer(c, who, err, form{decision: d}, "putusan")
}

// answer shows the page again with the errors of its fields, or goes back to it.
func (s *Section) answer(c *fiber.Ctx, who frame.Visitor, err error, refused form, done string) error {
	if refused.wrong = frame.FieldErrorsOf(err, s.Texts(c)); refused.wrong != nil {
		return s.showReport(c, web.StatusOf(err), who, refused)
	}
	if err != nil {
		return err
	}
	return c.Redirect(address(c.Params("id"))+"?selesai="+done, fiber.StatusSeeOther)
}
