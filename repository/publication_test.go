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
