package chattest

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
	"suaraloket/web/browsertest"
)

// soakRoundsVariable names the environment variable with the number of fault schedules of each
// kind; without it there is one.
const soakRoundsVariable = "SUARALOKET_TEST_SOAK_ROUNDS"

func chatRounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv(soakRoundsVariable)
	if text == "" {
		return 1
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestChatUnderFaults lets people scan, rate, correct, tick reasons and write notes under
// faults: the program, or each of two, is killed and stopped; Telegram refuses calls or the
// token, sends invalid answers or none, and delivers updates twice, out of order and numbered
// anew; the database goes away. The test checks that each rating is stored once with its last value, that notes keep
// their order, and that no person gets more messages than expected.
func TestChatUnderFaults(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{pollingMode, webhookMode} {
		for _, s := range settings() {
			for seed := range chatRounds(t) {
				t.Run(fmt.Sprintf("%s/%s/%d", mode, s.name, seed), func(t *testing.T) {
					t.Parallel()
					newSchedule(t, mode, s, uint64(seed)).play()
				})
			}
		}
	}
}

// The modes in which updates arrive from Telegram.
const (
	pollingMode = "polling"
	webhookMode = "webhook"
)

// setting is a database and the number of programs that share it.
type setting struct {
	name     string
	driver   string
	programs int
	// rest is the longest time until an ended program starts again.
	rest time.Duration
}

// settings returns all settings. Where there are two programs, one can stay away for longer
// than the other needs to acquire the lease.
func settings() []setting {
	const short, long = 500 * time.Millisecond, 13 * time.Second
	return []setting{
		{repository.SQLite, repository.SQLite, 1, short},
		{repository.MySQL, repository.MySQL, 1, short},
		{repository.MySQL + "-two", repository.MySQL, 2, long},
	}
}

const crowdSize = 12

// schedule is one run under random faults.
type schedule struct {
	setting
	t       *testing.T
	dice    *rand.Rand
	pretend *telegramtest.Server
	link    *programtest.Link // to the database; nil for a file
	members []*member
}

func newSchedule(t *testing.T, mode string, s setting, seed uint64) *schedule {
	t.Helper()
	tr := &schedule{setting: s, t: t, dice: rand.New(rand.NewPCG(seed, 11))}
	tr.pretend = telegramtest.New(telegramtest.Options{
		Token: "123456:" + strings.Repeat("t", 35), Username: "SuaraLoketUjiBot",
		Local: true, RetryUnit: 20 * time.Millisecond, WebhookTimeout: 5 * time.Second,
	})
	listen := make([]string, s.programs)
	for i := range listen {
		listen[i] = programtest.FreeAddress(t)
	}
	public := listen[0]
	if s.programs > 1 {
		public = newBalancer(t, listen)
	}
	env := append(tr.database(), "SUARALOKET_TELEGRAM_MODE="+mode, "SUARALOKET_PUBLIC_URL=http://"+public)
	for i, address := range listen {
		tr.members = append(tr.members, newMember(t, tr.pretend, i+1, address, env...))
	}
	return tr
}

// database returns the configuration of an empty database, with the link before it.
func (tr *schedule) database() (env []string) {
	tr.t.Helper()
	for _, setting := range programtest.Database(tr.t, tr.driver) {
		if dsn, found := strings.CutPrefix(setting, "SUARALOKET_DATABASE_DSN="); found {
			host := regexp.MustCompile(`tcp\(([^)]+)\)`).FindStringSubmatch(dsn)[1]
			tr.link = programtest.NewLink(tr.t, host)
			setting = strings.Replace(setting, host, tr.link.Proxy.Listen, 1)
		}
		env = append(env, setting)
	}
	return env
}

func (tr *schedule) play() {
	for _, m := range tr.members {
		m.start(tr.t)
	}
	pass := programtest.ChatCode(tr.t, programtest.ReadDemo(tr.t, tr.members[0].dir).Counters[0])
	tr.pretend.SetDelivery(telegramtest.Delivery{Order: telegramtest.LanesShuffled, Seed: tr.dice.Uint64(), Twice: 3})
	var crew, chaos sync.WaitGroup
	people := make([]*talker, crowdSize)
	for i := range people {
		people[i] = &talker{tr: tr, Person: tr.pretend.Person(int64(1000+i), fmt.Sprintf("Orang %d", i), "id"), dice: rand.New(rand.NewPCG(tr.dice.Uint64(), 3))}
	}
	ctx, cancel := programtest.WhileMoving(tr.t.Context(), func() string { return tr.state(people) })
	defer cancel()
	for _, p := range people {
		crew.Go(func() { p.talk(ctx, pass) })
	}
	over := make(chan struct{})
	chaos.Go(func() { tr.injectFaults(over) })
	crew.Wait()
	close(over)
	chaos.Wait()
	tr.finish()
	tr.check(people)
	for _, m := range tr.members {
		if tr.t.Failed() {
			tr.t.Logf("log since the last start:\n%s", &m.Stderr)
		}
	}
}

// state changes with every message that the bot or a person sends or edits.
func (tr *schedule) state(people []*talker) string {
	messages, edited := 0, 0
	for _, p := range people {
		for _, m := range p.Messages() {
			messages++
			if m.Edited {
				edited++
			}
		}
	}
	return fmt.Sprintf("%d updates queued, %d messages, %d edited", tr.pretend.Queue(), messages, edited)
}

// injectFaults injects random faults until over is closed.
func (tr *schedule) injectFaults(over <-chan struct{}) {
	for {
		select {
		case <-over:
			return
		case <-time.After(programtest.RandomTime(tr.dice, 700*time.Millisecond)):
		}
		tr.restartDue(time.Now())
		tr.pretend.Renumber(-1000 - tr.dice.IntN(100_000)) // does nothing while updates wait
		switch tr.dice.IntN(6) {
		case 0:
			tr.end((*programtest.Process).Kill)
		case 1:
			tr.end((*programtest.Process).Stop)
		case 2:
			tr.interruptDatabase()
		default:
			tr.failTelegram()
		}
	}
}

// interruptDatabase cuts the database off for a short time. Of two programs, one may be
// killed meanwhile, with data that only its journal contains.
func (tr *schedule) interruptDatabase() {
	if tr.link == nil {
		return
	}
	tr.link.Spoil("timeout", `"timeout": 0`, programtest.RandomDirections(tr.dice)...)
	time.Sleep(200*time.Millisecond + programtest.RandomTime(tr.dice, 2*time.Second))
	if tr.programs > 1 && tr.dice.IntN(3) == 0 {
		tr.end((*programtest.Process).Kill)
	}
	tr.link.Mend()
}

func (tr *schedule) failTelegram() {
	if tr.programs > 1 { // without a leader the faults would accumulate
		tr.pretend.ClearFaults()
	}
	methods := []string{"sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", "setWebhook", ""}
	faults := []telegramtest.Fault{
		{Status: 429, RetryAfter: 1}, {Status: 500}, {Status: 502, Body: "<html>Bad Gateway</html>"}, {Reset: true},
		{Reset: true, AfterEffect: true}, {Latency: 300 * time.Millisecond},
		{Status: 200, Body: "<html>Selamat datang di Wi-Fi kantor</html>"}, {Status: 200, Empty: true}, {Status: 401},
	}
	for range 3 {
		tr.pretend.Fail(methods[tr.dice.IntN(len(methods))], 1+tr.dice.IntN(4), faults[tr.dice.IntN(len(faults))])
	}
}

// end ends a random program if it runs. It seldom ends one while another is away: without a
// program, people could not continue.
func (tr *schedule) end(how func(*programtest.Process)) {
	m := tr.members[tr.dice.IntN(len(tr.members))]
	away := slices.ContainsFunc(tr.members, func(m *member) bool { return !m.back.IsZero() })
	if !m.back.IsZero() || away && tr.dice.IntN(4) > 0 {
		return
	}
	how(m.Process)
	m.back = time.Now().Add(programtest.RandomTime(tr.dice, tr.rest))
}

// restartDue starts the programs whose restart is due.
func (tr *schedule) restartDue(now time.Time) {
	for _, m := range tr.members {
		if !m.back.IsZero() && m.back.Before(now) {
			m.back = time.Time{}
			m.start(tr.t)
		}
	}
}

// finish removes all faults, waits until no work is left and stops the programs.
func (tr *schedule) finish() {
	tr.t.Helper()
	tr.pretend.ClearFaults()
	tr.restartDue(time.Now().Add(tr.rest))
	browsertest.Eventually(tr.t, "every update is handled", func() bool { return tr.pretend.Queue() == 0 })
	for _, m := range tr.members {
		browsertest.Eventually(tr.t, "its journal is drained", func() bool {
			r := programtest.ReadyOf(tr.t, m.own)
			return r.Database == "ok" && r.Journal.Ratings == 0
		})
		browsertest.Eventually(tr.t, "every message is sent", func() bool { return messagesLeft(tr.t, m.own) == 0 })
	}
	for _, m := range tr.members {
		m.Stop()
	}
}

func (tr *schedule) check(people []*talker) {
	tr.t.Helper()
	dir, env := tr.members[0].dir, tr.members[0].env
	config := filepath.Join(dir, "config.yaml")
	if got := programtest.Total(tr.t, dir); got != crowdSize {
		tr.t.Errorf("%d people rated, %d ratings", crowdSize, got)
	}
	programtest.MustRun(tr.t, env, "", "verify", "--config", config)
	missing := 0
	for _, notes := range keptNotes(tr.t, env, config) {
		if !slices.IsSorted(notes) { // the alphabetical order is the order in which they were written
			tr.t.Errorf("notes %q", notes)
		}
		missing += len(noteTexts()) - len(notes)
	}
	refused := 0
	for _, p := range people {
		refused += p.check()
	}
	if tr.programs == 1 {
		refused = 0 // one program accepts every note into its journal
	}
	if missing > refused {
		tr.t.Errorf("%d notes are missing, %d were refused", missing, refused)
	}
}

// keptNotes returns the notes of each rating of this year.
func keptNotes(t *testing.T, env []string, config string) (all [][]string) {
	t.Helper()
	out := programtest.MustRun(t, env, "", "export", "ratings", "--period", programtest.ThisYear(), "--out", "-", "--config", config)
	table := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff")))
	table.Comma = ';'
	rows, err := table.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	comment := slices.Index(rows[0], "Komentar")
	for _, row := range rows[1:] {
		all = append(all, strings.Split(strings.ReplaceAll(row[comment], "\r\n", "\n"), "\n"))
	}
	return all
}

// talker is a person that repeats a scan or a press until it is answered.
type talker struct {
	*telegramtest.Person
	tr     *schedule
	dice   *rand.Rand
	sent   int // messages to the bot
	asked  int // the ID of the message with the question
	answer string
	toasts []string // the answer to each press
}

func noteTexts() []string { return []string{"catatan a", "catatan b", "catatan c"} }

// retryText is in the answer that asks a person to try again: the database is away, and the
// rating to change is in it.
const retryText = "belum dapat menyimpan"

// acceptedText is in the message to a person whose change waits for the database.
const acceptedText = "Sudah kami terima"

// talk rates, corrects the rating, ticks a reason and writes three notes in a row.
func (p *talker) talk(ctx context.Context, pass string) {
	p.scanUntilAsked(ctx, pass)
	p.presses(ctx, []string{"Tidak puas", "Kurang puas"}[p.dice.IntN(2)])
	p.presses(ctx, "Ubah")
	face := p.dice.IntN(2)
	p.presses(ctx, []string{"Puas", "Sangat puas"}[face])
	p.answer = []string{"Puas", "Sangat puas"}[face]
	p.presses(ctx, "Cepat")
	for _, text := range noteTexts() {
		time.Sleep(programtest.RandomTime(p.dice, 200*time.Millisecond))
		p.sent++
		if err := p.Say(text); err != nil {
			p.tr.t.Error(err)
		}
	}
}

// scanUntilAsked scans the code, and again when no question arrives.
func (p *talker) scanUntilAsked(ctx context.Context, pass string) {
	for ctx.Err() == nil {
		p.sent++
		if err := p.Start(pass); err != nil {
			p.tr.t.Error(err)
		}
		short, cancel := context.WithTimeout(ctx, 8*time.Second)
		err := p.Wait(short, func(all []telegramtest.Message) bool {
			for _, m := range all {
				if m.FromBot && len(m.Rows) > 0 {
					p.asked = m.ID
					return true
				}
			}
			return false
		})
		cancel()
		if err == nil {
			return
		}
	}
	p.tr.t.Error("no question arrived")
}

// presses waits for a button of the question's message, presses it and waits for the answer.
// It sends the press again when no answer arrives, as the app does, or when the answer asks
// for a retry.
func (p *talker) presses(ctx context.Context, label string) {
	time.Sleep(programtest.RandomTime(p.dice, time.Second)) // leaves time for faults
	var data string
	err := p.Wait(ctx, func(all []telegramtest.Message) bool {
		for _, m := range all {
			if m.ID == p.asked {
				data = dataOf(m, label)
			}
		}
		return data != ""
	})
	if err != nil {
		p.tr.t.Errorf("no button %q after %q: %+v", label, p.toasts, p.Messages())
		return
	}
	id, err := p.Press(p.asked, data)
	for ctx.Err() == nil && err == nil {
		short, cancel := context.WithTimeout(ctx, 4*time.Second)
		waited := p.Wait(short, func([]telegramtest.Message) bool {
			c, _ := p.tr.pretend.Callback(id)
			return !c.Answered.IsZero()
		})
		cancel()
		c, _ := p.tr.pretend.Callback(id)
		if waited == nil && !p.mustRetry(c.Answers[0].Text) {
			p.toasts = append(p.toasts, label+": "+c.Answers[0].Text)
			return
		}
		id, err = p.tr.pretend.Resend(id)
	}
	if err != nil && !errors.Is(err, telegramtest.ErrNoButton) { // the message has changed, so the press has arrived
		p.tr.t.Error(err)
	}
}

// mustRetry reports whether the answer to a press asks for a retry. With two programs the
// answer can also be that the button has expired: the other program has accepted the rating
// while the database was away, and keeps it until the database is back.
func (p *talker) mustRetry(answer string) bool {
	return strings.Contains(answer, retryText) || p.tr.programs > 1 && strings.Contains(answer, "sudah tidak berlaku")
}

// check checks the messages at the end. It returns how many notes were refused or may have
// been refused: a kill can interrupt an answer. The message that a change waits comes in
// addition to the answers, once for all changes.
func (p *talker) check() (refused int) {
	fromBot, waits := 0, 0
	for _, m := range p.Messages() {
		if !m.FromBot {
			continue
		}
		if strings.Contains(m.Text, acceptedText) {
			waits++
			continue
		}
		fromBot++
		if strings.Contains(m.Text, retryText) {
			refused++
		}
		if m.ID == p.asked && !strings.Contains(m.Text, "Penilaian Anda: "+p.answer+"\n") {
			p.tr.t.Errorf("want the answer %q, the message is %q after %q", p.answer, m.Text, p.toasts)
		}
	}
	if fromBot > p.sent || waits > len(noteTexts()) {
		p.tr.t.Errorf("%d messages from the bot, %d to the bot: %+v", fromBot, p.sent, p.Messages())
	}
	return refused + p.sent - fromBot
}
