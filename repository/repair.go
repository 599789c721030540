package repository

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// repairWriter is the writer of the tally rows that a repair adds.
const repairWriter = "repair"

// repairNote names the note that changes with every repair.
const repairNote = "repaired"

// errRepairsRace is a repair that always conflicts with another one.
var errRepairsRace = errors.New("other repairs are running: wait for them and verify again")

// RepairTallies recounts the month, adds what the tallies lack, and returns the recount
// from before the repair. It changes no rating. Events are added to the record if anything was
// added.
//
// It adds rows under a writer of its own and replaces none, so that the service may run
// meanwhile: a rating and its tallies are always committed together, so a difference that a
// snapshot shows does not change afterwards.
func (s *Store) RepairTallies(ctx context.Context, month domain.Month, events ...audit.Event) (Recount, error) {
	for range maxAttempts {
		found, err := s.Recount(ctx, month)
		if err != nil || len(found.Differences) == 0 {
			return found, err
		}
		if mended, err := s.applyRepair(ctx, found, events); mended || err != nil {
			return found, err
		}
	}
	return Recount{}, errRepairsRace
}

// applyRepair adds the difference of a recount, unless another repair was faster: two
// repairs of the same difference would add it twice.
func (s *Store) applyRepair(ctx context.Context, found Recount, events []audit.Event) (mended bool, err error) {
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		now, err := readNote(tx.Clauses(clause.Locking{Strength: "UPDATE"}), repairNote)
		if mended = now == found.repairs; !mended || err != nil {
			return err
		}
		if err := replace(tx, []metaRow{{Name: repairNote, Value: uuid.NewString()}}, "value"); err != nil {
			return err
		}
		if err := s.addDelta(tx, found.lack, repairWriter); err != nil {
			return err
		}
		return s.record(tx, events...)
	})
	return mended, err
}
