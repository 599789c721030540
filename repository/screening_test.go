package repository_test

import (
	"context"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/masking"
	"suaraloket/domain/review"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// screening are the limits with the usual words.
func screening(t *testing.T) domain.Limits {
	return domain.Limits{Fees: feeRule(t), Screening: domain.Screening{Words: masking.NewWords(masking.AbusiveWords())}}
}

// named gives the officers of the city names that people write.
func named(t *testing.T, s *repository.Store) {
	t.Helper()
	city(t, s)
	officers, err := s.Officers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range officers {
		switch o.Code {
		case "P-01":
			officers[i].Name, officers[i].DisplayName = "Drs. Budi Hartono, M.Si.", "Bapak Budi"
		case "P-02":
			officers[i].Name, officers[i].DisplayName = "Siti Nurhaliza Putri, S.Sos.", "Ibu Siti"
		}
	}
	if err := s.SaveOfficers(context.Background(), officers); err != nil {
		t.Fatal(err)
	}
}

const (
	crude    = "Pak Budi goblok, Siti Nurhaliza ramah, nama saya Yosefina, telepon 081234567890"
	screened = "Pak Budi [kata kasar], [nama petugas] ramah, nama saya [nama], telepon [nomor]"
)

// A comment is stored screened, and a repeat of what was sent is the same rating, also when the
// list of words has changed since.
func TestACommentIsScreened(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		named(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		in := limited(s, now, screening(t))
		sub := submission(2)
		sub.Comment = crude
		r, added, err := in.Submit(ctx, sub)
		if err != nil || !added || r.Officer != "P-01" || r.Comment != screened {
			t.Fatalf("%+v %v %v", r, added, err)
		}
		for name, door := range map[string]*domain.Intake{"the same": in, "without words": limited(s, now, domain.Limits{})} {
			if again, added, err := door.Submit(ctx, sub); err != nil || added || again.ID != r.ID || again.Comment != screened {
				t.Errorf("%s: repeated: %+v %v %v", name, again, added, err)
			}
		}
		sub.Comment = "Pak Budi tolol"
		if _, _, err := in.Submit(ctx, sub); err == nil {
			t.Error("another comment under the same id was taken")
		}
		if stored, err := s.Rating(ctx, r.ID); err != nil || stored.Comment != screened {
			t.Errorf("stored: %+v %v", stored, err)
		}
		off, _, err := limited(s, now, domain.Limits{}).Submit(ctx, func() domain.Submission { x := submission(2); x.Comment = crude; return x }())
		if want := "Pak Budi goblok, [nama petugas] ramah, nama saya [nama], telepon [nomor]"; err != nil || off.Comment != want {
			t.Errorf("without words: %q %v", off.Comment, err)
		}
	})
}

// Changes are screened as well, and a change of something else leaves the comment as it is.
func TestAChangedCommentIsScreened(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		named(t, s)
		ctx, in := context.Background(), limited(s, at("2026-05-20T10:00"), screening(t))
		r, _, err := in.Submit(ctx, submission(3))
		if err != nil {
			t.Fatal(err)
		}
		three, text, more := 2, crude, screened+"\nbangsat"
		for _, c := range []struct {
			change domain.Change
			want   string
		}{
			{domain.Change{Comment: &text}, screened},
			{domain.Change{Value: &three}, screened},
			{domain.Change{Comment: &more}, screened + "\n[kata kasar]"},
		} {
			changed, err := in.Change(ctx, r.ID, kioskRight(), c.change)
			stored, fault := s.Rating(ctx, r.ID)
			if err != nil || fault != nil || changed.Comment != c.want || stored.Comment != c.want {
				t.Errorf("%q and %q, want %q: %v %v", changed.Comment, stored.Comment, c.want, err, fault)
			}
		}
	})
}

// The Inspektorat reads a report as it was masked; the rating that it gives back is screened, as
// is one whose mistaken tick was taken back.
func TestAReportIsScreenedWhenItIsGivenBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		named(t, s)
		ctx, now, limits := context.Background(), clockAt(at("2026-05-20T10:00")), screening(t)
		in := limited(s, now(), limits)
		sub := submission(1)
		sub.Comment, sub.Reasons = crude, []string{domain.ReasonFee}
		r, _, err := in.Submit(ctx, sub)
		if err != nil || r.Verdict != domain.Reported {
			t.Fatal(r, err)
		}
		fees := review.NewFeeReports(s, domain.NewRoster(s, s, now), limits.Fees, limits.Screening, now)
		report, err := fees.Report(ctx, inspector(), r.ID)
		if want := masking.Mask(crude); err != nil || report.Written != want {
			t.Errorf("the Inspektorat reads %q %v", report.Written, err)
		}
		if err := fees.Decide(ctx, inspector(), r.ID, review.Decision{Status: review.FeeRejected, Answer: "Bukan pungutan."}); err != nil {
			t.Fatal(err)
		}
		if back, err := s.Rating(ctx, r.ID); err != nil || back.Verdict != domain.Counted || back.Comment != screened {
			t.Errorf("given back: %+v %v", back, err)
		}
		sub.ID = submission(1).ID
		if r, _, err = in.Submit(ctx, sub); err != nil || r.Verdict != domain.Reported {
			t.Fatal(r, err)
		}
		if r, err = in.Change(ctx, r.ID, kioskRight(), domain.Change{Reasons: &[]string{}}); err != nil || r.Verdict != domain.Counted || r.Comment != screened {
			t.Errorf("taken back: %+v %v", r, err)
		}
	})
}
