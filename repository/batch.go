package repository

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
)

// errLayoutMoved undoes a batch in which a rating was made by another layout than
// the database's.
var errLayoutMoved = errors.New("the layout has moved")

// storeBatch stores ratings and the changes of their tallies in one transaction.
// What became of each stands in it afterwards; an error is one of the whole.
func (s *Store) storeBatch(ctx context.Context, batch []*arrival) error {
	version := s.lookAtLayout(ctx)
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		if err := s.storeAll(tx, batch); err != nil {
			return err
		}
		now, err := version()
		if err == nil && slices.ContainsFunc(batch, func(a *arrival) bool { return s.stale(a, now) }) {
			err = errLayoutMoved
		}
		return err
	})
	if !errors.Is(err, errLayoutMoved) {
		return err
	}
	now, _ := version()
	return s.withoutStale(ctx, batch, now)
}

// lookAtLayout asks for the layout's version beside the transaction, which gains a
// way to the server and back. It is asked after the ratings arrived and waited for
// before they are committed, so that whoever changes a duty and then rates is rated
// by the change.
func (s *Store) lookAtLayout(ctx context.Context) (version func() (string, error)) {
	if s.journal {
		return func() (string, error) { return "", nil }
	}
	type seen struct {
		version string
		err     error
	}
	answer := make(chan seen, 1)
	go func() {
		var is seen
		err := s.recovering("reading the layout's version panicked", func() (err error) {
			is.version, err = s.LayoutVersion(ctx)
			return err
		})
		answer <- seen{is.version, err}
	}()
	return sync.OnceValues(func() (string, error) {
		is := <-answer
		return is.version, is.err
	})
}

// stale says whether the rating was made by another layout. What settles was made by
// the one that was known then, and a journal's layout is a copy.
func (s *Store) stale(a *arrival, now string) bool {
	return a.Layout != now && !a.settles && !s.journal
}

// withoutStale refuses what was made by another layout and stores the rest.
func (s *Store) withoutStale(ctx context.Context, batch []*arrival, now string) error {
	var fresh []*arrival
	for _, a := range batch {
		if s.stale(a, now) {
			a.become(domain.Rating{}, false, domain.ErrLayoutStale)
			continue
		}
		fresh = append(fresh, a)
	}
	if len(fresh) == 0 {
		return nil
	}
	return s.storeBatch(ctx, fresh)
}

func (s *Store) storeAll(tx *gorm.DB, batch []*arrival) error {
	for _, a := range batch {
		a.become(domain.Rating{}, false, nil)
	}
	moves, taken := newMoves(), map[string]bool{}
	for rest := batch; len(rest) > 0; {
		firsts, twins, rivals := tellTwins(rest, taken)
		if err := s.storeFirsts(tx, firsts); err != nil {
			return err
		}
		for _, t := range twins {
			t.become(t.first.stored, false, t.first.err)
		}
		for _, a := range firsts {
			if a.added {
				moves.add(a.stored, 1)
			}
		}
		if rest = rivals; len(rest) > 0 {
			noteTaken(taken, firsts)
		}
	}
	if err := s.followAll(tx, batch); err != nil {
		return err
	}
	return s.applyMoves(tx, moves)
}

// noteTaken notes the keys that are known to be stored, by these ratings or by others.
func noteTaken(taken map[string]bool, firsts []*arrival) {
	for _, a := range firsts {
		r := a.Rating
		taken[r.OnceKey] = taken[r.OnceKey] || a.added || errors.Is(a.err, domain.ErrAlreadyRated)
		taken[r.Claim] = taken[r.Claim] || a.added || errors.Is(a.err, domain.ErrClaimTaken)
	}
}

func (s *Store) storeFirsts(tx *gorm.DB, firsts []*arrival) error {
	if err := s.space(tx, firsts); err != nil {
		return err
	}
	if err := s.insertNew(tx, firsts); err != nil {
		return err
	}
	return s.withdrawSpent(tx, firsts)
}

// twin is a rating of which the same batch holds another with the same id, whose
// outcome is its own as well.
type twin struct {
	*arrival
	first *arrival
}

// tellTwins parts the first rating of each id, once-key and claim from those after it:
// its twins, and its rivals, which share a key alone. What becomes of a rival is not
// known before the first is stored, or is not; of a key that is known to be taken all
// are firsts, since the database refuses each for its own reason. What settles has
// neither: the journal keeps the keys unique as well.
func tellTwins(batch []*arrival, taken map[string]bool) (firsts []*arrival, twins []twin, rivals []*arrival) {
	byID, wanted := map[string]*arrival{}, map[string]bool{}
	for _, a := range batch {
		r := a.Rating
		switch {
		case byID[r.ID] != nil:
			twins = append(twins, twin{arrival: a, first: byID[r.ID]})
			continue
		case wanted[r.OnceKey] || wanted[r.Claim]:
			rivals = append(rivals, a)
			continue
		}
		byID[r.ID] = a
		wanted[r.OnceKey] = !taken[r.OnceKey]
		wanted[r.Claim] = r.Claim != "" && !taken[r.Claim]
		firsts = append(firsts, a)
	}
	return firsts, twins, rivals
}

// space holds presses that are too near to others of their tablet: to those stored
// before and to those of the batch itself that came earlier.
func (s *Store) space(tx *gorm.DB, batch []*arrival) error {
	var asked []*arrival
	for _, a := range batch {
		if a.Rating.Spaced(a.Interval) {
			asked = append(asked, a)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	presses, err := s.pressesNear(tx, asked)
	for _, a := range asked {
		a.Rating.Space(presses, a.Interval)
		presses = append(presses, a.Rating.Press())
	}
	return err
}

// pressesMost bounds how many stored presses are looked at for one rating: with fewer
// of them it is held already.
const pressesMost = 4 * domain.PlayPresses

// pressesNear finds the stored presses around each rating, in one question.
func (s *Store) pressesNear(tx *gorm.DB, batch []*arrival) ([]domain.Press, error) {
	parts, args := make([]string, len(batch)), []any{}
	for i, a := range batch {
		parts[i] = fmt.Sprintf("SELECT * FROM (SELECT device_id, id, rated_at FROM ratings WHERE device_id = ? AND rated_at > ? AND rated_at < ? AND id <> ? LIMIT %d) AS p%d", pressesMost, i)
		r, near := a.Rating, domain.Nearby(a.Interval)
		args = append(args, r.Kiosk, stored(r.RatedAt.Add(-near)), stored(r.RatedAt.Add(near)), r.ID)
	}
	var rows []struct {
		DeviceID, ID string
		RatedAt      time.Time
	}
	err := tx.Raw(strings.Join(parts, " UNION "), args...).Scan(&rows).Error
	presses := make([]domain.Press, len(rows))
	for i, row := range rows {
		presses[i] = domain.Press{Kiosk: row.DeviceID, ID: row.ID, At: row.RatedAt}
	}
	return presses, err
}

// errSameKeys is an insert that the unique keys refuse although nothing with these
// keys can be found.
var errSameKeys = errors.New("rating refused as a duplicate of nothing that is stored")

// insertNew stores what is new in one statement. The unique keys decide, there is no
// look before the leap: only when they refuse is it asked who was there before.
func (s *Store) insertNew(tx *gorm.DB, batch []*arrival) error {
	for len(batch) > 0 {
		rows := make([][]any, len(batch))
		for i, a := range batch {
			rows[i] = rowOf(a.Rating, s.writer).values()
		}
		err := insertRows(tx, "ratings", RatingColumns(), rows, "")
		if err == nil {
			for _, a := range batch {
				a.become(a.Rating, true, nil)
			}
			return nil
		}
		if !errors.Is(err, gorm.ErrDuplicatedKey) {
			return err
		}
		known := false
		if batch, known, err = s.withoutStored(tx, batch); err != nil {
			return err
		}
		if !known {
			return errSameKeys
		}
	}
	return nil
}

// withoutStored takes out of the batch what the database has already, says so, and
// gives whether it had anything.
func (s *Store) withoutStored(tx *gorm.DB, batch []*arrival) (rest []*arrival, known bool, err error) {
	there, err := s.whoWasThere(tx, batch)
	if err != nil {
		return nil, false, err
	}
	for _, a := range batch {
		same, stored := there.byID[a.Rating.ID]
		_, rated := there.byKey[a.Rating.OnceKey]
		_, claimed := there.byClaim[a.Rating.Claim]
		known = known || stored || rated || claimed
		switch {
		case a.settles && (stored || rated || claimed):
			again, err := s.settle(tx, a, same, stored)
			if err != nil {
				return nil, false, err
			}
			if again {
				rest = append(rest, a)
			}
		case stored:
			a.become(same, false, nil)
		case rated:
			a.become(domain.Rating{}, false, domain.ErrAlreadyRated)
		case claimed:
			a.become(domain.Rating{}, false, domain.ErrClaimTaken)
		default:
			rest = append(rest, a)
		}
	}
	return rest, known, nil
}

// there are the stored ratings that have a key of a batch, by that key.
type there struct{ byID, byKey, byClaim map[string]domain.Rating }

func (s *Store) whoWasThere(tx *gorm.DB, batch []*arrival) (found there, err error) {
	var ids, keys, claims []string
	for _, a := range batch {
		ids, keys = append(ids, a.Rating.ID), append(keys, a.Rating.OnceKey)
		if a.Rating.Claim != "" {
			claims = append(claims, a.Rating.Claim)
		}
	}
	if found.byID, err = s.lockedRatings(tx, "id", ids); err != nil {
		return found, err
	}
	if found.byKey, err = s.lockedRatings(tx, "once_key", keys); err != nil || len(claims) == 0 {
		return found, err
	}
	found.byClaim, err = s.lockedRatings(tx, "claim", claims)
	return found, err
}

// lockedRatings reads rows as they are now, not as the transaction first saw them,
// by the column that was asked for.
func (s *Store) lockedRatings(tx *gorm.DB, column string, values []string) (map[string]domain.Rating, error) {
	var rows []ratingRow
	if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where(column+" IN ?", values).Find(&rows).Error; err != nil {
		return nil, err
	}
	found := map[string]domain.Rating{}
	for _, row := range rows {
		r, err := row.rating()
		if err != nil {
			return nil, err
		}
		found[map[string]string{"id": r.ID, "once_key": r.OnceKey, "claim": r.Claim}[column]] = r
	}
	return found, nil
}
