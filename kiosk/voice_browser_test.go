package kiosk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"suaraloket/domain"
	"suaraloket/web/sitetest"
)

// heard notes which recordings are begun and which are played to their end, by how
// many players, and what the device's own voice says, which has a voice of the
// languages in own.
const heard = `window.begun = []; window.ended = []; window.players = []; window.spoken = []; window.own = []; window.broken = false;
(function () {
	var play = HTMLMediaElement.prototype.play;
	HTMLMediaElement.prototype.play = function () {
		var name = this.src.replace(/^.*\/say\//, "").replace(/\.[0-9a-f]{8}\.mp3$/, "");
		if (broken) { this.src = "/assets/say/none.mp3"; }
		begun.push(name);
		this.playbackRate = 8;
		if (players.indexOf(this) < 0) {
			players.push(this);
			this.addEventListener("ended", function () { ended.push(begun[begun.length - 1]); });
		}
		return play.call(this);
	};
	speechSynthesis.getVoices = function () { return own.map(function (lang) { return {lang: lang}; }); };
	speechSynthesis.speak = function (words) { spoken.push(words.lang + ": " + words.text); setTimeout(words.onend, 0); };
	window.SpeechSynthesisUtterance = function (text) { this.text = text; };
})()`

// openListening opens a tablet that notes what is heard.
func openListening(t *testing.T, h *hall, key, screen string) tab {
	t.Helper()
	b := openTablet(t, h, key, screen, 1280, 800)
	b.Run(heard)
	return b
}

// touches presses an element as a finger does: only that lets a page make sounds.
func (b tab) touches(selector string) {
	b.Do(chromedp.Click(chromedp.CSS(selector)))
}

// wantList waits until a list is long enough and compares it.
func (b tab) wantList(t *testing.T, list string, want ...string) {
	t.Helper()
	b.Until(fmt.Sprintf(`%s.length >= %d`, list, len(want)))
	if got := b.List(list); !slices.Equal(got, want) {
		t.Errorf("%s %q, want %q", list, got, want)
	}
}

func faceKeys(lang string) []string {
	return []string{lang + "/kiosk.question", lang + "/value.1", lang + "/value.2", lang + "/value.3", lang + "/value.4"}
}

// The button reads the question and the four answers in order, one at a time, from
// recordings, and is there although the browser has no voice of its own.
func TestTheTabletReadsAloud(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openListening(t, h, sitetest.TabletKey, "faces")
	b.Want(`document.getElementById("listen").checkVisibility()`, "true")
	b.touches("#listen")
	b.wantList(t, `ended`, faceKeys("id")...)
	b.touches(`[data-lang=en]`)
	b.touches("#listen")
	b.wantList(t, `ended`, append(faceKeys("id"), faceKeys("en")...)...)
	b.Want(`players.length + " " + spoken.length`, "1 0")
}

// All that the tablet reads aloud is recorded, in Indonesian and in English.
func TestAllThatIsReadAloudIsRecorded(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openListening(t, h, sitetest.TabletKey, "faces")
	b.Want(`document.querySelectorAll("[data-say]").length > 20`, "true")
	for _, lang := range []string{"id", "en"} {
		b.Want(`Array.prototype.map.call(document.querySelectorAll("[data-say]"), function (e) { return e.getAttribute("data-t"); })
			.concat("kiosk.nobody", "kiosk.changed", "kiosk.bye").filter(function (key) {
				return !JSON.parse(document.getElementById("prompts").textContent).`+lang+`[key];
			}).join()`, "")
	}
}

// Whoever answers is not talked to any longer; a second touch begins anew.
func TestReadingAloudStopsAtOnce(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openListening(t, h, sitetest.TabletKey, "faces")
	b.touches("#listen")
	b.Until(`begun.length === 2`)
	b.touches("#listen")
	b.Until(`begun.length === 3`)
	b.Want(`begun[2]`, "id/kiosk.question")
	b.touches(`[data-value="4"]`)
	b.shows("after")
	b.Want(`players.length + " " + players[0].paused + " " + begun.length`, "1 true 3")
}

// A recording that cannot be had is spoken by the device; without a voice of the
// language it is passed over, and the rest is heard.
func TestReadingAloudWithoutTheRecording(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openListening(t, h, sitetest.TabletKey, "faces")
	b.Run(`own = ["id-ID"]; broken = true`)
	b.touches("#listen")
	b.wantList(t, `spoken`, "id: Bagaimana pelayanan yang Anda terima?", "id: Tidak puas", "id: Kurang puas", "id: Puas", "id: Sangat puas")
	b.Run(`own = []; begun = []`)
	b.touches("#listen")
	b.wantList(t, `begun`, faceKeys("id")...)
	b.Want(`spoken.length`, "5")
}

// Nothing is recorded in Javanese: the button is there when the device speaks it.
func TestReadingAloudInALanguageWithoutRecordings(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openListening(t, h, sitetest.TabletKey, "faces")
	b.touches(`[data-lang=jv]`)
	b.Want(`document.getElementById("listen").hidden`, "true")
	b.Run(`own = ["jv-ID"]; speechSynthesis.onvoiceschanged()`)
	b.touches("#listen")
	b.wantList(t, `spoken`, "jv: Kados pundi pelayanan ingkang panjenengan tampi?", "jv: Mboten marem", "jv: Kirang marem", "jv: Marem", "jv: Marem sanget")
	b.Want(`begun.length`, "0")
}

// Who sets a tablet up is not offered to listen to nothing.
func TestNothingToHearWhileATabletIsSetUp(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, "nobody", "setup", 1280, 800)
	b.Want(`document.getElementById("listen").hidden`, "true")
	b.Run(`location.hash = "#key=` + sitetest.TabletKey + `"`)
	b.shows("faces")
	b.Want(`document.getElementById("listen").hidden`, "false")
}

// Where nobody is on duty, that is said first.
func TestReadingAloudThatNobodyIsOnDuty(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	check(t, h.Kiosks.Bind(context.Background(), domain.Kiosk{ID: "tablet-3", Counter: "DKC-03", Name: "Tablet 3"}, "kunci-3"))
	b := openListening(t, h, "kunci-3", "faces")
	b.touches("#listen")
	b.wantList(t, `ended`, append([]string{"id/kiosk.nobody"}, faceKeys("id")...)...)
}

// As long as the tablet speaks, the screen stays: listening is no silence.
func TestTheScreenStaysWhileItIsRead(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openListening(t, h, sitetest.TabletKey, "faces")
	b.Run(`window.skew = 0; performance.now = (function (now) { return function () { return now() + skew; }; })(performance.now.bind(performance))`)
	b.touches(`[data-value="3"]`)
	b.shows("after")
	b.Run(`own = ["id"]; broken = true; speechSynthesis.speak = function (words) { window.last = words; }`)
	b.touches("#listen")
	b.Until(`window.last`)
	b.Run(`skew = 19000; document.getElementById("clock").textContent = ""`)
	b.Until(`/20/.test(document.getElementById("clock").textContent)`)
	b.Run(`skew += 19000; document.getElementById("clock").textContent = ""`)
	b.Until(`/20/.test(document.getElementById("clock").textContent)`)
	b.Run(`speechSynthesis.speak = function (words) { words.onend(); }; last.onend()`)
	b.Run(`skew += 5000`)
	b.Until(`skew += 5000, !document.getElementById("screen-faces").hidden`)
}
