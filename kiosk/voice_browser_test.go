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

// recorder records which recordings start and which end, the number of players, and the texts
// of the device's own voice, which speaks the languages in own.
const recorder = `window.begun = []; window.ended = []; window.players = []; window.spoken = []; window.own = []; window.broken = false;
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

// openListening opens a tablet that records its sounds.
func openListening(t *testing.T, h *hall, key, screen string) tab {
	t.Helper()
	b := openTablet(t, h, key, screen, 1280, 800)
	b.Run(recorder)
	return b
}

// touches presses an element as a finger does: a page may play sound only after that.
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

// The button plays the recordings of the question and the four answers in order. It is
// shown although the browser has no voice of its own.
func TestTabletReadsAloud(t *testing.T) {
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

// All texts that the tablet reads aloud are recorded in Indonesian and English.
func TestAllSpokenTextsAreRecorded(t *testing.T) {
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

// An answer stops the reading; a second touch of the button starts it again.
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

// A missing recording is spoken by the device. Without a voice in the language it is
// skipped, and the rest is read.
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

// Javanese has no recordings: the button is shown only when the device has a voice for it.
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

// The setup has nothing to read, so the button is hidden.
func TestReadingAloudIsHiddenInTheSetup(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, "unknown", "setup", 1280, 800)
	b.Want(`document.getElementById("listen").hidden`, "true")
	b.Run(`location.hash = "#key=` + sitetest.TabletKey + `"`)
	b.shows("faces")
	b.Want(`document.getElementById("listen").hidden`, "false")
}

// Without an officer on duty, that sentence is read first.
func TestReadingAloudWithoutAnOfficerOnDuty(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	check(t, h.Kiosks.Bind(context.Background(), domain.Kiosk{ID: "tablet-3", Counter: "DKC-03", Name: "Tablet 3"}, "kunci-3"))
	b := openListening(t, h, "kunci-3", "faces")
	b.touches("#listen")
	b.wantList(t, `ended`, append([]string{"id/kiosk.nobody"}, faceKeys("id")...)...)
}

// While the tablet reads aloud, the countdown of the screen does not run.
func TestScreenStaysWhileItIsReadAloud(t *testing.T) {
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
