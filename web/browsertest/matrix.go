package browsertest

import (
	"fmt"
	"os"
)

// LongVariable names the environment variable that turns on the long forms: more random
// schedules and the full product of sizes and languages.
const LongVariable = "SUARALOKET_TEST_SOAK_ROUNDS"

// Windows returns the sizes, in CSS pixels, in which axe checks every state of every page: a
// tablet in portrait and landscape, a small tablet, a phone.
func Windows() [][2]int64 { return [][2]int64{{800, 1280}, {1280, 800}, {1024, 600}, {360, 740}} }

// AxeWindows returns the windows in which axe checks every state in a language: all of
// them for the first language, and for the others the phone, where words have the least
// room. The long form checks all languages in all windows.
func AxeWindows(lang string, all []string) [][2]int64 {
	if lang == all[0] || os.Getenv(LongVariable) != "" {
		return Windows()
	}
	return Windows()[3:]
}

// AxeIn checks the page with axe in each of the windows, one after the other. One page in
// several windows costs far less than a page for each. Contrast is checked in the first and the last
// of them, and in all in the long form: colours differ between a wide and a narrow window at most.
func (b *Tab) AxeIn(windows [][2]int64, what string) {
	b.t.Helper()
	n := 0
	b.checkIn(windows, what, func(what string) {
		n++
		rules := axeLayout
		if n == 1 || n == len(windows) || os.Getenv(LongVariable) != "" {
			rules = axeRules
		}
		b.axe(rules, what)
	})
}

// AxeStrongIn is AxeIn for AxeStrong.
func (b *Tab) AxeStrongIn(windows [][2]int64, what string) {
	b.t.Helper()
	b.checkIn(windows, what, b.AxeStrong)
}

func (b *Tab) checkIn(windows [][2]int64, what string, check func(string)) {
	b.t.Helper()
	b.InEach(windows, func(w [2]int64) { check(fmt.Sprintf("%d×%d: %s", w[0], w[1], what)) })
}

// InEach runs a check in each of the windows, one after the other, while the page's clock is
// stopped. Afterwards the window has its own size again.
func (b *Tab) InEach(windows [][2]int64, check func(window [2]int64)) {
	b.t.Helper()
	b.Held(func() {
		for _, w := range windows {
			b.fill(w[0], w[1])
			check(w)
		}
		b.fill(b.size[0], b.size[1])
	})
}

// fill gives the window another size and waits until the page has been laid out in it.
func (b *Tab) fill(width, height int64) {
	b.t.Helper()
	b.Resize(width, height)
	b.Await("new Promise(function (done) { requestAnimationFrame(function () { requestAnimationFrame(done); }); })")
}
