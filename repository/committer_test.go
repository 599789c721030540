package repository_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// TestAPanicCostsOneRating makes the statement of one of several ratings panic.
func TestAPanicCostsOneRating(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		var log bytes.Buffer
		repository.Log(s, slog.New(slog.NewTextHandler(&log, nil)))
		entries := make([]domain.Entry, 20)
		for i := range entries {
			entries[i] = claiming(t, s, "", "")
		}
		if err := repository.PanicOn(s, entries[7].Rating.ID); err != nil {
			t.Fatal(err)
		}
		together(len(entries), func(i int) {
			_, added, err := s.AddRating(context.Background(), entries[i])
			if i == 7 && (added || err == nil || errors.Is(err, domain.ErrUnavailable)) || i != 7 && (!added || err != nil) {
				t.Error(i, added, err)
			}
		})
		if _, added, err := s.AddRating(context.Background(), claiming(t, s, "", "")); !added || err != nil {
			t.Error("afterwards:", added, err)
		}
		if err := s.Settle(context.Background(), entries[7:8]); err == nil || errors.Is(err, domain.ErrUnavailable) {
			t.Errorf("Settle: %v", err)
		}
		if text := log.String(); !strings.Contains(text, "storing ratings panicked") || !strings.Contains(text, "a bad row") {
			t.Errorf("logged %q", text)
		}
	})
}

// TestASlowCommitIsNoOutage keeps a commit waiting for a lock ten times as long as the server
// may take to answer a check.
func TestASlowCommitIsNoOutage(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		if a.Driver() == repository.SQLite {
			return // one writer at a time, without a deadline
		}
		city(t, a)
		const check = 50 * time.Millisecond
		repository.CheckCommits(a, check)
		first, slow := claiming(t, a, "", ""), claiming(t, a, "", "")
		if _, _, err := a.AddRating(context.Background(), first); err != nil {
			t.Fatal(err)
		}
		answered := make(chan error)
		err := repository.Locked(b, "SELECT * FROM tallies FOR UPDATE", func() {
			go func() {
				_, _, err := a.AddRating(context.Background(), slow)
				answered <- err
			}()
			select {
			case err := <-answered:
				t.Errorf("answered while the tallies were locked: %v", err)
				close(answered)
			case <-time.After(10 * check):
			}
		})
		if err := errors.Join(err, <-answered); err != nil {
			t.Error(err)
		}
	})
}

func TestAReadWaitsLongerThanACommit(t *testing.T) {
	if repository.MySQLReadTimeout <= repository.CommitLimit {
		t.Errorf("a read ends after %v, a commit after %v", repository.MySQLReadTimeout, repository.CommitLimit)
	}
}

// TestARatingWithoutASenderIsNotStored cancels the request of a rating while another commit is
// running.
func TestARatingWithoutASenderIsNotStored(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, stop := context.WithCancel(context.Background())
		blocking, abandoned := claiming(t, s, "", ""), claiming(t, s, "", "")
		started, goOn := make(chan struct{}), make(chan struct{})
		blocking.Effects = func(domain.Rating) (domain.Effects, error) {
			close(started)
			<-goOn
			return domain.Effects{}, nil
		}
		done := make(chan error)
		go func() {
			_, _, err := s.AddRating(context.Background(), blocking)
			done <- err
		}()
		<-started
		left := make(chan error)
		go func() {
			_, _, err := s.AddRating(ctx, abandoned)
			left <- err
		}()
		stop()
		if err := <-left; !errors.Is(err, domain.ErrUnavailable) {
			t.Error(err)
		}
		close(goOn)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, added, err := s.AddRating(context.Background(), claiming(t, s, "", "")); !added || err != nil {
			t.Error(added, err)
		}
		if _, err := s.Rating(context.Background(), abandoned.Rating.ID); !errors.Is(err, domain.ErrRatingUnknown) {
			t.Errorf("stored: %v", err)
		}
	})
}

// TestAFileIsAliveUnlessAnotherProgramLocksIt calls Alive while the store itself writes, and
// while another store does.
func TestAFileIsAliveUnlessAnotherProgramLocksIt(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		if a.Driver() != repository.SQLite {
			return // for a server, Alive is a ping
		}
		city(t, a)
		within := func(limit time.Duration, s *repository.Store) error {
			ctx, cancel := context.WithTimeout(context.Background(), limit)
			defer cancel()
			return s.Alive(ctx)
		}
		entry := claiming(t, a, "", "")
		entry.Effects = func(domain.Rating) (domain.Effects, error) {
			if err := within(testdb.Patience(), a); err != nil {
				t.Errorf("the store that writes: %v", err)
			}
			if err := within(100*time.Millisecond, b); !errors.Is(err, domain.ErrUnavailable) {
				t.Errorf("the other store: %v", err)
			}
			return domain.Effects{}, nil
		}
		if _, added, err := a.AddRating(context.Background(), entry); !added || err != nil {
			t.Error(added, err)
		}
		if err := errors.Join(within(testdb.Patience(), a), within(testdb.Patience(), b)); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
