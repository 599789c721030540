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

// errRosterChanged rolls a batch back in which a rating was made with another roster than
// the database's.
var errRosterChanged = errors.New("the roster has changed")

// storeBatch stores ratings and their tally delta in one transaction. Each pending rating
// has its result afterwards; an error is one of the whole batch.
func (s *Store) storeBatch(ctx context.Context, batch []*pending) error {
	version := s.readRosterVersion(ctx)
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		if err := s.storeAll(tx, batch); err != nil {
			return err
		}
		now, err := version()
		if err == nil && slices.ContainsFunc(batch, func(a *pending) bool { return s.stale(a, now) }) {
			err = errRosterChanged
		}
		return err
	})
	if !errors.Is(err, errRosterChanged) {
		return err
	}
	now, _ := version()
	return s.withoutStale(ctx, batch, now)
}

// readRosterVersion reads the roster's version in parallel to the transaction, which saves
// a round trip. The read starts after the ratings arrived and ends before they are
// committed, so that a duty that was changed before a rating applies to it.
func (s *Store) readRosterVersion(ctx context.Context) (version func() (string, error)) {
	if s.journal {
		return func() (string, error) { return "", nil }
	}
	type result struct {
		version string
		err     error
	}
	read := make(chan result, 1)
	go func() {
		var r result
		r.err = s.recovering("reading the roster version panicked", func() (err error) {
			r.version, err = s.RosterVersion(ctx)
			return err
		})
		read <- r
	}()
	return sync.OnceValues(func() (string, error) {
		r := <-read
		return r.version, r.err
	})
}

// stale reports whether the rating was made with another roster than the current one. A
// rating from a journal was made with the roster of its time, and a journal's own roster is
// a copy: neither is stale.
func (s *Store) stale(a *pending, now string) bool {
	return a.RosterVersion != now && !a.settles && !s.journal
}

// withoutStale refuses stale ratings and stores the rest.
func (s *Store) withoutStale(ctx context.Context, batch []*pending, now string) error {
	var fresh []*pending
	for _, a := range batch {
		if s.stale(a, now) {
			a.resolve(domain.Rating{}, false, domain.ErrRosterStale)
			continue
		}
		fresh = append(fresh, a)
	}
	if len(fresh) == 0 {
		return nil
	}
	return s.storeBatch(ctx, fresh)
}

func (s *Store) storeAll(tx *gorm.DB, batch []*pending) error {
	for _, a := range batch {
		a.resolve(domain.Rating{}, false, nil)
	}
	delta, taken := newTallyDelta(), map[string]bool{}
	for rest := batch; len(rest) > 0; {
		firsts, duplicates, conflicts := splitBatch(rest, taken)
		if err := s.storeFirsts(tx, firsts); err != nil {
			return err
		}
		for _, d := range duplicates {
			d.resolve(d.first.stored, false, d.first.err)
		}
		for _, a := range firsts {
			if a.added {
				delta.add(a.stored, 1)
			}
		}
		if err := s.openFeeReports(tx, firsts); err != nil {
			return err
		}
		if err := s.keepNewOriginals(tx, firsts); err != nil {
			return err
		}
		if rest = conflicts; len(rest) > 0 {
			markTaken(taken, firsts)
		}
	}
	if err := s.followAll(tx, batch); err != nil {
		return err
	}
	if err := dropReferences(tx, batch); err != nil {
		return err
	}
	return s.applyDelta(tx, delta)
}

// markTaken marks the keys that are stored, with these ratings or with others.
func markTaken(taken map[string]bool, firsts []*pending) {
	for _, a := range firsts {
		r := a.Rating
		taken[r.OnceKey] = taken[r.OnceKey] || a.added || errors.Is(a.err, domain.ErrAlreadyRated)
		taken[r.Claim] = taken[r.Claim] || a.added || errors.Is(a.err, domain.ErrClaimTaken)
	}
}

func (s *Store) storeFirsts(tx *gorm.DB, firsts []*pending) error {
	if err := s.holdLate(tx, firsts); err != nil {
		return err
	}
	if err := s.holdSpacing(tx, firsts); err != nil {
		return err
	}
	if err := s.insertNew(tx, firsts); err != nil {
		return err
	}
	return s.withdrawSpent(tx, firsts)
}

// duplicate is a rating whose id an earlier one in the batch has. It gets the same result.
type duplicate struct {
	*pending
	first *pending
}

// splitBatch separates the first rating of each id, once-key and claim from its duplicates,
// which have its id, and from its conflicts, which share only a key. A conflict is decided
// after the first is stored. Of a key that is taken all are firsts, since the database
// refuses each for its own reason. A batch from a journal has neither duplicates nor
// conflicts: the journal keeps the keys unique too.
func splitBatch(batch []*pending, taken map[string]bool) (firsts []*pending, duplicates []duplicate, conflicts []*pending) {
	byID, wanted := map[string]*pending{}, map[string]bool{}
	for _, a := range batch {
		r := a.Rating
		switch {
		case byID[r.ID] != nil:
			duplicates = append(duplicates, duplicate{pending: a, first: byID[r.ID]})
			continue
		case wanted[r.OnceKey] || wanted[r.Claim]:
			conflicts = append(conflicts, a)
			continue
		}
		byID[r.ID] = a
		wanted[r.OnceKey] = !taken[r.OnceKey]
		wanted[r.Claim] = r.Claim != "" && !taken[r.Claim]
		firsts = append(firsts, a)
	}
	return firsts, duplicates, conflicts
}

// holdSpacing holds presses that are too close to other presses of their tablet, stored
// ones and earlier ones of the batch.
func (s *Store) holdSpacing(tx *gorm.DB, batch []*pending) error {
	var asked []*pending
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

// pressesMost bounds how many stored presses are read for one rating: one already holds it.
const pressesMost = 8

// pressesNear finds the stored presses around each rating with one query.
func (s *Store) pressesNear(tx *gorm.DB, batch []*pending) ([]domain.Press, error) {
	parts, args := make([]string, len(batch)), []any{}
	for i, a := range batch {
		parts[i] = fmt.Sprintf("SELECT * FROM (SELECT device_id, id, rated_at FROM ratings WHERE device_id = ? AND rated_at > ? AND rated_at < ? AND id <> ? LIMIT %d) AS p%d", pressesMost, i)
		r, near := a.Rating, a.Interval
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

// errSameKeys is an insert that a unique key refuses although no stored rating has the key.
var errSameKeys = errors.New("rating refused by a unique key that no stored rating has")

// insertNew inserts the new ratings with one statement. There is no check before the
// insert: the unique keys decide, and stored ratings are read only when a key refuses.
func (s *Store) insertNew(tx *gorm.DB, batch []*pending) error {
	for len(batch) > 0 {
		rows := make([][]any, len(batch))
		for i, a := range batch {
			rows[i] = rowOf(a.Rating, s.writer).values()
		}
		err := insertRows(tx, "ratings", RatingColumns(), rows, "")
		if err == nil {
			for _, a := range batch {
				a.resolve(a.Rating, true, nil)
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

// withoutStored resolves the ratings of the batch whose keys are stored and returns the
// rest. known says whether there were any.
func (s *Store) withoutStored(tx *gorm.DB, batch []*pending) (rest []*pending, known bool, err error) {
	found, err := s.findStored(tx, batch)
	if err != nil {
		return nil, false, err
	}
	for _, a := range batch {
		same, stored := found.byID[a.Rating.ID]
		_, rated := found.byKey[a.Rating.OnceKey]
		_, claimed := found.byClaim[a.Rating.Claim]
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
			a.resolve(same, false, nil)
		case rated:
			a.resolve(domain.Rating{}, false, domain.ErrAlreadyRated)
		case claimed:
			a.resolve(domain.Rating{}, false, domain.ErrClaimTaken)
		default:
			rest = append(rest, a)
		}
	}
	return rest, known, nil
}

// storedKeys are the stored ratings that have a key of a batch, by that key.
type storedKeys struct{ byID, byKey, byClaim map[string]domain.Rating }

func (s *Store) findStored(tx *gorm.DB, batch []*pending) (found storedKeys, err error) {
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

// lockedRatings reads and locks the current rows, not the transaction's snapshot of them,
// and returns them by the given column.
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
