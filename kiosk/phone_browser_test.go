package kiosk_test

import (
	"fmt"
	"testing"

	"suaraloket/domain"
	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

func openPhone(t *testing.T, h *hall, counter string) tab {
	t.Helper()
	h.GoLive()
	b := newTab(t, h, 360, 740)
	b.Goto(h.Listen() + "/r/" + counter + "?pass=" + h.Passes.Poster(counter))
	b.Until(`document.readyState === "complete"`)
	return b
}

func TestPhoneWithScripts(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openPhone(t, h, "DKC-01")
	b.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
	b.Run(`window.same = true; var f = document.querySelectorAll(".p-face"); f[3].click(); f[0].click()`)
	b.Until(`document.querySelector(".p-thanks")`)
	b.Want(`window.same`, "true")
	id := b.Text(`document.querySelector("input[name=id]").value`)
	b.Want(`document.querySelector(".receipt").textContent`, domain.ReceiptOf(id))
	b.Want(`document.activeElement.tagName`, "H1")
	b.Want(`document.querySelectorAll(".p-lang").length`, "0")
	if r := h.Rating(id); r.Value != 4 || r.Channel != domain.ChannelPage {
		t.Errorf("stored %+v", r)
	}
	b.Run(`document.querySelector("[name='answers.perilaku'][value='4']").click();
		document.querySelector("[name=comment]").value = "Cepat sekali";
		document.querySelector(".p-extra .button-main").click()`)
	b.Until(`document.querySelector("[role=status].p-notice")`)
	if r := h.Rating(id); r.Comment != "Cepat sekali" || r.Answers["perilaku"] != 4 {
		t.Errorf("added %+v", r)
	}
	b.Run(`document.querySelector(".p-change").open = true; document.querySelector(".p-mini").click()`)
	b.Until(`document.querySelector(".p-thanks.tint-1")`)
	if n, _ := h.Counted(); n != 1 || h.Rating(id).Value != 1 {
		t.Errorf("counted %d, value %d", n, h.Rating(id).Value)
	}
}

func TestPhoneRepeatsUntilStored(t *testing.T) {
	t.Parallel()
	store := testdb.SQLite(t)
	away := &sitetest.AwayStore{Store: store}
	h := openHallOn(t, store, func(o *sitetest.Options) {
		o.Intake = domain.NewIntake(domain.NewRoster(store, store, o.Clock), away, o.Clock, domain.Limits{})
	})
	b := openPhone(t, h, "DKC-01")
	b.Run(`document.querySelectorAll(".p-face")[2].click()`)
	b.Until(`document.querySelector(".p-sending")`)
	browsertest.Eventually(t, "a second try", func() bool { return away.Tries.Load() >= 2 })
	away.Back.Store(true)
	b.Until(`document.querySelector(".p-thanks")`)
	if n, _ := h.Counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
	b.Want(`document.querySelector(".p-sending")`, "null")
}

// A refused field is marked in the form.
func TestPhoneMarksTheWrongField(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openPhone(t, h, "DKC-01")
	b.click(".p-face")
	b.Until(`document.querySelector(".p-thanks")`)
	b.Run(`document.querySelector(".p-extra").noValidate = true;
		document.querySelector("[name=age]").value = "999";
		document.querySelector("[name=comment]").value = "a".repeat(1001);
		document.querySelector(".p-extra .button-main").click()`)
	b.Until(`document.querySelector("[role=alert].p-notice")`)
	for _, name := range []string{"age", "comment"} {
		b.Want(`document.querySelector("[name=`+name+`][aria-invalid=true]").getAttribute("aria-describedby").indexOf("`+name+`-wrong") >= 0`, "true")
		b.Want(`document.getElementById("`+name+`-wrong").checkVisibility()`, "true")
	}
	b.Run(`document.querySelector("[name=age]").value = "44";
		document.querySelector("[name=comment]").value = "Cepat";
		document.querySelector(".p-extra .button-main").click()`)
	b.Until(`document.querySelector("[role=status].p-notice")`)
	b.Want(`document.querySelectorAll("[aria-invalid], .field-error").length`, "0")
}

// The page fits the narrowest phone, and text of twice the size.
func TestPhoneNeverScrollsSideways(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ width, letters int64 }{{320, 100}, {360, 200}} {
		for _, lang := range languages(t) {
			h := openHall(t)
			h.GoLive()
			b := newTab(t, h, c.width, 740)
			b.Goto(h.Listen() + "/r/DKC-01?lang=" + lang + "&pass=" + h.Passes.Poster("DKC-01"))
			b.Run(fmt.Sprintf(`document.documentElement.style.fontSize = "%d%%"`, c.letters))
			b.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
			b.click(".p-face")
			b.Until(`document.querySelector(".p-thanks")`)
			b.Run(`document.querySelectorAll("details").forEach(function (d) { d.open = true; })`)
			b.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
		}
	}
}
