package kiosk_test

import (
	"testing"

	"suaraloket/domain"
	"suaraloket/kiosk"
	"suaraloket/repository/testdb"
)

func openPhone(t *testing.T, h *hall, counter string) *tab {
	t.Helper()
	h.live = true
	b := openTab(t, 360, 740)
	b.open(h.listen() + "/r/" + counter + "?pass=" + h.passes.Poster(counter))
	b.until(`document.readyState === "complete"`)
	return b
}

func TestPhoneWithScripts(t *testing.T) {
	h := openHall(t)
	b := openPhone(t, h, "DKC-01")
	b.want(`document.documentElement.scrollWidth <= innerWidth`, "true")
	b.run(`window.same = true; var f = document.querySelectorAll(".p-face"); f[3].click(); f[0].click()`)
	b.until(`document.querySelector(".p-thanks")`)
	b.want(`window.same`, "true")
	id := b.text(`document.querySelector("input[name=id]").value`)
	b.want(`document.querySelector(".receipt").textContent`, domain.ReceiptOf(id))
	b.want(`document.activeElement.tagName`, "H1")
	if r := h.rating(id); r.Value != 4 || r.Channel != domain.ChannelPage {
		t.Errorf("stored %+v", r)
	}
	b.run(`document.querySelector("[name='answers.perilaku'][value='4']").click();
		document.querySelector("[name=comment]").value = "Cepat sekali";
		document.querySelector(".p-extra .button-main").click()`)
	b.until(`document.querySelector("[role=status].p-notice")`)
	if r := h.rating(id); r.Comment != "Cepat sekali" || r.Answers["perilaku"] != 4 {
		t.Errorf("added %+v", r)
	}
	b.run(`document.querySelector(".p-change").open = true; document.querySelector(".p-mini").click()`)
	b.until(`document.querySelector(".p-thanks.tint-1")`)
	if n, _ := h.counted(); n != 1 || h.rating(id).Value != 1 {
		t.Errorf("counted %d, value %d", n, h.rating(id).Value)
	}
}

func TestPhoneRepeatsUntilStored(t *testing.T) {
	store := testdb.SQLite(t)
	away := &awayStore{Store: store}
	h := openHallOn(t, store, func(o *kiosk.Options) {
		o.Intake = domain.NewIntake(store, away, o.Clock, domain.Limits{})
	})
	b := openPhone(t, h, "DKC-01")
	b.run(`document.querySelectorAll(".p-face")[2].click()`)
	b.until(`document.querySelector(".p-sending")`)
	eventually(t, "a second try", func() bool { return away.tries.Load() >= 2 })
	away.back.Store(true)
	b.until(`document.querySelector(".p-thanks")`)
	if n, _ := h.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
	b.want(`document.querySelector(".p-sending")`, "null")
}
