package commandtest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/repository"
)

// TestCodesAndTicketsThroughTheProgram uses a rotating code and a ticket on one channel and
// checks that the other channels then refuse them, also after a restart.
func TestCodesAndTicketsThroughTheProgram(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			pretend, env := programtest.Telegram(t)
			dir := filepath.Join(t.TempDir(), "demo")
			env = append(env, programtest.Database(t, driver)...)
			args := []string{"demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0"}
			program := programtest.Start(t, env, args...)
			demo := programtest.ReadDemo(t, dir)
			at, queue := demo.Counters[0], demo.APIKeys[0].Key

			code := shownCode(t, program.Base, at.DeviceKey, at.Code, 0)
			wantRating(t, program.Base, "", code, 201)
			wantRating(t, program.Base, "", code, 410)
			wantChat(t, pretend, 1, code, "sudah dipakai")
			rateInChat(t, pretend, "https://t.me/"+pretend.Username()+"?start="+shownCode(t, program.Base, at.DeviceKey, at.Code, 2))

			order := map[string]any{"counter": at.Code, "reference": "A-012"}
			ticket, status := orderTicket(t, program.Base, queue, order)
			if again, repeated := orderTicket(t, program.Base, queue, order); status != 201 || repeated != 200 || again != ticket {
				t.Errorf("%d, then %d: %s, then %s", status, repeated, ticket, again)
			}
			wantRating(t, program.Base, at.DeviceKey, ticket, 201)
			program.Stop()

			program = programtest.Start(t, env, args...)
			wantRating(t, program.Base, at.DeviceKey, ticket, 409)
			wantRating(t, program.Base, "", ticket, 409)
			wantChat(t, pretend, 2, ticket, "Tiket ini sudah dipakai")
			if status, _ := programtest.Get(t, program.Base+"/r/"+at.Code+"?pass="+ticket); status != 410 {
				t.Errorf("the page of a used ticket: %d", status)
			}
			if _, status := orderTicket(t, program.Base, "ak_nobody", order); status != 401 {
				t.Errorf("an unknown key: %d", status)
			}
			program.Stop()
			if n := programtest.Total(t, dir); n != 3 {
				t.Errorf("%d counted", n)
			}
		})
	}
}

// The limit of an API key comes from the configuration; the last use is stored when the
// program stops, and a key from before keys had an end says so.
func TestAnAPIKeyThroughTheProgram(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	env := []string{"SUARALOKET_LIMITS_KEY_PER_MINUTE=2"}
	args := []string{"demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0"}
	program := programtest.Start(t, env, args...)
	demo := programtest.ReadDemo(t, dir)
	for i, want := range []int{201, 201, 429} {
		if _, status := orderTicket(t, program.Base, demo.APIKeys[0].Key, map[string]any{"counter": demo.Counters[i].Code}); status != want {
			t.Errorf("ticket %d: %d", i+1, status)
		}
	}
	program.Stop()
	program = programtest.Start(t, env, args...)
	admin := demo.Accounts[slices.IndexFunc(demo.Accounts, func(a programtest.DemoAccount) bool { return a.Role == "admin" })]
	page := programtest.SignIn(t, program.Base, admin.Login, admin.Password).Get("/hr/kunci")
	if !strings.Contains(page, "Tanpa batas waktu") || !strings.Contains(page, "Semua loket") || strings.Contains(page, "Belum pernah") {
		t.Error("the page does not say when the key was used, or that it has no end")
	}
	program.Stop()
}

// shownCode makes the code that the counter's screen shows the given number of half minutes from
// now, as its script does. The neighbouring codes are valid too.
func shownCode(t *testing.T, base, deviceKey, counter string, ahead domain.Slot) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, base+"/api/v1/kiosk", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+deviceKey)
	var own struct {
		Now     time.Time `json:"now"`
		SlotKey string    `json:"slot_key"`
	}
	send(t, request, &own)
	key, err := base64.RawURLEncoding.DecodeString(own.SlotKey)
	if err != nil || len(key) != 32 {
		t.Fatal(own, err)
	}
	return domain.SlotCode(key, counter, domain.SlotAt(own.Now)+ahead)
}

// send returns the status and decodes the JSON of the answer.
func send(t *testing.T, request *http.Request, into any) int {
	t.Helper()
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

func orderTicket(t *testing.T, base, key string, order map[string]any) (ticket string, status int) {
	t.Helper()
	body, _ := json.Marshal(order)
	request, err := http.NewRequest(http.MethodPost, base+"/api/v1/tickets", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+key)
	var made struct {
		Ticket string `json:"ticket"`
	}
	status = send(t, request, &made)
	return made.Ticket, status
}

func wantRating(t *testing.T, base, deviceKey, pass string, want int) {
	t.Helper()
	status, err := programtest.PostRating(base, deviceKey, map[string]any{"id": uuid.NewString(), "value": 4, "pass": pass})
	if status != want || err != nil {
		t.Errorf("pass %s, device key %q: %d, want %d, %v", pass, deviceKey, status, want, err)
	}
}

// wantChat starts a new person's chat with a code and waits for an answer that contains says.
func wantChat(t *testing.T, pretend *telegramtest.Server, id int64, code, says string) {
	t.Helper()
	person := pretend.Person(id, "Orang", "id")
	if err := person.Start(code); err != nil {
		t.Fatal(err)
	}
	programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return strings.Contains(m.Text, says) })
}
