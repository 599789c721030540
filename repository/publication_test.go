package repository_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/publication"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/domain/score"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// press is the n-th rating of a test, a minute after the one before.
type press struct {
	t   *testing.T
	s   *repository.Store
	now time.Time
}

func (p *press) rate(values []int, change ...func(i int, s *domain.Submission)) {
	p.t.Helper()
	for i, value := range values {
		sub := submission(value)
		sub.ID, sub.Right = uuid.NewString(), kioskRight()
		for _, c := range change {
			c(i, &sub)
		}
		p.now = p.now.Add(time.Minute)
		if _, added, err := intake(p.s, p.now).Submit(context.Background(), sub); err != nil || !added {
			p.t.Fatal(added, err)
		}
	}
}

// publish runs the publisher at a time of the day.
func (p *press) publish(at time.Time) {
	p.t.Helper()
	roster := domain.NewRoster(p.s, p.s, clockAt(at))
	if err := publication.NewPublisher(p.s, roster, clockAt(at), publication.Rule{Minimum: 10}).Run(context.Background()); err != nil {
		p.t.Fatal(err)
	}
}

// seen is the report of the officer that the actor reads.
func (p *press) seen(role domain.Role) report.Officer {
	p.t.Helper()
	reporter := report.NewReporter(p.s, p.s, p.s.Published(), p.s, clockAt(at("2026-05-29T12:00")))
	seen, err := reporter.Officer(context.Background(), domain.Actor{Role: role, Officer: "P-01"}, "P-01", domain.Period{Year: 2026, Quarter: 2})
	if err != nil {
		p.t.Fatal(err)
	}
	return seen
}

func values(n, value int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = value
	}
	return list
}

// Officers see batches, HR what is stored.
func TestFiguresArePublishedInBatches(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		p := &press{t: t, s: s, now: at("2026-05-20T08:00")}
		comment := func(i int, sub *domain.Submission) {
			sub.Comment, sub.Answers, sub.Reasons = fmt.Sprint("catatan ", i), domain.Answers{"perilaku": 4}, []string{"ramah"}
		}
		p.rate(values(9, 4), comment)
		p.publish(at("2026-05-21T00:10"))
		if got := p.seen(domain.RoleOfficer); got.Standing.Score.N != 0 || !got.Published.IsZero() || got.Live {
			t.Errorf("nine are published: %+v", got)
		}
		if got := p.seen(domain.RoleHR); got.Standing.Score.N != 9 || !got.Live {
			t.Errorf("HR reads %+v", got.Standing)
		}
		p.now = at("2026-05-21T08:00")
		p.rate(values(3, 1), comment)
		p.publish(at("2026-05-21T12:00"))
		if got := p.seen(domain.RoleOfficer); got.Standing.Score.N != 0 {
			t.Errorf("published twice a day: %+v", got.Standing)
		}
		p.publish(at("2026-05-22T00:10"))
		got := p.seen(domain.RoleOfficer)
		if got.Counts != (score.Counts{3, 0, 0, 9}) || len(got.Comments) != 2 || got.Waiting != 2 || !got.Published.Equal(at("2026-05-22T00:10")) {
			t.Errorf("twelve: %+v", got)
		}
		if got.Elements[len(got.Elements)-1].N != 12 && got.Elements[0].N != 12 || len(got.Reasons) != 1 || got.Reasons[0].N != 12 {
			t.Errorf("answers %+v, reasons %+v", got.Elements, got.Reasons)
		}
		if len(got.Channels) != 1 || got.Channels[0].Counts.N() != 12 {
			t.Errorf("channels %+v", got.Channels)
		}
		p.now = at("2026-05-22T08:00")
		p.rate(values(9, 1), comment)
		p.publish(at("2026-05-23T00:10"))
		if again := p.seen(domain.RoleOfficer); fmt.Sprint(again) != fmt.Sprint(got) {
			t.Errorf("nine more are seen: %+v, before %+v", again, got)
		}
	})
}

// Two programs that publish at once publish one batch.
func TestTwoInstancesPublishOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		p := &press{t: t, s: s, now: at("2026-05-20T08:00")}
		p.rate(values(12, 3))
		done := make(chan struct{})
		for range 4 {
			go func() {
				defer func() { done <- struct{}{} }()
				p.publish(at("2026-05-21T00:10"))
			}()
		}
		for range 4 {
			<-done
		}
		if got := p.seen(domain.RoleOfficer); got.Counts != (score.Counts{0, 0, 12, 0}) {
			t.Errorf("%+v", got.Counts)
		}
	})
}

// A published comment disappears with its author, and the figures stay.
func TestAPublishedCommentOfAForgottenAuthorDisappears(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		city(t, s)
		p := &press{t: t, s: s, now: at("2026-05-20T08:00")}
		p.rate(values(10, 4), func(i int, sub *domain.Submission) {
			sub.Comment = fmt.Sprint("catatan ", i)
			if i == 0 {
				sub.Right = domain.Right{Counter: sub.Right.Counter, Channel: domain.ChannelTelegram, Assurance: domain.AssurancePoster, Author: "author"}
			}
		})
		p.publish(at("2026-05-21T00:10"))
		before := p.seen(domain.RoleOfficer)
		err := s.Anonymize(ctx, []string{"author"}, "2026-05-01", func(r *domain.Rating) { r.Anonymize(p.now) }, func(int) domain.Effects { return domain.Effects{} })
		if err != nil {
			t.Fatal(err)
		}
		after := p.seen(domain.RoleOfficer)
		if n := len(before.Comments[0]) + len(before.Comments[1]); n != 10 || len(after.Comments[0])+len(after.Comments[1]) != 9 || after.Counts != before.Counts {
			t.Errorf("before %v, after %v", before.Comments, after.Comments)
		}
	})
}

// Held ratings and those set aside are counted apart. HR reads those of now, officers those of
// the last batch; a report of a fee is in neither.
func TestWhatIsSetAsideIsCountedApart(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		city(t, s)
		p := &press{t: t, s: s, now: at("2026-05-20T08:00")}
		p.rate(values(12, 4))
		var held []string
		p.rate(values(5, 1), func(_ int, sub *domain.Submission) {
			sub.RatedAt = at("2026-05-05T08:00") // held: too late
			held = append(held, sub.ID)
		})
		decide := func(release bool, ratings ...string) {
			t.Helper()
			reviews := review.NewHeldRatings(s, domain.Screening{}, clockAt(p.now))
			if err := reviews.Decide(ctx, domain.Actor{Role: domain.RoleHR, Login: "hr"}, ratings, release, "diperiksa"); err != nil {
				t.Fatal(err)
			}
		}
		sees := func(role domain.Role, counted, waiting, aside int64) {
			t.Helper()
			if got := p.seen(role).Standing; got.Score.N != counted || got.Held != waiting || got.SetAside != aside {
				t.Errorf("%s reads %d counted, %d held, %d set aside; want %d, %d, %d", role, got.Score.N, got.Held, got.SetAside, counted, waiting, aside)
			}
			reporter := report.NewReporter(s, s, s.Published(), s, clockAt(at("2026-05-29T12:00")))
			for _, period := range []domain.Period{{Year: 2026}, {Year: 2026, Quarter: 2}} {
				board, err := reporter.Board(ctx, domain.Actor{Role: role, Officer: "P-01"}, period, report.BoardFilter{})
				if err != nil || board.N != counted || board.Held != waiting || board.SetAside != aside {
					t.Errorf("the board of %s in %s: %d, %d, %d, %v", role, period, board.N, board.Held, board.SetAside, err)
				}
			}
		}
		decide(false, held[0], held[1])
		sees(domain.RoleHR, 12, 3, 2)
		sees(domain.RoleOfficer, 0, 0, 0)
		p.publish(at("2026-05-21T00:10"))
		sees(domain.RoleOfficer, 12, 3, 2)
		decide(true, held[0])
		decide(false, held[2])
		sees(domain.RoleHR, 13, 2, 2)
		decide(false, held[3])
		decide(true, held[3])
		decide(false, held[4])
		sees(domain.RoleHR, 14, 0, 3)
		sees(domain.RoleOfficer, 12, 3, 2)
		// Two reviews set the same rating aside: it is one.
		decide(true, held[4])
		decide(false, held[1])
		p.publish(at("2026-05-22T00:10"))
		sees(domain.RoleHR, 15, 0, 2)
		sees(domain.RoleOfficer, 12, 3, 2)
		_, err := s.ChangeRating(ctx, held[1], func(r *domain.Rating) (domain.Effects, error) {
			r.Verdict = domain.Reported
			return domain.Effects{}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		sees(domain.RoleHR, 15, 0, 1)
		p.now = at("2026-05-22T08:00")
		p.rate(values(10, 3))
		p.publish(at("2026-05-23T00:10"))
		sees(domain.RoleOfficer, 25, 0, 1)
	})
}
