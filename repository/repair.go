package repository

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
)

// repairWriter is whose rows of the tallies a repair adds.
const repairWriter = "repair"

// repairNote names the note that changes with every repair.
const repairNote = "repaired"

// errRepairsRace is a repair that always finds another one before it.
var errRepairsRace = errors.New("other repairs are under way: let them end and verify again")

// RepairTallies recounts the month and gives the tallies what they lack; what it
// found before is what it returns. No rating is touched.
//
// It adds rows under a writer of its own and replaces none, so that it commutes with
// a service that runs: a rating and its tallies are always committed together, and
// what a snapshot found missing is missing by just as much afterwards.
func (s *Store) RepairTallies(ctx context.Context, month domain.Month) (Recount, error) {
	for range maxAttempts {
		found, err := s.Recount(ctx, month)
		if err != nil || len(found.Differences) == 0 {
			return found, err
		}
		if mended, err := s.mend(ctx, found); mended || err != nil {
			return found, err
		}
	}
	return Recount{}, errRepairsRace
}

// mend adds what a recount found to be lacking, unless another repair was faster:
// two that saw the same difference would both mend it.
func (s *Store) mend(ctx context.Context, found Recount) (mended bool, err error) {
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		now, err := readNote(tx.Clauses(clause.Locking{Strength: "UPDATE"}), repairNote)
		if mended = now == found.repairs; !mended || err != nil {
			return err
		}
		if err := replace(tx, []metaRow{{Name: repairNote, Value: uuid.NewString()}}, "value"); err != nil {
			return err
		}
		return s.addMoves(tx, found.lack, repairWriter)
	})
	return mended, err
}
