package domain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Told is what an account has been told, so that it is told once. It changes in the
// transaction that stores the message, and goes with the link: what is held back in
// quiet hours is simply not told yet.
type Told struct {
	After  time.Time `json:",omitzero"`  // what was before is not told
	Week   string    `json:",omitempty"` // 2026-W48, of the last summary
	Alerts []string  `json:",omitempty"` // marks of the ratings of the last alertBack days
	Kiosks []string  `json:",omitempty"` // ids of the silent ones
}

func (t Told) same(other Told) bool {
	return t.After.Equal(other.After) && t.Week == other.Week && slices.Equal(t.Alerts, other.Alerts) && slices.Equal(t.Kiosks, other.Kiosks)
}

// alertBack is how far back ratings are looked for: a tablet may hand in a week late,
// and a holiday may hold an alert for some days.
const alertBack = 14

// weeklyAt is from when on a Monday the summary is told, in minutes after midnight.
const weeklyAt = 7 * 60

// LowComment is a counted rating of 1 with a comment that does not report a fee. What
// the comment says is not among it: heads read comments as officers do, in groups.
type LowComment struct {
	Rating string
	Unit   string
	At     time.Time // received or, if that was later, changed
}

// LowCommentStore finds them.
type LowCommentStore interface {
	// LowComments gives those of the day and later ones.
	LowComments(ctx context.Context, from Day) ([]LowComment, error)
}

// Notice is what one account is to be told now; what it is not told is empty.
type Notice struct {
	Chat   StaffChat
	To     Actor
	Weekly *OfficerReport
	Digest *Digest
	Alerts int64         // ratings of 1 with a comment in Unit
	Unit   Unit          // of a head
	Silent []KioskStatus // fallen silent while their counters are manned
	Heard  []KioskStatus // heard of again
}

// Empty says that there is nothing to tell.
func (n Notice) Empty() bool {
	return n.Weekly == nil && n.Digest == nil && n.Alerts == 0 && len(n.Silent) == 0 && len(n.Heard) == 0
}

// Notices finds out what the accounts with a linked chat are to be told.
type Notices struct {
	chats   StaffChatStore
	low     LowCommentStore
	reports *Reports
	fleet   *Fleet
	places  *Places
	clock   Clock
}

// NewNotices makes the use case.
func NewNotices(chats StaffChatStore, low LowCommentStore, reports *Reports, fleet *Fleet, places *Places, clock Clock) *Notices {
	return &Notices{chats: chats, low: low, reports: reports, fleet: fleet, places: places, clock: clock}
}

// errTold is a notice that another instance has told meanwhile.
var errTold = errors.New("told already")

// Tell stores for every account the messages that write makes of what it is to be told
// now, each together with the note that it was told; write may give none, then nothing
// counts as told. An account of which that fails holds up no other.
func (n *Notices) Tell(ctx context.Context, write func(Notice) []Message) error {
	chats, err := n.chats.StaffChats(ctx)
	if err != nil || len(chats) == 0 {
		return err
	}
	places, err := n.places.latest(ctx)
	if err != nil {
		return err
	}
	look := n.look(ctx, places)
	var errs []error
	for _, chat := range chats {
		if ctx.Err() == nil && !places.quiet(chat, look.now) {
			errs = append(errs, n.tell(ctx, look, chat, write))
		}
	}
	return errors.Join(errs...)
}

// look is one look at the city. What several accounts are told of is read once, and
// only when somebody wants it.
type look struct {
	now    time.Time
	places *places
	low    func() ([]LowComment, error)
	fleet  func() ([]KioskStatus, error)
}

func (n *Notices) look(ctx context.Context, places *places) look {
	now := n.clock()
	return look{
		now: now, places: places,
		low:   sync.OnceValues(func() ([]LowComment, error) { return n.low.LowComments(ctx, DayOf(now.AddDate(0, 0, -alertBack))) }),
		fleet: sync.OnceValues(func() ([]KioskStatus, error) { return n.fleet.List(ctx, Actor{Role: RoleHR}) }),
	}
}

func (n *Notices) tell(ctx context.Context, look look, chat LinkedChat, write func(Notice) []Message) error {
	notice, told, err := n.notice(ctx, look, chat)
	if err != nil || told.same(chat.Told) {
		return err
	}
	var messages []Message
	if !notice.Empty() {
		if messages = write(notice); len(messages) == 0 {
			return nil
		}
	}
	err = n.chats.ChangeStaffChat(ctx, chat.Login, func(c *StaffChat) (Effects, error) {
		if c.ID != chat.StaffChat.ID || !c.Told.same(chat.Told) {
			return Effects{}, errTold
		}
		c.Told = told
		return Effects{Messages: messages}, nil
	})
	if errors.Is(err, errTold) || errors.Is(err, ErrChatMissing) {
		return nil
	}
	return err
}

// notice decides what an account is to be told, and what it has been told then.
func (n *Notices) notice(ctx context.Context, look look, chat LinkedChat) (Notice, Told, error) {
	notice, told := Notice{Chat: chat.StaffChat, To: chat.Account.actor()}, chat.Told
	for _, wish := range WishesFor(chat.Account.Role) {
		if !chat.Wants(wish) {
			continue
		}
		var err error
		switch wish {
		case WishWeekly:
			err = n.week(ctx, look, chat, &notice, &told)
		case WishAlert:
			err = look.alerts(chat, &notice, &told)
		case WishAlarm:
			err = look.alarms(&notice, &told)
		}
		if err != nil {
			return Notice{}, chat.Told, err
		}
	}
	return notice, told, nil
}

// week gives the summary of the triwulan in which the last week ended, from Monday
// morning on, to those who wanted it then.
func (n *Notices) week(ctx context.Context, look look, chat LinkedChat, notice *Notice, told *Told) error {
	monday := startOfDay(look.now.AddDate(0, 0, -(int(look.now.Weekday())+6)%7))
	from := atMinute(monday, weeklyAt)
	year, week := look.now.ISOWeek()
	this := fmt.Sprintf("%d-W%02d", year, week)
	if look.now.Before(from) || !chat.Told.After.Before(from) || told.Week == this {
		return nil
	}
	period, err := PeriodAt(monday.AddDate(0, 0, -1)), error(nil)
	if notice.To.Role == RoleOfficer {
		var report OfficerReport
		report, err = n.reports.Officer(ctx, notice.To, notice.To.Officer, period)
		notice.Weekly = &report
	} else {
		notice.Digest, err = n.digest(ctx, look, notice.To, period)
	}
	if _, refused := Refusal(err); refused && !errors.Is(err, ErrUnavailable) {
		notice.Weekly, notice.Digest, err = nil, nil, nil // nobody of whom there are results
	}
	told.Week = this
	return err
}

// alerts counts the ratings of the head's unit that came after alerts were wanted.
func (l look) alerts(chat LinkedChat, notice *Notice, told *Told) error {
	low, err := l.low()
	var known []string
	for _, r := range low {
		if r.Unit != chat.Account.Unit || r.At.Before(chat.Told.After) {
			continue
		}
		mark := alertMark(r.Rating)
		if !slices.Contains(told.Alerts, mark) {
			notice.Alerts++
		}
		known = append(known, mark)
	}
	slices.Sort(known)
	told.Alerts = known
	notice.Unit = l.places.unit(chat.Account.Unit)
	return err
}

// alertMark is enough of a rating's id to know it again, and too little to find it by.
func alertMark(rating string) string {
	sum := sha256.Sum256([]byte("alert:" + rating))
	return hex.EncodeToString(sum[:6])
}

// alarms tells of each silent kiosk once, and once when it is heard of again. One that
// is revoked is told of no more.
func (l look) alarms(notice *Notice, told *Told) error {
	fleet, err := l.fleet()
	var silent []string
	for _, k := range fleet {
		was := slices.Contains(told.Kiosks, k.Kiosk.ID)
		switch {
		case !was && k.Alarm:
			notice.Silent = append(notice.Silent, k)
		case was && k.Condition != KioskSilent && k.Condition != KioskRevoked:
			notice.Heard = append(notice.Heard, k)
		}
		if k.Alarm || was && k.Condition == KioskSilent {
			silent = append(silent, k.Kiosk.ID)
		}
	}
	slices.Sort(silent)
	told.Kiosks = silent
	return err
}

func (in *places) unit(code string) Unit {
	for _, c := range in.Counters {
		if c.Unit.Code == code {
			return c.Unit
		}
	}
	return Unit{Code: code, Name: code}
}
