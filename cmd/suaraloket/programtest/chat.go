package programtest

import (
	"bytes"
	"fmt"
	"image"
	_ "image/png" // scan decodes it
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"suaraloket/bot/telegramtest"
	"suaraloket/web/browsertest"
)

// ChatCode returns the start parameter in the QR code of a counter: the pass of its poster.
func ChatCode(t testing.TB, counter DemoCounter) string {
	t.Helper()
	address, err := url.Parse(counter.PageURL)
	if err != nil || address.Query().Get("pass") == "" {
		t.Fatalf("%q has no pass: %v", counter.PageURL, err)
	}
	return address.Query().Get("pass")
}

// Code returns the text of the printed QR code of a counter, to "page" or "telegram".
func (d Demo) Code(t testing.TB, counter, to string) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, d.BaseURL+codePath(counter, to), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+d.APIKeys[0].Key)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %s %v", request.URL, answer.StatusCode, body, err)
	}
	return scan(t, body)
}

// Code is Demo.Code for an account that has signed in to the portal.
func (b *StaffClient) Code(counter, to string) string {
	b.t.Helper()
	return scan(b.t, []byte(b.Get(codePath(counter, to))))
}

func codePath(counter, to string) string { return "/qr/" + counter + ".png?to=" + to }

// WaitForChat waits for a message of the bot to a person. It gives up when the chat has
// not changed for a while.
func WaitForChat(t *testing.T, person *telegramtest.Person, wanted func(telegramtest.Message) bool) (found telegramtest.Message) {
	t.Helper()
	browsertest.EventuallyMoving(t, "a message of the bot", func() (string, bool) {
		messages := person.Messages()
		for _, m := range messages {
			if m.FromBot && wanted(m) {
				found = m
				return "", true
			}
		}
		return fmt.Sprintf("%+v", messages), false
	})
	return found
}

// scan returns the text of the QR code in a picture.
func scan(t testing.TB, content []byte) string {
	t.Helper()
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	// Without this hint the reader misses a few in a thousand drawn codes.
	whole := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
	code, err := qrcode.NewQRCodeReader().Decode(bitmap, whole)
	if err != nil {
		t.Fatal(err)
	}
	return code.GetText()
}

// Telegram starts a pretend Telegram and returns it with the settings for the program.
func Telegram(t testing.TB) (*telegramtest.Server, []string) {
	t.Helper()
	server := telegramtest.New(telegramtest.Options{Token: "123456:" + strings.Repeat("t", 35), Username: "SuaraLoketUjiBot"})
	web := httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		server.Close()
		web.Close()
	})
	return server, append(append(Unpaced(), Unruled()...), "SUARALOKET_TELEGRAM_TOKEN="+server.Token(), "SUARALOKET_TELEGRAM_API_URL="+web.URL)
}
