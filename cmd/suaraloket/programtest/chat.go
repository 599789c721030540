package programtest

import (
	"bytes"
	"fmt"
	"image"
	_ "image/png" // Scan decodes it
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"suaraloket/bot/telegramtest"
	"suaraloket/web/browsertest"
)

// ChatCode returns the start parameter in the QR code of a counter.
func ChatCode(t testing.TB, base, counter string) string {
	t.Helper()
	address, err := url.Parse(Scan(t, base+"/qr/"+counter+".png?to=telegram"))
	if err != nil {
		t.Fatal(err)
	}
	return address.Query().Get("start")
}

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

// Scan returns the text of the QR code in a picture.
func Scan(t testing.TB, address string) string {
	t.Helper()
	status, body := Get(t, address)
	if status != 200 {
		t.Fatalf("%s: %d %s", address, status, body)
	}
	picture, _, err := image.Decode(bytes.NewReader(body))
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
	return server, append(Unpaced(), "SUARALOKET_TELEGRAM_TOKEN="+server.Token(), "SUARALOKET_TELEGRAM_API_URL="+web.URL)
}
