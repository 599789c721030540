package journal

import "context"

// handOverBatch is how many updates are handed over in one transaction.
const handOverBatch = 100

// handOver moves the done updates of the file and their messages to the database. It skips
// updates that another program has done meanwhile. The lock keeps messages of the file from
// being sent or added during the move, so that each is in one place only.
func (j *Journal) handOver(ctx context.Context) error {
	j.moving.Lock()
	defer j.moving.Unlock()
	for j.owes.Load() {
		list, err := j.local.Effects(ctx, handOverBatch)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			j.owes.Store(false)
			return nil
		}
		if err := j.main.TakeEffects(ctx, list); err != nil {
			return err
		}
		if err := j.local.DeleteEffects(ctx, list); err != nil {
			return err
		}
		for _, a := range list {
			for _, l := range a.Messages {
				j.messages.Delete(l.ID)
			}
		}
	}
	return nil
}

// settleDebt hands over if there is anything. Updates that the database refuses stay in the
// file.
func (j *Journal) settleDebt(ctx context.Context) {
	if !j.owes.Load() || j.Away() {
		return
	}
	if err := tell(ctx, j, j.handOver); err != nil {
		j.Logger.Warn("updates of the journal not handed over", "component", "journal", "error", err.Error())
	}
}

// owing stores something in the file and marks that a hand-over is due.
func (j *Journal) owing(take func() error) error {
	j.moving.RLock()
	defer j.moving.RUnlock()
	j.owes.Store(true)
	return take()
}
