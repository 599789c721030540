package repository

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain/audit"
)

type auditRow struct {
	Seq     int64 `gorm:"primaryKey;autoIncrement:false"`
	At      time.Time
	Actor   string
	Role    string
	Kind    string
	Subject string
	Detail  string
	Hash    string
}

func (auditRow) TableName() string { return "audit_events" }

func auditRowOf(e audit.Event) auditRow {
	return auditRow{Seq: e.Seq, At: stored(e.At), Actor: e.Actor, Role: e.Role, Kind: string(e.Kind), Subject: e.Subject, Detail: e.Detail, Hash: e.Hash}
}

func (row auditRow) event() audit.Event {
	return audit.Event{
		Seq: row.Seq, At: row.At, Actor: row.Actor, Role: row.Role, Kind: audit.Kind(row.Kind), Subject: row.Subject, Detail: row.Detail, Hash: row.Hash,
	}
}

// auditNote names the note with the head of the record. Its row is the lock of the chain.
const auditNote = "audit_head"

// record adds events to the record in the transaction of their act, which takes the lock of the
// chain last. An event without a kind is none.
func (s *Store) record(tx *gorm.DB, events ...audit.Event) error {
	events = slices.DeleteFunc(slices.Clone(events), func(e audit.Event) bool { return e.Kind == "" })
	if len(events) == 0 {
		return nil
	}
	head, err := auditHead(locked(tx))
	if err != nil {
		return err
	}
	rows := make([]auditRow, len(events))
	for i, e := range events {
		e = head.Next(e)
		head, rows[i] = e.Head(), auditRowOf(e)
	}
	if err := tx.CreateInBatches(rows, rosterBatch).Error; err != nil {
		return err
	}
	return replace(tx, []metaRow{{Name: auditNote, Value: head.String()}}, "value")
}

// auditHead reads the noted head, the zero one when there is none.
func auditHead(tx *gorm.DB) (audit.Head, error) {
	note, err := readNote(tx, auditNote)
	if err != nil || note == "" {
		return audit.Head{}, err
	}
	return audit.ParseHead(note)
}

// Record implements audit.Writer.
func (s *Store) Record(ctx context.Context, events ...audit.Event) error {
	return s.acting(ctx, events, func(*gorm.DB) error { return nil })
}

// acting runs an act and records its events in one transaction.
func (s *Store) acting(ctx context.Context, events []audit.Event, act func(tx *gorm.DB) error) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		if err := act(tx); err != nil {
			return err
		}
		return s.record(tx, events...)
	})
}

// ChangeNote writes a note and records the event in the same transaction, unless the note has the
// value already.
func (s *Store) ChangeNote(ctx context.Context, name, value string, event audit.Event) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		before, err := readNote(locked(tx), name)
		if err != nil || before == value {
			return err
		}
		if err := replace(tx, []metaRow{{Name: name, Value: value}}, "value"); err != nil {
			return err
		}
		return s.record(tx, event)
	})
}

// RecordHead gives the head of the record, the zero one of an empty record.
func (s *Store) RecordHead(ctx context.Context) (audit.Head, error) {
	head, err := auditHead(s.reads.WithContext(ctx))
	return head, s.outcome(err)
}

// Events implements review.RecordStore.
func (s *Store) Events(ctx context.Context, f audit.Filter, n int) ([]audit.Event, error) {
	query := s.reads.WithContext(ctx).Order("seq DESC").Limit(n)
	where := func(set bool, condition string, value any) {
		if set {
			query = query.Where(condition, value)
		}
	}
	where(f.Before > 0, "seq < ?", f.Before)
	where(f.Actor != "", "actor = ?", f.Actor)
	where(f.Kind != "", "kind = ?", string(f.Kind))
	where(f.Subject != "", "subject = ?", f.Subject)
	where(!f.From.IsZero(), "at >= ?", f.From.UTC())
	where(!f.Until.IsZero(), "at < ?", f.Until.UTC())
	where(len(f.Without) > 0, "kind NOT IN ?", f.Without)
	var rows []auditRow
	err := query.Find(&rows).Error
	events := make([]audit.Event, len(rows))
	for i, row := range rows {
		events[i] = row.event()
	}
	return events, s.outcome(err)
}

// VerifyRecord follows the chain from its first row to its noted head, in one snapshot, and
// compares it with heads that were kept elsewhere. It gives the end of the chain. The error is an
// *audit.Broken when a row is not as it was written.
func (s *Store) VerifyRecord(ctx context.Context, kept ...audit.Head) (end audit.Head, err error) {
	err = s.snapshot(ctx, func(tx *gorm.DB) error {
		noted, err := auditHead(tx)
		if err != nil {
			return err
		}
		end, err = followRecord(tx, kept)
		if err != nil {
			return err
		}
		return end.Ends(noted)
	})
	return end, err
}

// followRecord reads the rows in their order and checks each. Kept heads are sorted for that.
func followRecord(tx *gorm.DB, kept []audit.Head) (end audit.Head, err error) {
	kept = slices.SortedFunc(slices.Values(kept), func(a, b audit.Head) int { return int(a.Seq - b.Seq) })
	rows, err := tx.Model(&auditRow{}).Order("seq").Rows()
	if err != nil {
		return end, err
	}
	defer rows.Close()
	for rows.Next() {
		var row auditRow
		if err := tx.ScanRows(rows, &row); err != nil {
			return end, err
		}
		if end, err = end.Follow(row.event()); err != nil {
			return end, err
		}
		for len(kept) > 0 && kept[0].Seq == end.Seq {
			if err := end.Ends(kept[0]); err != nil {
				return end, err
			}
			kept = kept[1:]
		}
	}
	if err := rows.Err(); err != nil || len(kept) == 0 {
		return end, err
	}
	return end, end.Ends(kept[0])
}
