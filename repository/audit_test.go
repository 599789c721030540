package repository_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// events gives all rows of the record, the oldest first.
func events(t *testing.T, s *repository.Store) []audit.Event {
	t.Helper()
	list, err := s.Events(context.Background(), audit.Filter{}, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(list)
	return list
}

// act is an event that n names.
func act(n int) audit.Event {
	return administrator().Act(at("2026-05-20T10:00").Add(time.Duration(n)*time.Hour+123456*time.Nanosecond), audit.PINSet, fmt.Sprintf("P-%02d", n), "n", fmt.Sprint(n))
}

func whole(t *testing.T, s *repository.Store, rows int64) {
	t.Helper()
	head, err := s.VerifyRecord(context.Background())
	noted, err2 := s.RecordHead(context.Background())
	if err != nil || err2 != nil || head != noted || head.Seq != rows {
		t.Errorf("%v %v %v %v, want %d rows", head, noted, err, err2, rows)
	}
}

func TestTheRecordIsKept(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		whole(t, s, 0)
		check(t, s.Record(ctx, act(1)))
		check(t, s.Record(ctx, act(2), audit.Event{}, act(3)))
		check(t, s.Record(ctx))
		whole(t, s, 3)
		head := audit.Head{}
		for i, got := range events(t, s) {
			want := head.Next(act(i + 1))
			if head = want.Head(); got != want {
				t.Errorf("%+v\nwant %+v", got, want)
			}
		}
	})
}

// The rows are those of the acts that took place: an act that fails leaves none, and so does one
// whose row cannot be written.
func TestTheRecordIsOfTheSameTransaction(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		a := account.Account{Login: "hr", Role: domain.RoleHR, Created: at("2026-05-20T10:00")}
		check(t, s.AddAccount(ctx, a, act(1)))
		if err := s.AddAccount(ctx, a, act(2)); !errors.Is(err, domain.ErrAccountExists) {
			t.Errorf("again: %v", err)
		}
		failed := errors.New("no")
		if err := s.ChangeAccount(ctx, "hr", func(*account.Account, []account.Account) error { return failed }, act(3)); !errors.Is(err, failed) {
			t.Errorf("a change that fails: %v", err)
		}
		whole(t, s, 1)
		check(t, repository.Tamper(s, "UPDATE meta SET value = 'x' WHERE name = 'audit_head'"))
		a.Login = "hr2"
		if err := s.AddAccount(ctx, a, act(4)); err == nil {
			t.Error("an account is added without its row")
		}
		if _, err := s.Account(ctx, "hr2"); !errors.Is(err, domain.ErrAccountUnknown) {
			t.Errorf("the account of the failed act: %v", err)
		}
	})
}

// Several instances that add rows at once make one chain.
func TestTheRecordDoesNotFork(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, s, other *repository.Store) {
		stores, each := []*repository.Store{s, other}, 12
		var group sync.WaitGroup
		errs := make(chan error, 1000)
		for i, store := range stores {
			for j := range 4 {
				group.Go(func() {
					for n := range each {
						errs <- retried(func() error { return store.Record(context.Background(), act(100*i+10*j+n)) })
					}
				})
			}
		}
		group.Wait()
		close(errs)
		for err := range errs {
			check(t, err)
		}
		n := int64(len(stores) * 4 * each)
		whole(t, s, n)
		for i, e := range events(t, s) {
			if e.Seq != int64(i+1) {
				t.Fatalf("row %d has the number %d", i+1, e.Seq)
			}
		}
	})
}

// retried repeats what lost against others too often, as a person does who reads that.
func retried(work func() error) (err error) {
	for range 100 {
		if err = work(); !errors.Is(err, repository.ErrConflict) {
			return err
		}
	}
	return err
}

func TestTheRecordIsSearched(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		for n := range 6 {
			check(t, s.Record(ctx, act(n)))
		}
		other := domain.Actor{Login: "kepala", Role: domain.RoleHead}
		check(t, s.Record(ctx, other.Act(at("2026-05-21T00:00"), audit.SignedIn, "kepala")))
		for name, c := range map[string]struct {
			f    audit.Filter
			want []int64
		}{
			"all":             {audit.Filter{}, []int64{7, 6, 5, 4, 3}},
			"older":           {audit.Filter{Before: 3}, []int64{2, 1}},
			"actor":           {audit.Filter{Actor: "KEPALA"}, []int64{7}},
			"kind":            {audit.Filter{Kind: audit.SignedIn}, []int64{7}},
			"subject":         {audit.Filter{Subject: "p-02"}, []int64{3}},
			"days":            {audit.Filter{From: at("2026-05-20T12:00"), Until: at("2026-05-20T14:00")}, []int64{4, 3}},
			"without":         {audit.Filter{Without: []audit.Kind{audit.PINSet}}, []int64{7}},
			"several":         {audit.Filter{Actor: "operator", Subject: "P-05", Kind: audit.PINSet}, []int64{6}},
			"no part of it":   {audit.Filter{Subject: "P-0%"}, nil},
			"nothing matches": {audit.Filter{Actor: "kepala", Kind: audit.PINSet}, nil},
		} {
			list, err := s.Events(ctx, c.f, 5)
			var got []int64
			for _, e := range list {
				got = append(got, e.Seq)
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v %v", name, got, err)
			}
		}
	})
}

// A row that is changed, removed or added by hand is named, and so is a whole chain that is
// written anew, by a head that was kept elsewhere.
func TestChangesByHandAreNamed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		for n := range 6 {
			check(t, s.Record(ctx, act(n)))
		}
		kept, err := s.RecordHead(ctx)
		check(t, err)
		for n := range 3 {
			check(t, s.Record(ctx, act(6+n)))
		}
		for _, c := range []struct {
			do, undo string
			want     audit.Broken
		}{
			{"UPDATE audit_events SET actor = 'hr' WHERE seq = 4", "UPDATE audit_events SET actor = 'operator' WHERE seq = 4", audit.Broken{Seq: 4, Problem: audit.Changed}},
			{"UPDATE audit_events SET detail = 'n=9' WHERE seq = 1", "UPDATE audit_events SET detail = 'n=0' WHERE seq = 1", audit.Broken{Seq: 1, Problem: audit.Changed}},
			{"UPDATE audit_events SET seq = 99 WHERE seq = 5", "UPDATE audit_events SET seq = 5 WHERE seq = 99", audit.Broken{Seq: 5, Problem: audit.Missing}},
			{"UPDATE audit_events SET seq = 0 WHERE seq = 9", "UPDATE audit_events SET seq = 9 WHERE seq = 0", audit.Broken{Seq: 0, Problem: audit.Inserted}},
		} {
			check(t, repository.Tamper(s, c.do))
			wantBroken(t, s, c.do, c.want)
			check(t, repository.Tamper(s, c.undo))
			whole(t, s, 9)
		}
		check(t, repository.Tamper(s, "DELETE FROM audit_events WHERE seq = 9"))
		wantBroken(t, s, "the last row removed", audit.Broken{Seq: 9, Problem: audit.Missing})

		check(t, repository.Tamper(s, "DELETE FROM audit_events WHERE seq > 0"))
		check(t, repository.Tamper(s, "DELETE FROM meta WHERE name = 'audit_head'"))
		for n := range 9 {
			check(t, s.Record(ctx, act(n+n/6))) // the seventh and later ones are others
		}
		whole(t, s, 9)
		if _, err := s.VerifyRecord(ctx, kept); err != nil {
			t.Errorf("the rows up to the kept head are the same: %v", err)
		}
		wantBroken(t, s, "another past", audit.Broken{Seq: 8, Problem: audit.Changed}, audit.Head{Seq: 8, Hash: kept.Hash}, kept)
		wantBroken(t, s, "a shorter record", audit.Broken{Seq: 10, Problem: audit.Missing}, kept, audit.Head{Seq: 12, Hash: kept.Hash})
	})
}

func wantBroken(t *testing.T, s *repository.Store, what string, want audit.Broken, kept ...audit.Head) {
	t.Helper()
	_, err := s.VerifyRecord(context.Background(), kept...)
	var broken *audit.Broken
	if !errors.As(err, &broken) || *broken != want {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// A repair of tallies changes scores: it is recorded with what it adds.
func TestARepairIsRecorded(t *testing.T) {
	s, ctx := testdb.SQLite(t), context.Background()
	city(t, s)
	if _, _, err := intake(s, at("2026-05-20T10:00")).Submit(ctx, submission(4)); err != nil {
		t.Fatal(err)
	}
	repair := func(rows int64) {
		t.Helper()
		if _, err := s.RepairTallies(ctx, "2026-05", act(1)); err != nil {
			t.Fatal(err)
		}
		whole(t, s, rows)
	}
	repair(0)
	check(t, repository.Tamper(s, "UPDATE tallies SET counted = counted + 1"))
	repair(1)
	repair(1)
}
