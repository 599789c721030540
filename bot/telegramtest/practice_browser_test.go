package telegramtest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"suaraloket/bot/telegramtest"
	"suaraloket/web/browsertest"
)

// newTab opens a browser of its own, width by height. Without a browser it skips the test.
func newTab(t *testing.T, width, height int) context.Context {
	t.Helper()
	return browsertest.Open(t, int64(width), int64(height)).Context()
}

// begun opens the chat in Indonesian and starts it.
func begun(t *testing.T, s *practiceStage, width, height int) context.Context {
	t.Helper()
	ctx := newTab(t, width, height)
	must(t, chromedp.Do(ctx, chromedp.Navigate(s.page+"?lang=id")))
	must(t, chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS("#begin"))))
	click(t, ctx, "#begin")
	until(t, ctx, "document.querySelectorAll('.turn').length === 1")
	return ctx
}

// until waits until an expression is true on the page. The wait lasts as long as the page
// changes.
func until(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	shown, changed := "", time.Now()
	for time.Since(changed) < telegramtest.Patience() {
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err == nil && holds {
			return
		}
		must(t, ctx.Err())
		if page, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.innerText")); err == nil && page != shown {
			shown, changed = page, time.Now()
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("waiting for %s: the page no longer changes:\n%s", expression, shown)
}

func js[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

func click(t *testing.T, ctx context.Context, css string) {
	t.Helper()
	must(t, chromedp.Do(ctx, chromedp.Click(chromedp.CSS(css))))
}

// picture stores a screenshot as an artifact (go test -artifacts).
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	must(t, err)
	must(t, os.WriteFile(filepath.Join(t.ArtifactDir(), name+".png"), png, 0o644))
}

const fits = "document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('.choice,.big,.bubble')]" +
	".every(n => { const r = n.getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth && n.scrollWidth <= n.clientWidth + 1; })"

const coversNothing = "(() => { const t = document.querySelector('#toast').getBoundingClientRect();" +
	"return t.height > 0 && t.top >= document.querySelector('main > [role=log]').getBoundingClientRect().bottom && t.bottom <= document.querySelector('.foot').getBoundingClientRect().top; })()"

func TestBrowserFromCodeToThanks(t *testing.T) {
	for name, size := range map[string][2]int{"phone": {360, 740}, "desktop": {1280, 800}} {
		t.Run(name, func(t *testing.T) {
			s := newPractice(t)
			ctx := newTab(t, size[0], size[1])
			s.runBot()
			must(t, chromedp.Do(ctx, chromedp.Navigate(s.page+"?start=LOKET7-abc&lang=id")))
			must(t, chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS("#begin"))))
			if js[bool](t, ctx, "document.querySelector('#say').checkVisibility()") {
				t.Error("the page accepts text before the start")
			}
			picture(t, ctx, name+"-1-start")
			click(t, ctx, "#begin")
			until(t, ctx, "document.querySelectorAll('.choice').length === 4")
			if !js[bool](t, ctx, fits) {
				t.Error("the question does not fit")
			}
			if got := js[string](t, ctx, "document.querySelector('.turn.me .words').textContent"); got != "/start" {
				t.Errorf("the start shows %q", got)
			}
			picture(t, ctx, name+"-2-question")
			click(t, ctx, ".choice:nth-child(4)")
			until(t, ctx, "document.querySelector('#toast').textContent === 'Terima kasih!' && document.querySelectorAll('.choice').length === 3")
			if got := js[int](t, ctx, "document.querySelectorAll('.turn').length"); got != 2 {
				t.Errorf("%d messages, want the question turned into thanks", got)
			}
			if !js[bool](t, ctx, coversNothing) {
				t.Error("the answer to a press covers the chat or the foot")
			}
			must(t, chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS("#text"), "Petugasnya sabar sekali\r")))
			// The driver sends Enter as a key and as a character. The character may come when
			// the box is empty again, and leaves a line break in it.
			until(t, ctx, "document.querySelectorAll('.turn').length === 4 && document.querySelector('#text').value.trim() === ''")
			if !js[bool](t, ctx, fits) {
				t.Error("the thanks do not fit")
			}
			picture(t, ctx, name+"-3-thanks")
			link := js[string](t, ctx, "document.querySelector('a.choice').href + ' ' + document.querySelector('a.choice').rel")
			if link != "https://www.lapor.go.id/ noopener noreferrer" {
				t.Errorf("address of the button: %s", link)
			}
		})
	}
}

func TestBrowserKeepsThePersonAndItsPlace(t *testing.T) {
	s := newPractice(t)
	ctx := newTab(t, 360, 740)
	s.runBot()
	must(t, chromedp.Do(ctx, chromedp.Navigate(s.page+"?lang=en")))
	must(t, chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS("#begin"))))
	if got := js[string](t, ctx, "document.documentElement.lang + ' ' + document.querySelector('#begin').textContent"); got != "en Start" {
		t.Errorf("in English the page shows %q", got)
	}
	click(t, ctx, "#begin")
	until(t, ctx, "document.querySelectorAll('.choice').length === 4")
	must(t, chromedp.Do(ctx, chromedp.Focus(chromedp.CSS(".choice:nth-child(2)")), chromedp.KeyEvent("\r")))
	until(t, ctx, "document.querySelectorAll('.choice').length === 3")
	if !js[bool](t, ctx, "document.activeElement.classList.contains('turn')") {
		t.Error("the keyboard lost its place when the pressed button was removed")
	}
	must(t, chromedp.Do(ctx, chromedp.Reload()))
	until(t, ctx, "document.querySelectorAll('.turn').length === 2")
	if got := js[string](t, ctx, "document.querySelector('#toast').textContent"); got != "" {
		t.Errorf("an old answer is shown again: %q", got)
	}
	click(t, ctx, "#other")
	until(t, ctx, "document.querySelectorAll('.turn').length === 0 && document.querySelector('#begin').checkVisibility()")
	if people := js[string](t, ctx, "sessionStorage.getItem('person')"); len(people) != 32 {
		t.Errorf("a person's key is %q", people)
	}
}

func TestBrowserShowsTextAsText(t *testing.T) {
	s := newPractice(t)
	ctx := begun(t, s, 360, 740)
	start := s.poll()[0].Message
	if start.Text != "/start" || start.From.FirstName != "Tamu" || start.From.LanguageCode != "id" {
		t.Errorf("the bot reads %q of %+v", start.Text, start.From)
	}
	s.ask("sendMessage", "chat_id", strconv.FormatInt(start.Chat.ID, 10), "text", `<img src=x onerror=alert(1)> tebal miring /bantuan dan/atau https://contoh.id/a?b=1. sini`, "entities",
		`[{"type":"bold","offset":29,"length":12},{"type":"italic","offset":35,"length":6},{"type":"text_link","offset":85,"length":4,"url":"https://contoh.id/"}]`)
	until(t, ctx, "document.querySelectorAll('.turn').length === 2")
	html := js[string](t, ctx, "document.querySelector('.turn:last-child .words').innerHTML")
	for _, want := range []string{"&lt;img src=x onerror=alert(1)&gt;", "<strong>tebal <em>miring</em></strong>",
		`<button class="command" type="button">/bantuan</button> dan/atau `, `href="https://contoh.id/a?b=1"`, `>sini</a>`} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is not in %s", want, html)
		}
	}
	click(t, ctx, ".turn:last-child .command")
	until(t, ctx, "document.querySelectorAll('.turn').length === 3")
}

// drawn describes the picture of the last message beside its text, such as "above, 72 × 72".
const drawn = `(() => {
	const bubble = document.querySelector('.turn:last-child .bubble'), p = bubble.querySelector('.picture');
	if (!p) return 'none';
	if (!p.complete || !p.naturalWidth) return 'not yet';
	const at = p.getBoundingClientRect(), words = bubble.querySelector('.words').getBoundingClientRect();
	const inside = bubble.getBoundingClientRect(), end = document.querySelector('#log').getBoundingClientRect();
	if (at.left < inside.left || at.right > inside.right || at.bottom > inside.bottom) return 'beyond the bubble';
	if (document.querySelector('.turn:last-child').getBoundingClientRect().bottom > end.bottom) return 'the end is out of sight';
	const where = at.top > words.top ? 'below' : at.bottom <= words.top ? 'above' : 'beside';
	return where + (p.classList.contains('small') ? ' ' + at.width + '×' + at.height : at.width > inside.width - 32 ? ' wide' : ' narrow');
})()`

func TestBrowserShowsThePictureOfAPreview(t *testing.T) {
	for name, size := range map[string][2]int{"phone": {360, 740}, "desktop": {1280, 800}} {
		t.Run(name, func(t *testing.T) {
			s := newPractice(t)
			ctx := begun(t, s, size[0], size[1])
			chat := strconv.FormatInt(s.poll()[0].Message.Chat.ID, 10)
			for i, c := range []struct{ options, want string }{
				{`{"url":"https://suara.example/photos/2x2.png","prefer_small_media":true,"show_above_text":true}`, "beside 72×72"},
				{`{"url":"https://suara.example/photos/3x1.png","prefer_large_media":true,"show_above_text":true}`, "above wide"},
				{`{"url":"https://suara.example/photos/3x1.png","prefer_large_media":true}`, "below wide"},
				{`{"url":"https://suara.example/photos/gone.png","show_above_text":true}`, "none"},
				{`{"url":"https://elsewhere.example/photos/2x2.png","show_above_text":true}`, "none"},
			} {
				r := s.ask("sendMessage", "chat_id", chat, "entities", `[{"type":"bold","offset":0,"length":12}]`, "text", "Ibu Ratna S.\nLoket 3 · Kartu Keluarga\n\nBagaimana pelayanan yang Anda terima?",
					"link_preview_options", c.options, "reply_markup", `{"inline_keyboard":[[{"text":"Puas","callback_data":"3"}]]}`)
				if !r.OK {
					t.Fatal(r.Text)
				}
				until(t, ctx, fmt.Sprintf("document.querySelectorAll('.turn').length === %d", i+2))
				until(t, ctx, drawn+" === '"+c.want+"'")
				if !js[bool](t, ctx, fits) {
					t.Errorf("%s does not fit", c.want)
				}
				picture(t, ctx, fmt.Sprintf("%s-picture-%d", name, i+1))
			}
		})
	}
}

// TestBrowserKeepsThePictureThroughAnEdit marks the picture and looks for the mark.
func TestBrowserKeepsThePictureThroughAnEdit(t *testing.T) {
	s := newPractice(t)
	ctx := begun(t, s, 360, 740)
	const small = `{"url":"https://suara.example/photos/2x2.png","prefer_small_media":true,"show_above_text":true}`
	person := s.poll()[0].Message.Chat.ID
	chat := strconv.FormatInt(person, 10)
	s.ask("sendMessage", "chat_id", chat, "text", "pertanyaan", "link_preview_options", small)
	until(t, ctx, drawn+" === 'beside 72×72'")
	js[bool](t, ctx, "document.querySelector('.picture').marked = true")
	message := strconv.Itoa(last(s.Person(person, "Tamu", "id").Messages()).ID)
	s.ask("editMessageText", "chat_id", chat, "message_id", message, "text", "terima kasih", "link_preview_options", small)
	until(t, ctx, "document.querySelector('.turn:last-child .words').textContent === 'terima kasih' && document.querySelector('.picture').marked")
	s.ask("editMessageText", "chat_id", chat, "message_id", message, "text", "kedaluwarsa")
	until(t, ctx, "document.querySelector('.turn:last-child .words').textContent === 'kedaluwarsa' && !document.querySelector('.picture')")
}
