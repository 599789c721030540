package repository_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/review"
	"suaraloket/domain/seal"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func feeRule(t *testing.T) domain.FeeRule {
	t.Helper()
	box, err := seal.New([]byte("sixteen bytes and more"), "report")
	if err != nil {
		t.Fatal(err)
	}
	return domain.FeeRule{Words: domain.FeeWords(), WordsFree: domain.FeeWordsFree(), Box: box}
}

// inspection is the use case of the Inspektorat over a store.
func inspection(t *testing.T, s *repository.Store) *review.FeeReports {
	now := clockAt(at("2026-05-21T10:00"))
	return review.NewFeeReports(s, domain.NewRoster(s, s, now), feeRule(t), domain.Screening{}, now)
}

func inspector() domain.Actor { return domain.Actor{Login: "inspektur", Role: domain.RoleInspector} }

// reports lists the reports that are open.
func reports(t *testing.T, s *repository.Store) []review.FeeReport {
	t.Helper()
	list, err := inspection(t, s).List(context.Background(), inspector(), false)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// consistent fails unless the tallies agree with the ratings and sum to n.
func consistent(t *testing.T, s *repository.Store, n int64) {
	t.Helper()
	recount, err := s.Recount(context.Background(), "2026-05")
	if err != nil || len(recount.Differences) > 0 {
		t.Errorf("recount: %v %v", recount.Differences, err)
	}
	var counted, held int64
	for _, line := range tallies(t, s) {
		counted, held = counted+line.Counts.N(), held+line.Held
	}
	if counted != n || held != 0 {
		t.Errorf("%d counted and %d held, want %d", counted, held, n)
	}
}

// A change makes a rating a report and back, with its tallies: a mistaken tick can be taken
// back, written words cannot.
func TestAReportIsTakenBack(t *testing.T) {
	tick, none := []string{domain.ReasonFee}, []string{}
	words, kind, empty := "dia minta uang kopi", "terima kasih", ""
	cases := map[string]struct {
		changes []domain.Change
		report  bool
		note    string
	}{
		"ticked":                  {[]domain.Change{{Reasons: &tick}}, true, ""},
		"a mistaken tick":         {[]domain.Change{{Reasons: &tick}, {Reasons: &none}}, false, ""},
		"written":                 {[]domain.Change{{Comment: &words}}, true, words},
		"written and overwritten": {[]domain.Change{{Comment: &words}, {Comment: &kind}}, true, words + "\n" + kind},
		"written and erased":      {[]domain.Change{{Comment: &words}, {Comment: &empty}}, true, words},
		"a tick among kind words": {[]domain.Change{{Comment: &kind, Reasons: &tick}, {Reasons: &none}}, false, kind},
		"kind words":              {[]domain.Change{{Comment: &kind}}, false, kind},
	}
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, in := context.Background(), limited(s, at("2026-05-20T10:00"), domain.Limits{Fees: feeRule(t)})
		var counted int64
		open := map[string]string{} // what is written, by rating
		for name, c := range cases {
			r, _, err := in.Submit(ctx, submission(1))
			if err != nil {
				t.Fatal(err)
			}
			for _, change := range c.changes {
				if r, err = in.Change(ctx, r.ID, kioskRight(), change); err != nil {
					t.Fatal(err)
				}
			}
			if text, _ := feeRule(t).Open(r.Comment); (r.Verdict == domain.Reported) != c.report || text != c.note {
				t.Errorf("%s: %s, %q", name, r.Verdict, text)
			}
			if c.report {
				open[r.ID] = c.note
			} else {
				counted++
			}
		}
		list := reports(t, s)
		if len(list) != len(open) {
			t.Errorf("the inbox has %d reports, want %d", len(list), len(open))
		}
		for _, report := range list {
			if note, known := open[report.Rating.ID]; !known || note != report.Written {
				t.Errorf("the inbox has %q", report.Written)
			}
		}
		consistent(t, s, counted)
	})
}

// The store has the words of a report and of a note about it nowhere in clear, and lists the
// report nowhere but in the inbox.
func TestAReportIsSealed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx := context.Background()
		in := limited(s, at("2026-05-20T10:00"), domain.Limits{Fees: feeRule(t)})
		sub := submission(2)
		sub.Comment = "kwarsitama minta uang rokok"
		r, added, err := in.Submit(ctx, sub)
		if err != nil || !added || r.Verdict != domain.Reported || strings.Contains(r.Comment, "kwarsitama") {
			t.Fatal(r, added, err)
		}
		if again, added, err := in.Submit(ctx, sub); err != nil || added || again.ID != r.ID {
			t.Errorf("repeated: %v %v", added, err)
		}
		if err := inspection(t, s).AddNote(ctx, inspector(), r.ID, "kwarsitama dipanggil"); err != nil {
			t.Fatal(err)
		}
		page, _, err := s.RatingsOf(ctx, r.Day, "", 10)
		if err != nil || len(page) != 0 {
			t.Errorf("listed: %+v %v", page, err)
		}
		for _, quarter := range (domain.Period{Year: 2026}).Quarters() {
			comments, waiting, err := s.Comments(ctx, "P-01", quarter, at("2027-01-01T00:00"))
			if err != nil || len(comments) != 0 || waiting != 0 {
				t.Errorf("comments: %+v %d %v", comments, waiting, err)
			}
		}
		report, err := inspection(t, s).Report(ctx, inspector(), r.ID)
		if err != nil || report.Written != sub.Comment || len(report.Notes) != 1 || report.Notes[0].Text != "kwarsitama dipanggil" || report.Status != review.FeeOpen {
			t.Errorf("%+v %v", report, err)
		}
		stored, err := s.FeeReport(ctx, r.ID)
		if err != nil || strings.Contains(stored.Rating.Comment+stored.Notes[0].Text, "kwarsitama") {
			t.Errorf("stored in clear: %+v %v", stored, err)
		}
		consistent(t, s, 0)
	})
}

// A decision is one transaction with the tallies; the answer is found by the receipt once it
// is given. No other role reads or decides.
func TestDecisionsOfReports(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx := context.Background()
		in, f := limited(s, at("2026-05-20T10:00"), domain.Limits{Fees: feeRule(t)}), inspection(t, s)
		sub := submission(1)
		sub.Reasons, sub.Comment = []string{domain.ReasonFee}, "antre lama"
		r, _, err := in.Submit(ctx, sub)
		if err != nil {
			t.Fatal(err)
		}
		answer := func() string {
			t.Helper()
			text, err := f.AnswerTo(ctx, " "+strings.ToLower(r.Receipt()))
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		if got := answer(); got != "" {
			t.Errorf("a new report is answered %q", got)
		}
		for _, step := range []struct {
			decision review.Decision
			counted  int64
			answer   string
		}{
			{review.Decision{Status: review.FeeClosed, Answer: "Petugas sudah ditindak."}, 0, "Petugas sudah ditindak."},
			{review.Decision{Status: review.FeeOpen, Answer: "dibuang"}, 0, ""},
			{review.Decision{Status: review.FeeHanded, Answer: "Diteruskan.", LaporID: " 12345 "}, 0, "Diteruskan."},
			{review.Decision{Status: review.FeeRejected, Answer: "Itu tarif resmi."}, 1, "Itu tarif resmi."},
			{review.Decision{Status: review.FeeRejected, Answer: "Itu tarif resmi!"}, 1, "Itu tarif resmi!"},
			{review.Decision{Status: review.FeeOpen}, 0, ""},
		} {
			if err := f.Decide(ctx, inspector(), r.ID, step.decision); err != nil {
				t.Fatal(step.decision, err)
			}
			consistent(t, s, step.counted)
			if got := answer(); got != step.answer {
				t.Errorf("%v is answered %q", step.decision.Status, got)
			}
			stored, err := s.Rating(ctx, r.ID)
			if want := step.counted == 1; err != nil || (stored.Verdict == domain.Counted) != want || (stored.Comment == "antre lama") != want {
				t.Errorf("%v leaves %s, %q, %v", step.decision.Status, stored.Verdict, stored.Comment, err)
			}
		}
		for _, role := range []domain.Role{domain.RoleAdmin, domain.RoleHR, domain.RoleHead, domain.RoleOfficer} {
			actor := domain.Actor{Login: "x", Role: role, Unit: "DKC-U", Officer: "P-01"}
			_, listed := f.List(ctx, actor, false)
			_, read := f.Report(ctx, actor, r.ID)
			for _, err := range []error{listed, read, f.AddNote(ctx, actor, r.ID, "x"), f.Decide(ctx, actor, r.ID, review.Decision{Status: review.FeeClosed, Answer: "x"})} {
				if !errors.Is(err, domain.ErrNotAllowed) {
					t.Errorf("%s: %v", role, err)
				}
			}
		}
		for _, id := range []string{uuid.NewString(), ""} {
			if err := f.AddNote(ctx, inspector(), id, "x"); !errors.Is(err, review.ErrFeeReportUnknown) {
				t.Errorf("rating %q: %v", id, err)
			}
		}
	})
}

// Erasing in the chat keeps the report, without the words and without a link to the person.
func TestAnErasedReportStays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		sub := byAuthor("author", 1)
		sub.Reasons = []string{domain.ReasonFee}
		r, _, err := limited(s, now, domain.Limits{Fees: feeRule(t)}).Submit(ctx, sub)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := anonymize(t, s, now, "tg:1", "author"); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		list := reports(t, s)
		if len(list) != 1 || list[0].Rating.ID == r.ID || list[0].Rating.ID == "" || list[0].Written != "" || list[0].Rating.Counter != "DKC-01" {
			t.Errorf("the inbox has %+v", list)
		}
		consistent(t, s, 0)
	})
}

// A report that was accepted without the database is one when the database is back.
func TestAReportOfAnOutage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx := context.Background()
		journal := testdb.SQLite(t)
		city(t, journal)
		sub := submission(1)
		sub.Comment = "ada pungli"
		r, _, err := limited(journal, at("2026-05-20T10:00"), domain.Limits{Fees: feeRule(t)}).Submit(ctx, sub)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Settle(ctx, []domain.Entry{{Rating: r}}); err != nil {
				t.Fatal(err)
			}
		}
		if list := reports(t, s); len(list) != 1 || list[0].Written != "ada pungli" {
			t.Errorf("the inbox has %+v", list)
		}
		consistent(t, s, 0)
	})
}
