package chattest

import (
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
)

var startCode = regexp.MustCompile(`\?start=(a1_[A-Z2-7]+)"`)

// TestTheInspektoratIsNotifiedThroughTheProgram links the Inspektorat's chat from the portal,
// submits a report of a fee from a tablet and waits for the alert. After a restart, /henti unlinks
// the chat. There is one alert in all.
func TestTheInspektoratIsNotifiedThroughTheProgram(t *testing.T) {
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
			inspector := demo.Accounts[slices.IndexFunc(demo.Accounts, func(a programtest.DemoAccount) bool { return a.Role == "inspektorat" })]
			at := demo.Counters[0]
			portal := programtest.SignIn(t, program.Base, inspector.Login, inspector.Password)
			person := pretend.Person(5550001234567, "Kepala", "id")
			if err := person.Start(startCode.FindStringSubmatch(portal.Post("/hr/telegram/kode", nil))[1]); err != nil {
				t.Fatal(err)
			}
			programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return strings.Contains(m.Text, "sudah terhubung") })
			topics := url.Values{"wish": {"fees"}, "from": {"00:00"}, "until": {"00:00"}, "lang": {"id"}} // at any time of day
			if body := portal.Post("/hr/telegram", topics); !strings.Contains(body, "sudah disimpan") {
				t.Error("the topics were not saved")
			}
			low := func() {
				t.Helper()
				rating := map[string]any{"id": uuid.NewString(), "value": 1, "officer": "-", "comment": "kursi rusak", "reasons": []string{"diminta_biaya"}, "rated_at": time.Now()}
				if status, err := programtest.PostRating(program.Base, at.DeviceKey, rating); status != 201 || err != nil {
					t.Fatal(status, err)
				}
			}
			low()
			m := programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return strings.Contains(m.Text, "laporan pungutan yang baru masuk") })
			if strings.Contains(m.Text, "kursi") || strings.Contains(m.Text, at.Code) {
				t.Errorf("the alert contains the comment or the counter: %s", m.Text)
			}
			program.Stop()
			program = programtest.Start(t, env, args...)
			if err := person.Say("/henti"); err != nil {
				t.Fatal(err)
			}
			programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return strings.Contains(m.Text, "kabar dihentikan") })
			portal = programtest.SignIn(t, program.Base, inspector.Login, inspector.Password)
			if body := portal.Get("/hr/telegram"); !strings.Contains(body, "Hubungkan Telegram Anda") {
				t.Error("the portal still shows a linked chat")
			}
			program.Stop()
			if strings.Contains(program.Stderr.String(), "5550001234567") {
				t.Error("the log contains the chat")
			}
			alerts := 0
			for _, m := range person.Messages() {
				if m.FromBot && strings.Contains(m.Text, "laporan pungutan yang baru masuk") {
					alerts++
				}
			}
			if alerts != 1 {
				t.Errorf("%d alerts", alerts)
			}
		})
	}
}
