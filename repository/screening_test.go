package repository_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/masking"
	"suaraloket/domain/review"
	"suaraloket/domain/seal"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// screening are the limits with the usual words and a key for originals.
func screening(t *testing.T) domain.Limits {
	t.Helper()
	box, err := seal.New([]byte("0123456789abcdef"), "original")
	if err != nil {
		t.Fatal(err)
	}
	return domain.Limits{Fees: feeRule(t), Screening: domain.Screening{Words: masking.NewWords(masking.AbusiveWords()), Box: box}}
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

// originals gives what was written for the comment of a rating, and says how many there are
// that the key does not open.
func originals(t *testing.T, s *repository.Store, id string) (texts []string) {
	t.Helper()
	r, err := s.Originals(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	list := screening(t).Screening.Open(r)
	if len(list) != len(r.Originals) {
		t.Errorf("%d of %d originals cannot be opened", len(r.Originals)-len(list), len(r.Originals))
	}
	for i, o := range list {
		texts = append(texts, o.Text)
		if strings.Contains(r.Originals[i], o.Text) {
			t.Error("an original is not sealed")
		}
	}
	return texts
}

// The original of a comment is kept where something is hidden, each text once, until a comment
// replaces it in which nothing is.
func TestOriginalsAreKeptSealed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		named(t, s)
		ctx, in := context.Background(), limited(s, at("2026-05-20T10:00"), screening(t))
		sub := submission(2)
		sub.Comment = crude
		for range 2 {
			if _, _, err := in.Submit(ctx, sub); err != nil {
				t.Fatal(err)
			}
		}
		plain := submission(3)
		plain.Comment = "antre lama"
		if _, _, err := in.Submit(ctx, plain); err != nil {
			t.Fatal(err)
		}
		two, more, same, kind, empty := 1, screened+"\nbangsat", screened+"\n[kata kasar]", "antre lama", ""
		for _, c := range []struct {
			change domain.Change
			want   []string
		}{
			{domain.Change{Value: &two}, []string{crude}},
			{domain.Change{Comment: &more}, []string{crude, more}},
			{domain.Change{Comment: &same}, []string{crude, more}},
			{domain.Change{Comment: &kind}, nil},
			{domain.Change{Comment: &more}, []string{more}},
			{domain.Change{Comment: &empty}, nil},
		} {
			if _, err := in.Change(ctx, sub.ID, kioskRight(), c.change); err != nil {
				t.Fatal(err)
			}
			if got := originals(t, s, sub.ID); !sameTexts(got, c.want) {
				t.Errorf("kept %q, want %q", got, c.want)
			}
		}
		if got := originals(t, s, plain.ID); len(got) > 0 {
			t.Errorf("kept %q of a comment in which nothing is hidden", got)
		}
	})
}

func sameTexts(got, want []string) bool {
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	return slices.Equal(got, want)
}

// Without the rule, and of a report of a fee, no original is kept; of a report that is given
// back it is what the Inspektorat read.
func TestOriginalsOfReports(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		named(t, s)
		ctx, now, limits := context.Background(), clockAt(at("2026-05-20T10:00")), screening(t)
		sub := submission(1)
		sub.Comment, sub.Reasons = crude, []string{domain.ReasonFee}
		if _, _, err := limited(s, now(), limits).Submit(ctx, sub); err != nil {
			t.Fatal(err)
		}
		if got := originals(t, s, sub.ID); len(got) > 0 {
			t.Errorf("kept %q of a report", got)
		}
		fees := review.NewFeeReports(s, domain.NewRoster(s, s, now), limits.Fees, limits.Screening, now)
		if err := fees.Decide(ctx, inspector(), sub.ID, review.Decision{Status: review.FeeRejected, Answer: "Bukan pungutan."}); err != nil {
			t.Fatal(err)
		}
		if got := originals(t, s, sub.ID); !sameTexts(got, []string{masking.Mask(crude)}) {
			t.Errorf("kept %q of a report that was given back", got)
		}
		limits.Screening.Box = nil
		sub = submission(2)
		sub.Comment = crude
		if _, _, err := limited(s, now(), limits).Submit(ctx, sub); err != nil {
			t.Fatal(err)
		}
		if got := originals(t, s, sub.ID); len(got) > 0 {
			t.Errorf("kept %q without a key", got)
		}
	})
}

// An original goes with the person who takes the rating back, and when its time is over.
func TestOriginalsAreDestroyed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		named(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		chat := byAuthor("author", 2)
		chat.Comment = crude
		if _, _, err := limited(s, now, screening(t)).Submit(ctx, chat); err != nil {
			t.Fatal(err)
		}
		var kept []string
		for _, day := range []int{20, 21} {
			sub := submission(2)
			sub.Comment = crude
			kept = append(kept, sub.ID)
			if _, _, err := limited(s, now.AddDate(0, 0, day-20), screening(t)).Submit(ctx, sub); err != nil {
				t.Fatal(err)
			}
		}
		if got := originals(t, s, chat.ID); len(got) != 1 {
			t.Fatalf("kept %q", got)
		}
		if _, err := anonymize(t, s, now, "", "author"); err != nil {
			t.Fatal(err)
		}
		all := func() int {
			rows, err := repository.Dump(s, "originals")
			if err != nil {
				t.Fatal(err)
			}
			return len(rows)
		}
		if n := all(); n != 2 {
			t.Errorf("%d originals after the chat's was taken back", n)
		}
		for _, c := range []struct {
			days int
			left int
		}{{181, 2}, {180, 1}, {0, 0}} {
			end := now.AddDate(0, 0, 180).Add(time.Hour)
			if err := review.NewRetention(s, c.days, clockAt(end)).Run(ctx); err != nil {
				t.Fatal(err)
			}
			if n := all(); n != c.left {
				t.Errorf("%d originals are left after %d days, want %d", n, c.days, c.left)
			}
		}
		for _, id := range kept {
			if r, err := s.Rating(ctx, id); err != nil || r.Comment != screened {
				t.Errorf("the rating has changed: %+v %v", r, err)
			}
		}
	})
}

// A backup holds no originals.
func TestABackupHasNoOriginals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		named(t, s)
		sub := submission(2)
		sub.Comment = crude
		if _, _, err := limited(s, at("2026-05-20T10:00"), screening(t)).Submit(context.Background(), sub); err != nil {
			t.Fatal(err)
		}
		if got := originals(t, s, sub.ID); len(got) != 1 {
			t.Fatalf("kept %q", got)
		}
		moved := restored(t, repository.SQLite, backUp(t, s))
		if rows, err := repository.Dump(moved, "originals"); err != nil || len(rows) > 0 {
			t.Errorf("the backup has %d originals, %v", len(rows), err)
		}
		if r, err := moved.Rating(context.Background(), sub.ID); err != nil || r.Comment != screened {
			t.Errorf("restored: %+v %v", r, err)
		}
	})
}
