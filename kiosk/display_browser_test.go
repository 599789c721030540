package kiosk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/skip2/go-qrcode"

	"suaraloket/domain"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// openDisplay opens the counter's screen with the key of its tablet.
func openDisplay(t *testing.T, h *hall, key string, width, height int64) tab {
	t.Helper()
	h.GoLive()
	b := newTab(t, h, width, height)
	b.Goto(h.Listen() + "/k/display#key=" + key)
	return b
}

const (
	address = `document.getElementById("code").getAttribute("data-address")`
	// dark returns the drawn code as rows of 0 and 1, read from the SVG path.
	dark = `(function () {
		var svg = document.querySelector("#code svg"), side = Number(svg.getAttribute("viewBox").split(" ")[2]);
		var rows = []; for (var y = 0; y < side; y++) { rows.push(new Array(side).fill(0)); }
		svg.querySelectorAll("path")[1].getAttribute("d").replace(/M(\d+) (\d+)h(\d+)v1/g, function (_, x, y, n) {
			rows[y].fill(1, Number(x), Number(x) + Number(n)); return ""; });
		return rows.map(function (r) { return r.join(""); });
	})()`
)

// drawn is the picture of the code on the screen.
func (b tab) drawn() image.Image { return b.drawnIn("#code") }

// drawnIn is the picture of the code in the element.
func (b tab) drawnIn(selector string) image.Image {
	const pixels = 8
	rows := b.List(strings.ReplaceAll(dark, "#code svg", selector+" svg"))
	img := image.NewGray(image.Rect(0, 0, pixels*len(rows), pixels*len(rows)))
	for y := range pixels * len(rows) {
		for x := range pixels * len(rows) {
			if rows[y/pixels][x/pixels] == '0' {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return img
}

// at sets the time that the page reads.
func (b tab) at(moment time.Time) {
	b.Run(fmt.Sprintf(`Date.now = function () { return %d; }`, moment.UnixMilli()))
}

// A QR reader can read the code on the screen, and the code opens a visit. It changes
// after half a minute.
func TestDisplayCodeOpensAVisit(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openDisplay(t, h, sitetest.TabletKey, 1280, 800)
	b.Until(address)
	b.Want(`location.hash`, "")
	b.Want(`document.getElementById("counter").textContent`, "Loket 1")
	b.Want(`document.getElementById("unit").textContent`, "Dinas Kependudukan dan Pencatatan Sipil")
	b.Want(`document.getElementById("plain").hidden`, "true")
	seen := map[string]bool{}
	base := time.Now().Truncate(domain.SlotTime).Add(time.Second)
	for i := range 4 {
		b.at(base.Add(time.Duration(i) * domain.SlotTime))
		slot := domain.SlotAt(base.Add(time.Duration(i) * domain.SlotTime)).String()
		b.Until(address + `.indexOf("_` + slot + `_") > 0`)
		shown := b.Text(address)
		if read := read(t, b.drawn()); read != shown || !strings.HasPrefix(read, "https://suara.contoh.go.id/r/DKC-01?pass=s1_DKC-01_") {
			t.Errorf("reads %s, shows %s", read, shown)
		}
		if seen[shown] {
			t.Error("the code does not change")
		}
		seen[shown] = true
		wantPage(t, h.Page(strings.TrimPrefix(shown, "https://suara.contoh.go.id")), 200, []string{"Ibu Ratna S.", "Bagaimana pelayanan"}, nil)
	}
	b.at(base.Add(10*time.Second + 500*time.Millisecond))
	b.Until(`document.getElementById("left").textContent === "Kode baru dalam 19 detik"`)
	b.Want(`/scaleX\(0\.6[0-9]*\)/.test(document.getElementById("bar").style.transform)`, "true")
}

// A screen whose clock is hours wrong shows codes that the server accepts, also after it
// has lost the network.
func TestDisplayFollowsTheServerClockAndWorksOffline(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openDisplay(t, h, sitetest.TabletKey, 800, 1280)
	b.Until(address)
	fresh := func() bool {
		return h.Page(strings.TrimPrefix(b.Text(address), "https://suara.contoh.go.id")).Status == 200
	}
	b.Run(`var real = Date.now; window.whole = window.fetch; Date.now = function () { return real() + 7 * 3600 * 1000; };
		window.fetch = function () { return Promise.reject(new Error("no network")); }`)
	browsertest.Eventually(t, "the code follows the wrong clock", func() bool { return !fresh() })
	b.Run(`window.fetch = whole; window.dispatchEvent(new Event("online"))`)
	browsertest.Eventually(t, "the code follows the server's clock", fresh)
	b.Run(`window.fetch = function () { return Promise.reject(new Error("no network")); }; window.dispatchEvent(new Event("online"))`)
	before := b.Text(address)
	b.Run(`var off = Date.now; Date.now = function () { return off() + 30000; }`)
	b.Until(address + ` !== "` + before + `"`)
	if !fresh() {
		t.Error("the server refuses a code that was made offline")
	}
}

func TestDisplayWithAnUnknownKey(t *testing.T) {
	t.Parallel()
	for key, wrong := range map[string]string{"": "false", "unknown": "true", sitetest.RevokedKey: "true"} {
		h := openHall(t)
		b := openDisplay(t, h, key, 1280, 800)
		b.Until(`!document.getElementById("screen-setup").hidden`)
		b.Until(`document.getElementById("setup-wrong").checkVisibility() === ` + wrong)
		b.Want(`document.querySelector("#screen-setup a").getAttribute("href")`, "/k")
	}
}

// A screen whose tablet is revoked shows that, and forgets its counter.
func TestDisplayOfARevokedTablet(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openDisplay(t, h, sitetest.TabletKey, 1280, 800)
	b.Until(address)
	check(t, h.Kiosks.Revoke(context.Background(), sitetest.Head(), "tablet-1", false))
	b.Reload()
	b.Until(`!document.getElementById("screen-setup").hidden && document.getElementById("setup-wrong").checkVisibility()`)
	b.Reload()
	b.Until(`!document.getElementById("screen-setup").hidden`)
}

// In the browser of a connected tablet the screen needs no key in its address. With
// ?to=telegram its codes open the bot.
func TestDisplayUsesTheKeyOfTheTablet(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	const corner = `document.getElementById("phone-code").getAttribute("data-address")`
	b.Until(corner)
	wantPage(t, h.Page(strings.TrimPrefix(b.Text(corner), "https://suara.contoh.go.id")), 200, []string{"Ibu Ratna S."}, nil)
	b.Goto(b.Text(`location.origin`) + "/k/display?to=telegram")
	b.Until(address)
	if code, found := strings.CutPrefix(b.Text(address), h.Bot); !found || !strings.HasPrefix(code, "s1_DKC-01_") {
		t.Errorf("the code opens %s", b.Text(address))
	}
	h.Bot = ""
	wantPage(t, h.Page("/k/display?to=telegram"), 404, nil, []string{"data-bot"})
}

// Without a secure connection the browser cannot sign: the screen shows the printed code
// and the reason. 0.0.0.0 is this machine, but browsers do not treat it as secure, as
// they treat 127.0.0.1.
func TestDisplayWithoutASecureConnection(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.apart()
	h.GoLive()
	b := newTab(t, h, 1280, 800)
	b.Goto(strings.Replace(h.Listen(), "127.0.0.1", "0.0.0.0", 1) + "/k/display#key=" + sitetest.TabletKey)
	b.Want(`window.isSecureContext`, "false")
	b.Until(address)
	b.Want(address, "https://suara.contoh.go.id/r/DKC-01?pass="+h.Passes.Poster("DKC-01"))
	b.Want(`document.querySelectorAll("#code svg").length`, "1")
	b.Want(`document.getElementById("plain").checkVisibility() + " " + document.getElementById("timing").hidden`, "true true")
}

// The code is visible without scrolling on every screen size.
func TestDisplayFits(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openDisplay(t, h, sitetest.TabletKey, 1280, 800)
	b.Until(address)
	b.InEach([][2]int64{{1280, 800}, {800, 1280}, {360, 740}, {1920, 1080}, {1024, 600}}, func(size [2]int64) {
		b.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
		b.Want(`document.documentElement.scrollHeight <= innerHeight`, "true")
		b.Want(`(function () { var r = document.getElementById("code").getBoundingClientRect(); return Math.abs(r.width - r.height) < 1 && r.width > Math.min(innerWidth, innerHeight) * 0.5; })()`, "true")
	})
}

// The browser's encoder draws readable codes of the same size as the server's library,
// for the addresses of counters and for texts of every length. The mask may differ.
func TestBrowserDrawsReadableCodes(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openDisplay(t, h, "", 800, 600)
	b.Run(asGlobal(t, "static/kiosk/qrcode.js", "QR") + `window.QR = QR;`)
	letters := "abcdefghijklmnopqrstuvwxyz_?=&#~é"
	random := rand.New(rand.NewPCG(1, 2))
	var texts []string
	for length := 1; length <= 150; length++ {
		var text strings.Builder
		for text.Len() < length {
			text.WriteRune([]rune(letters)[random.IntN(len([]rune(letters)))])
		}
		texts = append(texts, text.String())
	}
	key := []byte("0123456789abcdef")
	for i := range 60 {
		counter := []string{"DKC-01", "A", "PTSP-12"}[i%3]
		texts = append(texts, "https://suara.contoh.go.id/r/"+counter+"?pass="+domain.SlotCode(key, counter, domain.Slot(59_000_000+i)))
	}
	for name, level := range map[string]qrcode.RecoveryLevel{"M": qrcode.Medium, "Q": qrcode.High} {
		asked, err := json.Marshal(texts)
		check(t, err)
		drawn := b.List(fmt.Sprintf(`%s.map(function (text) {
			return QR.qrModules(text, %q).map(function (row) { return row.map(Number).join(""); }).join("\n"); })`, asked, name))
		for i, text := range texts {
			rows := strings.Split(drawn[i], "\n")
			if want := librarySide(t, text, level); len(rows) != want {
				t.Errorf("%s at level %s has %d modules, not %d", text, name, len(rows), want)
			}
			if got, at := readModules(t, rows); got != text || at != name {
				t.Errorf("%s at level %s reads %s at level %s", text, name, got, at)
			}
		}
	}
	long := "https://suara.contoh.go.id/r/ABCDEFGHIJ-123456789?pass=" + domain.SlotCode(key, "ABCDEFGHIJ-123456789", 59_000_000)
	b.Run(fmt.Sprintf(`document.getElementById("code").appendChild(QR.qrSVG(%q))`, long))
	if got := read(t, b.drawn()); got != long {
		t.Errorf("reads %s, drawn was %s", got, long)
	}
	b.Want(`(function () { try { QR.qrModules(new Array(215).join("a")); return ""; } catch (e) { return e.name; } })()`, "RangeError")
	b.Want(`QR.qrModules(new Array(214).join("a")).length`, "57")
}

// asGlobal returns a script that defines a global variable with the exports of a module.
func asGlobal(t *testing.T, module, name string) string {
	t.Helper()
	result := api.Build(api.BuildOptions{EntryPoints: []string{module}, Bundle: true, Format: api.FormatIIFE, GlobalName: name})
	if len(result.Errors) > 0 {
		t.Fatal(result.Errors)
	}
	return string(result.OutputFiles[0].Contents)
}

// librarySide returns the number of modules of one side without the quiet zone.
func librarySide(t *testing.T, text string, level qrcode.RecoveryLevel) int {
	t.Helper()
	code, err := qrcode.New(text, level)
	check(t, err)
	code.DisableBorder = true
	return len(code.Bitmap())
}

// readModules decodes rows of 0 and 1 and returns the text and the error correction level.
func readModules(t *testing.T, rows []string) (text, level string) {
	t.Helper()
	bits, err := gozxing.NewBitMatrix(len(rows), len(rows))
	check(t, err)
	for y, row := range rows {
		for x := range row {
			if row[x] == '1' {
				bits.Set(x, y)
			}
		}
	}
	result, err := decoder.NewDecoder().Decode(bits, nil)
	check(t, err)
	return result.GetText(), result.GetECLevel()
}
