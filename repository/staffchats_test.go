package repository_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
	"suaraloket/domain/notice"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// staffDesk has the chats of a city's accounts. Its time is Monday at ten unless a test
// changes it.
type staffDesk struct {
	t     *testing.T
	store *repository.Store
	now   time.Time
}

func newStaffDesk(t *testing.T, s *repository.Store) *staffDesk {
	t.Helper()
	city(t, s)
	d := &staffDesk{t: t, store: s, now: at("2026-11-23T10:00")}
	for _, a := range []account.Account{
		{Login: "hr", Role: domain.RoleHR}, {Login: "kepala", Role: domain.RoleHead, Unit: "DKC-U"},
		{Login: "lain", Role: domain.RoleHead, Unit: "PTS"}, {Login: "inspektur", Role: domain.RoleInspector}, {Login: "petugas", Role: domain.RoleOfficer, Officer: "P-01"},
	} {
		a.Name, a.Password, a.Created = a.Login, "hash", d.now
		if err := s.AddAccount(context.Background(), a); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func (d *staffDesk) clock() time.Time          { return d.now }
func (d *staffDesk) chats() *notice.StaffChats { return notice.NewStaffChats(d.store, d.clock) }
func (d *staffDesk) actor(login string) domain.Actor {
	d.t.Helper()
	a, err := d.store.Account(context.Background(), login)
	if err != nil {
		d.t.Fatal(err)
	}
	return domain.Actor{Login: a.Login, Role: a.Role, Unit: a.Unit, Officer: a.Officer}
}

func (d *staffDesk) link(logins ...string) {
	d.t.Helper()
	for _, login := range logins {
		code, _, err := d.chats().Invite(context.Background(), d.actor(login))
		if err == nil {
			err = d.useCode(code, "chat of "+login, "")
		}
		if err != nil {
			d.t.Fatal(login, err)
		}
	}
}

// useCode sends a linking code from a chat by an update.
func (d *staffDesk) useCode(code, chat, update string) error {
	sealed := notice.SealedChat{Sealed: []byte("sealed " + chat), Hash: chat}
	return d.chats().Link(context.Background(), code, sealed, "id", func(c notice.LinkedChat) domain.Effects {
		return domain.Effects{Update: update, Messages: []domain.Message{message("linked " + c.Login)}}
	})
}

func (d *staffDesk) notices() *notice.Notifier {
	roster := domain.NewRoster(d.store, d.store, d.clock)
	kiosks := domain.NewKiosks(d.store, roster, []byte("sixteen bytes and more"), d.clock)
	reports := report.NewReporter(d.store, d.store, d.store.Published(), d.store, d.clock)
	return notice.NewNotifier(d.store, d.store, d.store, reports, domain.NewFleet(kiosks, d.store, d.clock), roster, d.clock)
}

// notify runs the notifier once and returns the notices that it writes.
func (d *staffDesk) notify() []string {
	d.t.Helper()
	var sent []string
	err := d.notices().Notify(context.Background(), func(n notice.Notice) []domain.Message {
		sent = append(sent, summary(n))
		return []domain.Message{message(summary(n))}
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return sent
}

func summary(n notice.Notice) string {
	text := n.Chat.Login + ":"
	if n.Weekly != nil {
		text += fmt.Sprint(" week ", n.Weekly.Period, " ", n.Weekly.Standing.Score.N, " ", n.Weekly.Standing.Score.State)
	}
	if n.Digest != nil {
		text += fmt.Sprint(" digest ", n.Digest.Period, " ", n.Digest.N, " kiosks ", n.Digest.InUse)
	}
	if n.Alerts > 0 {
		text += fmt.Sprint(" alerts ", n.Alerts, " ", n.Unit.Code)
	}
	if n.Fees > 0 {
		text += fmt.Sprint(" fees ", n.Fees)
	}
	for _, k := range n.Silent {
		text += " silent " + k.Kiosk.ID
	}
	for _, k := range n.Recovered {
		text += " recovered " + k.Kiosk.ID
	}
	return text
}

func (d *staffDesk) want(what string, want ...string) {
	d.t.Helper()
	if got := d.notify(); !slices.Equal(got, want) {
		d.t.Errorf("%s at %s: sent %q, want %q", what, d.now.Format("Mon 15.04"), got, want)
	}
}

// low submits a low rating with a comment; change adjusts it.
func (d *staffDesk) low(change ...func(*domain.Submission)) domain.Rating {
	d.t.Helper()
	s := domain.Submission{ID: uuid.NewString(), Value: 1, Comment: "kursi kurang", Right: domain.Right{
		Counter: "DKC-01", Channel: domain.ChannelPage, Assurance: domain.AssuranceSlot, Visit: uuid.NewString()[:13],
	}}
	for _, c := range change {
		c(&s)
	}
	r, _, err := intake(d.store, d.now).Submit(context.Background(), s)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func TestACodeLinksAChatOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		d := newStaffDesk(t, s)
		ctx := context.Background()
		code, made, err := d.chats().Invite(ctx, d.actor("petugas"))
		if err != nil || len(code) > 64 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567a1_") != "" || !notice.IsLinkCode(code) || strings.Contains(made.Hash, code) {
			t.Fatal(code, made, err)
		}
		if err := d.useCode("a1_NOBODYS", "x", ""); !errors.Is(err, domain.ErrLinkUnknown) {
			t.Errorf("unknown: %v", err)
		}
		var linked atomic.Int64
		together(10, func(i int) {
			switch err := d.useCode(code, fmt.Sprint("chat ", i), fmt.Sprint("7:", i)); {
			case err == nil:
				linked.Add(1)
			case !errors.Is(err, domain.ErrLinkUsed):
				t.Error(err)
			}
		})
		if linked.Load() != 1 {
			t.Errorf("%d chats with one code", linked.Load())
		}
		wantTexts(t, s, "linked petugas")
		c, err := s.StaffChat(ctx, "petugas")
		if err != nil || string(c.Chat.Sealed) != "sealed "+c.Chat.Hash || !c.Since.Equal(d.now) || c.Lang != "id" || c.Quiet != notice.DefaultQuietHours() ||
			!slices.Equal(c.Topics, []notice.Topic{notice.TopicWeekly}) {
			t.Errorf("%+v %v", c, err)
		}
		if err := d.useCode(code, c.Chat.Hash, "7:20"); err != nil {
			t.Errorf("the same chat again: %v", err)
		}
		if err := d.useCode(code, c.Chat.Hash, "7:20"); !errors.Is(err, domain.ErrUpdateDone) {
			t.Errorf("the same update: %v", err)
		}
		wantTexts(t, s, "linked petugas", "linked petugas")
	})
}

func TestALinkEndsOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		d := newStaffDesk(t, s)
		ctx := context.Background()
		d.link("hr", "kepala", "petugas")
		if err := s.ChangeStaffChat(ctx, "kepala", func(c *notice.StaffChat) (domain.Effects, error) {
			c.Chat.Hash = "chat of hr" // one person, two accounts
			return domain.Effects{}, nil
		}); err != nil {
			t.Fatal(err)
		}
		for i, want := range []int64{2, 0} {
			err := d.chats().EndChat(ctx, "chat of hr", func(n int64) domain.Effects {
				if n != want {
					t.Errorf("time %d: %d ended", i, n)
				}
				return domain.Effects{}
			})
			if err != nil {
				t.Error(err)
			}
		}
		if err := errors.Join(d.chats().EndChat(ctx, "", func(int64) domain.Effects { return domain.Effects{} })); err != nil {
			t.Error(err)
		}
		if list, err := s.StaffChats(ctx); err != nil || len(list) != 1 || list[0].Login != "petugas" || list[0].Account.Officer != "P-01" {
			t.Errorf("%+v %v", list, err)
		}
		if err := s.ChangePassword(ctx, "petugas", "other"); err != nil {
			t.Error(err)
		}
		if _, err := s.StaffChat(ctx, "petugas"); !errors.Is(err, domain.ErrChatMissing) {
			t.Errorf("after a new password: %v", err)
		}
		if err := d.chats().Configure(ctx, d.actor("petugas"), nil, notice.QuietHours{}, "id"); !errors.Is(err, domain.ErrChatMissing) {
			t.Errorf("topics without a chat: %v", err)
		}
	})
}

func TestTheWeekIsSentOnMondayMorning(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		d := newStaffDesk(t, s)
		d.now = at("2026-11-22T12:00")
		d.link("hr", "kepala", "petugas")
		officer, hr := "petugas: week 2026-Q4 0 withheld", "hr: digest 2026-Q4 0 kiosks 0"
		d.want("on Sunday")
		d.now = at("2026-11-23T06:59")
		d.want("too early")
		d.now = at("2026-11-23T07:00")
		d.want("on Monday", hr, officer)
		d.want("again")
		d.now = at("2026-11-26T09:00")
		d.want("on Thursday")
		d.link("petugas") // another phone: sent notices are not sent again
		d.want("another chat")
		d.now = at("2026-12-02T09:00") // no program ran on Monday
		d.want("late", hr, officer)
		d.now = at("2027-01-04T08:00")
		d.want("the first week of a year", "hr: digest 2027-Q1 0 kiosks 0", "petugas: week 2027-Q1 0 withheld")
	})
}

// TestAWeekIsSentOnceByManyInstances checks that of two instances that look at once only one
// sends the notices.
func TestAWeekIsSentOnceByManyInstances(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		d := newStaffDesk(t, a)
		d.now = at("2026-11-22T12:00")
		d.link("hr", "petugas")
		wantTexts(t, a, "linked hr", "linked petugas")
		d.now = at("2026-11-23T08:00")
		other := &staffDesk{t: t, store: b, now: d.now}
		together(8, func(i int) {
			_ = []*staffDesk{d, other}[i%2].notices().Notify(context.Background(), func(n notice.Notice) []domain.Message {
				return []domain.Message{message(n.Chat.Login)}
			})
		})
		sent := texts(t, a)
		slices.Sort(sent)
		if !slices.Equal(sent, []string{"hr", "linked hr", "linked petugas", "petugas"}) {
			t.Errorf("sent %q", sent)
		}
	})
}

// tomorrow is after the last closing of a unit without opening hours.
func (d *staffDesk) tomorrow() { d.now = domain.StartOfDay(d.now).AddDate(0, 0, 1).Add(9 * time.Hour) }

func TestALowRatingWithACommentAlertsTheHead(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		d := newStaffDesk(t, s)
		d.low() // before any chat was linked
		d.now = d.now.Add(time.Minute)
		d.link("kepala", "lain", "petugas")
		d.want("nothing yet")
		d.low(func(s *domain.Submission) { s.Value = 3 })
		d.low(func(s *domain.Submission) { s.Comment = " " })
		d.low(func(s *domain.Submission) { s.Reasons = []string{domain.ReasonFee} })
		d.low(func(s *domain.Submission) { // held
			s.RatedAt = d.now.Add(-9 * 24 * time.Hour)
			s.Right.Channel, s.Right.Kiosk, s.Right.Visit = domain.ChannelKiosk, "tablet", ""
		})
		d.tomorrow()
		d.want("no alert for a head")
		d.low()
		d.low(func(s *domain.Submission) { s.Value = 2 })
		d.want("before closing")
		d.tomorrow()
		d.want("two at once", "kepala: alerts 2 DKC-U")
		d.want("again")
		late := d.low(func(s *domain.Submission) { s.Comment, s.Value = "", 3 })
		d.want("a satisfied rating")
		comment, value := "loket tutup lebih awal", 1
		change := domain.Change{Comment: &comment, Value: &value}
		if _, err := intake(s, d.now).Change(context.Background(), late.ID, domain.Right{Counter: "DKC-01", Visit: late.Visit}, change); err != nil {
			t.Fatal(err)
		}
		d.want("changed and noted, before closing")
		d.tomorrow()
		d.want("changed and noted", "kepala: alerts 1 DKC-U")
	})
}

// The Inspektorat is notified of a report of a fee at once, also on a day without service, and
// once. No other account is.
func TestAReportOfAFeeAlertsTheInspektorat(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		d := newStaffDesk(t, s)
		fee := func() domain.Rating {
			limits := domain.Limits{Fees: feeRule(t)}
			sub := submission(1)
			sub.Comment = "minta uang rokok"
			r, _, err := limited(s, d.now, limits).Submit(context.Background(), sub)
			if err != nil || r.Verdict != domain.Reported {
				t.Fatal(r.Verdict, err)
			}
			return r
		}
		fee() // before any chat was linked
		d.now = d.now.Add(time.Minute)
		d.link("kepala", "hr", "petugas", "inspektur")
		d.want("nothing yet")
		read := fee()
		fee()
		if err := s.SaveHoliday(context.Background(), domain.Holiday{Day: domain.DayOf(d.now), Name: "Libur"}); err != nil {
			t.Fatal(err)
		}
		d.want("two at once", "inspektur: fees 2")
		d.want("again")
		inspect := review.NewFeeReports(s, domain.NewRoster(s, s, d.clock), feeRule(t), domain.Screening{}, d.clock)
		if err := inspect.AddNote(context.Background(), inspector(), read.ID, "dipanggil"); err != nil {
			t.Fatal(err)
		}
		d.want("one is being inspected")
		fee()
		d.want("one more", "inspektur: fees 1")
	})
}

// TestQuietHoursHoldNotices checks that notices of a night or a closed day are sent in the
// morning of the next open day, in one message, and not after the link has ended.
func TestQuietHoursHoldNotices(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		d := newStaffDesk(t, s)
		ctx := context.Background()
		var week domain.Week
		for day := time.Monday; day <= time.Friday; day++ {
			week[day] = []domain.Span{{Opens: 8 * 60, Closes: 16 * 60}}
		}
		if err := errors.Join(
			s.SaveHours(ctx, domain.OpeningHours{Unit: "DKC-U", Week: week}),
			s.SaveHoliday(ctx, domain.Holiday{Day: "2026-11-30", Name: "Libur"}),
		); err != nil {
			t.Fatal(err)
		}
		d.now = at("2026-11-26T10:00")
		d.link("kepala", "petugas")
		d.now = at("2026-11-27T21:00") // Friday night
		d.low()
		d.want("in the night")
		d.now = at("2026-11-28T10:00")
		d.low()
		d.want("on Saturday")
		d.now = at("2026-11-30T10:00")
		d.want("on a holiday")
		d.now = at("2026-12-01T06:59")
		d.want("before morning")
		d.now = at("2026-12-01T07:00")
		d.want("in the morning", "petugas: week 2026-Q4 0 withheld")
		d.now = at("2026-12-01T16:31")
		d.want("after closing", "kepala: alerts 2 DKC-U")
		d.now = at("2026-12-01T07:00")
		if err := d.chats().Configure(ctx, d.actor("kepala"), []notice.Topic{notice.TopicAlert}, notice.QuietHours{From: 9 * 60, Until: 12 * 60}, "en"); err != nil {
			t.Fatal(err)
		}
		d.now = at("2026-12-01T09:00")
		d.low()
		d.want("in the chat's own quiet hours")
		if err := d.chats().End(ctx, d.actor("kepala")); err != nil {
			t.Fatal(err)
		}
		d.now = at("2026-12-01T13:00")
		d.want("after the link has ended")
	})
}

// TestWishesBeginWhenTheyAreMade checks that notices from before a topic was chosen are not
// sent.
func TestWishesBeginWhenTheyAreMade(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		d := newStaffDesk(t, s)
		d.link("kepala", "hr")
		configure := func(login string, topics ...notice.Topic) {
			t.Helper()
			if err := d.chats().Configure(context.Background(), d.actor(login), topics, notice.QuietHours{}, "id"); err != nil {
				t.Fatal(err)
			}
		}
		configure("kepala")
		configure("hr")
		d.low()
		d.now = at("2026-11-30T08:00")
		d.want("without topics")
		d.now = at("2026-12-01T08:00")
		configure("kepala", notice.TopicAlert, notice.TopicWeekly)
		configure("hr", notice.TopicWeekly)
		d.want("with topics again")
		d.low()
		d.tomorrow()
		d.want("a new alert", "kepala: alerts 1 DKC-U")
		d.now = at("2026-12-07T07:00")
		d.want("the next Monday", "hr: digest 2026-Q4 2 kiosks 0")
	})
}

func TestASilentKioskIsReportedOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		d := newStaffDesk(t, s)
		ctx := context.Background()
		d.now = at("2026-11-24T10:00")
		if err := s.SaveKiosk(ctx, domain.Kiosk{ID: "tablet", Counter: "DKC-01", KeyHash: domain.HashKey("k"), Paired: d.now}); err != nil {
			t.Fatal(err)
		}
		beat := func() {
			t.Helper()
			if err := s.SaveHealth(ctx, domain.Health{Kiosk: "tablet", Seen: d.now, Heartbeat: domain.Heartbeat{Battery: domain.Unknown}}); err != nil {
				t.Fatal(err)
			}
		}
		d.link("hr", "kepala")
		beat()
		d.want("well")
		d.now = d.now.Add(6 * time.Minute)
		d.want("silent", "hr: silent tablet")
		d.now = d.now.Add(time.Hour)
		d.want("still silent")
		beat()
		d.want("recovered", "hr: recovered tablet")
		d.want("still well")
		d.now = d.now.Add(time.Hour)
		d.want("silent again", "hr: silent tablet")
		if err := s.ChangeKiosk(ctx, "tablet", func(k *domain.Kiosk) error { k.Revoked = d.now; return nil }, audit.Event{}); err != nil {
			t.Fatal(err)
		}
		d.want("revoked")
	})
}

// TestABackupLeavesChatsBehind checks that a backup has no chats of accounts: a restore would
// open ended links again.
func TestABackupLeavesChatsBehind(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		d := newStaffDesk(t, s)
		d.link("hr", "petugas")
		name := filepath.Join(t.TempDir(), "b")
		if _, err := s.Backup(context.Background(), name, nil); err != nil {
			t.Fatal(err)
		}
		restored := unmigrated(t, repository.SQLite, filepath.Join(t.TempDir(), "r.db"))
		if _, err := restored.Restore(context.Background(), name, t.TempDir(), nil); err != nil {
			t.Fatal(err)
		}
		if list, err := restored.StaffChats(context.Background()); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
	})
}
