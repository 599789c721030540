package repository

import (
	"context"
	"errors"

	"gorm.io/gorm"
)

type preferenceRow struct {
	Author string `gorm:"primaryKey"`
	Lang   string
}

func (preferenceRow) TableName() string { return "preferences" }

// Language implements domain.PreferenceStore.
func (s *Store) Language(ctx context.Context, author string) (string, error) {
	var row preferenceRow
	err := s.reads.WithContext(ctx).Where("author = ?", author).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", nil
	}
	return row.Lang, s.outcome(err)
}

// SetLanguage implements domain.PreferenceStore.
func (s *Store) SetLanguage(ctx context.Context, author, lang string) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return replace(tx, []preferenceRow{{Author: author, Lang: lang}}, "lang")
	})
}
