package chattest

import (
	"strings"
	"testing"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

// While Telegram refuses the token /readyz says so, and the program stays ready for ratings.
// That it goes on with a token that is right again is proven in package bot, on a clock that
// does not wait.
func TestARefusedTokenIsSaidOnReadyz(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pretend, env := programtest.Telegram(t)
	env = append(env, "SUARALOKET_DATA="+dir)
	programtest.Install(t, env, dir)
	program := programtest.Start(t, env, "serve")
	says := func(what string) {
		t.Helper()
		browsertest.EventuallyMoving(t, "/readyz says "+what, func() (string, bool) {
			status, body := programtest.Get(t, program.Base+"/readyz")
			if status != 200 {
				t.Fatalf("not ready: %d %s", status, body)
			}
			return string(body), strings.Contains(string(body), `"telegram":"`+what+`"`)
		})
	}
	says("ok")
	for _, method := range []string{"getUpdates", "sendMessage", "getMe"} {
		pretend.Fail(method, -1, telegramtest.Fault{Status: 401})
	}
	says("unauthorized")
}
