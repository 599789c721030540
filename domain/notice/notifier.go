package notice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/report"
)

// State is what an account was notified of, so that each notice goes out once. It changes
// in the transaction that stores the message and is deleted with the link. Quiet hours
// only delay a notice.
type State struct {
	After  time.Time `json:",omitzero"`  // earlier events cause no notice
	Week   string    `json:",omitempty"` // 2026-W48, the week of the last summary
	Alerts []string  `json:",omitempty"` // marks of the low ratings of the last alertBack days
	Kiosks []string  `json:",omitempty"` // ids of silent tablets with an alarm
	Fees   []string  `json:",omitempty"` // marks of the reports of fees that are new
}

func (s State) same(other State) bool {
	return s.After.Equal(other.After) && s.Week == other.Week && slices.Equal(s.Alerts, other.Alerts) && slices.Equal(s.Kiosks, other.Kiosks) && slices.Equal(s.Fees, other.Fees)
}

// alertBack is how many days back alerts search: a tablet may deliver a week late, and a
// holiday may delay an alert for some days.
const alertBack = 14

// weeklyAt is when the summary is due on Monday, in minutes after midnight.
const weeklyAt = 7 * 60

// Notice is what one account is notified of now. Fields that do not apply are empty.
type Notice struct {
	Chat      StaffChat
	To        domain.Actor
	Weekly    *report.Officer
	Digest    *Digest
	Alerts    int64                // ratings of 1 or 2 with a comment in Unit
	Unit      domain.Unit          // of a head
	Fees      int64                // new reports of illegal fees
	Silent    []domain.KioskStatus // silent while their counters are open
	Recovered []domain.KioskStatus // silent before, active again
}

// Empty says that the notice has no content.
func (n Notice) Empty() bool {
	return n.Weekly == nil && n.Digest == nil && n.Alerts == 0 && n.Fees == 0 && len(n.Silent) == 0 && len(n.Recovered) == 0
}

// NewFeeReport is a report of an illegal fee whose inspection has not begun.
type NewFeeReport struct {
	Rating   string
	Received time.Time
}

// FeeReportStore finds new reports of illegal fees.
type FeeReportStore interface {
	NewFeeReports(ctx context.Context) ([]NewFeeReport, error)
}

// Notifier notifies the accounts with a linked chat.
type Notifier struct {
	chats   StaffChatStore
	low     report.LowCommentStore
	fees    FeeReportStore
	reports *report.Reporter
	fleet   *domain.Fleet
	roster  *domain.Roster
	clock   domain.Clock
}

// NewNotifier makes the use case.
func NewNotifier(chats StaffChatStore, low report.LowCommentStore, fees FeeReportStore, reports *report.Reporter, fleet *domain.Fleet, roster *domain.Roster, clock domain.Clock) *Notifier {
	return &Notifier{chats: chats, low: low, fees: fees, reports: reports, fleet: fleet, roster: roster, clock: clock}
}

// errNotified ends a notification that another instance has stored in the meantime.
var errNotified = errors.New("the account is notified already")

// Notify makes the notice of every account, has write render it as messages, and stores
// them together with the account's new state in one transaction. When write returns no
// messages, nothing is stored. A failure for one account does not delay the others.
func (n *Notifier) Notify(ctx context.Context, write func(Notice) []domain.Message) error {
	chats, err := n.chats.StaffChats(ctx)
	if err != nil || len(chats) == 0 {
		return err
	}
	index, err := n.roster.Latest(ctx)
	if err != nil {
		return err
	}
	current := n.round(ctx, index)
	var errs []error
	for _, chat := range chats {
		if ctx.Err() == nil && !quietFor(index, chat, current.now) {
			errs = append(errs, n.notify(ctx, current, chat, write))
		}
	}
	return errors.Join(errs...)
}

// round is the state of the city during one run. What several accounts are notified of is
// read once, and only when one of them needs it.
type round struct {
	now   time.Time
	index *domain.RosterIndex
	low   func() ([]report.LowComment, error)
	fees  func() ([]NewFeeReport, error)
	fleet func() ([]domain.KioskStatus, error)
}

func (n *Notifier) round(ctx context.Context, index *domain.RosterIndex) round {
	now := n.clock()
	return round{
		now: now, index: index,
		low: sync.OnceValues(func() ([]report.LowComment, error) {
			return n.low.LowComments(ctx, domain.DayOf(now.AddDate(0, 0, -alertBack)))
		}),
		fees:  sync.OnceValues(func() ([]NewFeeReport, error) { return n.fees.NewFeeReports(ctx) }),
		fleet: sync.OnceValues(func() ([]domain.KioskStatus, error) { return n.fleet.List(ctx, domain.Actor{Role: domain.RoleHR}) }),
	}
}

func (n *Notifier) notify(ctx context.Context, current round, chat LinkedChat, write func(Notice) []domain.Message) error {
	notice, state, err := n.notice(ctx, current, chat)
	if err != nil || state.same(chat.State) {
		return err
	}
	var messages []domain.Message
	if !notice.Empty() {
		if messages = write(notice); len(messages) == 0 {
			return nil
		}
	}
	err = n.chats.ChangeStaffChat(ctx, chat.Login, func(c *StaffChat) (domain.Effects, error) {
		if c.ID != chat.StaffChat.ID || !c.State.same(chat.State) {
			return domain.Effects{}, errNotified
		}
		c.State = state
		return domain.Effects{Messages: messages}, nil
	})
	if errors.Is(err, errNotified) || errors.Is(err, domain.ErrChatMissing) {
		return nil
	}
	return err
}

// notice makes the account's notice, and its state once the notice is stored.
func (n *Notifier) notice(ctx context.Context, current round, chat LinkedChat) (Notice, State, error) {
	notice, state := Notice{Chat: chat.StaffChat, To: chat.Account.Actor()}, chat.State
	for _, topic := range TopicsFor(chat.Account.Role) {
		if !chat.Wants(topic) {
			continue
		}
		var err error
		switch topic {
		case TopicWeekly:
			err = n.week(ctx, current, chat, &notice, &state)
		case TopicAlert:
			err = current.alerts(chat, &notice, &state)
		case TopicFees:
			err = current.reports(chat, &notice, &state)
		case TopicAlarm:
			err = current.alarms(&notice, &state)
		}
		if err != nil {
			return Notice{}, chat.State, err
		}
	}
	return notice, state, nil
}

// week adds the summary of the quarter in which the last week ended, from Monday morning
// on, for accounts that subscribed before then.
func (n *Notifier) week(ctx context.Context, current round, chat LinkedChat, notice *Notice, state *State) error {
	monday := domain.StartOfDay(current.now.AddDate(0, 0, -(int(current.now.Weekday())+6)%7))
	from := domain.AtMinute(monday, weeklyAt)
	year, week := current.now.ISOWeek()
	this := fmt.Sprintf("%d-W%02d", year, week)
	if current.now.Before(from) || !chat.State.After.Before(from) || state.Week == this {
		return nil
	}
	period, err := domain.PeriodAt(monday.AddDate(0, 0, -1)), error(nil)
	if notice.To.Role == domain.RoleOfficer {
		var report report.Officer
		report, err = n.reports.Officer(ctx, notice.To, notice.To.Officer, period)
		notice.Weekly = &report
	} else {
		notice.Digest, err = n.digest(ctx, current, notice.To, period)
	}
	if _, refused := domain.Refusal(err); refused && !errors.Is(err, domain.ErrUnavailable) {
		notice.Weekly, notice.Digest, err = nil, nil, nil // no results for this account
	}
	state.Week = this
	return err
}

// alerts counts the low comments of the head's unit since the subscription, those of a day
// after closing.
func (r round) alerts(chat LinkedChat, notice *Notice, state *State) error {
	low, err := r.low()
	closing := r.index.LastClosing(chat.Account.Unit, r.now)
	var marks []string
	for _, rating := range low {
		if rating.Unit != chat.Account.Unit || rating.At.Before(chat.State.After) || !rating.At.Before(closing) {
			continue
		}
		mark := alertMark(rating.Rating)
		if !slices.Contains(state.Alerts, mark) {
			notice.Alerts++
		}
		marks = append(marks, mark)
	}
	slices.Sort(marks)
	state.Alerts = marks
	notice.Unit = r.index.Unit(chat.Account.Unit)
	return err
}

// reports counts the new reports of fees since the subscription.
func (r round) reports(chat LinkedChat, notice *Notice, state *State) error {
	fees, err := r.fees()
	var marks []string
	for _, fee := range fees {
		if fee.Received.Before(chat.State.After) {
			continue
		}
		mark := alertMark(fee.Rating)
		if !slices.Contains(state.Fees, mark) {
			notice.Fees++
		}
		marks = append(marks, mark)
	}
	slices.Sort(marks)
	state.Fees = marks
	return err
}

// alertMark is a hash of the rating's id: enough to recognize the rating, too short to find it.
func alertMark(rating string) string {
	sum := sha256.Sum256([]byte("alert:" + rating))
	return hex.EncodeToString(sum[:6])
}

// alarms reports each silent tablet once, and once when it is active again. Revoked
// tablets are left out.
func (r round) alarms(notice *Notice, state *State) error {
	fleet, err := r.fleet()
	var silent []string
	for _, k := range fleet {
		was := slices.Contains(state.Kiosks, k.Kiosk.ID)
		switch {
		case !was && k.Alarm:
			notice.Silent = append(notice.Silent, k)
		case was && k.Condition != domain.KioskSilent && k.Condition != domain.KioskRevoked:
			notice.Recovered = append(notice.Recovered, k)
		}
		if k.Alarm || was && k.Condition == domain.KioskSilent {
			silent = append(silent, k.Kiosk.ID)
		}
	}
	slices.Sort(silent)
	state.Kiosks = silent
	return err
}
