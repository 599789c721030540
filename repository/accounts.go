package repository

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

type accountRow struct {
	Login        string `gorm:"primaryKey"`
	Name         string
	Role         string
	UnitCode     string
	OfficerCode  string
	PasswordHash string
	CreatedAt    time.Time `gorm:"autoCreateTime:false"`
}

func (accountRow) TableName() string { return "accounts" }

type sessionRow struct {
	TokenHash string `gorm:"primaryKey"`
	Login     string
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	SeenAt    time.Time
}

func (sessionRow) TableName() string { return "sessions" }

// Account implements account.Store.
func (s *Store) Account(ctx context.Context, login string) (account.Account, error) {
	var row accountRow
	if err := s.reads.WithContext(ctx).Where("login = ?", login).Take(&row).Error; err != nil {
		return account.Account{}, s.found(err, domain.ErrAccountUnknown)
	}
	return row.account(), nil
}

func (row accountRow) account() account.Account {
	return account.Account{
		Login: row.Login, Name: row.Name, Role: domain.Role(row.Role), Unit: row.UnitCode,
		Officer: row.OfficerCode, Password: row.PasswordHash, Created: row.CreatedAt,
	}
}

// AddAccount implements account.Store.
func (s *Store) AddAccount(ctx context.Context, a account.Account) error {
	row := accountRow{
		Login: a.Login, Name: a.Name, Role: string(a.Role), UnitCode: a.Unit,
		OfficerCode: a.Officer, PasswordHash: a.Password, CreatedAt: stored(a.Created),
	}
	err := s.db.WithContext(ctx).Create(&row).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return domain.ErrAccountExists
	}
	return s.outcome(err)
}

// ChangePassword implements account.Store.
func (s *Store) ChangePassword(ctx context.Context, login, hash string) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Model(&accountRow{}).Where("login = ?", login).Update("password_hash", hash).Error; err != nil {
			return err
		}
		return firstError(
			func() error {
				return tx.Where("login = ?", login).Delete(&sessionRow{}).Error
			},
			func() error { return tx.Where("login = ?", login).Delete(&staffChatRow{}).Error },
			func() error { return tx.Where("login = ?", login).Delete(&linkCodeRow{}).Error },
		)
	})
}

// AddSession implements account.Store. It deletes expired sessions.
func (s *Store) AddSession(ctx context.Context, session account.Session) error {
	row := sessionRow{
		TokenHash: session.TokenHash, Login: session.Login,
		CreatedAt: stored(session.Created), SeenAt: stored(session.Seen),
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("seen_at < ?", stored(session.Created.Add(-account.SessionLife))).Delete(&sessionRow{}).Error; err != nil {
			return err
		}
		return tx.Create(&row).Error
	})
}

// seenStep is how exactly the last use of a session is kept: a page with ten
// requests is one write.
const seenStep = time.Minute

// Session implements account.Store: it gives the session as it was before.
func (s *Store) Session(ctx context.Context, tokenHash string, seen time.Time) (account.Session, error) {
	var row sessionRow
	if err := s.reads.WithContext(ctx).Where("token_hash = ?", tokenHash).Take(&row).Error; err != nil {
		return account.Session{}, s.found(err, domain.ErrSignedOut)
	}
	session := account.Session{TokenHash: row.TokenHash, Login: row.Login, Created: row.CreatedAt, Seen: row.SeenAt}
	if idle := seen.Sub(row.SeenAt); idle < seenStep || idle > account.SessionIdle {
		return session, nil
	}
	err := s.db.WithContext(ctx).Model(&sessionRow{}).Where("token_hash = ?", tokenHash).Update("seen_at", stored(seen)).Error
	return session, s.outcome(err)
}

// EndSession implements account.Store.
func (s *Store) EndSession(ctx context.Context, tokenHash string) error {
	return s.outcome(s.db.WithContext(ctx).Where("token_hash = ?", tokenHash).Delete(&sessionRow{}).Error)
}
