package kiosk_test

import (
	"net/http"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// languages are the languages of the residents.
func languages(t testing.TB) []string {
	t.Helper()
	texts, err := locale.Load()
	check(t, err)
	return texts.Languages()
}

// axe checks a state of the page in the windows that belong to the language.
func (b tab) axe(lang, state string) {
	b.AxeIn(browsertest.AxeWindows(lang, b.hall.Shell.Texts.Languages()), lang+": "+state)
}

// finds opens an address and checks it with axe.
func (b tab) finds(lang, what, address string) {
	b.Goto(address)
	b.Until(`document.readyState === "complete"`)
	b.axe(lang, what)
}

func TestFrontPageIsAccessible(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	base := h.Listen()
	b := newTab(t, h, 800, 1280)
	for _, lang := range languages(t) {
		b.finds(lang, "front page", base+"/?lang="+lang)
		b.Want(`document.documentElement.lang`, lang)
		b.finds(lang, "receipts", base+"/tanda-terima?kode=K7M-2QX&lang="+lang)
	}
	for _, lang := range h.Shell.Texts.ForStaff().Languages() {
		b.finds(lang, "how scores are made", base+"/cara-menilai?lang="+lang)
	}
}

func TestWaitingPageIsAccessible(t *testing.T) {
	t.Parallel()
	h := openHall(t, func(o *sitetest.Options) { o.Newcomers = 1 })
	base := h.Listen()
	code := base + scanned("DKC-01")(h)
	first, err := http.Get(code) // the one that does not wait
	check(t, err)
	check(t, first.Body.Close())
	b := newTab(t, h, 360, 740)
	for _, lang := range languages(t) {
		b.Goto(base)
		b.Run(`fetch("` + code + `&lang=` + lang + `").then(function (r) { return r.text(); }).then(function (text) {
			document.open(); document.write(text.replace(/<script.*?<\/script>/, "")); document.close();
		})`) // without the script, which leaves the page
		b.Until(`document.getElementById("next") !== null && document.readyState === "complete"`)
		b.Want(`document.documentElement.lang`, lang)
		b.AxeIn([][2]int64{{360, 740}}, lang+": waiting")
	}
	h.GoLive()
	b.Goto(code)
	b.Until(`document.querySelector(".p-faces") !== null`)
}

func TestPhonePageIsAccessible(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.photographed()
	base := h.Listen()
	b := newTab(t, h, 360, 740)
	b.Goto(base)
	b.Run(`document.cookie = "` + sitetest.PhoneCookie + `; path=/"`)
	for _, lang := range languages(t) {
		visit := func(counter, of string) string {
			return base + "/r/" + counter + "?lang=" + lang + "&pass=" + h.Visit(of)
		}
		b.finds(lang, "no officer on duty", visit("DKC-03", "DKC-03"))
		b.asksForOfficer(lang, visit("DKC-02", "DKC-02"))
		b.rates(lang, visit("DKC-01", "DKC-01"))
		b.isRefused(h, lang, base, visit)
	}
}

// asksForOfficer goes to the notice that the resident has to pick an officer.
func (b tab) asksForOfficer(lang, address string) {
	b.finds(lang, "several on duty", address)
	b.Run(`document.querySelector("form").noValidate = true; document.querySelector(".p-face").click()`)
	b.Until(`document.querySelector(".p-people [role=alert]")`)
	b.axe(lang, "the pick is needed")
}

// rates gives a rating, changes it and repeats it.
func (b tab) rates(lang, address string) {
	b.finds(lang, "faces", address)
	b.click(".p-face")
	b.Until(`document.querySelector(".p-thanks.tint-1")`)
	b.axe(lang, "thanks")
	b.Run(`document.querySelectorAll("details").forEach(function (d) { d.open = true; });
		document.querySelectorAll(".p-extra .chip input").forEach(function (i) { i.click(); })`)
	b.axe(lang, "the survey is open and filled in")
	b.Run(`document.querySelector(".p-extra").noValidate = true; document.querySelector("[name=age]").value = "999";
		document.querySelector("[name=comment]").value = "a".repeat(1001); document.querySelector(".p-extra .button-main").click()`)
	b.Until(`document.querySelector("[role=alert].p-notice")`)
	b.axe(lang, "fields are wrong")
	b.Run(`document.querySelector(".p-change").open = true; document.querySelectorAll(".p-mini")[2].click()`)
	b.Until(`document.querySelector(".p-thanks.tint-3")`)
	b.axe(lang, "changed")
	b.finds(lang, "rated before", address)
	b.Want(`document.querySelector(".p-thanks") !== null`, "true")
}

func (b tab) isRefused(h *hall, lang, base string, visit func(counter, of string) string) {
	old := visit("DKC-01", "DKC-01")
	h.Later(domain.VisitTime + time.Second)
	for what, address := range map[string]string{
		"no pass (401)":                 base + "/r/DKC-01?lang=" + lang,
		"pass of another counter (403)": visit("DKC-01", "DKC-02"),
		"unknown counter (404)":         visit("DKC-99", "DKC-01"),
		"unknown page (404)":            base + "/nothing?lang=" + lang,
		"old pass (410)":                old,
	} {
		b.finds(lang, what, address)
		b.Want(`document.querySelector("main.r-say") !== null && document.documentElement.lang`, lang)
	}
}

func TestTabletIsAccessible(t *testing.T) {
	t.Parallel()
	h := openHall(t, func(o *sitetest.Options) { o.DevicePerMinute = 0 })
	h.photographed()
	h.GoLive()
	base := h.Listen()
	b := newTab(t, h, 1280, 800)
	b.Goto(base + "/k")
	b.shows("setup")
	for _, lang := range languages(t) {
		b.speaks(lang, "setup")
		b.Run(`document.getElementById("setup-wrong").hidden = false`)
		b.axe(lang, "a wrong key")
		for _, screen := range []string{"wait", "ended", "store", "unsaved"} {
			b.puts(screen)
			b.axe(lang, screen)
		}
		b.puts("setup")
	}
	for _, lang := range languages(t) {
		b.Run(`localStorage.clear(); location.hash = "#key=` + sitetest.SeveralKey + `"`)
		b.shows("pick")
		b.speaks(lang, "pick")
		b.click(`#unsure`)
		b.shows("faces")
		b.axe(lang, "not sure who served")
		b.Goto("about:blank")
		b.Goto(base + "/k#key=" + sitetest.TabletKey)
		b.shows("faces")
		b.goesThrough(lang)
		b.Goto("about:blank")
		b.Goto(base + "/k")
		b.shows("faces")
	}
}

// puts shows a screen with all its messages.
func (b tab) puts(screen string) {
	b.Run(`document.querySelectorAll("main.k-screen").forEach(function (m) { m.hidden = m.id !== "screen-` + screen + `"; });
		["store-newer", "store-broken"].forEach(function (id) { document.getElementById(id).hidden = false; });
		document.getElementById("ended-queue").textContent = "12 …"`)
}

// speaks chooses the language and checks the screen.
func (b tab) speaks(lang, screen string) {
	b.Run(`document.querySelector("[data-lang=` + lang + `]").click()`)
	b.Until(`document.documentElement.lang === "` + lang + `"`)
	b.axe(lang, screen)
}

// goesThrough gives a rating with each face, changes it, writes a note and finishes.
func (b tab) goesThrough(lang string) {
	b.speaks(lang, "faces")
	b.click(`[data-value="1"]`)
	b.shows("after")
	values := []string{"1", "2", "3", "4"}
	if lang != b.hall.Shell.Texts.Languages()[0] {
		values = values[:1] // the others differ in their tint only
	}
	for _, value := range values {
		if value != "1" {
			b.click(`#change`)
			b.Until(`!document.getElementById("again").hidden`)
			b.click(`[data-again="` + value + `"]`)
		}
		if value == "1" {
			b.axe(lang, "thanks for face "+value)
		} else {
			b.Axe(lang + ": thanks for face " + value) // the same in another tint
		}
	}
	b.click(`#change`)
	b.Until(`!document.getElementById("again").hidden`)
	b.axe(lang, "change")
	b.click(`#keep`)
	b.click(`#extra input[name=kompetensi][value="3"]`)
	b.click(`#extra [data-reason]:not([hidden]) input`)
	b.click(`#note`)
	b.axe(lang, "note")
	b.click(`#done`)
	b.axe(lang, "good-bye")
}

func TestDisplayIsAccessible(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.GoLive()
	base := h.Listen()
	b := newTab(t, h, 1280, 800)
	for _, lang := range languages(t) {
		b.Goto(base + "/k/display?lang=" + lang + "#key=unknown")
		b.Until(`document.getElementById("setup-wrong").checkVisibility()`)
		b.axe(lang, "a wrong key")
		b.Goto("about:blank")
		b.Goto(base + "/k/display?lang=" + lang + "#key=" + sitetest.TabletKey)
		b.Until(address)
		b.Want(`document.documentElement.lang`, lang)
		b.axe(lang, "the code")
		b.Run(`document.getElementById("screen-code").hidden = true; document.getElementById("screen-wait").hidden = false`)
		b.axe(lang, "wait")
		b.Goto("about:blank")
	}
}
