package kiosk

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web"
)

// askPage is the phone page before the tap.
type askPage struct {
	Counter domain.Counter
	OnDuty  []domain.Officer
	Open    bool
	Closed  *domain.Closure // nil within the opening hours
	Now     time.Time
	ID      string // of the future rating, for browsers without scripts
	Pass    string
	Again   string // the address of this visit, without a language
	Picked  string // the officer picked before, when the form is shown again
	Notice  string // text key of what is missing in the form
}

// Values are the four faces, in reading order.
func (askPage) Values() []int { return []int{1, 2, 3, 4} }

// One returns the officer on duty if there is exactly one, and nil otherwise.
func (p askPage) One() *domain.Officer {
	if len(p.OnDuty) == 1 {
		return &p.OnDuty[0]
	}
	return nil
}

// Several reports whether the resident has to pick the officer.
func (p askPage) Several() bool { return len(p.OnDuty) > 1 }

// Unsure is the choice "I am not sure" among the officers.
func (askPage) Unsure() string { return domain.UnsureOfficer }

// openPage answers GET /r/{counter}?pass=…. A code opens a visit and redirects to it; the
// pass of a visit shows the faces. The address contains the visit, so that a reload opens
// no second one. An address can be copied: it shows what was rated in the browser that opened
// the code alone. A browser without cookies gets another pass in the form of the page, which
// is in no address.
func (s *Site) openPage(c *fiber.Ctx) error {
	view, err := s.counter(c.Params("counter"))
	if err != nil {
		return err
	}
	pass := c.Query("pass")
	if pass == "" {
		return domain.ErrNoRight
	}
	if domain.IsCode(pass) {
		return s.openVisit(c, view, pass)
	}
	right, err := s.readPass(c, pass, view)
	if err != nil {
		return err
	}
	rating, err := s.ofVisit(right)
	switch {
	case err == nil && !right.Own:
		return domain.ErrOtherBrowser
	case err == nil:
		return s.reopen(c, fiber.StatusOK, pass, view, rating)
	case !errors.Is(err, domain.ErrRatingUnknown):
		return usedUp(err)
	case s.Clock().After(right.Expires):
		return domain.ErrPassExpired
	}
	if view, err = s.servedBy(view, right); err != nil {
		return err
	}
	page := s.ask(view, pass, uuid.NewString())
	if !right.Own {
		page.Pass = s.Visits.Apart(right)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.pages.Render(c, fiber.StatusOK, "ask.html", page)
}

// usedUp makes the refusal of a used ticket, which is a conflict for a program that rates
// with it, one of a page that no longer exists.
func usedUp(err error) error {
	if errors.Is(err, domain.ErrTicketUsed) {
		return &domain.Error{Code: domain.CodeGone, Key: domain.ErrTicketUsed.Key}
	}
	return err
}

// readPass returns the right of a pass in the browser and refuses one of another counter.
func (s *Site) readPass(c *fiber.Ctx, pass string, view domain.CounterNow) (domain.Right, error) {
	browser := s.Shell.Browser(c)
	right, err := web.Within(func(ctx context.Context) (domain.Right, error) { return s.Visits.Read(ctx, pass, browser) })
	if err == nil && right.Counter != view.Counter.Code {
		err = domain.ErrOtherCounter
	}
	return right, err
}

// servedBy limits the view to the officer that a ticket names, if it names one.
func (s *Site) servedBy(view domain.CounterNow, right domain.Right) (domain.CounterNow, error) {
	return web.Within(func(ctx context.Context) (domain.CounterNow, error) {
		return s.Roster.ServedBy(ctx, view, right.Officer)
	})
}

func (s *Site) ofVisit(right domain.Right) (domain.Rating, error) {
	return web.Within(func(ctx context.Context) (domain.Rating, error) { return s.Intake.OfVisit(ctx, right) })
}

// reopen shows the rating of a visit that was rated before, with the form to change it.
// After the deadline for changes it refuses with ErrPassUsed.
func (s *Site) reopen(c *fiber.Ctx, status int, pass string, view domain.CounterNow, rating domain.Rating) error {
	if s.Clock().After(rating.ChangeUntil()) {
		return domain.ErrPassUsed
	}
	return s.thank(c, status, pass, view, rating, "page.already")
}

func (s *Site) openVisit(c *fiber.Ctx, view domain.CounterNow, code string) error {
	browser, ok, err := s.admit(c)
	if !ok || err != nil {
		return err
	}
	visit, err := web.Within(func(ctx context.Context) (domain.Visit, error) { return s.Visits.Open(ctx, code, browser) })
	if err != nil {
		return usedUp(err)
	}
	if visit.Right.Counter != view.Counter.Code {
		return domain.ErrOtherCounter
	}
	address := visitAddress(view.Counter.Code, visit.Pass)
	if lang := c.Query("lang"); s.Shell.Texts.Has(lang) {
		address += "&lang=" + lang
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(address, fiber.StatusSeeOther)
}

func (s *Site) counter(code string) (domain.CounterNow, error) {
	return web.Within(func(ctx context.Context) (domain.CounterNow, error) {
		return s.Roster.CounterNow(ctx, code)
	})
}

func visitAddress(counter, pass string) string { return web.Addresses{}.Page(counter, pass) }

func (s *Site) ask(view domain.CounterNow, pass, id string) askPage {
	return askPage{
		Counter: view.Counter, OnDuty: view.OnDuty, Open: view.Open, Closed: view.Closed, Now: s.Clock(),
		ID: id, Pass: pass, Again: visitAddress(view.Counter.Code, pass),
	}
}

// thanksPage is the phone page after the tap.
type thanksPage struct {
	Counter  domain.Counter
	Rating   domain.Rating
	Pass     string
	Notice   string   // text key of the last change, "" at first
	Problems []string // text keys of the fields that were refused
	Note     string
	LaporURL string
}

// moreSaved is the notice after the form was sent.
const moreSaved = "page.more.saved"

// Ended reports that the form was sent and nothing of it refused: the page says so and folds
// the form.
func (p thanksPage) Ended() bool { return p.Notice == moreSaved && len(p.Problems) == 0 }

// Reported reports whether the rating goes to the Inspektorat alone.
func (p thanksPage) Reported() bool { return p.Rating.Verdict == domain.Reported }

// Values are the four faces, in reading order.
func (thanksPage) Values() []int { return []int{1, 2, 3, 4} }

// Reasons are the reasons that fit the face.
func (p thanksPage) Reasons() []string { return domain.ReasonsFor(p.Rating.Value) }

// OfficerElements are the two questions about the officer.
func (thanksPage) OfficerElements() []domain.Element { return questions(true) }

// Rest are the seven questions about the unit, in the order of the standard form.
func (thanksPage) Rest() []domain.Element { return questions(false) }

// Educations are the survey's choices of education.
func (thanksPage) Educations() []string { return domain.Educations() }

// Occupations are the survey's choices of occupation.
func (thanksPage) Occupations() []string { return domain.Occupations() }

func questions(officer bool) []domain.Element {
	var list []domain.Element
	for _, e := range domain.Questionnaire() {
		if e.Officer == officer {
			list = append(list, e)
		}
	}
	return list
}

// postPage answers POST /r/{counter}: the rating, and with step=more its additions. A
// repeated form, for example after a reload, stores nothing twice.
func (s *Site) postPage(c *fiber.Ctx) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	view, err := s.counter(c.Params("counter"))
	if err != nil {
		return err
	}
	right, err := s.pageRight(c, form, view)
	if err != nil {
		return err
	}
	if form.text("step") == "more" {
		return s.addMore(c, form, right, view)
	}
	return s.takeTap(c, form, right, view)
}

func (s *Site) pageRight(c *fiber.Ctx, form form, view domain.CounterNow) (domain.Right, error) {
	pass := form.text("pass")
	if pass == "" {
		return domain.Right{}, domain.ErrNoRight
	}
	right, err := s.readPass(c, pass, view)
	if err != nil {
		return right, err
	}
	return right, s.Limiter.Admit("pass:" + pass)
}

func (s *Site) takeTap(c *fiber.Ctx, form form, right domain.Right, view domain.CounterNow) error {
	submission := form.submission(s.Shell.Language(c))
	submission.Right = right
	if right.Ticket == "" { // a ticket may name its own service
		submission.Service = view.Counter.OnlyService()
	}
	rating, err := web.Within(func(ctx context.Context) (domain.Rating, error) {
		r, _, err := s.Intake.Submit(ctx, submission)
		return r, err
	})
	refusal, refused := domain.Refusal(err)
	switch {
	case refused && lacksOfficer(refusal):
		if view, err = s.servedBy(view, right); err != nil {
			return err
		}
		page := s.ask(view, form.text("pass"), submission.ID)
		page.Notice = "page.pick.needed"
		return s.pages.Render(c, fiber.StatusUnprocessableEntity, "ask.html", page)
	case refused && (refusal.Is(domain.ErrIDReused) || refusal.Is(domain.ErrPassUsed) || refusal.Is(domain.ErrTicketUsed)):
		return s.tappedAgain(c, form.text("pass"), right, view, refusal)
	case err != nil:
		return err
	case !right.Sees(rating):
		return domain.ErrOtherBrowser
	}
	return s.thank(c, fiber.StatusOK, form.text("pass"), view, rating, "")
}

func lacksOfficer(refusal *domain.Error) bool {
	return len(refusal.Fields) == 1 && refusal.Fields[0].Key == "field_officer_needed"
}

// tappedAgain answers a second rating on the same pass, for example after the back button.
// The first rating remains, and the page shows how to change it.
func (s *Site) tappedAgain(c *fiber.Ctx, pass string, right domain.Right, view domain.CounterNow, refusal *domain.Error) error {
	rating, err := s.ofVisit(right)
	if errors.Is(err, domain.ErrRatingUnknown) || err == nil && !right.Sees(rating) {
		return refusal
	}
	if err != nil {
		return err
	}
	return s.reopen(c, web.StatusOf(refusal), pass, view, rating)
}

func (s *Site) addMore(c *fiber.Ctx, form form, right domain.Right, view domain.CounterNow) error {
	change := form.change()
	id, err := uuid.Parse(form.text("id"))
	if err != nil {
		return domain.ErrRatingUnknown
	}
	rating, err := s.change(id.String(), right, change)
	if refusal, ok := domain.Refusal(err); ok && refusal.Code == domain.CodeInvalid {
		return s.askAgain(c, form, right, view, id.String(), change, refusal)
	}
	if err != nil {
		return err
	}
	notice := moreSaved
	if change.Value != nil {
		notice = "kiosk.changed"
	}
	return s.thank(c, fiber.StatusOK, form.text("pass"), view, rating, notice)
}

// askAgain shows the second form again with its contents and the errors, so that nothing
// typed is lost.
func (s *Site) askAgain(c *fiber.Ctx, form form, right domain.Right, view domain.CounterNow, id string, typed domain.Change, refusal *domain.Error) error {
	rating, err := s.change(id, right, domain.Change{})
	if err != nil {
		return err
	}
	page := thanksPage{Counter: view.Counter, Rating: asTyped(rating, typed), Note: rating.NoteKept(), Pass: form.text("pass"), LaporURL: s.LaporURL}
	if typed.Comment != nil {
		page.Note = *typed.Comment
	}
	for _, field := range refusal.Fields {
		page.Problems = append(page.Problems, "refusal."+field.Key)
	}
	return s.pages.Render(c, fiber.StatusUnprocessableEntity, "thanks.html", page)
}

// asTyped is the rating with the contents of the form, valid or not.
func asTyped(r domain.Rating, typed domain.Change) domain.Rating {
	if typed.Reasons != nil {
		r.Reasons = *typed.Reasons
	}
	if typed.Respondent != nil {
		r.Respondent = *typed.Respondent
		r.Respondent.Age = max(r.Respondent.Age, 0)
	}
	if typed.Answers != nil {
		r.Answers = typed.Answers
	}
	return r
}

func (s *Site) change(id string, right domain.Right, change domain.Change) (domain.Rating, error) {
	return web.Within(func(ctx context.Context) (domain.Rating, error) {
		return s.Intake.Change(ctx, id, right, change)
	})
}

func (s *Site) thank(c *fiber.Ctx, status int, pass string, view domain.CounterNow, r domain.Rating, notice string) error {
	return s.pages.Render(c, status, "thanks.html", thanksPage{
		Counter: view.Counter, Rating: r, Note: r.NoteKept(), Pass: pass, Notice: notice, LaporURL: s.LaporURL,
	})
}
