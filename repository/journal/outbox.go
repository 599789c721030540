package journal

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
)

// SettleUpdate implements domain.UpdateStore. While the database is away the file
// takes what is to be said, and whether the update is done is known of the file alone.
func (j *Journal) SettleUpdate(ctx context.Context, a domain.Aftermath) error {
	err := tell(ctx, j, func(ctx context.Context) error { return j.main.SettleUpdate(ctx, a) })
	if !errors.Is(err, domain.ErrUnavailable) {
		return err
	}
	return j.owing(func() error {
		err := j.local.SettleUpdate(ctx, a)
		if err == nil {
			j.hold(a.Letters)
		}
		return err
	})
}

func (j *Journal) hold(letters []domain.Letter) {
	for _, l := range letters {
		j.letters.Store(l.ID, struct{}{})
	}
}

// DoneUpdates implements domain.UpdateStore. While the database is away it knows of the
// file alone.
func (j *Journal) DoneUpdates(ctx context.Context, updates []string) ([]string, error) {
	var here []string
	if j.owes.Load() { // else the database knows all that the file does
		var err error
		if here, err = j.local.DoneUpdates(ctx, updates); err != nil {
			return nil, err
		}
	}
	there, err := ask(ctx, j, lookPatience, func(ctx context.Context) ([]string, error) { return j.main.DoneUpdates(ctx, updates) })
	return append(here, there...), err
}

// Letters implements domain.LetterStore: those of the file and, while the database
// answers, the shared ones.
func (j *Journal) Letters(ctx context.Context, shared bool, n int) ([]domain.Letter, error) {
	j.settleDebt(ctx)
	letters, err := j.lettersHere(ctx, n)
	if err != nil {
		return nil, err
	}
	if !shared {
		return letters, nil
	}
	there, err := ask(ctx, j, lookPatience, func(ctx context.Context) ([]domain.Letter, error) {
		if err := j.dropSent(ctx); err != nil {
			return nil, err
		}
		return j.main.Letters(ctx, true, n)
	})
	if errors.Is(err, domain.ErrUnavailable) {
		err = nil
	}
	for _, l := range there { // what both have, for want of an answer, is the file's
		if _, here := j.letters.Load(l.ID); !here {
			letters = append(letters, l)
		}
	}
	return letters, err
}

// lettersHere gives those of the file.
func (j *Journal) lettersHere(ctx context.Context, n int) ([]domain.Letter, error) {
	j.moving.RLock()
	defer j.moving.RUnlock()
	letters, err := j.local.Letters(ctx, true, n)
	j.hold(letters)
	return letters, err
}

// dropSent lets the database forget what was sent from the file, and then the file.
func (j *Journal) dropSent(ctx context.Context) error {
	sent, err := j.local.SentLetters(ctx)
	if err != nil || len(sent) == 0 {
		return err
	}
	return errors.Join(j.main.DropLetters(ctx, sent), j.dropHere(ctx, sent))
}

func (j *Journal) dropHere(ctx context.Context, ids []string) error {
	if err := j.local.DropLetters(ctx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		j.letters.Delete(id)
	}
	return nil
}

// CountLetters implements domain.LetterStore. While the database is away it counts the
// file's alone.
func (j *Journal) CountLetters(ctx context.Context) (int64, error) {
	here, err := j.local.CountLetters(ctx)
	if err != nil {
		return 0, err
	}
	there, err := ask(ctx, j, lookPatience, j.main.CountLetters)
	if errors.Is(err, domain.ErrUnavailable) {
		err = nil
	}
	return here + there, err
}

// BeginLetter implements domain.LetterStore.
func (j *Journal) BeginLetter(ctx context.Context, id, run string) error {
	return j.whereItIs(ctx, id, func(ctx context.Context, s domain.LetterStore) error { return s.BeginLetter(ctx, id, run) })
}

// ReturnLetter implements domain.LetterStore.
func (j *Journal) ReturnLetter(ctx context.Context, id, run string) error {
	return j.whereItIs(ctx, id, func(ctx context.Context, s domain.LetterStore) error { return s.ReturnLetter(ctx, id, run) })
}

// whereItIs does something with a letter in the file or, when it is not there, in the
// database.
func (j *Journal) whereItIs(ctx context.Context, id string, do func(context.Context, domain.LetterStore) error) error {
	if here, err := j.here(ctx, id, do); here {
		return err
	}
	return tell(ctx, j, func(ctx context.Context) error { return do(ctx, j.main) })
}

func (j *Journal) here(ctx context.Context, id string, do func(context.Context, domain.LetterStore) error) (here bool, err error) {
	j.moving.RLock()
	defer j.moving.RUnlock()
	if _, here = j.letters.Load(id); here {
		err = do(ctx, j.local)
	}
	return here, err
}

// FindLetter implements domain.LetterStore. What is in the file is handed over first.
func (j *Journal) FindLetter(ctx context.Context, id string) error {
	return tell(ctx, j, func(ctx context.Context) error {
		if err := j.handOver(ctx); err != nil {
			return err
		}
		return j.main.FindLetter(ctx, id)
	})
}

// DropLetters implements domain.LetterStore. What was sent from the file is kept there
// as sent until the database, which may have it too, is back.
func (j *Journal) DropLetters(ctx context.Context, ids []string) error {
	there, err := j.keepSentHere(ctx, ids)
	if len(there) > 0 {
		away := tell(ctx, j, func(ctx context.Context) error { return j.main.DropLetters(ctx, there) })
		err = errors.Join(err, away)
	}
	return err
}

// keepSentHere keeps those of the file there as sent, and gives the others.
func (j *Journal) keepSentHere(ctx context.Context, ids []string) (there []string, err error) {
	j.moving.RLock()
	defer j.moving.RUnlock()
	var here []string
	for _, id := range ids {
		if _, held := j.letters.Load(id); held {
			here = append(here, id)
			continue
		}
		there = append(there, id)
	}
	if len(here) > 0 {
		err = j.local.KeepSentLetters(ctx, here)
	}
	return there, err
}

// ForgetUpdates implements domain.UpdateStore.
func (j *Journal) ForgetUpdates(ctx context.Context, before time.Time) error {
	err := tell(ctx, j, func(ctx context.Context) error { return j.main.ForgetUpdates(ctx, before) })
	return errors.Join(err, j.local.ForgetUpdates(ctx, before))
}

// HoldLease implements domain.LeaseStore.
func (j *Journal) HoldLease(ctx context.Context, name, holder string, length time.Duration) (bool, error) {
	return ask(ctx, j, patience, func(ctx context.Context) (bool, error) { return j.main.HoldLease(ctx, name, holder, length) })
}

// LeaveLease implements domain.LeaseStore.
func (j *Journal) LeaveLease(ctx context.Context, name, holder string) error {
	return tell(ctx, j, func(ctx context.Context) error { return j.main.LeaveLease(ctx, name, holder) })
}
