package review

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// FeeStatus is how far the inspection of a report is.
type FeeStatus string

// The statuses. A rejected report was none: its rating is an ordinary one again.
const (
	FeeNew      FeeStatus = "new"
	FeeOpen     FeeStatus = "open"        // being inspected
	FeeHanded   FeeStatus = "handed_over" // to SP4N-LAPOR!
	FeeClosed   FeeStatus = "closed"
	FeeRejected FeeStatus = "rejected"
)

// FeeStatuses lists them in the order of the work.
func FeeStatuses() []FeeStatus {
	return []FeeStatus{FeeNew, FeeOpen, FeeHanded, FeeClosed, FeeRejected}
}

// Decided reports whether nothing remains to be done.
func (s FeeStatus) Decided() bool { return s == FeeHanded || s == FeeClosed || s == FeeRejected }

// FeeReport is a rating that says that money was asked for, and its inspection.
type FeeReport struct {
	Rating  domain.Rating // its comment as it is stored
	Written string        // the text of the comment
	Signs   []domain.FeeSign
	Status  FeeStatus
	// Answer is what the resident reads under the receipt, once the report is decided.
	Answer    string
	LaporID   string // the number at SP4N-LAPOR!, "" unless handed over
	Notes     []FeeNote
	DecidedAt time.Time
	DecidedBy string
	Due       domain.Day // 60 working days after it was received
	// Counter, and the names of Officer and Service, "" for none. What the roster no longer
	// knows is named by its code.
	Counter          domain.Counter
	Officer, Service string
}

// FeeNote is a note of the Inspektorat.
type FeeNote struct {
	At   time.Time
	By   string // the login
	Text string
}

// FeeReportStore keeps the inspection of reports. The store makes a report together with its
// rating, in the same transaction.
type FeeReportStore interface {
	audit.Writer
	// FeeReports lists reports with one of the statuses, the oldest first, without their notes.
	FeeReports(ctx context.Context, statuses []FeeStatus, n int) ([]FeeReport, error)
	// FeeReport refuses an unknown rating with ErrFeeReportUnknown.
	FeeReport(ctx context.Context, rating string) (FeeReport, error)
	// ChangeFeeReport runs change under lock and keeps the report, its new notes, its rating, the
	// tallies and the event in one transaction. Refusal: ErrFeeReportUnknown.
	ChangeFeeReport(ctx context.Context, rating string, change func(*FeeReport) error, event audit.Event) error
	// AnswerTo gives the answer to the decided report with the receipt, "" for none.
	AnswerTo(ctx context.Context, receipt string) (string, error)
}

// Refusals.
var (
	ErrFeeReportUnknown = &domain.Error{Code: domain.CodeNotFound, Key: "fee_report_unknown"}
	ErrAnswerNeeded     = &domain.Error{Code: domain.CodeInvalid, Key: "fee_answer_needed", Fields: []domain.FieldError{{Field: "answer", Key: "fee_answer_needed"}}}
	ErrNoteNeeded       = &domain.Error{Code: domain.CodeInvalid, Key: "fee_note_needed", Fields: []domain.FieldError{{Field: "note", Key: "fee_note_needed"}}}
)

// FeeReports is the use case of the Inspektorat. Every other actor is refused with
// ErrNotAllowed.
type FeeReports struct {
	store  FeeReportStore
	roster *domain.Roster
	fees   domain.FeeRule
	screen domain.Screening
	clock  domain.Clock
}

// NewFeeReports makes the use case.
func NewFeeReports(store FeeReportStore, roster *domain.Roster, fees domain.FeeRule, screen domain.Screening, clock domain.Clock) *FeeReports {
	return &FeeReports{store: store, roster: roster, fees: fees, screen: screen, clock: clock}
}

// feeReportsMost bounds a list of reports.
const feeReportsMost = 500

// List gives the reports that are open, or the decided ones; the oldest first. Refusals:
// ErrNotAllowed, ErrUnavailable when the reading cannot be recorded.
func (f *FeeReports) List(ctx context.Context, actor domain.Actor, decided bool) ([]FeeReport, error) {
	if !actor.Inspects() {
		return nil, domain.ErrNotAllowed
	}
	statuses := slices.DeleteFunc(FeeStatuses(), func(s FeeStatus) bool { return s.Decided() != decided })
	reports, err := f.store.FeeReports(ctx, statuses, feeReportsMost)
	if err != nil {
		return nil, err
	}
	roster, err := f.roster.Latest(ctx)
	if err != nil {
		return nil, err
	}
	for i := range reports {
		f.complete(&reports[i], roster)
	}
	if err := f.store.Record(ctx, actor.Act(f.clock(), audit.FeesListed, "", "decided", strconv.FormatBool(decided), "n", strconv.Itoa(len(reports)))); err != nil {
		return nil, err
	}
	return reports, nil
}

// Report gives one report with its notes. Refusals: ErrNotAllowed, ErrFeeReportUnknown,
// ErrUnavailable when the reading cannot be recorded.
func (f *FeeReports) Report(ctx context.Context, actor domain.Actor, rating string) (FeeReport, error) {
	if !actor.Inspects() {
		return FeeReport{}, domain.ErrNotAllowed
	}
	report, err := f.store.FeeReport(ctx, rating)
	if err != nil {
		return FeeReport{}, err
	}
	for i, note := range report.Notes {
		report.Notes[i].Text, _ = f.fees.Open(note.Text)
	}
	roster, err := f.roster.Latest(ctx)
	if err != nil {
		return FeeReport{}, err
	}
	f.complete(&report, roster)
	if err := f.store.Record(ctx, actor.Act(f.clock(), audit.FeeRead, rating)); err != nil {
		return FeeReport{}, err
	}
	return report, nil
}

// complete opens what was written, and adds what follows from the rating.
func (f *FeeReports) complete(report *FeeReport, roster *domain.RosterIndex) {
	rating := report.Rating
	report.Written, _ = f.fees.Open(rating.Comment)
	report.Signs = f.fees.Signs(rating, report.Written, roster.Free(rating))
	report.Due = DueDay(domain.DayOf(rating.ReceivedAt.In(f.clock().Location())), roster.Holidays)
	report.Counter = domain.Counter{Code: rating.Counter, Name: rating.Counter}
	report.Officer, report.Service = rating.Officer, rating.Service
	if counter, err := roster.Counter(rating.Counter); err == nil {
		report.Counter = counter
	}
	if officer, err := roster.Officer(rating.Officer); err == nil {
		report.Officer = officer.Name
	}
	for _, service := range roster.Services {
		if service.Code == rating.Service {
			report.Service = service.Name
		}
	}
}

// AddNote adds a note; a new report is then being inspected. Refusals: ErrNotAllowed,
// ErrFeeReportUnknown, ErrNoteNeeded.
func (f *FeeReports) AddNote(ctx context.Context, actor domain.Actor, rating, text string) error {
	if !actor.Inspects() {
		return domain.ErrNotAllowed
	}
	text = domain.NormalText(text)
	if text == "" || utf8.RuneCountInString(text) > maxText {
		return ErrNoteNeeded
	}
	return f.store.ChangeFeeReport(ctx, rating, func(r *FeeReport) error {
		if r.Status == FeeNew {
			r.Status = FeeOpen
		}
		r.Notes = append(r.Notes, FeeNote{At: f.clock(), By: actor.Login, Text: f.fees.Seal(text)})
		return nil
	}, actor.Act(f.clock(), audit.FeeNoted, rating))
}

// maxText is the longest note and answer, in characters.
const maxText = 2000

// Decision ends the inspection of a report, or takes it up again.
type Decision struct {
	Status  FeeStatus
	Answer  string // needed where the status is a decision
	LaporID string
}

// Decide sets the status. A rejected report becomes an ordinary rating with its words,
// screened, and counts unless a rule holds it; one that is taken up again is a report again. Refusals:
// ErrNotAllowed, ErrFeeReportUnknown, ErrAnswerNeeded.
func (f *FeeReports) Decide(ctx context.Context, actor domain.Actor, rating string, d Decision) error {
	if !actor.Inspects() {
		return domain.ErrNotAllowed
	}
	d.Answer, d.LaporID = domain.NormalText(d.Answer), strings.TrimSpace(d.LaporID)
	if !slices.Contains(FeeStatuses(), d.Status) || d.Status.Decided() && d.Answer == "" || utf8.RuneCountInString(d.Answer) > maxText || len(d.LaporID) > maxLaporID {
		return ErrAnswerNeeded
	}
	roster, err := f.roster.Latest(ctx)
	if err != nil {
		return err
	}
	kind := audit.FeeDecided
	if d.Status == FeeHanded {
		kind = audit.FeeHanded
	}
	return f.store.ChangeFeeReport(ctx, rating, func(r *FeeReport) error {
		r.Status, r.Answer, r.LaporID = d.Status, d.Answer, d.LaporID
		r.DecidedAt, r.DecidedBy = f.clock(), actor.Login
		if !d.Status.Decided() {
			r.Answer, r.LaporID = "", ""
		}
		f.fees.Settle(&r.Rating, d.Status != FeeRejected, f.clock())
		f.screen.Screen(&r.Rating, roster, "", f.clock())
		return nil
	}, actor.Act(f.clock(), kind, rating, "status", string(d.Status)))
}

// maxLaporID is the longest number of SP4N-LAPOR!, in bytes.
const maxLaporID = 40

// AnswerTo gives what a resident reads under the receipt of a decided report, "" for a report
// that is not decided and for any other receipt: an officer who knows a receipt does not learn
// from it that there is a report.
func (f *FeeReports) AnswerTo(ctx context.Context, receipt string) (string, error) {
	return f.store.AnswerTo(ctx, domain.NormalReceipt(receipt))
}

// workingDays is the target for complaints about supervision (SP4N-LAPOR!).
const workingDays = 60

// DueDay is the 60th working day after a day: Monday to Friday without holidays of the whole
// city.
func DueDay(from domain.Day, holidays []domain.Holiday) domain.Day {
	at, err := time.Parse(time.DateOnly, string(from))
	if err != nil {
		return from
	}
	closed := map[domain.Day]bool{}
	for _, h := range holidays {
		if h.Unit == "" {
			closed[h.Day] = true
		}
	}
	for left := workingDays; left > 0; {
		at = at.AddDate(0, 0, 1)
		if day := at.Weekday(); day != time.Saturday && day != time.Sunday && !closed[domain.DayOf(at)] {
			left--
		}
	}
	return domain.DayOf(at)
}
