package repository

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
)

type accountRow struct {
	Login        string `gorm:"primaryKey"`
	Name         string
	Role         string
	UnitCode     string
	OfficerCode  string
	PasswordHash string
	CreatedAt    time.Time `gorm:"autoCreateTime:false"`
	DisabledAt   *time.Time
	MustChange   bool
}

func (accountRow) TableName() string { return "accounts" }

type sessionRow struct {
	TokenHash string `gorm:"primaryKey"`
	Login     string
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	SeenAt    time.Time
}

func (sessionRow) TableName() string { return "sessions" }

func (row sessionRow) session() account.Session {
	return account.Session{TokenHash: row.TokenHash, Login: row.Login, Created: row.CreatedAt, Seen: row.SeenAt}
}

// Account implements account.Store.
func (s *Store) Account(ctx context.Context, login string) (account.Account, error) {
	var row accountRow
	if err := s.reads.WithContext(ctx).Where("login = ?", login).Take(&row).Error; err != nil {
		return account.Account{}, s.found(err, domain.ErrAccountUnknown)
	}
	return row.account(), nil
}

func (row accountRow) account() account.Account {
	a := account.Account{
		Login: row.Login, Name: row.Name, Role: domain.Role(row.Role), Unit: row.UnitCode,
		Officer: row.OfficerCode, Password: row.PasswordHash, Created: row.CreatedAt, MustChange: row.MustChange,
	}
	if row.DisabledAt != nil {
		a.Disabled = *row.DisabledAt
	}
	return a
}

func accountRowOf(a account.Account) accountRow {
	row := accountRow{
		Login: a.Login, Name: a.Name, Role: string(a.Role), UnitCode: a.Unit,
		OfficerCode: a.Officer, PasswordHash: a.Password, CreatedAt: stored(a.Created), MustChange: a.MustChange,
	}
	if !a.Disabled.IsZero() {
		at := stored(a.Disabled)
		row.DisabledAt = &at
	}
	return row
}

// AddAccount implements account.Store.
func (s *Store) AddAccount(ctx context.Context, a account.Account, events ...audit.Event) error {
	row := accountRowOf(a)
	return s.acting(ctx, events, func(tx *gorm.DB) error {
		err := tx.Create(&row).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return domain.ErrAccountExists
		}
		return err
	})
}

// ChangePassword implements account.Store.
func (s *Store) ChangePassword(ctx context.Context, login, hash string, events ...audit.Event) error {
	return s.acting(ctx, events, func(tx *gorm.DB) error {
		err := tx.Model(&accountRow{}).Where("login = ?", login).Updates(map[string]any{"password_hash": hash, "must_change": false}).Error
		if err != nil {
			return err
		}
		return signOutEverywhere(tx, login)
	})
}

// signOutEverywhere ends the sessions of a login and its link with a chat.
func signOutEverywhere(tx *gorm.DB, login string) error {
	return firstError(
		func() error { return tx.Where("login = ?", login).Delete(&sessionRow{}).Error },
		func() error { return tx.Where("login = ?", login).Delete(&staffChatRow{}).Error },
		func() error { return tx.Where("login = ?", login).Delete(&linkCodeRow{}).Error },
	)
}

// Accounts implements account.KeeperStore.
func (s *Store) Accounts(ctx context.Context) ([]account.Account, error) {
	var rows []accountRow
	if err := s.reads.WithContext(ctx).Order("login").Find(&rows).Error; err != nil {
		return nil, s.outcome(err)
	}
	return accountsOf(rows), nil
}

func accountsOf(rows []accountRow) []account.Account {
	list := make([]account.Account, len(rows))
	for i, row := range rows {
		list[i] = row.account()
	}
	return list
}

// ChangeAccount implements account.KeeperStore. It locks all accounts, which are few: whether
// an administrator remains is a question about all of them.
func (s *Store) ChangeAccount(ctx context.Context, login string, change func(a *account.Account, all []account.Account) error, event audit.Event) error {
	return s.acting(ctx, []audit.Event{event}, func(tx *gorm.DB) error {
		var rows []accountRow
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Order("login").Find(&rows).Error; err != nil {
			return err
		}
		all := accountsOf(rows)
		at := slices.IndexFunc(all, func(a account.Account) bool { return a.Login == login })
		if at < 0 {
			return domain.ErrAccountUnknown
		}
		changed := all[at]
		if err := change(&changed, all); err != nil {
			return err
		}
		row := accountRowOf(changed)
		if err := tx.Model(&accountRow{}).Where("login = ?", login).Select("*").Omit("login").Updates(&row).Error; err != nil {
			return err
		}
		return signOutEverywhere(tx, login)
	})
}

// Sessions implements account.KeeperStore.
func (s *Store) Sessions(ctx context.Context, login string) ([]account.Session, error) {
	query := s.reads.WithContext(ctx)
	if login != "" {
		query = query.Where("login = ?", login)
	}
	var rows []sessionRow
	err := query.Find(&rows).Error
	list := make([]account.Session, len(rows))
	for i, row := range rows {
		list[i] = row.session()
	}
	return list, s.outcome(err)
}

// EndSessions implements account.KeeperStore.
func (s *Store) EndSessions(ctx context.Context, login string, hashes []string, event audit.Event) (n int64, err error) {
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		done := tx.Where("login = ? AND token_hash IN ?", login, hashes).Delete(&sessionRow{})
		if n = done.RowsAffected; done.Error != nil || n == 0 {
			return done.Error
		}
		return s.record(tx, event)
	})
	return n, err
}

// AddSession implements account.Store. It deletes expired sessions.
func (s *Store) AddSession(ctx context.Context, session account.Session, events ...audit.Event) error {
	row := sessionRow{
		TokenHash: session.TokenHash, Login: session.Login,
		CreatedAt: stored(session.Created), SeenAt: stored(session.Seen),
	}
	return s.acting(ctx, events, func(tx *gorm.DB) error {
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
	session := row.session()
	if idle := seen.Sub(row.SeenAt); idle < seenStep || idle > account.SessionIdle {
		return session, nil
	}
	err := s.db.WithContext(ctx).Model(&sessionRow{}).Where("token_hash = ?", tokenHash).Update("seen_at", stored(seen)).Error
	return session, s.outcome(err)
}

// EndSession implements account.Store.
func (s *Store) EndSession(ctx context.Context, tokenHash string, events ...audit.Event) error {
	return s.acting(ctx, events, func(tx *gorm.DB) error {
		return tx.Where("token_hash = ?", tokenHash).Delete(&sessionRow{}).Error
	})
}
