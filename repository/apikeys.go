package repository

import (
	"context"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
)

type apiKeyRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	KeyHash   string
	Scopes    string
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	RevokedAt *time.Time
	UsedDay   string
}

func (apiKeyRow) TableName() string { return "api_keys" }

func (row apiKeyRow) key() account.APIKey {
	k := account.APIKey{ID: row.ID, Name: row.Name, Hash: row.KeyHash, Created: row.CreatedAt, Used: domain.Day(row.UsedDay)}
	for _, scope := range splitList(row.Scopes) {
		k.Scopes = append(k.Scopes, account.Scope(scope))
	}
	if row.RevokedAt != nil {
		k.Revoked = *row.RevokedAt
	}
	return k
}

// AddAPIKey implements account.APIKeyStore.
func (s *Store) AddAPIKey(ctx context.Context, k account.APIKey, events ...audit.Event) error {
	scopes := make([]string, len(k.Scopes))
	for i, scope := range k.Scopes {
		scopes[i] = string(scope)
	}
	row := apiKeyRow{
		ID: k.ID, Name: k.Name, KeyHash: k.Hash, Scopes: strings.Join(scopes, ","), CreatedAt: stored(k.Created), UsedDay: string(k.Used),
	}
	if !k.Revoked.IsZero() {
		at := stored(k.Revoked)
		row.RevokedAt = &at
	}
	return s.acting(ctx, events, func(tx *gorm.DB) error {
		err := tx.Create(&row).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return domain.ErrKeyExists
		}
		return err
	})
}

// APIKeys implements account.APIKeyStore.
func (s *Store) APIKeys(ctx context.Context) ([]account.APIKey, error) {
	var rows []apiKeyRow
	err := s.reads.WithContext(ctx).Order("created_at DESC, id").Find(&rows).Error
	keys := make([]account.APIKey, len(rows))
	for i, row := range rows {
		keys[i] = row.key()
	}
	return keys, s.outcome(err)
}

// RevokeAPIKey implements account.APIKeyStore.
func (s *Store) RevokeAPIKey(ctx context.Context, id string, at time.Time, event audit.Event) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		var row apiKeyRow
		if err := tx.Where("id = ?", id).Take(&row).Error; err != nil {
			return s.found(err, domain.ErrKeyUnknown)
		}
		done := tx.Model(&apiKeyRow{}).Where("id = ? AND revoked_at IS NULL", id).Update("revoked_at", stored(at))
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return s.record(tx, event)
	})
}

// APIKey implements account.APIKeyStore: it gives the key as it was before.
func (s *Store) APIKey(ctx context.Context, hash string, day domain.Day) (account.APIKey, error) {
	var row apiKeyRow
	if err := s.reads.WithContext(ctx).Where("key_hash = ?", hash).Take(&row).Error; err != nil {
		return account.APIKey{}, s.found(err, domain.ErrKeyUnknown)
	}
	if row.RevokedAt != nil || row.UsedDay == string(day) {
		return row.key(), nil
	}
	err := s.db.WithContext(ctx).Model(&apiKeyRow{}).Where("id = ?", row.ID).Update("used_day", string(day)).Error
	return row.key(), s.outcome(err)
}
