package repository

import (
	"context"

	"gorm.io/gorm"
)

type authorKeyRow struct {
	Period string `gorm:"primaryKey"`
	Random []byte
}

func (authorKeyRow) TableName() string { return "author_keys" }

// AuthorKey implements domain.AuthorKeyStore. The unique key decides whose is first.
func (s *Store) AuthorKey(ctx context.Context, period string, fresh []byte) ([]byte, error) {
	var row authorKeyRow
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		insert := s.ignoring("INSERT INTO author_keys (period, random) VALUES (?, ?)", "period")
		if err := tx.Exec(insert, period, fresh).Error; err != nil {
			return err
		}
		return tx.Where("period = ?", period).Take(&row).Error
	})
	return row.Random, err
}

// AuthorKeyOf gives the key of a period, nothing where there is none.
func (s *Store) AuthorKeyOf(ctx context.Context, period string) ([]byte, error) {
	var rows []authorKeyRow
	err := s.reads.WithContext(ctx).Where("period = ?", period).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, s.outcome(err)
	}
	return rows[0].Random, nil
}

// KeepAuthorKeys implements domain.AuthorKeyStore.
func (s *Store) KeepAuthorKeys(ctx context.Context, periods []string) error {
	return s.transaction(ctx, func(tx *gorm.DB) error { return tx.Where("period NOT IN ?", periods).Delete(&authorKeyRow{}).Error })
}
