package repository

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// waiting counts the ratings of a journal. The lock is held from before a transaction
// until the counter has changed, so that a rating is counted before its sender is answered
// and until it is deleted.
type waiting struct {
	mu sync.Mutex
	n  atomic.Int64
}

// Held gives how many ratings a journal holds, without reading the file.
func (s *Store) Held() int64 { return s.waiting.n.Load() }

// counting runs a transaction of a journal, which returns by how many ratings the journal
// has grown.
func (s *Store) counting(work func() (int64, error)) error {
	s.waiting.mu.Lock()
	defer s.waiting.mu.Unlock()
	grown, err := work()
	s.waiting.n.Add(grown)
	return err
}

// CountHeld reads how many ratings a journal's file holds, once, when it is opened.
func (s *Store) CountHeld(ctx context.Context) error {
	return s.counting(func() (int64, error) {
		n, _, err := s.Depth(ctx)
		return n - s.waiting.n.Load(), err
	})
}

// Waiting is a rating in a journal. Place orders them as they were accepted.
type Waiting struct {
	Place  int64
	Rating domain.Rating
}

// waitingRow includes SQLite's rowid, which grows with every insert.
type waitingRow struct {
	Place int64
	Row   ratingRow `gorm:"embedded"`
}

// Oldest gives up to n ratings of a journal that were accepted after the place, the
// oldest first.
func (s *Store) Oldest(ctx context.Context, after int64, n int) ([]Waiting, error) {
	var rows []waitingRow
	err := s.reads.WithContext(ctx).Raw("SELECT rowid AS place, * FROM ratings WHERE rowid > ? ORDER BY rowid LIMIT ?", after, n).Scan(&rows).Error
	if err != nil {
		return nil, s.outcome(err)
	}
	list := make([]Waiting, len(rows))
	for i, row := range rows {
		r, err := row.Row.rating()
		if err != nil {
			return nil, err
		}
		list[i] = Waiting{Place: row.Place, Rating: r}
	}
	return list, s.outcome(withOriginals(s.reads.WithContext(ctx), list))
}

// Forget removes ratings from a journal. One that was changed since it was read stays.
func (s *Store) Forget(ctx context.Context, list []Waiting) error {
	return s.counting(func() (grown int64, err error) {
		err = s.transaction(ctx, func(tx *gorm.DB) error {
			grown = 0
			for _, w := range list {
				result := tx.Exec("DELETE FROM ratings WHERE rowid = ? AND id = ? AND revision = ?", w.Place, w.Rating.ID, w.Rating.Revision)
				if result.Error != nil {
					return result.Error
				}
				grown -= result.RowsAffected
				if result.RowsAffected == 0 || len(w.Rating.Originals) == 0 {
					continue
				}
				if err := deleteOriginals(tx, w.Rating.ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			grown = 0
		}
		return grown, err
	})
}

// Depth gives how many ratings a journal holds and when the oldest was accepted.
func (s *Store) Depth(ctx context.Context) (n int64, oldest time.Time, err error) {
	if err = s.reads.WithContext(ctx).Table("ratings").Count(&n).Error; err != nil || n == 0 {
		return n, oldest, s.outcome(err)
	}
	list, err := s.Oldest(ctx, 0, 1)
	if len(list) > 0 {
		oldest = list[0].Rating.ReceivedAt
	}
	return n, oldest, err
}
