package repository

import (
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// holdLate holds ratings of revoked tablets that are not part of what they had waiting.
// A journal leaves that to the database, which knows what has arrived.
func (s *Store) holdLate(tx *gorm.DB, batch []*pending) error {
	asked := map[string][]*pending{}
	for _, a := range batch {
		if kiosk := a.Rating.Kiosk; kiosk != "" && (a.Late || a.settles) {
			asked[kiosk] = append(asked[kiosk], a)
		}
	}
	if len(asked) == 0 || s.journal {
		return nil
	}
	queues, err := lateQueuesIn(tx, slices.Sorted(maps.Keys(asked)))
	if err != nil {
		return err
	}
	for kiosk, queue := range queues {
		if err := noteArrived(tx, kiosk, queue, asked[kiosk]); err != nil {
			return err
		}
		for _, a := range asked[kiosk] {
			queue.Judge(&a.Rating)
		}
	}
	return nil
}

// lateQueuesIn reads the queues of those of the tablets that are revoked, by id. It locks
// the tablets, so that two transactions do not both use the last place of a queue.
func lateQueuesIn(tx *gorm.DB, kiosks []string) (map[string]*domain.LateQueue, error) {
	var revoked []kioskRow
	if err := locked(tx).Where("id IN ? AND revoked_at IS NOT NULL", kiosks).Order("id").Find(&revoked).Error; err != nil || len(revoked) == 0 {
		return nil, err
	}
	var beats []healthRow
	err := tx.Where("kiosk_id IN ?", kiosks).Find(&beats).Error
	queues := map[string]*domain.LateQueue{}
	for _, row := range revoked {
		var last domain.Health
		if i := slices.IndexFunc(beats, func(h healthRow) bool { return h.KioskID == row.ID }); i >= 0 {
			last = beats[i].health()
		}
		queues[row.ID] = domain.NewLateQueue(moment(row.RevokedAt), last)
	}
	return queues, err
}

// noteArrived notes the stored ratings with the running numbers of a queue. Older ratings
// than a tablet may submit are of no interest.
func noteArrived(tx *gorm.DB, kiosk string, queue *domain.LateQueue, asked []*pending) error {
	from, to, waiting := queue.Range()
	if !waiting {
		return nil
	}
	first := slices.MinFunc(asked, func(a, b *pending) int { return a.Rating.ReceivedAt.Compare(b.Rating.ReceivedAt) }).Rating.ReceivedAt
	var rows []struct {
		ID         string
		Seq        int64
		ReceivedAt time.Time
		Holds      string
	}
	err := tx.Model(&ratingRow{}).Where("device_id = ? AND rated_at > ? AND seq BETWEEN ? AND ?", kiosk, stored(first.Add(-2*domain.MaxBack)), from, to).
		Order("received_at, id").Find(&rows).Error
	for _, row := range rows {
		queue.Note(domain.Rating{ID: row.ID, Seq: row.Seq, ReceivedAt: row.ReceivedAt, Holds: splitHolds(row.Holds)})
	}
	return err
}
