package repository

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
	"suaraloket/domain/notice"
	"suaraloket/domain/report"
)

type linkCodeRow struct {
	Login    string `gorm:"primaryKey"`
	CodeHash string
	MadeAt   time.Time
	UsedAt   *time.Time
}

func (linkCodeRow) TableName() string { return "link_codes" }

type staffChatRow struct {
	Login      string `gorm:"primaryKey"`
	ID         string
	Sealed     []byte
	ChatHash   string
	Lang       string
	Wishes     string
	QuietFrom  int
	QuietUntil int
	Since      time.Time
	State      string `gorm:"column:told"`
}

func (staffChatRow) TableName() string { return "staff_chats" }

func staffChatRowOf(c notice.StaffChat) staffChatRow {
	wishes := make([]string, len(c.Topics))
	for i, w := range c.Topics {
		wishes[i] = string(w)
	}
	return staffChatRow{
		Login: c.Login, ID: c.ID, Sealed: c.Chat.Sealed, ChatHash: c.Chat.Hash, Lang: c.Lang, Wishes: strings.Join(wishes, ","),
		QuietFrom: c.Quiet.From, QuietUntil: c.Quiet.Until, Since: stored(c.Since), State: jsonText(c.State, false),
	}
}

func (row staffChatRow) chat() (notice.StaffChat, error) {
	c := notice.StaffChat{
		ID: row.ID, Login: row.Login, Chat: notice.SealedChat{Sealed: row.Sealed, Hash: row.ChatHash}, Lang: row.Lang,
		Quiet: notice.QuietHours{From: row.QuietFrom, Until: row.QuietUntil}, Since: row.Since,
	}
	for _, w := range splitList(row.Wishes) {
		c.Topics = append(c.Topics, notice.Topic(w))
	}
	return c, json.Unmarshal([]byte(row.State), &c.State)
}

// AddLinkCode implements notice.StaffChatStore.
func (s *Store) AddLinkCode(ctx context.Context, c notice.LinkCode) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		rows := []linkCodeRow{{Login: c.Login, CodeHash: c.Hash, MadeAt: stored(c.Made), UsedAt: nullable(c.Used)}}
		return replace(tx, rows, "code_hash", "made_at", "used_at")
	})
}

// UseLinkCode implements notice.StaffChatStore.
func (s *Store) UseLinkCode(ctx context.Context, hash string, use func(*notice.LinkCode, *notice.LinkedChat) (domain.Effects, audit.Event, error)) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		var row linkCodeRow
		if err := locked(tx).Where("code_hash = ?", hash).Take(&row).Error; err != nil {
			return s.found(err, domain.ErrLinkUnknown)
		}
		linked, err := s.linkedChat(tx, row.Login)
		if err != nil {
			return err
		}
		before := linked.StaffChat.ID
		code := notice.LinkCode{Hash: row.CodeHash, Login: row.Login, Made: row.MadeAt, Used: moment(row.UsedAt)}
		after, event, err := use(&code, &linked)
		if err != nil {
			return err
		}
		return firstError(
			func() error {
				return tx.Model(&linkCodeRow{}).Where("login = ?", row.Login).Update("used_at", nullable(code.Used)).Error
			},
			func() error { return putStaffChat(tx, before, linked.StaffChat) },
			func() error { return s.follow(tx, after) },
			func() error { return s.record(tx, event) },
		)
	})
}

// linkedChat gives an account with its chat, with an empty one when it has none. A code
// of an account that is gone is unknown.
func (s *Store) linkedChat(tx *gorm.DB, login string) (linked notice.LinkedChat, err error) {
	var account accountRow
	if err := tx.Where("login = ?", login).Take(&account).Error; err != nil {
		return linked, s.found(err, domain.ErrLinkUnknown)
	}
	var row staffChatRow
	switch err := locked(tx).Where("login = ?", login).Take(&row).Error; {
	case errors.Is(err, gorm.ErrRecordNotFound):
	case err != nil:
		return linked, err
	default:
		if linked.StaffChat, err = row.chat(); err != nil {
			return linked, err
		}
	}
	linked.Account = account.account()
	return linked, nil
}

// putStaffChat writes a chat in place of the link with that id, "" for none.
func putStaffChat(tx *gorm.DB, before string, c notice.StaffChat) error {
	row := staffChatRowOf(c)
	if before == "" {
		return tx.Create(&row).Error
	}
	return tx.Save(&row).Error
}

// StaffChats implements notice.StaffChatStore.
func (s *Store) StaffChats(ctx context.Context) ([]notice.LinkedChat, error) {
	var rows []staffChatRow
	if err := s.reads.WithContext(ctx).Order("login").Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, s.outcome(err)
	}
	var accounts []accountRow
	query := s.reads.WithContext(ctx).Where("login IN (?)", s.reads.Model(&staffChatRow{}).Select("login"))
	if err := query.Find(&accounts).Error; err != nil {
		return nil, s.outcome(err)
	}
	byLogin := map[string]accountRow{}
	for _, a := range accounts {
		byLogin[a.Login] = a
	}
	var list []notice.LinkedChat
	for _, row := range rows {
		account, there := byLogin[row.Login]
		if !there {
			continue
		}
		chat, err := row.chat()
		if err != nil {
			return nil, err
		}
		list = append(list, notice.LinkedChat{StaffChat: chat, Account: account.account()})
	}
	return list, nil
}

// StaffChat implements notice.StaffChatStore.
func (s *Store) StaffChat(ctx context.Context, login string) (notice.StaffChat, error) {
	var row staffChatRow
	if err := s.reads.WithContext(ctx).Where("login = ?", login).Take(&row).Error; err != nil {
		return notice.StaffChat{}, s.found(err, domain.ErrChatMissing)
	}
	return row.chat()
}

// ChangeStaffChat implements notice.StaffChatStore.
func (s *Store) ChangeStaffChat(ctx context.Context, login string, change func(*notice.StaffChat) (domain.Effects, error)) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		var row staffChatRow
		if err := locked(tx).Where("login = ?", login).Take(&row).Error; err != nil {
			return s.found(err, domain.ErrChatMissing)
		}
		chat, err := row.chat()
		if err != nil {
			return err
		}
		after, err := change(&chat)
		if err != nil {
			return err
		}
		return firstError(
			func() error { return putStaffChat(tx, row.ID, chat) },
			func() error { return s.follow(tx, after) },
		)
	})
}

// EndStaffChats implements notice.StaffChatStore.
func (s *Store) EndStaffChats(ctx context.Context, login, hash string, after func(n int64) domain.Effects, event func(account.Account) audit.Event) error {
	const linked = "login = ? OR chat_hash = ? AND chat_hash <> ''"
	return s.transaction(ctx, func(tx *gorm.DB) error {
		var accounts []accountRow
		query := tx.Where("login IN (?)", tx.Model(&staffChatRow{}).Where(linked, login, hash).Select("login"))
		if err := query.Order("login").Find(&accounts).Error; err != nil {
			return err
		}
		result := tx.Where(linked, login, hash).Delete(&staffChatRow{})
		if result.Error != nil {
			return result.Error
		}
		if err := tx.Where("login = ?", login).Delete(&linkCodeRow{}).Error; err != nil {
			return err
		}
		events := make([]audit.Event, len(accounts))
		for i, row := range accounts {
			events[i] = event(row.account())
		}
		return firstError(
			func() error { return s.follow(tx, after(result.RowsAffected)) },
			func() error { return s.record(tx, events...) },
		)
	})
}

// LowComments implements report.LowCommentStore. Comments are few, and found officer by
// officer; a look at all ratings of two weeks would read a hundred times as much.
func (s *Store) LowComments(ctx context.Context, from domain.Day) ([]report.LowComment, error) {
	var officers []string
	if err := s.reads.WithContext(ctx).Model(&officerRow{}).Pluck("code", &officers).Error; err != nil {
		return nil, s.outcome(err)
	}
	var rows []ratingRow
	err := s.reads.WithContext(ctx).Select("id", "unit_code", "received_at", "revision", "reasons", "comment").
		Where("officer_code IN ? AND commented = ? AND day >= ? AND value <= 2 AND verdict = ?",
			append(officers, ""), true, string(from), string(domain.Counted)).Find(&rows).Error
	var list []report.LowComment
	for _, row := range rows {
		if hasFee(row) {
			continue
		}
		at := row.ReceivedAt
		if changed := time.UnixMilli(row.Revision); changed.After(at) {
			at = changed
		}
		list = append(list, report.LowComment{Rating: row.ID, Unit: row.UnitCode, At: at, Text: row.Comment})
	}
	return list, s.outcome(err)
}

func hasFee(row ratingRow) bool {
	return strings.Contains(","+row.Reasons+",", ","+domain.ReasonFee+",")
}
