package repository

import (
	"context"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/portrait"
)

type photoRow struct {
	ID    string `gorm:"primaryKey"`
	Large []byte
	Small []byte
}

func (photoRow) TableName() string { return "photos" }

// SavePhoto implements domain.PhotoStore.
func (s *Store) SavePhoto(ctx context.Context, officer string, photo domain.Photo, events ...audit.Event) error {
	return s.changeRoster(ctx, func(tx *gorm.DB) error {
		row := photoRow{ID: photo.ID, Large: photo.Large, Small: photo.Small}
		if err := s.setPhoto(tx, officer, photo.ID); err != nil {
			return err
		}
		return replace(tx, []photoRow{row}, "large", "small")
	}, events...)
}

// DropPhoto implements domain.PhotoStore.
func (s *Store) DropPhoto(ctx context.Context, officer string, events ...audit.Event) error {
	return s.changeRoster(ctx, func(tx *gorm.DB) error { return s.setPhoto(tx, officer, "") }, events...)
}

// setPhoto names the officer's photo, and deletes the one that was.
func (s *Store) setPhoto(tx *gorm.DB, officer, id string) error {
	var row officerRow
	if err := locked(tx).Where("code = ?", officer).Take(&row).Error; err != nil {
		return s.found(err, domain.ErrOfficerUnknown)
	}
	if err := tx.Where("id = ?", row.Photo).Delete(&photoRow{}).Error; err != nil {
		return err
	}
	return tx.Model(&row).Update("photo", id).Error
}

// Photo implements domain.PhotoStore.
func (s *Store) Photo(ctx context.Context, id string) (domain.Photo, error) {
	var row photoRow
	if err := s.reads.WithContext(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return domain.Photo{}, s.found(err, domain.ErrPhotoUnknown)
	}
	return domain.Photo{ID: row.ID, Portrait: portrait.Portrait{Large: row.Large, Small: row.Small}}, nil
}
