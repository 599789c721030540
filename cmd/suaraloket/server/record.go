package server

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// HeadsFile is the file in the data folder with the daily heads of the record: a line for each
// day with the day, the number and the hash of the last row.
const HeadsFile = "record-head.txt"

// recordLook is the interval between checks for failed sign-ins that are not recorded yet and
// for a new day.
const recordLook = time.Minute

// ReadHeads reads the heads in a file like HeadsFile.
func ReadHeads(file io.Reader) (heads []audit.Head, err error) {
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		_, text, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		if text == "" {
			continue
		}
		head, err := audit.ParseHead(text)
		if err != nil {
			return nil, err
		}
		heads = append(heads, head)
	}
	return heads, lines.Err()
}

// keepRecord records failed sign-ins, drops old counts of their tries and writes the head of each
// day, until ctx ends.
func (s *Server) keepRecord(ctx context.Context) {
	tick := time.NewTicker(recordLook)
	defer tick.Stop()
	for {
		if !s.journal.Away() {
			s.lookAtRecord(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// lookAtRecord ignores errors of the store, which come again at the next look and which the
// journal logs.
func (s *Server) lookAtRecord(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_ = s.recordRules(ctx)
	_ = s.Accounts.RecordFailures(ctx)
	_ = s.Accounts.DropTries(ctx)
	head, err := s.Store.RecordHead(ctx)
	if err != nil || head.Seq == 0 {
		return
	}
	day := domain.DayOf(s.Clock())
	added, err := addHead(filepath.Join(s.Config.Data, HeadsFile), day, head)
	switch {
	case err != nil:
		s.Logger.Error("head of the record not written", "component", "record", "error", err.Error())
	case added: // a log that is kept on another machine holds it too
		s.Logger.Info("head of the record", "component", "record", "day", string(day), "row", head.Seq, "hash", head.Hash)
	}
}

// rulesNote names the note with a hash of the rules of the last start.
const rulesNote = "rules"

// recordRules records the rules of ratings when they are not those of the last start. The words
// of the rules are in the configuration; the row has their hash.
func (s *Server) recordRules(ctx context.Context) error {
	if s.rulesKnown {
		return nil
	}
	rules, err := json.Marshal(s.Config.Integrity)
	if err != nil {
		return err
	}
	limits := s.Config.Limits
	detail := audit.Details("kiosk_interval", time.Duration(limits.KioskInterval).String(), "slot_ratings", strconv.Itoa(limits.SlotRatings),
		"integrity", shortHash(rules))
	event := audit.Event{At: s.Clock(), Actor: audit.Program, Kind: audit.RulesChanged, Detail: detail}
	err = s.Store.ChangeNote(ctx, rulesNote, shortHash([]byte(detail)), event)
	s.rulesKnown = err == nil
	return err
}

func shortHash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// addHead appends the head of a day to a file, unless the file has one of that day.
func addHead(name string, day domain.Day, head audit.Head) (added bool, err error) {
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if strings.Contains("\n"+string(text), "\n"+string(day)+" ") {
		return false, nil
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return false, err
	}
	_, err = fmt.Fprintf(file, "%s %s\n", day, head)
	return err == nil, errors.Join(err, file.Sync(), file.Close())
}
