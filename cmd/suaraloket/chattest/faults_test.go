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

// soakRoundsVariable makes the schedules many; without it there are a few.
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

// TestChatUnderFaults lets people scan, rate, correct, tick and write while the program,
// or each of two, is killed and stopped, Telegram refuses, answers rubbish or not at all,
// hands updates out twice and shuffled, and the database goes away. Whatever was pressed
// is stored once, what was said last holds, notes keep their order, and no person reads more
// than was to be said.
func TestChatUnderFaults(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{pollingMode, webhookMode} {
		for _, s := range settings() {
			for seed := range chatRounds(t) {
				t.Run(fmt.Sprintf("%s/%s/%d", mode, s.name, seed), func(t *testing.T) {
					t.Parallel()
					newTrouble(t, mode, s, uint64(seed)).play()
				})
			}
		}
	}
}

// How updates come from Telegram.
const (
	pollingMode = "polling"
	webhookMode = "webhook"
)

// setting is which database there is, and how many programs with it.
type setting struct {
	name     string
	driver   string
	programs int
	// rest is the longest time for which a program that was ended is not started again.
	rest time.Duration
}

// settings are all of them. Where there are two programs, one stays away for longer than
// the other needs to take the lead over.
func settings() []setting {
	const moment, longer = 500 * time.Millisecond, 13 * time.Second
	return []setting{
		{repository.SQLite, repository.SQLite, 1, moment},
		{repository.MySQL, repository.MySQL, 1, moment},
		{repository.MySQL + "-two", repository.MySQL, 2, longer},
	}
}

const crowdSize = 12

// trouble is one schedule.
type trouble struct {
	setting
	t       *testing.T
	dice    *rand.Rand
	pretend *telegramtest.Server
	link    *programtest.Link // to the database; nil for a file
	members []*member
}

func newTrouble(t *testing.T, mode string, s setting, seed uint64) *trouble {
	t.Helper()
	tr := &trouble{setting: s, t: t, dice: rand.New(rand.NewPCG(seed, 11))}
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

// database gives the configuration of a fresh one, with the link before it.
func (tr *trouble) database() (env []string) {
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

func (tr *trouble) play() {
	for _, m := range tr.members {
		m.start(tr.t)
	}
	pass := programtest.ChatCode(tr.t, tr.members[0].own, programtest.ReadDemo(tr.t, tr.members[0].dir).Counters[0].Code)
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
	chaos.Go(func() { tr.spoil(over) })
	crew.Wait()
	close(over)
	chaos.Wait()
	tr.mend()
	tr.check(people)
	for _, m := range tr.members {
		if tr.t.Failed() {
			tr.t.Logf("what it said since it was started last:\n%s", &m.Stderr)
		}
	}
}

// state changes with every message that people read or send.
func (tr *trouble) state(people []*talker) string {
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

// spoil makes trouble until over is closed.
func (tr *trouble) spoil(over <-chan struct{}) {
	for {
		select {
		case <-over:
			return
		case <-time.After(programtest.RandomTime(tr.dice, 700*time.Millisecond)):
		}
		tr.revive(time.Now())
		switch tr.dice.IntN(6) {
		case 0:
			tr.end((*programtest.Process).Kill)
		case 1:
			tr.end((*programtest.Process).Stop)
		case 2:
			tr.cutOff()
		default:
			tr.troubleTelegram()
		}
	}
}

// cutOff takes the database away for a moment. Of two programs one may be killed meanwhile,
// with what it has in its journal alone.
func (tr *trouble) cutOff() {
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

func (tr *trouble) troubleTelegram() {
	if tr.programs > 1 { // while no program is the leader the faults would accumulate
		tr.pretend.ClearFaults()
	}
	methods := []string{"sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", "setWebhook", ""}
	faults := []telegramtest.Fault{
		{Status: 429, RetryAfter: 1}, {Status: 500}, {Status: 502, Body: "<html>Bad Gateway</html>"}, {Reset: true},
		{Reset: true, AfterEffect: true}, {Latency: 300 * time.Millisecond},
	}
	for range 3 {
		tr.pretend.Fail(methods[tr.dice.IntN(len(methods))], 1+tr.dice.IntN(4), faults[tr.dice.IntN(len(faults))])
	}
}

// end ends one of the programs that run, if any does. That another is away as well is
// seldom: people would get nowhere.
func (tr *trouble) end(how func(*programtest.Process)) {
	m := tr.members[tr.dice.IntN(len(tr.members))]
	away := slices.ContainsFunc(tr.members, func(m *member) bool { return !m.back.IsZero() })
	if !m.back.IsZero() || away && tr.dice.IntN(4) > 0 {
		return
	}
	how(m.Process)
	m.back = time.Now().Add(programtest.RandomTime(tr.dice, tr.rest))
}

// revive starts those again whose time to come back has come.
func (tr *trouble) revive(now time.Time) {
	for _, m := range tr.members {
		if !m.back.IsZero() && m.back.Before(now) {
			m.back = time.Time{}
			m.start(tr.t)
		}
	}
}

// mend lets everything be well and waits until nothing is left to do.
func (tr *trouble) mend() {
	tr.t.Helper()
	tr.pretend.ClearFaults()
	tr.revive(time.Now().Add(tr.rest))
	browsertest.Eventually(tr.t, "every update is handled", func() bool { return tr.pretend.Queue() == 0 })
	for _, m := range tr.members {
		browsertest.Eventually(tr.t, "its journal is drained", func() bool {
			r := programtest.ReadyOf(tr.t, m.own)
			return r.Database == "ok" && r.Journal.Ratings == 0
		})
		browsertest.Eventually(tr.t, "everything is said", func() bool { return messagesLeft(tr.t, m.own) == 0 })
	}
	for _, m := range tr.members {
		m.Stop()
	}
}

func (tr *trouble) check(people []*talker) {
	tr.t.Helper()
	dir, env := tr.members[0].dir, tr.members[0].env
	config := filepath.Join(dir, "config.yaml")
	if got := programtest.Total(tr.t, dir); got != crowdSize {
		tr.t.Errorf("%d people rated, %d ratings", crowdSize, got)
	}
	programtest.MustRun(tr.t, env, "", "verify", "--config", config)
	missing := 0
	for _, notes := range keptNotes(tr.t, env, config) {
		if !slices.IsSorted(notes) { // by the alphabet their order is the one in which they were written
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

// keptNotes gives the notes of each rating of this year.
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

// talker is a person with patience.
type talker struct {
	*telegramtest.Person
	tr     *trouble
	dice   *rand.Rand
	said   int // messages to the bot
	asked  int // the number of the message with the question
	answer string
	toasts []string // what each press was answered
}

func noteTexts() []string { return []string{"catatan a", "catatan b", "catatan c"} }

// later is what a person reads who is asked to come back: the database is away, and
// what was to be changed is in it.
const later = "belum dapat menyimpan"

// putOff is what a person reads of whom something waits for the database.
const putOff = "Sudah kami terima"

// talk rates, corrects, ticks a reason and writes three notes at a stretch.
func (p *talker) talk(ctx context.Context, pass string) {
	p.isAsked(ctx, pass)
	p.presses(ctx, []string{"Tidak", "Kurang"}[p.dice.IntN(2)])
	p.presses(ctx, "Ubah")
	face := p.dice.IntN(2)
	p.presses(ctx, []string{"Puas", "Sangat"}[face])
	p.answer = []string{"Puas", "Sangat puas"}[face]
	p.presses(ctx, "Cepat")
	for _, text := range noteTexts() {
		time.Sleep(programtest.RandomTime(p.dice, 200*time.Millisecond))
		p.said++
		if err := p.Say(text); err != nil {
			p.tr.t.Error(err)
		}
	}
}

// isAsked scans, and scans again when nothing comes.
func (p *talker) isAsked(ctx context.Context, pass string) {
	for ctx.Err() == nil {
		p.said++
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
	p.tr.t.Error("never asked")
}

// presses presses a button of the question's message once it is there, and waits
// for the answer; the app sends the press again when none comes.
func (p *talker) presses(ctx context.Context, label string) {
	time.Sleep(programtest.RandomTime(p.dice, time.Second)) // people take their time, and trouble its chances
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
		if waited == nil && !p.again(c.Answers[0].Text) {
			p.toasts = append(p.toasts, label+": "+c.Answers[0].Text)
			return
		}
		id, err = p.tr.pretend.Resend(id)
	}
	if err != nil && !errors.Is(err, telegramtest.ErrNoButton) { // the message has changed: the press arrived
		p.tr.t.Error(err)
	}
}

// again says whether a press was answered with "not now". With two programs that is also
// what one says of a rating that the other has taken while the database was away, and
// keeps until then.
func (p *talker) again(answer string) bool {
	return strings.Contains(answer, later) || p.tr.programs > 1 && strings.Contains(answer, "sudah tidak berlaku")
}

// check looks at what the person reads in the end, and gives how often that was to come
// back with a note, or might have been: an answer that was on its way when the program
// was killed. That something waits is said beside its answer, once for all of it.
func (p *talker) check() (refused int) {
	fromBot, waits := 0, 0
	for _, m := range p.Messages() {
		if !m.FromBot {
			continue
		}
		if strings.Contains(m.Text, putOff) {
			waits++
			continue
		}
		fromBot++
		if strings.Contains(m.Text, later) {
			refused++
		}
		if m.ID == p.asked && !strings.Contains(m.Text, "Penilaian Anda: "+p.answer+"\n") {
			p.tr.t.Errorf("wanted %q, reads %q after %q", p.answer, m.Text, p.toasts)
		}
	}
	if fromBot > p.said || waits > len(noteTexts()) {
		p.tr.t.Errorf("%d messages for %d: %+v", fromBot, p.said, p.Messages())
	}
	return refused + p.said - fromBot
}
