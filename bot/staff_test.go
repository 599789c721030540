package bot_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/bot"
	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/notice"
	"suaraloket/domain/publication"
	"suaraloket/domain/report"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// withStaff adds accounts of each role, and a bot that checks for notices all the time.
func (s *stage) withStaff() parts {
	s.t.Helper()
	for _, a := range []account.Account{
		{Login: "hr", Name: "Tim Kepegawaian", Role: domain.RoleHR}, {Login: "kepala", Name: "Kepala Dukcapil", Role: domain.RoleHead, Unit: "DKC"},
		{Login: "siti", Name: "Siti Aminah", Role: domain.RoleOfficer, Officer: "P-01"},
	} {
		a.Password, a.Created = "hash", s.clock.now()
		must(s.t, s.store.AddAccount(s.ctx, a))
	}
	places := domain.NewRoster(s.store, s.store, s.clock.now)
	kiosks := domain.NewKiosks(s.store, places, key, s.clock.now)
	reports := report.NewReporter(s.store, s.store, s.store.Published(), s.store, s.clock.now)
	fleet := domain.NewFleet(kiosks, s.store, s.clock.now)
	return parts{staff: &bot.StaffOptions{
		Chats: s.staffChats(), Portal: "https://suara.contoh.go.id/hr/", Every: 2 * time.Millisecond,
		Notices: notice.NewNotifier(s.store, s.store, s.store, reports, fleet, places, s.clock.now),
	}}
}

// publish publishes what officers see, as after the next closing.
func (s *stage) publish() {
	s.t.Helper()
	tomorrow := func() time.Time { return s.clock.now().AddDate(0, 0, 1) }
	publisher := publication.NewPublisher(s.store, domain.NewRoster(s.store, s.store, tomorrow), tomorrow, publication.Rule{Minimum: 10})
	must(s.t, publisher.Run(s.ctx))
}

func (s *stage) staffChats() *notice.StaffChats { return notice.NewStaffChats(s.store, s.clock.now) }

// invite makes a code for an account.
func (s *stage) invite(login string) string {
	s.t.Helper()
	account, err := s.store.Account(s.ctx, login)
	must(s.t, err)
	code, _, err := s.staffChats().Invite(s.ctx, domain.Actor{Login: login, Role: account.Role})
	must(s.t, err)
	return code
}

// awaited waits for the bot's n-th message to a person.
func (s *stage) awaited(p *telegramtest.Person, n int) telegramtest.Message {
	s.t.Helper()
	s.until(fmt.Sprint("message ", n), func() bool { return len(replies(p)) >= n })
	return replies(p)[n-1]
}

// submit submits ratings of a counter, one a minute.
func (s *stage) submit(counter string, n int, change func(i int, s *domain.Submission)) {
	s.t.Helper()
	intake := domain.NewIntake(domain.NewRoster(s.store, s.store, s.clock.now), s.store, s.clock.now, domain.Limits{})
	for i := range n {
		r := domain.Submission{ID: uuid.NewString(), Value: 4, Right: domain.Right{
			Counter: counter, Channel: domain.ChannelPage, Assurance: domain.AssuranceSlot, Visit: uuid.NewString()[:13],
		}}
		change(i, &r)
		_, _, err := intake.Submit(s.ctx, r)
		must(s.t, err)
		s.clock.pass(time.Minute)
	}
}

func clean(t *testing.T, what, text string) {
	t.Helper()
	lacks(t, what, text, "staff.", "{", "}", "refusal.", "hr.", "bot.")
}

func TestAnAccountLinksItsChat(t *testing.T) {
	for _, c := range []struct {
		lang, login string
		must, never []string
	}{
		{"id", "siti", []string{"Percakapan ini sudah terhubung", "akun Siti Aminah", "– ringkasan mingguan, setiap Senin pagi", "antara pukul 20.00 dan 07.00", "tidak dihubungkan dengan akun", "/henti"}, []string{"kios", "catatan di unit"}},
		{"id", "kepala", []string{"keluhan tertulis di unit Anda", "/henti"}, []string{"ringkasan", "tablet"}},
		{"id", "hr", []string{"ringkasan mingguan", "tablet terputus"}, []string{"di unit Anda"}},
		{"jv", "siti", []string{"Percakapan ini sudah terhubung"}, nil},
		{"en-GB", "siti", []string{"This chat is linked", "the account Siti Aminah", "– a weekly summary", "between 20:00 and 07:00", "not connected with this account", "/stop"}, []string{"kiosk", "henti"}},
		{"en", "kepala", []string{"written complaints"}, []string{"summary"}},
		{"en", "hr", []string{"a weekly summary", "a tablet falls silent"}, []string{"your unit"}},
	} {
		t.Run(c.lang+" "+c.login, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.run(s.bot(s.withStaff()))
			p := s.Person(4242, "Dewi", c.lang)
			m := s.begin(p, s.invite(c.login))
			has(t, "linked", m.Text, c.must...)
			lacks(t, "linked", m.Text, c.never...)
			clean(t, "linked", m.Text)
		})
	}
}

func TestALinkingCodeIsRefused(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(s.withStaff()))
	siti, adi, english := s.Person(4242, "Siti", "id"), s.Person(4343, "Adi", "id"), s.Person(4444, "Rini", "en")
	refused := func(p *telegramtest.Person, code string, says ...string) {
		t.Helper()
		m := s.begin(p, code)
		has(t, "refusal", m.Text, says...)
		clean(t, "refusal", m.Text)
		lacks(t, "refusal", m.Text, "pindai", "scan")
	}
	used := s.invite("siti")
	has(t, "linked", s.begin(siti, used).Text, "sudah terhubung")
	has(t, "again", s.begin(siti, used).Text, "sudah terhubung")
	refused(adi, used, "Kode ini sudah dipakai. Buat kode baru di portal.")
	refused(english, used, "This code has been used. Please make a new one in the portal.")
	refused(adi, "a1_SOMETHING", "Kode ini tidak dikenal.")
	old := s.invite("siti")
	s.clock.pass(notice.LinkTime + time.Second)
	refused(adi, old, "lewat sepuluh menit")
	refused(english, old, "older than ten minutes")
}

// TestTheChatEndsTheLink checks that either command ends the link, also when it comes twice or
// without a link.
func TestTheChatEndsTheLink(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(s.withStaff()))
	siti, rini := s.Person(4242, "Siti", "id"), s.Person(4343, "Rini", "en")
	ends := func(p *telegramtest.Person, word string, says ...string) {
		t.Helper()
		s.play(p, step{say: word})
		has(t, word, latest(t, p).Text, says...)
		clean(t, word, latest(t, p).Text)
	}
	ends(siti, "/henti", "memang tidak terhubung")
	ends(rini, "/stop", "is not linked")
	s.begin(siti, s.invite("siti"))
	s.begin(siti, s.invite("hr"))
	s.begin(rini, s.invite("kepala"))
	ends(siti, "/henti@SuaraLoketLatihanBot", "kabar dihentikan", "tidak lagi terhubung")
	ends(siti, "/STOP", "memang tidak terhubung")
	ends(rini, "/henti", "we have stopped")
	if list, err := s.store.StaffChats(s.ctx); err != nil || len(list) != 0 {
		t.Errorf("%+v %v", list, err)
	}
}

// TestAnUpdateLinksOnce checks that an update that Telegram delivers again links, ends and is
// answered once.
func TestAnUpdateLinksOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	options := s.withStaff()
	options.webhook = "https://suara.example/telegram/webhook"
	b, secret := s.bot(options), bot.SecretOf(key, token)
	linking := pushed(1, 4242, "/start "+s.invite("siti"))
	for _, update := range [][]byte{linking, pushed(2, 4242, "/henti"), linking} {
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if err := b.Push(s.ctx, secret, update); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	if list, err := s.store.StaffChats(s.ctx); err != nil || len(list) != 0 || s.messages() != 2 {
		t.Errorf("%+v %v, %d messages", list, err, s.messages())
	}
}

// TestTheNextLeaderRepeatsNoNotice checks that one of two programs sends the notices, and that
// the next leader repeats none.
func TestTheNextLeaderRepeatsNoNotice(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.clock.pass(-24 * time.Hour)
	options := s.withStaff()
	first := s.run(s.bot(options))
	options.instance = "2"
	s.run(s.bot(options))
	siti, head := s.Person(4242, "Siti", "id"), s.Person(4343, "Kepala", "id")
	s.begin(siti, s.invite("siti"))
	s.begin(head, s.invite("kepala"))
	s.clock.pass(24 * time.Hour)
	s.awaited(siti, 2)
	first()
	s.submit("DKC-01", 1, func(_ int, r *domain.Submission) { r.Value, r.Comment = 1, "kursi" })
	s.clock.pass(24 * time.Hour) // after closing
	s.awaited(head, 2)
	s.settled()
	if n := len(replies(siti)); n != 2 {
		t.Errorf("%d messages", n)
	}
}

// TestALinkedChatRatesAsAResident checks that a linked chat rates as a resident, and that
// neither the rating nor the link is stored with the other.
func TestALinkedChatRatesAsAResident(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(s.withStaff()))
	p := s.Person(4242, "Siti", "id")
	s.begin(p, s.invite("kepala"))
	s.play(p, step{start: "DKC-01"})
	s.play(p, step{press: "Sangat puas", toast: "Terima kasih"})
	r, ok := s.rating(p.ID())
	chat, err := s.store.StaffChat(s.ctx, "kepala")
	must(t, err)
	if !ok || r.Value != 4 || strings.Contains(chat.Chat.Hash, r.Author) || strings.Contains(r.Author, chat.Chat.Hash) {
		t.Errorf("%+v beside %+v", r, chat)
	}
}

func TestTheWeekOfAnOfficer(t *testing.T) {
	for lang, c := range map[string]struct{ few, full []string }{
		"id": {[]string{"Ringkasan mingguan Anda", "Siti Aminah, S.Sos. · Triwulan IV 2026", "0 penilaian", "Data belum cukup: skor ditampilkan mulai 10 penilaian", "/henti"},
			[]string{"33 penilaian", "Skor ", "rentang ", "Unsur terkuat: Perilaku Pelaksana, rata-rata 4,00 dari 4", "10 catatan warga dapat Anda baca di portal"}},
		"en": {[]string{"Your weekly summary", "0 ratings", "Too few data yet: a score is shown from 10 ratings on", "/stop"},
			[]string{"33 ratings", "Score ", "interval ", "Strongest element: ", "mean 4.00 of 4", "You can read 10 comments in the portal"}},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.clock.pass(-24 * time.Hour) // a Sunday
			s.run(s.bot(s.withStaff()))
			p := s.Person(4242, "Siti", lang)
			s.begin(p, s.invite("siti"))
			s.submit("DKC-01", 3, func(_ int, r *domain.Submission) { r.Value, r.Comment = 1, "kursi kurang" })
			s.clock.pass(23 * time.Hour)
			m := s.awaited(p, 2)
			has(t, "few", m.Text, c.few...)
			lacks(t, "few", m.Text, "Skor ", "Score ", "kursi", "catatan", "comment", "rentang")
			clean(t, "few", m.Text)
			s.submit("DKC-01", 30, func(i int, r *domain.Submission) {
				r.Answers = domain.Answers{"perilaku": 4, "kompetensi": 3}
				if i%4 == 0 {
					r.Comment = fmt.Sprint("catatan ke-", i)
				}
			})
			s.publish()
			s.clock.pass(7 * 24 * time.Hour)
			m = s.awaited(p, 3)
			has(t, "full", m.Text, c.full...)
			lacks(t, "full", m.Text, "kursi", "ke-", "Ibu", "kepala")
			clean(t, "full", m.Text)
			if len(m.Rows) != 1 || m.Rows[0][0].URL != "https://suara.contoh.go.id/hr/petugas/P-01?periode=2026-Q4" {
				t.Errorf("%+v", m.Rows)
			}
		})
	}
}

func TestAHeadIsAlerted(t *testing.T) {
	for lang, says := range map[string][]string{
		"id": {"Keluhan tertulis dari warga", "Ada 1 catatan baru", "Dukcapil", "menu Keluhan warga", "/henti"},
		"en": {"Written complaints of residents", "Dukcapil has a new comment", "under Complaints", "/stop"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.run(s.bot(s.withStaff()))
			p := s.Person(4242, "Kepala", lang)
			s.begin(p, s.invite("kepala"))
			s.submit("DKC-01", 1, func(_ int, r *domain.Submission) { r.Value, r.Comment = 1, "petugasnya Marsinah sedang makan" })
			s.clock.pass(24 * time.Hour)
			m := s.awaited(p, 2)
			has(t, "alert", m.Text, says...)
			lacks(t, "alert", m.Text, "Marsinah", "makan", "Loket", "DKC-01", "Siti", "P-01", "WIB", "09")
			clean(t, "alert", m.Text)
			if len(m.Rows) != 1 || m.Rows[0][0].URL != "https://suara.contoh.go.id/hr/keluhan" {
				t.Errorf("%+v", m.Rows)
			}
		})
	}
}

func TestHRGetsTheWeekAndSilentKiosks(t *testing.T) {
	for lang, c := range map[string]struct{ digest, silent, recovered []string }{
		"id": {[]string{"Ringkasan mingguan kota", "12 penilaian dihitung", "Dukcapil: 12 penilaian · 1 dari 1 petugas", "Bank Contoh: 0 penilaian · 0 dari 0", "1 tablet dipakai, semuanya baik", "/henti"},
			[]string{"1 tablet terputus", "Tablet Pintu, Loket 1 (DKC-01), Dukcapil: terakhir tersambung 23 November 2026, 09.", "Mohon diperiksa"}, []string{"1 tablet tersambung lagi", "Tablet Pintu"}},
		"en": {[]string{"The city’s weekly summary", "12 ratings counted", "Dukcapil: 12 ratings · 1 of 1 officers", "One tablet in use, and well", "/stop"},
			[]string{"A tablet is silent", "last heard of 23 November 2026, 09:"}, []string{"A tablet is heard of again"}},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.clock.pass(-48 * time.Hour)
			must(t, s.store.SaveKiosk(s.ctx, domain.Kiosk{ID: "tablet", Name: "Tablet Pintu", Counter: "DKC-01", KeyHash: domain.HashKey("k"), Paired: s.clock.now()}))
			beat := func(ahead time.Duration) {
				t.Helper()
				must(t, s.store.SaveHealth(s.ctx, domain.Health{Kiosk: "tablet", Seen: s.clock.now().Add(ahead), Heartbeat: domain.Heartbeat{Battery: domain.Unknown}}))
			}
			s.submit("DKC-01", 12, func(_ int, r *domain.Submission) { r.Comment = "rahasia" })
			beat(72 * time.Hour)
			s.run(s.bot(s.withStaff()))
			p := s.Person(4242, "HR", lang)
			s.begin(p, s.invite("hr"))
			s.clock.pass(48 * time.Hour)
			m := s.awaited(p, 2)
			has(t, "digest", m.Text, c.digest...)
			lacks(t, "digest", m.Text, "rahasia", "Siti", "P-01")
			clean(t, "digest", m.Text)
			beat(0)
			s.clock.pass(10 * time.Minute)
			m = s.awaited(p, 3)
			has(t, "silent", m.Text, c.silent...)
			clean(t, "silent", m.Text)
			beat(0)
			m = s.awaited(p, 4)
			has(t, "recovered", m.Text, c.recovered...)
			clean(t, "recovered", m.Text)
		})
	}
}

// TestAnotherSecretOpensNoChat checks that a chat that was sealed with another key gets no
// notice, and that this is logged once.
func TestAnotherSecretOpensNoChat(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	options := s.withStaff()
	code := s.invite("kepala")
	must(t, options.staff.Chats.Link(s.ctx, code, notice.SealedChat{Sealed: []byte("closed with another key"), Hash: "x"}, "id",
		func(notice.LinkedChat) domain.Effects { return domain.Effects{} }))
	s.run(s.bot(options))
	s.submit("DKC-01", 1, func(_ int, r *domain.Submission) { r.Value, r.Comment = 1, "kursi" })
	s.clock.pass(24 * time.Hour) // after closing
	s.until("the chat is logged", func() bool { return strings.Contains(s.log.String(), "cannot be opened") })
	p := s.Person(4242, "Adi", "id")
	s.play(p, step{say: "/bantuan"})
	if n := strings.Count(s.log.String(), "cannot be opened"); n != 1 || s.messages() != 0 {
		t.Errorf("logged %d times, %d messages", n, s.messages())
	}
}

// onMySQL moves the stage's city into a MySQL database.
func (s *stage) onMySQL() (dsn string) {
	s.t.Helper()
	dsn = testdb.MySQLDSN(s.t)
	s.store = testdb.Open(s.t, repository.MySQL, dsn)
	s.people = domain.NewAuthors(key, s.store, s.clock.now)
	fillCity(s.t, s.store)
	return dsn
}

// everything returns each cell of each table of a MySQL database.
func everything(t *testing.T, dsn string) []byte {
	t.Helper()
	db, err := sql.Open("mysql", dsn)
	must(t, err)
	defer db.Close()
	var all bytes.Buffer
	for _, table := range cells(t, db, "SHOW TABLES") {
		for _, cell := range cells(t, db, "SELECT * FROM `"+string(table)+"`") {
			all.Write(append(cell, '\n'))
		}
	}
	return all.Bytes()
}

func cells(t *testing.T, db *sql.DB, query string) (all [][]byte) {
	t.Helper()
	rows, err := db.Query(query)
	must(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	must(t, err)
	for rows.Next() {
		raw, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
		for i := range raw {
			into[i] = &raw[i]
		}
		must(t, rows.Scan(into...))
		for _, cell := range raw {
			all = append(all, bytes.Clone(cell))
		}
	}
	must(t, rows.Err())
	return all
}

func files(t *testing.T, names ...string) (all []byte) {
	t.Helper()
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, raw...)
	}
	return all
}

// TestTheNumberOfALinkedChatIsStoredNowhere checks that the number of a linked chat is in no
// table, no log line and no backup, in no encoding, while messages wait and after they were
// sent.
func TestTheNumberOfALinkedChatIsStoredNowhere(t *testing.T) {
	const marker, name = 5550001234567, "Sukmawardhani"
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			s := newStage(t)
			kept := func() []byte { return files(t, s.file, s.file+"-wal") }
			if driver == repository.MySQL {
				dsn := s.onMySQL()
				kept = func() []byte { return everything(t, dsn) }
			}
			s.clock.pass(-24 * time.Hour)
			options := s.withStaff()
			stop := s.run(s.bot(options))
			p := s.Person(marker, name, "id")
			s.begin(p, s.invite("kepala"))
			s.begin(p, s.invite("siti"))
			s.clock.pass(24 * time.Hour)
			s.awaited(p, 3)
			s.play(p, step{start: "DKC-01"})
			s.play(p, step{press: "Sangat puas"})
			s.Fail("sendMessage", -1, telegramtest.Fault{Status: 502}) // an alert that cannot be sent yet
			s.submit("DKC-01", 1, func(_ int, r *domain.Submission) { r.Value, r.Comment = 1, "kursi" })
			s.clock.pass(24 * time.Hour)
			s.until("it is tried", func() bool {
				calls := s.CallsOf("sendMessage")
				return calls[len(calls)-1].Status == 502
			})
			stop()
			if s.messages() == 0 {
				t.Fatal("no message waits")
			}
			backup := filepath.Join(t.TempDir(), "backup")
			_, err := s.store.Backup(context.Background(), backup, nil)
			must(t, err)
			chat, err := s.store.StaffChat(s.ctx, "kepala")
			must(t, err)
			all := kept()
			if !bytes.Contains(all, []byte(chat.Chat.Hash)) || !bytes.Contains(all, chat.Chat.Sealed) {
				t.Fatal("the search does not find the link itself")
			}
			for what, text := range map[string][]byte{"tables": all, "log": []byte(s.log.String()), "backup": files(t, backup)} {
				checkAbsent(t, what, text, marker, name)
			}
			if bytes.Contains(files(t, backup), []byte(chat.Chat.Hash)) {
				t.Error("the backup contains the link")
			}
		})
	}
}

func checkAbsent(t *testing.T, what string, text []byte, number int64, name string) {
	t.Helper()
	if len(text) == 0 {
		t.Fatalf("%s: nothing was searched", what)
	}
	hexed := strconv.FormatInt(number, 16)
	for _, mark := range [][]byte{
		[]byte(strconv.FormatInt(number, 10)), []byte(hexed), []byte(strings.ToUpper(hexed)), []byte(name),
		binary.BigEndian.AppendUint64(nil, uint64(number)), binary.LittleEndian.AppendUint64(nil, uint64(number)),
	} {
		if bytes.Contains(text, mark) {
			t.Errorf("%s contains %q", what, mark)
		}
	}
}
