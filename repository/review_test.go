package repository_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func hrNamed(login string) domain.Actor { return domain.Actor{Login: login, Role: domain.RoleHR} }

// outsiders are the actors who review nothing.
func outsiders() []domain.Actor {
	return []domain.Actor{
		{Login: "admin", Role: domain.RoleAdmin}, {Login: "kepala", Role: domain.RoleHead, Unit: "DKC-U"},
		{Login: "siti", Role: domain.RoleOfficer, Officer: "P-01"}, {Login: "tamu", Role: domain.RoleViewer, Unit: "DKC-U"}, {},
	}
}

// reviews is the room of reviews in a city whose ratings the rules have judged.
func reviews(t *testing.T, s *repository.Store) *review.HeldRatings {
	t.Helper()
	city(t, s)
	hand(t, s, bent())
	swept(t, s)
	return review.NewHeldRatings(s, screening(t).Screening, clockAt(at("2026-05-12T09:00")))
}

func period(t *testing.T, text string) domain.Period {
	t.Helper()
	p, err := domain.ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// wantVerdicts checks the tallies and how many ratings are held.
func wantVerdicts(t *testing.T, s *repository.Store, held int) {
	t.Helper()
	if n, differences := recountAll(t, s); n != int64(len(bent())) || len(differences) > 0 {
		t.Errorf("recount: %d %v", n, differences)
	}
	if n := heldNow(t, s); n != held {
		t.Errorf("%d ratings are held, want %d", n, held)
	}
}

func heldNow(t *testing.T, s *repository.Store) (n int) {
	t.Helper()
	for _, verdict := range verdicts(t, s, bent()) {
		if strings.HasPrefix(verdict, string(domain.Held)) {
			n++
		}
	}
	return n
}

// What the rules hold waits in groups of a rule, officer, counter and day, the newest day first,
// with the evidence; each filter leaves its part.
func TestHeldRatingsWaitInGroups(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		room, ctx, quarter := reviews(t, s), context.Background(), period(t, "2026-Q2")
		all, err := room.Groups(ctx, hrNamed("hr"), quarter, review.Filter{})
		if err != nil || len(all) < 6 {
			t.Fatal(len(all), err)
		}
		ids := map[string]bool{}
		for i, g := range all {
			if i > 0 && g.Day > all[i-1].Day {
				t.Errorf("%s comes after %s", g.Day, all[i-1].Day)
			}
			for _, h := range g.Ratings {
				ids[h.Rating.ID] = true
				if r := h.Rating; r.Verdict != domain.Held || r.Officer != g.Officer || r.Counter != g.Counter || r.Day != g.Day || !slices.Contains(h.Rules(), g.Rule) {
					t.Errorf("%+v in the group %s %s %s", r, g.Rule, g.Officer, g.Day)
				}
			}
			if g.Rule == "weak_day" && (g.Evidence.Count <= g.Evidence.Limit || g.Evidence.Count < 30) {
				t.Errorf("the evidence of the flood: %+v", g.Evidence)
			}
		}
		if len(ids) != heldNow(t, s) {
			t.Errorf("%d ratings wait, %d are held", len(ids), heldNow(t, s))
		}
		count := func(f review.Filter) (n int) {
			t.Helper()
			groups, err := room.Groups(ctx, inspector(), quarter, f)
			if err != nil {
				t.Fatal(err)
			}
			return len(groups)
		}
		for name, c := range map[string]struct {
			filter review.Filter
			holds  func(review.Group) bool
		}{
			"rule":    {review.Filter{Rule: "weak_day"}, func(g review.Group) bool { return g.Rule == "weak_day" }},
			"day":     {review.Filter{Day: "2026-05-07"}, func(g review.Group) bool { return g.Day == "2026-05-07" }},
			"officer": {review.Filter{Officer: "P-01"}, func(g review.Group) bool { return g.Officer == "P-01" }},
			"counter": {review.Filter{Counter: "DKC-02"}, func(g review.Group) bool { return g.Counter == "DKC-02" }},
			"unit":    {review.Filter{Unit: "BANK-U"}, func(g review.Group) bool { return g.Unit == "BANK-U" }},
			"nothing": {review.Filter{SetAside: true}, func(review.Group) bool { return false }},
		} {
			want := 0
			for _, g := range all {
				if c.holds(g) {
					want++
				}
			}
			if got := count(c.filter); got != want {
				t.Errorf("%s: %d groups, want %d", name, got, want)
			}
		}
		if other, err := room.Groups(ctx, hrNamed("hr"), period(t, "2026-Q3"), review.Filter{}); err != nil || len(other) != 0 {
			t.Errorf("another quarter: %v %v", other, err)
		}
		day, err := room.OfficerDay(ctx, hrNamed("hr"), "P-01", "2026-05-07")
		if counted := slices.ContainsFunc(day, func(h review.HeldRating) bool { return h.Rating.Verdict == domain.Counted }); err != nil || !counted || len(day) < 35 {
			t.Errorf("a day of an officer: %d ratings, %v", len(day), err)
		}
		if marks, err := room.Marks(ctx, inspector(), period(t, "2026")); err != nil {
			t.Errorf("%v %v", marks, err)
		}
	})
}

// A release counts the ratings, and a later sweep holds them no more. A held rating is set aside by
// one person, a counted one by two. Each act is a row of the record, and the tallies agree.
func TestReviewsChangeVerdicts(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		room, ctx, quarter := reviews(t, s), context.Background(), period(t, "2026-Q2")
		held := heldNow(t, s)
		group := func(rule domain.HoldReason) (ids []string) {
			t.Helper()
			groups, err := room.Groups(ctx, hrNamed("hr"), quarter, review.Filter{Rule: rule})
			if err != nil || len(groups) == 0 {
				t.Fatal(rule, groups, err)
			}
			for _, h := range groups[0].Ratings {
				ids = append(ids, h.Rating.ID)
			}
			return ids
		}
		released := group("tablet_10min")
		if err := room.Decide(ctx, hrNamed("hr"), released, true, " Rombongan  sekolah "); err != nil {
			t.Fatal(err)
		}
		held -= len(released)
		wantVerdicts(t, s, held)
		swept(t, s)
		wantVerdicts(t, s, held)

		flood := group("weak_day")[:2]
		if err := room.Decide(ctx, inspector(), flood, false, "Satu orang"); err != nil {
			t.Fatal(err)
		}
		wantVerdicts(t, s, held)
		aside, err := room.Groups(ctx, hrNamed("hr"), quarter, review.Filter{SetAside: true})
		if err != nil || len(aside) != 1 || len(aside[0].Ratings) != 2 || aside[0].Rule != "" {
			t.Fatalf("set aside: %+v %v", aside, err)
		}
		if made := aside[0].Ratings[0].Reviews; len(made) != 1 || made[0].Act != review.ActSetAside || made[0].By != "inspektur" || made[0].Reason != "Satu orang" {
			t.Errorf("the reviews: %+v", made)
		}

		counted := released[:1]
		if err := room.Decide(ctx, hrNamed("hr"), counted, false, "Ditekan petugas"); err != nil {
			t.Fatal(err)
		}
		wantVerdicts(t, s, held) // proposed
		if err := room.Decide(ctx, hrNamed("hr"), counted, false, "Sekali lagi"); !errors.Is(err, review.ErrOtherReviewer) {
			t.Errorf("the same person: %v", err)
		}
		if err := room.Decide(ctx, hrNamed("hr2"), counted, false, "Benar"); err != nil {
			t.Fatal(err)
		}
		wantVerdicts(t, s, held+1)

		rows := map[audit.Kind]int{}
		events, err := s.Events(ctx, audit.Filter{}, 1000)
		for _, e := range events {
			rows[e.Kind]++
		}
		want := map[audit.Kind]int{audit.RatingReleased: len(released), audit.RatingSetAside: 3, audit.SettingAsideProposed: 1}
		for kind, n := range want {
			if rows[kind] != n {
				t.Errorf("%d rows %s, want %d, %v", rows[kind], kind, n, err)
			}
		}
	})
}

// A decision that is refused for one rating changes none, and only reviewers decide and read.
func TestReviewsAreRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		room, ctx := reviews(t, s), context.Background()
		before := verdicts(t, s, bent())
		known := bent()[0].ID
		for name, c := range map[string]struct {
			ratings []string
			reason  string
			want    error
		}{
			"no reason":       {[]string{known}, " \n ", review.ErrReasonNeeded},
			"a long reason":   {[]string{known}, strings.Repeat("é", 501), review.ErrReasonNeeded},
			"no rating":       {nil, "x", review.ErrNothingSelected},
			"too many":        {make([]string, 5001), "x", review.ErrNothingSelected},
			"unknown":         {[]string{"unknown"}, "x", domain.ErrRatingUnknown},
			"one of them not": {[]string{known, "unknown"}, "x", domain.ErrRatingUnknown},
		} {
			for _, release := range []bool{true, false} {
				if err := room.Decide(ctx, hrNamed("hr"), c.ratings, release, c.reason); !errors.Is(err, c.want) {
					t.Errorf("%s: %v, want %v", name, err, c.want)
				}
			}
		}
		for _, actor := range outsiders() {
			_, groups := room.Groups(ctx, actor, period(t, "2026-Q2"), review.Filter{})
			_, day := room.OfficerDay(ctx, actor, "P-01", "2026-05-07")
			_, marks := room.Marks(ctx, actor, period(t, "2026-Q2"))
			_, original := room.Original(ctx, actor, known)
			for what, err := range map[string]error{
				"groups": groups, "day": day, "marks": marks, "original": original, "decision": room.Decide(ctx, actor, []string{known}, false, "x"),
			} {
				if !errors.Is(err, domain.ErrNotAllowed) {
					t.Errorf("%s, %s: %v", actor.Login, what, err)
				}
			}
		}
		if after := verdicts(t, s, bent()); !maps.Equal(after, before) {
			t.Error("a refused decision changes a verdict")
		}
	})
}

// A report of a fee is in no group, is decided by nobody here, and its words are not read here; the
// original of another comment is read with a row of the record, until its days are over.
func TestOriginalsAreReadInAReview(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		named(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		in := limited(s, now, screening(t))
		submit := func(comment string) domain.Rating {
			t.Helper()
			sub := submission(2)
			sub.Comment = comment
			r, _, err := in.Submit(ctx, sub)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		plain, hidden, fee := submit("Lama"), submit(crude), submit("Minta uang rokok, nomor 081234567890")
		room := review.NewHeldRatings(s, screening(t).Screening, clockAt(now))
		if list, err := room.Original(ctx, hrNamed("hr"), hidden.ID); err != nil || len(list) != 1 || list[0].Text != crude {
			t.Errorf("%+v %v", list, err)
		}
		if rows, err := s.Events(ctx, audit.Filter{Kind: audit.OriginalRead}, 10); err != nil || len(rows) != 1 || rows[0].Subject != hidden.ID || strings.Contains(rows[0].Detail, "goblok") {
			t.Errorf("the record: %+v %v", rows, err)
		}
		for name, id := range map[string]string{"nothing hidden": plain.ID, "a report": fee.ID, "unknown": "x"} {
			if list, err := room.Original(ctx, hrNamed("hr"), id); !errors.Is(err, domain.ErrRatingUnknown) {
				t.Errorf("%s: %v %v", name, list, err)
			}
		}
		if err := room.Decide(ctx, hrNamed("hr"), []string{fee.ID}, true, "x"); !errors.Is(err, domain.ErrRatingUnknown) {
			t.Errorf("a report is decided: %v", err)
		}
		listed, err := room.OfficerDay(ctx, hrNamed("hr"), "P-01", "2026-05-20")
		if err != nil || len(listed) != 2 {
			t.Errorf("the day lists %d ratings, %v", len(listed), err)
		}
		for _, h := range listed {
			if h.Original != (h.Rating.ID == hidden.ID) {
				t.Errorf("%s has an original: %v", h.Rating.ID, h.Original)
			}
		}
		keep := review.NewRetention(s, 180, clockAt(now.AddDate(0, 0, 179)))
		if err := keep.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := room.Original(ctx, hrNamed("hr"), hidden.ID); err != nil {
			t.Errorf("within its days: %v", err)
		}
		if err := review.NewRetention(s, 180, clockAt(now.AddDate(0, 0, 182))).Run(ctx); err != nil {
			t.Fatal(err)
		}
		if list, err := room.Original(ctx, hrNamed("hr"), hidden.ID); !errors.Is(err, domain.ErrRatingUnknown) {
			t.Errorf("after its days: %v %v", list, err)
		}
	})
}

// The record shows its rows by pages to administrators and the Inspektorat. To the administrator a
// row about a report of a fee has neither subject nor detail, and is not found by one.
func TestTheRecordIsShown(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		record, quarter := review.NewRecord(s, clockAt(now)), period(t, "2026-Q2")
		admin, head := domain.Actor{Login: "admin", Role: domain.RoleAdmin}, domain.Actor{Login: "kepala", Role: domain.RoleHead, Unit: "DKC-U"}
		own := domain.Actor{Login: "siti", Role: domain.RoleOfficer, Officer: "P-01"}
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		check(record.ViewOfficer(ctx, own, "P-01", quarter)) // the own results are no row
		for n := range 60 {
			check(record.ViewOfficer(ctx, head, fmt.Sprintf("P-%02d", n), quarter))
		}
		for range 3 {
			check(record.ViewBoard(ctx, head, "", quarter)) // one row a day
			check(record.ViewBoard(ctx, admin, "", quarter))
		}
		check(record.Export(ctx, admin, "papan.csv", "DKC-U", quarter))
		check(s.Record(ctx, inspector().Act(now, audit.FeeRead, "report-1", "x", "y")))

		first, err := record.Page(ctx, admin, audit.Filter{})
		if err != nil || len(first.Events) != 50 || first.Older == 0 || first.Events[0].Kind != audit.FeeRead || first.Head.Seq != 64 {
			t.Fatalf("%d rows, older %d, head %d, %v", len(first.Events), first.Older, first.Head.Seq, err)
		}
		if e := first.Events[0]; e.Subject != "" || e.Detail != "" {
			t.Errorf("the administrator reads %+v", e)
		}
		rest, err := record.Page(ctx, admin, audit.Filter{Before: first.Older})
		if err != nil || len(rest.Events) != 14 || rest.Older != 0 {
			t.Errorf("the second page has %d rows, older %d, %v", len(rest.Events), rest.Older, err)
		}
		for name, c := range map[string]struct {
			actor  domain.Actor
			filter audit.Filter
			want   int
		}{
			"boards":                           {admin, audit.Filter{Kind: audit.BoardViewed}, 2},
			"an actor":                         {admin, audit.Filter{Actor: " admin "}, 2},
			"an officer":                       {admin, audit.Filter{Subject: "P-07"}, 1},
			"a report, for the administrator":  {admin, audit.Filter{Subject: "report-1"}, 0},
			"a report, for the Inspektorat":    {inspector(), audit.Filter{Subject: "report-1"}, 1},
			"the unit of a head, not of admin": {admin, audit.Filter{Kind: audit.BoardViewed, Subject: "DKC-U"}, 1},
			"later":                            {admin, audit.Filter{From: now.Add(time.Second)}, 0},
		} {
			if page, err := record.Page(ctx, c.actor, c.filter); err != nil || len(page.Events) != c.want {
				t.Errorf("%s: %d rows, want %d, %v", name, len(page.Events), c.want, err)
			}
		}
		for _, actor := range []domain.Actor{head, own, hrNamed("hr"), {}} {
			if _, err := record.Page(ctx, actor, audit.Filter{}); !errors.Is(err, domain.ErrNotAllowed) {
				t.Errorf("%s: %v", actor.Login, err)
			}
		}
		next := review.NewRecord(s, clockAt(now.AddDate(0, 0, 1)))
		check(next.ViewBoard(ctx, head, "", quarter))
		if page, err := next.Page(ctx, admin, audit.Filter{Kind: audit.BoardViewed}); err != nil || len(page.Events) != 3 {
			t.Errorf("the next day: %d rows, %v", len(page.Events), err)
		}
	})
}

// Heads read low comments of their unit after closing, HR those of all at once; praise, reports of
// fees and held ratings are not among them.
func TestLowComments(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, morning := context.Background(), at("2026-05-20T10:00")
		week := domain.Week{}
		for day := time.Monday; day <= time.Friday; day++ {
			week[day] = []domain.Span{{Opens: 8 * 60, Closes: 15 * 60}}
		}
		if err := s.SaveHours(ctx, domain.OpeningHours{Unit: "DKC-U", Week: week}); err != nil {
			t.Fatal(err)
		}
		in := limited(s, morning, screening(t))
		for text, value := range map[string]int{"Antrenya lama": 1, "Loketnya sempit": 2, "Cepat sekali": 4, "Minta uang rokok": 1, "": 1} {
			sub := submission(value)
			sub.Comment = text
			if _, _, err := in.Submit(ctx, sub); err != nil {
				t.Fatal(err)
			}
		}
		read := func(actor domain.Actor, now time.Time) (texts []string, err error) {
			days, err := report.NewLowComments(domain.NewRoster(s, s, clockAt(now)), s, clockAt(now)).Days(ctx, actor)
			for _, day := range days {
				if day.Unit.Code != "DKC-U" || day.Day != "2026-05-20" {
					t.Errorf("%+v", day)
				}
				texts = append(texts, day.Texts...)
			}
			slices.Sort(texts)
			return texts, err
		}
		low := []string{"Antrenya lama", "Loketnya sempit"}
		head := domain.Actor{Login: "kepala", Role: domain.RoleHead, Unit: "DKC-U"}
		for name, c := range map[string]struct {
			actor domain.Actor
			now   time.Time
			want  []string
		}{
			"HR at once":               {hrNamed("hr"), morning, low},
			"the head before closing":  {head, morning.Add(time.Hour), nil},
			"the head after closing":   {head, at("2026-05-20T18:00"), low},
			"another head":             {domain.Actor{Login: "x", Role: domain.RoleHead, Unit: "BANK-U"}, at("2026-05-20T18:00"), nil},
			"after the days are over":  {hrNamed("hr"), morning.AddDate(0, 0, report.LowCommentDays+1), nil},
			"HR on the following days": {hrNamed("hr"), morning.AddDate(0, 0, 3), low},
		} {
			if got, err := read(c.actor, c.now); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %q %v, want %q", name, got, err, c.want)
			}
		}
		for _, actor := range []domain.Actor{{Login: "siti", Role: domain.RoleOfficer, Officer: "P-01"}, inspector(), {Login: "tamu", Role: domain.RoleViewer, Unit: "DKC-U"}} {
			if _, err := read(actor, morning); !errors.Is(err, domain.ErrNotAllowed) {
				t.Errorf("%s: %v", actor.Login, err)
			}
		}
	})
}
