package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http/httptest"
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
	"suaraloket/kiosk/web/browsertest"
	"suaraloket/repository"
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

// TestChatUnderFaults lets people scan, rate, correct, tick and write while the program
// is killed and stopped, Telegram refuses, answers rubbish or not at all, hands updates
// out twice and shuffled, and the database goes away. Whatever was pressed is stored
// once, what was said last holds, notes keep their order, and nobody reads more than
// was to be said.
func TestChatUnderFaults(t *testing.T) {
	for _, mode := range []string{modePolling, modeWebhook} {
		for _, driver := range []string{repository.SQLite, repository.MySQL} {
			for seed := range chatRounds(t) {
				t.Run(fmt.Sprintf("%s/%s/%d", mode, driver, seed), func(t *testing.T) {
					t.Parallel()
					newTrouble(t, mode, driver, uint64(seed)).play()
				})
			}
		}
	}
}

const crowdSize = 12

// trouble is one schedule.
type trouble struct {
	t       *testing.T
	dice    *rand.Rand
	pretend *telegramtest.Server
	env     []string
	args    []string
	dir     string
	link    *link // to the database; nil for a file
	program *process
}

func newTrouble(t *testing.T, mode, driver string, seed uint64) *trouble {
	t.Helper()
	tr := &trouble{t: t, dice: rand.New(rand.NewPCG(seed, 11)), dir: filepath.Join(t.TempDir(), "demo")}
	tr.pretend = telegramtest.New(telegramtest.Options{
		Token: "123456:" + strings.Repeat("t", 35), Username: "SuaraLoketUjiBot",
		Local: true, RetryUnit: 20 * time.Millisecond, WebhookTimeout: 5 * time.Second,
	})
	web := httptest.NewServer(tr.pretend.Handler())
	t.Cleanup(func() { tr.pretend.Close(); web.Close() })
	listen := freePort(t)
	tr.env = append(unpaced(), "SUARALOKET_TELEGRAM_TOKEN="+tr.pretend.Token(), "SUARALOKET_TELEGRAM_API_URL="+web.URL,
		"SUARALOKET_TELEGRAM_MODE="+mode, "SUARALOKET_PUBLIC_URL=http://"+listen)
	for _, setting := range database(t, driver) {
		if dsn, found := strings.CutPrefix(setting, "SUARALOKET_DATABASE_DSN="); found {
			host := regexp.MustCompile(`tcp\(([^)]+)\)`).FindStringSubmatch(dsn)[1]
			tr.link = newLink(t, host)
			setting = strings.Replace(setting, host, tr.link.proxy.Listen, 1)
		}
		tr.env = append(tr.env, setting)
	}
	tr.args = []string{"demo", "--dir", tr.dir, "--months", "0", "--listen", listen}
	return tr
}

// freePort is an address that nobody listens on: the webhook's address has to be known
// before the program is there, and to stay.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (tr *trouble) play() {
	tr.program = start(tr.t, tr.env, tr.args...)
	pass := chatCode(tr.t, tr.program.base, readDemo(tr.t, tr.dir).Counters[0].Code)
	tr.pretend.SetDelivery(telegramtest.Delivery{Order: telegramtest.LanesShuffled, Seed: tr.dice.Uint64(), Twice: 3})
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	var crew, chaos sync.WaitGroup
	people := make([]*talker, crowdSize)
	for i := range people {
		people[i] = &talker{tr: tr, Person: tr.pretend.Person(int64(1000+i), fmt.Sprintf("Orang %d", i), "id"), dice: rand.New(rand.NewPCG(tr.dice.Uint64(), 3))}
		crew.Go(func() { people[i].talk(ctx, pass) })
	}
	over := make(chan struct{})
	chaos.Go(func() { tr.spoil(over) })
	crew.Wait()
	close(over)
	chaos.Wait()
	tr.mend()
	tr.check(people)
}

// spoil makes trouble until over is closed.
func (tr *trouble) spoil(over <-chan struct{}) {
	for {
		select {
		case <-over:
			return
		case <-time.After(rand64(tr.dice, 700*time.Millisecond)):
		}
		switch tr.dice.IntN(6) {
		case 0:
			tr.restart((*process).kill)
		case 1:
			tr.restart((*process).stop)
		case 2:
			if tr.link != nil {
				tr.link.spoil("timeout", `"timeout": 0`, directions(tr.dice)...)
				time.Sleep(200*time.Millisecond + rand64(tr.dice, 2*time.Second))
				tr.link.mend()
			}
		default:
			methods := []string{"sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", "setWebhook", ""}
			faults := []telegramtest.Fault{
				{Status: 429, RetryAfter: 1}, {Status: 500}, {Status: 502, Body: "<html>Bad Gateway</html>"}, {Reset: true},
				{Reset: true, AfterEffect: true}, {Latency: 300 * time.Millisecond},
			}
			for range 3 {
				tr.pretend.Fail(methods[tr.dice.IntN(len(methods))], 1+tr.dice.IntN(4), faults[tr.dice.IntN(len(faults))])
			}
		}
	}
}

func (tr *trouble) restart(end func(*process)) {
	end(tr.program)
	time.Sleep(rand64(tr.dice, 500*time.Millisecond))
	if tr.link != nil {
		tr.link.mend()
	}
	tr.program = start(tr.t, tr.env, tr.args...)
}

// mend lets everything be well and waits until nothing is left to do.
func (tr *trouble) mend() {
	tr.t.Helper()
	tr.pretend.ClearFaults()
	browsertest.Eventually(tr.t, "every update is handled", func() bool { return tr.pretend.Queue() == 0 })
	said(tr.t, tr.program)
	tr.program.stop()
}

func (tr *trouble) check(people []*talker) {
	tr.t.Helper()
	config := filepath.Join(tr.dir, "config.yaml")
	if got := total(tr.t, tr.dir); got != crowdSize {
		tr.t.Errorf("%d people rated, %d ratings", crowdSize, got)
	}
	must(tr.t, tr.env, "", "verify", "--config", config)
	missing := 0
	for _, notes := range keptNotes(tr.t, tr.env, config) {
		if !slices.IsSorted(notes) { // by the alphabet their order is the one in which they were written
			tr.t.Errorf("notes %q", notes)
		}
		missing += len(noteTexts()) - len(notes)
	}
	told := 0
	for _, p := range people {
		told += p.check()
	}
	if missing > told {
		tr.t.Errorf("%d notes are missing, %d people were told so", missing, told)
	}
}

// keptNotes gives the notes of each rating of this year.
func keptNotes(t *testing.T, env []string, config string) (all [][]string) {
	t.Helper()
	out := must(t, env, "", "export", "ratings", "--period", thisYear(), "--out", "-", "--config", config)
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
}

func noteTexts() []string { return []string{"catatan a", "catatan b", "catatan c"} }

// later is what a person reads who is asked to come back: the database is away, and
// what was to be changed is in it.
const later = "belum dapat menyimpan"

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
		time.Sleep(rand64(p.dice, 200*time.Millisecond))
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

// presses presses a button of the question's message once it stands there, and waits
// for the answer; the app sends the press again when none comes.
func (p *talker) presses(ctx context.Context, label string) {
	time.Sleep(rand64(p.dice, time.Second)) // people take their time, and trouble its chances
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
		p.tr.t.Errorf("no button %q: %+v", label, p.Messages())
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
		if waited == nil && !strings.Contains(c.Answers[0].Text, later) {
			return
		}
		id, err = p.tr.pretend.Resend(id)
	}
	if err != nil && !errors.Is(err, telegramtest.ErrNoButton) { // the message has changed: the press arrived
		p.tr.t.Error(err)
	}
}

// check looks at what the person reads in the end, and gives how often that was to come
// back with a note, or might have been: an answer that was on its way when the program
// was killed.
func (p *talker) check() (told int) {
	fromBot := 0
	for _, m := range p.Messages() {
		if !m.FromBot {
			continue
		}
		fromBot++
		if strings.Contains(m.Text, later) {
			told++
		}
		if m.ID == p.asked && !strings.Contains(m.Text, "Penilaian Anda: "+p.answer+"\n") {
			p.tr.t.Errorf("wanted %q, reads %q", p.answer, m.Text)
		}
	}
	if fromBot > p.said {
		p.tr.t.Errorf("%d messages for %d: %+v", fromBot, p.said, p.Messages())
	}
	return told + p.said - fromBot
}
