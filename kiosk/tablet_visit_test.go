package kiosk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// fastMotion speeds up a page's clocks and timers by a factor, from a common start for all
// pages of a test. The timeouts for the disk (4 s and 20 s) do not change.
func fastMotion(factor int) string {
	return fmt.Sprintf(`(function (start, f) {
		var real = Date.now, began = performance.now(), now = performance.now.bind(performance);
		var later = window.setTimeout, often = window.setInterval;
		Date.now = function () { return Math.round(start + (real() - start) * f); };
		performance.now = function () { return began + (now() - began) * f; };
		window.setTimeout = function (g, ms) { return later(g, ms === 4000 || ms === 20000 ? ms : (ms || 0) / f); };
		window.setInterval = function (g, ms) { return often(g, (ms || 0) / f); };
	})(%d, %d);`, time.Now().UnixMilli(), factor)
}

// visits defines the function visit(value, comment) in a page: one person rates and
// returns to the faces. It returns the receipt of the thanks, or "" without thanks.
const visits = `
	var turns = new MessageChannel(), next = [];
	turns.port1.onmessage = function () { next.shift()(); };
	function frame() { return new Promise(function (go) { next.push(go); setTimeout(function () { turns.port2.postMessage(0); }, 20); }); }
	function sees(name) { return !document.getElementById("screen-" + name).hidden; }
	async function until(f) { while (!f()) { await frame(); } }
	async function pause() { var from = performance.now(); await until(function () { return performance.now() - from > 450; }); }
	async function visit(value, comment) {
		await until(function () { return sees("faces") && !document.body.classList.contains("k-resting"); });
		await pause();
		document.querySelector("[data-value='" + value + "']").click();
		await until(function () { return sees("after") || sees("unsaved"); });
		if (sees("unsaved")) { return ""; }
		var receipt = document.getElementById("receipt").textContent;
		if (comment) {
			var box = document.getElementById("comment");
			box.value = comment;
			box.dispatchEvent(new Event("input", { bubbles: true }));
		}
		await pause();
		document.getElementById("done").click();
		await until(function () { return sees("faces"); });
		return receipt;
	}
	window.visit = visit;
`

// openFast opens a tablet in fast motion with the function visit.
func openFast(t *testing.T, h *hall, factor int) tab {
	t.Helper()
	if h.line == nil {
		openLine(t, h)
	}
	b := newTab(t, h, 1280, 800)
	b.prepare(factor)
	b.connect(sitetest.TabletKey, "faces")
	return b
}

func (b tab) prepare(factor int) {
	b.BeforeLoad(fastMotion(factor) + visits)
}

// visit rates as one person and returns the receipt of the thanks.
func (b tab) visit(value int, comment string) string {
	return b.Await(fmt.Sprintf("window.visit(%d, %q)", value, comment))
}

// wantStored waits until the tablet has sent everything. It checks that every thanks is
// one rating, stored or refused, and that no sequence number is missing.
func (h *hall) wantStored(b tab, thanked []string) {
	h.T.Helper()
	browsertest.Eventually(h.T, "everything is sent", func() bool { return b.kept("ratings") == "[]" })
	byReceipt, seqs := map[string]int{}, map[int64]bool{}
	stored := 0
	for _, id := range h.line.ids() {
		if r, err := h.Store.Rating(context.Background(), id); err == nil {
			stored++
			byReceipt[r.Receipt()]++
			seqs[r.Seq] = true
		}
	}
	if n, held := h.Counted(); int(n+held) != stored || stored > len(thanked) {
		h.T.Errorf("%d ratings of %d ids are stored for %d thanks", n+held, stored, len(thanked))
	}
	for _, r := range b.refused(h.T) {
		byReceipt[domain.ReceiptOf(r.ID)]++
		seqs[r.Seq] = true
	}
	for _, receipt := range thanked {
		if byReceipt[receipt] == 0 {
			h.T.Errorf("thanks with receipt %q without a rating", receipt)
		}
	}
	for seq := int64(1); seq <= int64(len(thanked)); seq++ {
		if !seqs[seq] {
			h.T.Errorf("sequence number %d is missing", seq)
		}
	}
	h.T.Logf("%d thanks, %d stored, %d refused, %d tries", len(thanked), stored, len(b.refused(h.T)), len(h.line.handedIn("POST")))
}
