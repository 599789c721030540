package journal

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
)

// FinishUpdate implements domain.UpdateStore. While the database is away the file stores the
// messages, and only the file is asked whether the update is done.
func (j *Journal) FinishUpdate(ctx context.Context, a domain.Effects) error {
	err := tell(ctx, j, func(ctx context.Context) error { return j.main.FinishUpdate(ctx, a) })
	if !errors.Is(err, domain.ErrUnavailable) {
		return err
	}
	return j.owing(func() error {
		err := j.local.FinishUpdate(ctx, a)
		if err == nil {
			j.hold(a.Messages)
		}
		return err
	})
}

func (j *Journal) hold(messages []domain.Message) {
	for _, l := range messages {
		j.messages.Store(l.ID, struct{}{})
	}
}

// DoneUpdates implements domain.UpdateStore. While the database is away it returns those of
// the file alone.
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

// Messages implements domain.MessageStore: those of the file and, while the database
// answers, the shared ones.
func (j *Journal) Messages(ctx context.Context, shared bool, n int) ([]domain.Message, error) {
	j.settleDebt(ctx)
	messages, err := j.messagesHere(ctx, n)
	if err != nil {
		return nil, err
	}
	if !shared {
		return messages, nil
	}
	there, err := j.SharedMessages(ctx, n)
	if errors.Is(err, domain.ErrUnavailable) {
		err = nil
	}
	for _, l := range there { // what both have, for want of an answer, is the file's
		if _, here := j.messages.Load(l.ID); !here {
			messages = append(messages, l)
		}
	}
	return messages, err
}

// SharedMessages implements domain.MessageStore.
func (j *Journal) SharedMessages(ctx context.Context, n int) ([]domain.Message, error) {
	return ask(ctx, j, lookPatience, func(ctx context.Context) ([]domain.Message, error) {
		if err := j.dropSent(ctx); err != nil {
			return nil, err
		}
		return j.main.SharedMessages(ctx, n)
	})
}

// messagesHere gives those of the file.
func (j *Journal) messagesHere(ctx context.Context, n int) ([]domain.Message, error) {
	j.moving.RLock()
	defer j.moving.RUnlock()
	messages, err := j.local.Messages(ctx, true, n)
	j.hold(messages)
	return messages, err
}

// dropSent lets the database forget what was sent from the file, and then the file.
func (j *Journal) dropSent(ctx context.Context) error {
	sent, err := j.local.SentMessages(ctx)
	if err != nil || len(sent) == 0 {
		return err
	}
	return errors.Join(j.main.DeleteMessages(ctx, sent), j.dropHere(ctx, sent))
}

func (j *Journal) dropHere(ctx context.Context, ids []string) error {
	if err := j.local.DeleteMessages(ctx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		j.messages.Delete(id)
	}
	return nil
}

// CountMessages implements domain.MessageStore. While the database is away it counts the
// file's alone.
func (j *Journal) CountMessages(ctx context.Context) (int64, error) {
	here, err := j.local.CountMessages(ctx)
	if err != nil {
		return 0, err
	}
	there, err := ask(ctx, j, lookPatience, j.main.CountMessages)
	if errors.Is(err, domain.ErrUnavailable) {
		err = nil
	}
	return here + there, err
}

// ClaimMessage implements domain.MessageStore.
func (j *Journal) ClaimMessage(ctx context.Context, id, run string) error {
	return j.whereItIs(ctx, id, func(ctx context.Context, s domain.MessageStore) error { return s.ClaimMessage(ctx, id, run) })
}

// ReleaseMessage implements domain.MessageStore.
func (j *Journal) ReleaseMessage(ctx context.Context, id, run string) error {
	return j.whereItIs(ctx, id, func(ctx context.Context, s domain.MessageStore) error { return s.ReleaseMessage(ctx, id, run) })
}

// whereItIs does something with a message in the file or, when it is not there, in the
// database.
func (j *Journal) whereItIs(ctx context.Context, id string, do func(context.Context, domain.MessageStore) error) error {
	if here, err := j.here(ctx, id, do); here {
		return err
	}
	return tell(ctx, j, func(ctx context.Context) error { return do(ctx, j.main) })
}

func (j *Journal) here(ctx context.Context, id string, do func(context.Context, domain.MessageStore) error) (here bool, err error) {
	j.moving.RLock()
	defer j.moving.RUnlock()
	if _, here = j.messages.Load(id); here {
		err = do(ctx, j.local)
	}
	return here, err
}

// ShareMessage implements domain.MessageStore. What is in the file is handed over first.
func (j *Journal) ShareMessage(ctx context.Context, id string) error {
	return tell(ctx, j, func(ctx context.Context) error {
		if err := j.handOver(ctx); err != nil {
			return err
		}
		return j.main.ShareMessage(ctx, id)
	})
}

// DeleteMessages implements domain.MessageStore. What was sent from the file is kept there
// as sent until the database, which may have it too, is back.
func (j *Journal) DeleteMessages(ctx context.Context, ids []string) error {
	there, err := j.keepSentHere(ctx, ids)
	if len(there) > 0 {
		away := tell(ctx, j, func(ctx context.Context) error { return j.main.DeleteMessages(ctx, there) })
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
		if _, held := j.messages.Load(id); held {
			here = append(here, id)
			continue
		}
		there = append(there, id)
	}
	if len(here) > 0 {
		err = j.local.MarkMessagesSent(ctx, here)
	}
	return there, err
}

// DeleteUpdates implements domain.UpdateStore.
func (j *Journal) DeleteUpdates(ctx context.Context, before time.Time) error {
	err := tell(ctx, j, func(ctx context.Context) error { return j.main.DeleteUpdates(ctx, before) })
	return errors.Join(err, j.local.DeleteUpdates(ctx, before))
}

// ScreenAt implements domain.ScreenStore: what the file or the database knows, whichever is
// newer. It is refused with ErrUnavailable while the database is away.
func (j *Journal) ScreenAt(ctx context.Context, authors []string, at time.Time) (domain.Screen, error) {
	var here domain.Screen
	if j.owes.Load() { // read first, since it moves from the file to the database
		var err error
		if here, err = j.local.ScreenAt(ctx, authors, at); err != nil {
			return here, err
		}
	}
	there, err := ask(ctx, j, lookPatience, func(ctx context.Context) (domain.Screen, error) { return j.main.ScreenAt(ctx, authors, at) })
	if here.At.After(there.At) {
		return here, err
	}
	return there, err
}

// DeleteScreens implements domain.ScreenStore.
func (j *Journal) DeleteScreens(ctx context.Context, before time.Time) error {
	err := tell(ctx, j, func(ctx context.Context) error { return j.main.DeleteScreens(ctx, before) })
	return errors.Join(err, j.local.DeleteScreens(ctx, before))
}

// AcquireLease implements domain.LeaseStore.
func (j *Journal) AcquireLease(ctx context.Context, name, holder string, length time.Duration) (bool, error) {
	return ask(ctx, j, patience, func(ctx context.Context) (bool, error) { return j.main.AcquireLease(ctx, name, holder, length) })
}

// ReleaseLease implements domain.LeaseStore.
func (j *Journal) ReleaseLease(ctx context.Context, name, holder string) error {
	return tell(ctx, j, func(ctx context.Context) error { return j.main.ReleaseLease(ctx, name, holder) })
}
