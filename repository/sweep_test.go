package repository_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/integrity"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// given is a submission with the time at which it is made.
type given struct {
	domain.Submission
	at time.Time
}

// bent is a month in which single people bend the score of P-01 beside honest residents: a
// phone and a chat person that rate again, a flood by a printed code, a tablet that is played
// with, and fours that follow a low rating.
func bent() []given {
	var list []given
	n := 0
	add := func(at time.Time, right domain.Right, value int, browser string) {
		n++
		id := uuid.NewSHA1(uuid.Nil, []byte(fmt.Sprint(n))).String()
		right.Counter, right.Browser = "DKC-01", browser
		if right.Channel == domain.ChannelPage {
			right.Visit = fmt.Sprintf("visit%08d", n)
		}
		list = append(list, given{domain.Submission{ID: id, Value: value, Right: right, RatedAt: at}, at})
	}
	tablet := domain.Right{Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "tablet-1"}
	page := domain.Right{Channel: domain.ChannelPage, Assurance: domain.AssurancePoster}
	day := func(d, hour, minute int) time.Time { return time.Date(2026, 5, d, hour, minute, 0, 0, zone()) }
	for d := 4; d < 10; d++ {
		for hour := 8; hour < 14; hour += 2 {
			add(day(d, hour, 5), tablet, 3, "")
			add(day(d, hour, 35), page, 4, fmt.Sprint("browser", d, hour))
		}
	}
	for minute := range 5 {
		add(day(5, 9, 10*minute), page, 4, "same browser")
	}
	for d := 4; d < 9; d++ {
		add(day(d, 15, 0), domain.Right{Channel: domain.ChannelTelegram, Assurance: domain.AssuranceSlot, Author: "author"}, 4, "")
	}
	for minute := range 30 {
		add(day(7, 14, minute), page, 1, fmt.Sprint("flood", minute))
	}
	for second := range 9 {
		add(day(8, 15, 10).Add(time.Duration(20*second)*time.Second), tablet, 2, "")
	}
	add(day(9, 15, 0), tablet, 1, "")
	for second := range 3 {
		add(day(9, 15, 1).Add(time.Duration(30*second)*time.Second), tablet, 4, "")
	}
	add(day(6, 13, 30), tablet, 3, "")
	add(day(6, 13, 30).Add(2*time.Second), tablet, 3, "")
	return list
}

func hand(t *testing.T, s *repository.Store, list []given) {
	t.Helper()
	for _, g := range list {
		in := limited(s, g.at.Add(time.Second), domain.Limits{KioskInterval: 5 * time.Second})
		if _, added, err := in.Submit(context.Background(), g.Submission); err != nil || !added {
			t.Fatal(added, err)
		}
	}
}

func sweeper(s *repository.Store) *integrity.Sweeper {
	now := clockAt(at("2026-05-11T20:00"))
	return integrity.NewSweeper(s, domain.NewRoster(s, s, now), now, integrity.Default(), 5*time.Second)
}

// verdicts lists the verdict and the rules of every rating.
func verdicts(t *testing.T, s *repository.Store, list []given) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, g := range list {
		r, err := s.Rating(context.Background(), g.ID)
		if err != nil {
			t.Fatal(err)
		}
		all[g.ID] = fmt.Sprint(r.Verdict, r.Holds)
	}
	return all
}

// The verdicts after a sweep do not depend on the order in which ratings arrived, on how often
// it ran meanwhile, and on how many instances ran it; the tallies agree with the ratings.
func TestVerdictsDoNotDependOnTheOrderOfArrival(t *testing.T) {
	list := bent()
	var want map[string]string
	orders := rand.New(rand.NewPCG(7, 7))
	for round := range 3 {
		testdb.Each(t, func(t *testing.T, s *repository.Store) {
			city(t, s)
			order := slices.Clone(list)
			if round > 0 {
				orders.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			}
			half := len(order) / 2
			hand(t, s, order[:half])
			if round == 2 {
				swept(t, s)
			}
			hand(t, s, order[half:])
			swept(t, s)
			got := verdicts(t, s, list)
			if want == nil {
				want = got
			}
			for id, verdict := range want {
				if got[id] != verdict {
					t.Errorf("round %d: %s is %s, before %s", round, id, got[id], verdict)
				}
			}
			if n, differences := recountAll(t, s); n != int64(len(list)) || len(differences) > 0 {
				t.Errorf("recount: %d %v", n, differences)
			}
			if changed, err := sweeper(s).Run(context.Background()); changed != 0 || err != nil {
				t.Errorf("a second sweep changes %d, %v", changed, err)
			}
		})
	}
	held := map[string]int{}
	for _, verdict := range want {
		held[verdict]++
	}
	for _, verdict := range []string{"counted[]", "held[device_day]", "held[author_30d]", "held[weak_day]", "held[tablet_10min]", "held[run]", "held[burst]"} {
		if held[verdict] == 0 {
			t.Errorf("no rating is %s: %v", verdict, held)
		}
	}
}

// An outage in the middle of a sweep leaves the ratings as they were or judged, with tallies that
// agree, and the next run of another program comes to the same verdicts.
func TestASweepIsInterrupted(t *testing.T) {
	list := bent()
	undisturbed := testdb.SQLite(t)
	city(t, undisturbed)
	hand(t, undisturbed, list)
	before := verdicts(t, undisturbed, list)
	swept(t, undisturbed)
	want, last := verdicts(t, undisturbed, list), ""
	for id, verdict := range want {
		if verdict != before[id] {
			last = max(last, id)
		}
	}
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		hand(t, s, list)
		for _, write := range []string{"UPDATE ON ratings", "INSERT ON findings", "INSERT ON swept_units"} {
			restore := away(t, s, write, last)
			if _, err := sweeper(s).Run(context.Background()); err == nil {
				t.Fatalf("%s fails, and the sweep does not", write)
			}
			if n, differences := recountAll(t, s); n != int64(len(list)) || len(differences) > 0 {
				t.Errorf("%s, recount: %d %v", write, n, differences)
			}
			if now := verdicts(t, s, list); write != "INSERT ON swept_units" && !maps.Equal(now, before) {
				t.Errorf("%s: a part is judged", write)
			}
			restore()
		}
		if _, err := sweeper(s).Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := verdicts(t, s, list); !maps.Equal(got, want) {
			t.Errorf("verdicts %v, without an outage %v", got, want)
		}
		if changed, err := sweeper(s).Run(context.Background()); changed != 0 || err != nil {
			t.Errorf("a second sweep changes %d, %v", changed, err)
		}
	})
}

// away lets one kind of write fail until the returned function is called. Of the ratings the last
// one that the sweep changes fails, after the others were written.
func away(t *testing.T, s *repository.Store, write, last string) (restore func()) {
	t.Helper()
	when := "1 = 1"
	if write == "UPDATE ON ratings" {
		when = "NEW.id = '" + last + "'"
	}
	statement := "CREATE TRIGGER away BEFORE " + write + " WHEN " + when + " BEGIN SELECT RAISE(ABORT, 'away'); END"
	if s.Driver() == repository.MySQL {
		statement = "CREATE TRIGGER away BEFORE " + write + " FOR EACH ROW IF " + when + " THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'away'; END IF"
	}
	if err := repository.Tamper(s, statement); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := repository.Tamper(s, "DROP TRIGGER away"); err != nil {
			t.Fatal(err)
		}
	}
}

// swept runs two instances at once.
func swept(t *testing.T, s *repository.Store) {
	t.Helper()
	errs := make(chan error)
	for range 2 {
		go func() {
			_, err := sweeper(s).Run(context.Background())
			errs <- err
		}()
	}
	for range 2 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// Served visits are replaced one by one, and judged anew although their sum is the same.
func TestServedVisitsAreStored(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		if _, added, err := intake(s, now).Submit(ctx, submission(4)); err != nil || !added {
			t.Fatal(added, err)
		}
		visit := func(service, day string) integrity.Visit {
			return integrity.Visit{Unit: "DKC-U", Service: service, Day: domain.Day(day)}
		}
		states := map[string]bool{}
		for _, c := range []struct{ save, want integrity.Served }{
			{nil, integrity.Served{}},
			{integrity.Served{visit("KK", "2026-05-19"): 3, visit("", "2026-05-19"): 5}, integrity.Served{visit("KK", "2026-05-19"): 3, visit("", "2026-05-19"): 5}},
			{integrity.Served{visit("KK", "2026-05-19"): 5, visit("", "2026-05-19"): 3}, integrity.Served{visit("KK", "2026-05-19"): 5, visit("", "2026-05-19"): 3}},
			{integrity.Served{visit("KK", "2026-05-20"): 1}, integrity.Served{visit("KK", "2026-05-19"): 5, visit("", "2026-05-19"): 3, visit("KK", "2026-05-20"): 1}},
			{integrity.Served{visit("KK", "2026-05-19"): 4, visit("KK", "2026-05-20"): 2}, integrity.Served{visit("KK", "2026-05-19"): 4, visit("", "2026-05-19"): 3, visit("KK", "2026-05-20"): 2}},
		} {
			if err := s.SaveServed(ctx, c.save); err != nil {
				t.Fatal(err)
			}
			got, err := s.ServedBetween(ctx, "2026-05-19", "2026-05-20")
			if err != nil || !maps.Equal(got, c.want) {
				t.Errorf("%v, want %v, %v", got, c.want, err)
			}
			touched, err := s.Touched(ctx, "2026-05-01")
			if err != nil || len(touched) != 1 {
				t.Fatal(touched, err)
			}
			for _, state := range touched {
				if states[state] {
					t.Errorf("the text does not change with %v", c.save)
				}
				states[state] = true
			}
		}
		if got, err := s.ServedBetween(ctx, "2026-05-20", "2026-05-20"); err != nil || len(got) != 1 {
			t.Errorf("one day: %v %v", got, err)
		}
	})
}

// The numbers of one unit and day are replaced with a row of the record, in one transaction; without
// a row nothing changes.
func TestServedVisitsOfADayAreReplaced(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx, now := t.Context(), at("2026-05-20T10:00")
		visit := func(unit, service, day string) integrity.Visit {
			return integrity.Visit{Unit: unit, Service: service, Day: domain.Day(day)}
		}
		kk, none := visit("DKC-U", "KK", "2026-05-19"), visit("DKC-U", "", "2026-05-19")
		others := integrity.Served{visit("PTS", "KK", "2026-05-19"): 2, visit("DKC-U", "KK", "2026-05-18"): 4}
		if err := s.SaveServed(ctx, others); err != nil {
			t.Fatal(err)
		}
		row := []audit.Event{{At: now, Actor: "hr", Role: "hr", Kind: audit.VisitsEntered, Subject: "DKC-U"}}
		stored, rows := integrity.Served{}, 0
		for _, c := range []struct {
			name  string
			after integrity.Served
			event []audit.Event
			kept  bool
		}{
			{"entered", integrity.Served{kk: 3, none: 0}, row, true},
			{"corrected and removed", integrity.Served{kk: 5}, row, true},
			{"without a row", integrity.Served{kk: 9}, nil, false},
			{"emptied", integrity.Served{}, row, true},
		} {
			err := s.ChangeServed(ctx, "DKC-U", "2026-05-19", func(before integrity.Served) (integrity.Served, []audit.Event) {
				if !maps.Equal(before, stored) {
					t.Errorf("%s: before %v, want %v", c.name, before, stored)
				}
				return c.after, c.event
			})
			if err != nil {
				t.Fatal(c.name, err)
			}
			if c.kept {
				stored = c.after
				rows++
			}
			want := maps.Clone(others)
			maps.Copy(want, stored)
			if got, err := s.ServedBetween(ctx, "2026-05-18", "2026-05-19"); err != nil || !maps.Equal(got, want) {
				t.Errorf("%s: %v, want %v, %v", c.name, got, want, err)
			}
			if got, err := s.Events(ctx, audit.Filter{Kind: audit.VisitsEntered}, 10); err != nil || len(got) != rows {
				t.Errorf("%s: %d rows of the record, want %d, %v", c.name, len(got), rows, err)
			}
		}
		check(t, repository.Tamper(s, "UPDATE meta SET value = 'x' WHERE name = 'audit_head'"))
		err := s.ChangeServed(ctx, "DKC-U", "2026-05-19", func(integrity.Served) (integrity.Served, []audit.Event) {
			return integrity.Served{kk: 7}, row
		})
		if got, also := s.ServedBetween(ctx, "2026-05-18", "2026-05-19"); err == nil || also != nil || !maps.Equal(got, others) {
			t.Errorf("a row that cannot be written: %v, stored %v, %v", err, got, also)
		}
	})
}

// People who enter different services of one day at the same time lose nothing.
func TestServedVisitsAreEnteredTogether(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		const people = 4
		errs := make(chan error)
		for i := range people {
			go func() {
				visit := integrity.Visit{Unit: "DKC-U", Service: fmt.Sprint("S", i), Day: "2026-05-19"}
				errs <- s.ChangeServed(t.Context(), "DKC-U", visit.Day, func(before integrity.Served) (integrity.Served, []audit.Event) {
					after := maps.Clone(before)
					after[visit] = i
					return after, []audit.Event{{At: at("2026-05-20T10:00"), Actor: "hr", Role: "hr", Kind: audit.VisitsEntered, Subject: "DKC-U"}}
				})
			}()
		}
		for range people {
			check(t, <-errs)
		}
		if got, err := s.ServedBetween(t.Context(), "2026-05-19", "2026-05-19"); err != nil || len(got) != people {
			t.Errorf("%v %v", got, err)
		}
		if got, err := s.Events(t.Context(), audit.Filter{Kind: audit.VisitsEntered}, 10); err != nil || len(got) != people {
			t.Errorf("%d rows of the record, %v", len(got), err)
		}
	})
}
