package repository

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// screenRow is a question of the chat. Those of a person are kept beside each other, since a
// text that waited for the database belongs to the question of its time.
type screenRow struct {
	Author      string    `gorm:"primaryKey"`
	AskedAt     time.Time `gorm:"primaryKey"`
	CounterCode string
	RatingID    string
	Message     int
	Pass        string
	// UpdateKey names the update that asks; a journal hands both over together.
	UpdateKey string
}

func (screenRow) TableName() string { return "screens" }

func screenRowOf(screen domain.Screen, update string) screenRow {
	return screenRow{
		Author: screen.Author, AskedAt: stored(screen.At), CounterCode: screen.Counter, RatingID: screen.Rating,
		Message: screen.Message, Pass: screen.Pass, UpdateKey: update,
	}
}

func (row screenRow) screen() domain.Screen {
	return domain.Screen{
		Author: row.Author, At: row.AskedAt, Counter: row.CounterCode, Rating: row.RatingID, Message: row.Message, Pass: row.Pass,
	}
}

func addScreens(tx *gorm.DB, said ...domain.Effects) error {
	var rows []screenRow
	for _, a := range said {
		if a.Screen != nil {
			rows = append(rows, screenRowOf(*a.Screen, a.Update))
		}
	}
	return upsert(tx, rows, []string{"author", "asked_at"}, "counter_code", "rating_id", "message", "pass", "update_key")
}

// ScreenAt implements domain.ScreenStore.
func (s *Store) ScreenAt(ctx context.Context, authors []string, at time.Time) (domain.Screen, error) {
	var row screenRow
	err := s.reads.WithContext(ctx).Where("author IN ? AND asked_at <= ?", authors, stored(at)).Order("asked_at DESC").Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return domain.Screen{}, nil
	}
	if err != nil {
		return domain.Screen{}, s.outcome(err)
	}
	return row.screen(), nil
}

// DeleteScreens implements domain.ScreenStore.
func (s *Store) DeleteScreens(ctx context.Context, before time.Time) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return tx.Where("asked_at < ?", stored(before)).Delete(&screenRow{}).Error
	})
}
