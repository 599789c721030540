package kiosk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"suaraloket/web/sitetest"
)

// unnamed lists what is missing of the thanks: the value in words and its face.
const unnamed = `(function () {
	var card = document.getElementById("thanks"), words = document.getElementById("thanks-value");
	var value = card.className.match(/tint-([1-4])/)[1], face = card.querySelector('[data-face="' + value + '"]');
	var seen = function (e) {
		var r = e.getBoundingClientRect(), c = card.getBoundingClientRect();
		return e.checkVisibility() && r.width > 30 && r.height > 15 && r.top >= c.top && r.bottom <= c.bottom + 1 && r.left >= c.left && r.right <= c.right + 1;
	};
	return [
		seen(face) ? "" : "no face", seen(words) ? "" : "no words",
		words.textContent === document.querySelector('[data-again="' + value + '"] span').textContent ? "" : "other words: " + words.textContent,
		card.scrollHeight > card.clientHeight + 1 ? "cut off by " + (card.scrollHeight - card.clientHeight) : "",
	].filter(Boolean);
})()`

// Thanks name the chosen value in words and show its face, at every size, in every language
// and look, also after a change.
func TestThanksNameTheValue(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.click(`[data-value="2"]`)
	b.shows("after")
	for _, act := range []string{"chosen", "changed"} {
		if act == "changed" {
			b.click("#change")
			b.click(`[data-again="4"]`)
			b.Until(`document.getElementById("thanks-value").textContent === "Sangat puas"`)
		}
		b.InEach(tabletSizes(), func(size [2]int64) {
			b.fits(t, fmt.Sprint(size[0], ", ", act), unnamed, languages(t), "kiosk", "kiosk strong", "kiosk big", "kiosk big strong")
			if folder := os.Getenv("PICTURES"); folder != "" {
				b.Picture(filepath.Join(folder, fmt.Sprint("thanks-", act, "-", size[0], ".png")))
			}
		})
	}
	b.click("#done")
	b.Until(`document.getElementById("screen-after").classList.contains("k-bye")`)
	b.Want(`document.getElementById("thanks").textContent.indexOf("puas")`, "-1")
}
