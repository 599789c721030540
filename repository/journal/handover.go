package journal

import "context"

// handOverBatch is how many updates are handed over in one transaction.
const handOverBatch = 100

// handOver tells the database which updates are done and what is to be said of them. What
// another program has done meanwhile is not said a second time. Meanwhile no message of the
// file is begun and none comes to it, so that each is either here or there.
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

// settleDebt hands over if there is anything. What the database does not take stays here.
func (j *Journal) settleDebt(ctx context.Context) {
	if !j.owes.Load() || j.Away() {
		return
	}
	if err := tell(ctx, j, j.handOver); err != nil {
		j.Logger.Warn("updates of the journal not handed over", "error", err.Error())
	}
}

// owing has the file take something that is to be handed over later.
func (j *Journal) owing(take func() error) error {
	j.moving.RLock()
	defer j.moving.RUnlock()
	j.owes.Store(true)
	return take()
}
