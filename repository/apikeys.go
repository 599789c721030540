package repository

import (
	"context"
	"errors"
	"maps"
	"slices"
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
	Counters  string
	Units     string
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	ExpiresAt *time.Time
	RevokedAt *time.Time
	UsedAt    *time.Time
	UsedDay   string // of keys whose last use was before used_at was stored
}

func (apiKeyRow) TableName() string { return "api_keys" }

func (row apiKeyRow) key() account.APIKey {
	k := account.APIKey{
		ID: row.ID, Name: row.Name, Hash: row.KeyHash, Counters: splitList(row.Counters), Units: splitList(row.Units),
		Created: row.CreatedAt, Expires: moment(row.ExpiresAt), Revoked: moment(row.RevokedAt), Used: moment(row.UsedAt), UsedDay: domain.Day(row.UsedDay),
	}
	for _, scope := range splitList(row.Scopes) {
		k.Scopes = append(k.Scopes, account.Scope(scope))
	}
	return k
}

func apiKeyRowOf(k account.APIKey) apiKeyRow {
	scopes := make([]string, len(k.Scopes))
	for i, scope := range k.Scopes {
		scopes[i] = string(scope)
	}
	return apiKeyRow{
		ID: k.ID, Name: k.Name, KeyHash: k.Hash, Scopes: strings.Join(scopes, ","), Counters: strings.Join(k.Counters, ","), Units: strings.Join(k.Units, ","),
		CreatedAt: stored(k.Created), ExpiresAt: nullable(k.Expires), RevokedAt: nullable(k.Revoked), UsedAt: nullable(k.Used), UsedDay: string(k.UsedDay),
	}
}

// AddAPIKey implements account.APIKeyStore.
func (s *Store) AddAPIKey(ctx context.Context, k account.APIKey, events ...audit.Event) error {
	row := apiKeyRowOf(k)
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

// APIKey implements account.APIKeyStore.
func (s *Store) APIKey(ctx context.Context, hash string) (account.APIKey, error) {
	var row apiKeyRow
	if err := s.reads.WithContext(ctx).Where("key_hash = ?", hash).Take(&row).Error; err != nil {
		return account.APIKey{}, s.found(err, domain.ErrKeyUnknown)
	}
	return row.key(), nil
}

// UseAPIKeys implements account.APIKeyStore. It takes the keys in the order of their ids, so
// that two instances do not deadlock.
func (s *Store) UseAPIKeys(ctx context.Context, used map[string]time.Time) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		for _, id := range slices.Sorted(maps.Keys(used)) {
			at := stored(used[id])
			err := tx.Model(&apiKeyRow{}).Where("id = ? AND (used_at IS NULL OR used_at < ?)", id, at).Update("used_at", at).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}
