package picturetest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

// stage is a running demo of whose pages pictures are taken.
type stage struct {
	t      *testing.T
	base   string // the address of the demo
	demo   programtest.Demo
	folder string // of the pictures
}

// site is the address that the pages show. The pages are opened where the demo listens.
const site = "https://suara.contoh.go.id"

func openStage(t *testing.T) *stage {
	t.Helper()
	t.Setenv("LANGUAGE", "id") // of the words that the browser itself adds to pages
	dir := filepath.Join(t.TempDir(), "demo")
	address := programtest.FreeAddress(t)
	programtest.Start(t, []string{"SUARALOKET_PUBLIC_URL=" + site}, "demo", "--dir", dir, "--listen", address)
	return &stage{t: t, base: "http://" + address, demo: programtest.ReadDemo(t, dir), folder: os.Getenv(folderVariable)}
}

// here returns where a page of the site is on this machine.
func (s *stage) here(address string) string { return strings.Replace(address, site, s.base, 1) }

// counter returns a counter of the demo.
func (s *stage) counter(code string) programtest.DemoCounter {
	s.t.Helper()
	i := slices.IndexFunc(s.demo.Counters, func(c programtest.DemoCounter) bool { return c.Code == code })
	if i < 0 {
		s.t.Fatalf("the demo has no counter %s", code)
	}
	return s.demo.Counters[i]
}

// The size of the window on a desk, and of a tablet.
const deskWidth, deskHeight = 1280, 800

// view is a tab on the pages of the demo.
type view struct {
	*browsertest.Tab
	s *stage
}

// open opens a tab in the city's time zone and without animations, which a picture would show
// half done.
func (s *stage) open(width, height int64) *view {
	s.t.Helper()
	v := &view{browsertest.Open(s.t, width, height), s}
	v.Prefer("prefers-reduced-motion", "reduce")
	_, err := chromedp.Call(v.Context(), emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Jakarta"})
	check(s.t, err)
	return v
}

// enter opens the portal's window and signs in with an account of the demo.
func (s *stage) enter(login string) *view {
	s.t.Helper()
	i := slices.IndexFunc(s.demo.Accounts, func(a programtest.DemoAccount) bool { return a.Login == login })
	if i < 0 {
		s.t.Fatalf("the demo has no account %s", login)
	}
	v := s.open(deskWidth, deskHeight)
	v.Goto(s.base + "/hr/masuk")
	v.Until(`document.querySelector("[name=login]")`)
	v.write("[name=login]", login)
	v.write("[name=password]", s.demo.Accounts[i].Password)
	v.send("form.card")
	v.Until(`document.querySelector(".h-me")`)
	return v
}

// visit opens a page of the portal.
func (v *view) visit(path string) {
	v.s.t.Helper()
	v.Goto(v.s.base + path)
	v.Until(`document.querySelector(".h-main h1")`)
}

// click clicks the first element with a selector.
func (v *view) click(selector string) {
	v.s.t.Helper()
	v.Run(fmt.Sprintf(`document.querySelector(%q).click()`, selector))
}

// clickOn clicks the element with a selector and these words.
func (v *view) clickOn(selector, words string) {
	v.s.t.Helper()
	v.Run(fmt.Sprintf(`Array.from(document.querySelectorAll(%q)).find(function (e) { return e.textContent.trim() === %q; }).click()`, selector, words))
}

// write fills in a field.
func (v *view) write(selector, words string) {
	v.s.t.Helper()
	v.Run(fmt.Sprintf(`document.querySelector(%q).value = %q`, selector, words))
}

// send sends a form and waits until its answer has replaced the page.
func (v *view) send(form string) {
	v.s.t.Helper()
	v.Run(fmt.Sprintf(`document.documentElement.dataset.old = "yes"; HTMLFormElement.prototype.requestSubmit.call(document.querySelector(%q))`, form))
	v.Until(`!document.documentElement.dataset.old`)
}

// upload chooses files on a page, hands them in, and waits for the outcome.
func (v *view) upload(paths ...string) {
	v.s.t.Helper()
	v.Do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), paths))
	v.Run(`document.querySelector("input[type=file]").form.requestSubmit()`)
	v.Until(`document.querySelector("[data-outcome]").getAttribute("aria-busy") === "false"`)
}

// tablet opens a tablet's window. The browser keeps what a page stores, as it does for an
// application on the home screen.
func (s *stage) tablet() *view {
	s.t.Helper()
	v := s.open(deskWidth, deskHeight)
	_, err := chromedp.Call(v.Context(), browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "persistent-storage"}, Setting: browser.PermissionSettingGranted,
		BrowserContextID: chromedp.FromContext(v.Context()).BrowserContextID,
	})
	check(s.t, err)
	return v
}

// connected opens a tablet with the key of its counter.
func (s *stage) connected(counter string) *view {
	s.t.Helper()
	v := s.tablet()
	v.Goto(s.base + "/k#key=" + s.counter(counter).DeviceKey)
	v.shows("faces")
	return v
}

// shows waits until the tablet shows a screen and accepts touches.
func (v *view) shows(screen string) {
	v.s.t.Helper()
	v.Until(fmt.Sprintf(`!document.getElementById("screen-%s").hidden && !document.body.classList.contains("k-resting")`, screen))
	v.pause()
}

// panel waits until the staff corner shows a panel and accepts touches.
func (v *view) panel(name string) {
	v.s.t.Helper()
	v.Until(fmt.Sprintf(`document.getElementById("staff-%s").offsetParent`, name))
	v.pause()
}

// pause waits until the tablet no longer takes touches for echoes of the screen before. Skip would
// put its clock wrong, which the staff corner shows.
func (v *view) pause() {
	v.s.t.Helper()
	v.Await(`new Promise(function (done) { setTimeout(done, 450); })`)
}

// corner opens the staff corner: a hold on the mark, then the tablet's PIN.
func (v *view) corner(pin string) {
	v.s.t.Helper()
	v.Run(`document.getElementById("staff-hold").dispatchEvent(new PointerEvent("pointerdown", {isPrimary: true, button: 0, bubbles: true}))`)
	v.panel("pin")
	v.Press(pin)
	v.panel("board")
}

// downloads sets the folder of the browser's downloads.
func (v *view) downloads() (folder string) {
	v.s.t.Helper()
	folder = v.s.t.TempDir()
	_, err := chromedp.Call(v.Context(), browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		BrowserContextID: chromedp.FromContext(v.Context()).BrowserContextID,
		Behavior:         browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder,
	})
	check(v.s.t, err)
	return folder
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
