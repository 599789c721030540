package kiosk_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// After five wrong PINs the tablet shows a wait of one minute. A reload does not shorten
// it, and the right PIN is refused meanwhile.
func TestFiveWrongPINsLockTheTablet(t *testing.T) {
	t.Parallel()
	const resting = `document.querySelector("[data-digit='1']").disabled && /tunggu [0-9]+ detik/.test(document.getElementById("staff-pin-wrong").textContent)`
	h := openHall(t)
	b := openFast(t, h, 4)
	b.holdsMark()
	b.panel("pin")
	right := h.Kiosks.PIN("tablet-1")
	wrong := "000000"
	for try := range 5 {
		b.Press(wrong)
		if try < 4 {
			b.says("staff-pin-wrong", "PIN tidak cocok.")
			b.Press("1")
			b.Until(`document.getElementById("staff-pin-wrong").hidden`)
			b.click("#staff-erase")
			b.Until(`document.querySelectorAll(".k-pin-typed").length === 0`)
		}
	}
	b.Until(resting)
	b.Press(right)
	b.Want(`document.querySelectorAll(".k-pin-typed").length`, "0")
	b.Reload()
	b.shows("faces")
	b.holdsMark()
	b.panel("pin")
	b.Want(resting, "true")
	b.Until(`!document.querySelector("[data-digit='1']").disabled`)
	b.Press(right)
	b.panel("board")
}

// The keys on the screen work like those of a keyboard.
func TestPINIsTypedOnTheScreen(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 800, 1280)
	b.holdsMark()
	b.panel("pin")
	b.touches(`[data-digit="9"]`)
	b.touches(`#staff-erase`)
	for _, digit := range h.Kiosks.PIN("tablet-1") {
		b.touches(fmt.Sprintf(`[data-digit="%c"]`, digit))
	}
	b.panel("board")
}

// signs goes to the officers and picks one.
func (b tab) signs(h *hall, officer string) {
	b.staff(h, "tablet-1")
	b.click("#staff-change")
	b.panel("people")
	b.picks(officer)
}

func (b tab) picks(officer string) {
	find := `Array.prototype.find.call(document.querySelectorAll("#staff-officers button"), function (e) { return e.textContent === "` + officer + `"; })`
	b.Until(find)
	b.Run(find + ".click()")
	b.panel("pin")
	b.says("staff-pin-title", officer)
}

// An officer takes over the counter with a PIN: the screen changes at once, and the next
// rating is for this officer. A refusal of the server is shown as a sentence.
func TestOfficerSignsOnAtTheTablet(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	check(t, h.Store.SavePIN(context.Background(), "P-02", "plain:482913"))
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.Want(`document.getElementById("officer").textContent`, "Ibu Ratna S.")
	b.signs(h, "Ibu Dewi L.")
	b.Press("482913")
	b.says("staff-pin-wrong", "Petugas ini belum mempunyai PIN. PIN dibuat di portal.")
	b.click("#staff-back")
	b.panel("people")
	b.picks("Bapak Budi H.")
	b.Press("000000")
	b.says("staff-pin-wrong", "PIN tidak cocok.")
	b.Press("482913")
	b.shows("faces")
	b.Want(`document.getElementById("officer").textContent`, "Bapak Budi H.")
	b.click(`[data-value="4"]`)
	b.shows("after")
	if r := h.Rating(h.rated()); r.Officer != "P-02" || r.Verdict != domain.Counted {
		t.Errorf("stored %+v", r)
	}
}

// After too many tries the officer has to wait and sees how long.
func TestOfficerTriesTooOften(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	check(t, h.Store.SavePIN(context.Background(), "P-02", "plain:482913"))
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.signs(h, "Bapak Budi H.")
	slow := `document.getElementById("staff-pin-wrong").textContent === "Terlalu banyak percobaan. Silakan tunggu satu menit."`
	browsertest.Eventually(t, "too fast", func() bool {
		b.Press("0")
		return b.Text(slow) == "true"
	})
}

// A long list of officers is filtered by the first letter of the name.
func TestManyOfficersAreFoundByLetters(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	var officers []domain.Officer
	for i := range 26 {
		name := fmt.Sprintf("Bapak %c%s", 'A'+i, "ndika")
		officers = append(officers, domain.Officer{Code: "Q-" + uuid.NewString()[:6], Name: name, DisplayName: name, Unit: "DKC", Figure: "b", Active: true})
	}
	check(t, h.Store.SaveOfficers(context.Background(), officers))
	b := openTablet(t, h, sitetest.TabletKey, "faces", 800, 1280)
	b.staff(h, "tablet-1")
	b.click("#staff-change")
	b.Until(`document.querySelectorAll("#staff-letters button").length === 26`)
	b.panel("people")
	b.Run(`document.querySelectorAll("#staff-letters button")[3].click()`)
	b.Want(`Array.prototype.map.call(document.querySelectorAll("#staff-officers button"), function (e) { return e.textContent; }).join()`, "Bapak Dndika,Ibu Dewi L.")
	b.Axe("letters")
	b.picks("Ibu Dewi L.")
}
