package repository_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// TestTheLogHasEveryRatingOnce reads a day in pages of every size.
func TestTheLogHasEveryRatingOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		fillTables(t, s, 13)
		for _, n := range []int{1, 2, 12, 13, 14} {
			var seqs []string
			for after, more := "", true; more; more = after != "" {
				page, next, err := s.RatingsOf(context.Background(), "2026-05-20", after, n)
				if err != nil || len(page) > n {
					t.Fatal(len(page), err)
				}
				for _, r := range page {
					seqs = append(seqs, r.Comment+string(r.Day))
				}
				after = next
			}
			if len(seqs) != 13 {
				t.Errorf("pages of %d have %d ratings", n, len(seqs))
			}
		}
		for _, day := range []domain.Day{"2026-05-19", "2026-05-21"} {
			if page, next, err := s.RatingsOf(context.Background(), day, "", 5); len(page) > 0 || next != "" || err != nil {
				t.Errorf("%s: %v %q %v", day, page, next, err)
			}
		}
	})
}

func TestALoggedRatingIsWhatWasSaid(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		sub := submission(2)
		sub.Officer, sub.Service, sub.Lang, sub.Reasons = "P-02", "KK", "id", []string{"kurang_jelas", "menunggu_lama"}
		sub.Answers, sub.Comment = domain.Answers{"sarana": 3}, "Lama 👵🏽"
		sub.Respondent = domain.Respondent{Sex: "P", Age: 34, Education: "S1", Occupation: "swasta"}
		if _, _, err := intake(s, at("2026-05-20T10:00")).Submit(context.Background(), sub); err != nil {
			t.Fatal(err)
		}
		reader, err := report.NewReporter(s, s, s.Published(), s, clockAt(time.Now())).Ratings(domain.Actor{Role: domain.RoleHR}, domain.Period{Year: 2026})
		if err != nil {
			t.Fatal(err)
		}
		page, err := reader.Next(context.Background())
		if err != nil || len(page) != 1 {
			t.Fatal(page, err)
		}
		r := page[0]
		if r.Day != "2026-05-20" || r.Unit != "DKC-U" || r.Counter != "DKC-01" || r.Officer != "P-02" || r.Service != "KK" || r.Channel != domain.ChannelKiosk ||
			r.Assurance != domain.AssuranceDevice || r.Value != 2 || r.Answers["sarana"] != 3 || !slices.Equal(r.Reasons, sub.Reasons) ||
			r.Respondent != sub.Respondent || r.Comment != sub.Comment || r.Lang != "id" || r.Verdict != domain.Held || !slices.Equal(r.Holds, []domain.HoldReason{domain.HoldNotOnDuty}) {
			t.Errorf("%+v", r)
		}
		if _, err := reader.Next(context.Background()); !errors.Is(err, io.EOF) {
			t.Errorf("afterwards: %v", err)
		}
	})
}
