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

// Languages implements domain.PreferenceStore.
func (s *Store) Languages(ctx context.Context, authors []string) (map[string]string, error) {
	langs := make(map[string]string, len(authors))
	for _, author := range authors {
		langs[author] = ""
	}
	var rows []preferenceRow
	if err := s.reads.WithContext(ctx).Where("author IN ?", authors).Find(&rows).Error; err != nil {
		return nil, s.outcome(err)
	}
	for _, row := range rows {
		langs[row.Author] = row.Lang
	}
	return langs, nil
}

// SetLanguage implements domain.PreferenceStore.
func (s *Store) SetLanguage(ctx context.Context, author, lang string) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return replace(tx, []preferenceRow{{Author: author, Lang: lang}}, "lang")
	})
}
