package telegramtest_test

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
)

func TestCallsAreCountedOrKept(t *testing.T) {
	for _, only := range []bool{false, true} {
		var seen atomic.Int64
		s := stageWith(t, func(o *telegramtest.Options) {
			o.CountCalls = only
			o.OnCall = func(c telegramtest.Call) {
				if c.Method == "sendMessage" && c.Params["chat_id"] == "5" {
					seen.Add(1)
				}
			}
		})
		must(t, s.Person(5, "Dewi", "id").Start(""))
		s.say(5, "x")
		s.say(5, "")
		s.say(5, "y")
		if s.Count("SENDMESSAGE", 200) != 2 || s.Count("sendMessage", 400) != 1 || s.Count("getMe", 200) != 0 || seen.Load() != 3 {
			t.Errorf("counted %d and %d, seen %d", s.Count("sendMessage", 200), s.Count("sendMessage", 400), seen.Load())
		}
		if kept := len(s.Calls()); kept != map[bool]int{false: 3, true: 0}[only] {
			t.Errorf("counting only: %v, kept %d", only, kept)
		}
	}
}

func TestTheHookMayAskTheServer(t *testing.T) {
	var s *stage
	took := make(chan time.Duration, 1)
	s = stageWith(t, func(o *telegramtest.Options) {
		o.OnCall = func(c telegramtest.Call) {
			if press, ok := s.Callback(c.Params["callback_query_id"]); ok {
				took <- press.Answered.Sub(press.HandedOut)
			}
		}
	})
	id, err := s.asked(5).PressLast("r:3")
	must(t, err)
	s.poll()
	s.ask("answerCallbackQuery", "callback_query_id", id)
	if d := <-took; d <= 0 || d > 20*time.Second {
		t.Errorf("from delivery to answer: %v", d)
	}
}

func TestAnAnswerLeadsOnlyToTheBot(t *testing.T) {
	s := stageWith(t, func(o *telegramtest.Options) { o.AnswerOnce = true })
	id, err := s.asked(5).PressLast("r:3")
	must(t, err)
	if r := s.ask("answerCallbackQuery", "callback_query_id", id, "url", "https://contoh.go.id"); r.Text != "Bad Request: URL_INVALID" {
		t.Errorf("elsewhere: %q", r.Text)
	}
	if r := s.ask("answerCallbackQuery", "callback_query_id", id, "url", "https://t.me/SuaraLoketLatihanBot?start=x"); !r.OK {
		t.Errorf("to the bot: %q", r.Text)
	}
	if r := s.ask("answerCallbackQuery", "callback_query_id", id); !strings.Contains(r.Text, "query is too old") {
		t.Errorf("a second answer: %q", r.Text)
	}
}

// BenchmarkPress measures a press from the person to the answer of a bot that thanks and
// edits: getUpdates by hundreds, answerCallbackQuery and editMessageText for each, with 10,000
// persons and eight callers. It measures the server itself: the bot of the benchmark does
// nothing else.
func BenchmarkPress(b *testing.B) {
	s := stageWith(b, func(o *telegramtest.Options) { o.CountCalls = true })
	client := s.client()
	const people = 10_000
	presses := make([]telegramtest.Press, people)
	for i := range presses {
		presses[i] = telegramtest.Press{Person: s.Person(int64(i+1), "Orang", "id"), Data: "r:3"}
		must(b, presses[i].Person.Start(""))
		post(b, client, "sendMessage", `{"chat_id":`+strconv.Itoa(i+1)+`,"text":"Pilih","reply_markup":{"inline_keyboard":[[{"text":"Puas","callback_data":"r:3"}]]}}`)
	}
	post(b, client, "deleteWebhook", `{"drop_pending_updates":true}`)
	b.ResetTimer()
	for done := 0; done < b.N; {
		n := min(people, b.N-done)
		ids, err := s.PressAll(presses[:n])
		must(b, err)
		answerAll(b, client, presses[:n], ids, done)
		done += n
	}
	b.ReportMetric(2*float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}

func answerAll(b *testing.B, client *http.Client, presses []telegramtest.Press, ids []string, round int) {
	b.Helper()
	post(b, client, "getUpdates", `{"limit":100}`)
	next := make(chan int)
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for i := range next {
				post(b, client, "answerCallbackQuery", `{"callback_query_id":"`+ids[i]+`","text":"Terima kasih"}`)
				m, _ := presses[i].Person.Last()
				post(b, client, "editMessageText", `{"chat_id":`+strconv.FormatInt(presses[i].Person.ID(), 10)+`,"message_id":`+strconv.Itoa(m.ID)+
					`,"text":"Terima kasih `+strconv.Itoa(round+i)+`","reply_markup":{"inline_keyboard":[[{"text":"Puas","callback_data":"r:3"}]]}}`)
			}
		})
	}
	for i := range ids {
		next <- i
	}
	close(next)
	callers.Wait()
}

func post(b *testing.B, client *http.Client, method, body string) {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://telegram.invalid/bot"+token+"/"+method, strings.NewReader(body))
	if err != nil {
		b.Error(err)
		return
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(r)
	if err != nil {
		b.Error(err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		b.Errorf("%s: %d %v", method, resp.StatusCode, err)
	}
}
