package hr_test

import (
	"fmt"
	"testing"

	"suaraloket/web/browsertest"
)

// In a browser: the page of each role, the code, and the page after the chat is linked.
func TestAChatIsLinkedInABrowser(t *testing.T) {
	for _, login := range []string{"ratna", "kepala", "hr"} {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			tab := browsertest.Open(t, 1280, 800)
			o := openOffice(t, withBot)
			enter(tab, o.listen(), login, "/hr/telegram")
			fits := func(what string) {
				t.Helper()
				tab.InEach([][2]int64{{1280, 800}, {360, 740}}, func(window [2]int64) {
					tab.Want("document.documentElement.scrollWidth <= window.innerWidth", "true")
					tab.Axe(fmt.Sprintf("%s, %d wide", what, window[0]))
				})
			}
			fits("not linked")
			tab.Run("document.querySelector('form[action$=\"/kode\"]').requestSubmit()")
			tab.Until("document.querySelector('.h-pair img') && document.querySelector('.h-pair img').naturalWidth > 0")
			fits("the code")
			check(t, o.linkChat(linkPattern.FindStringSubmatch(tab.Text("document.querySelector('.h-pair').outerHTML"))[1], "1"))
			tab.Run("document.querySelector('.h-note a').click()")
			tab.Until("document.querySelector('input[name=from]')")
			fits("linked")
			tab.Run("document.querySelector('input[name=wish]').click(); document.querySelector('form[action=\"/hr/telegram\"]').requestSubmit()")
			tab.Until("location.search == '?selesai=simpan'")
			tab.Want("document.querySelector('input[name=wish]').checked", "false")
			fits("saved")
			tab.Run("document.querySelector('form[action$=\"/putus\"]').requestSubmit()")
			tab.Until("location.search == '?selesai=putus' && document.querySelector('form[action$=\"/kode\"]')")
			fits("ended")
		})
	}
}
