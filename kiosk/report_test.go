package kiosk_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/review"
	"suaraloket/web/sitetest"
)

// reported is what a resident reads about a report of a fee.
const reported = "Laporan ini hanya sampai ke Inspektorat. Petugas dan atasannya tidak melihatnya."

func inspector() domain.Actor { return domain.Actor{Login: "inspektur", Role: domain.RoleInspector} }

// On the phone page a report says at once who reads it and where the answer will be. The text
// is not shown again, and a form that is sent once more does not erase it.
func TestThePhonePageSaysWhoReadsAReport(t *testing.T) {
	for name, c := range map[string]struct {
		fields  url.Values
		written string
		report  bool
	}{
		"ticked":   {url.Values{"reasons": {"diminta_biaya"}}, "", true},
		"written":  {url.Values{"comment": {"petugas minta uang rokok"}}, "petugas minta uang rokok", true},
		"crude":    {url.Values{"comment": {"goblok, Budi Hartono lama"}}, "[kata kasar], [nama petugas] lama", false},
		"ordinary": {url.Values{"comment": {"antre lama"}, "reasons": {"menunggu_lama"}}, "antre lama", false},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHall(t)
			pass, id := h.Visit("DKC-01"), uuid.NewString()
			h.Send("/r/DKC-01", url.Values{"pass": {pass}, "id": {id}, "value": {"1"}})
			more := url.Values{"step": {"more"}, "pass": {pass}, "id": {id}, "comment": {""}}
			for key, values := range c.fields {
				more[key] = values
			}
			link := `href="/tanda-terima?kode=` + domain.ReceiptOf(id)
			a := h.Send("/r/DKC-01", more)
			if c.report {
				wantPage(t, a, 200, []string{reported, domain.ReceiptOf(id), link}, []string{"minta uang rokok", "sealed:"})
				more.Set("comment", "")
				wantPage(t, h.Send("/r/DKC-01", more), 200, []string{reported}, nil)
			} else {
				wantPage(t, a, 200, []string{c.written}, []string{reported, "tanda-terima"})
			}
			stored := h.Rating(id)
			text, _ := h.Fees.Open(stored.Comment)
			if text != c.written || (stored.Verdict == domain.Reported) != c.report {
				t.Errorf("stored as %s with %q", stored.Verdict, text)
			}
		})
	}
}

// The page of receipts says the same about a report that is not decided as about any other
// rating and about a receipt that does not exist; afterwards it gives the answer.
func TestReceiptsAreLookedUp(t *testing.T) {
	h := openHall(t)
	report, rating := uuid.NewString(), uuid.NewString()
	if a := h.Tap(sitetest.Rate(report, `,"reasons":["diminta_biaya"]`)); a.Status != 201 || !strings.Contains(a.Body, `"fee_report":true`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	h.Later(time.Minute)
	if a := h.Tap(sitetest.Rate(rating)); a.Status != 201 || strings.Contains(a.Body, "fee_report") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	wantPage(t, h.Page("/tanda-terima"), 200, []string{"Cek tanda terima", `name="kode"`}, []string{"Belum ada jawaban"})
	same := ""
	for _, id := range []string{report, rating, uuid.NewString()} {
		receipt := domain.ReceiptOf(id)
		a := h.Page("/tanda-terima?kode=" + receipt)
		wantPage(t, a, 200, []string{"Belum ada jawaban untuk " + receipt}, []string{"Laporan sedang"})
		body := strings.ReplaceAll(a.Body, receipt, "XXX-XXX")
		if same != "" && body != same {
			t.Errorf("the page of %s differs from that of a report", id)
		}
		same = body
	}
	fees := review.NewFeeReports(h.Store, h.Roster, h.Fees, h.Screening, h.Clock)
	check(t, fees.Decide(context.Background(), inspector(), report, review.Decision{Status: review.FeeClosed, Answer: "Sudah <b>ditindak</b>.\nTerima kasih."}))
	typed := strings.ToLower(strings.ReplaceAll(domain.ReceiptOf(report), "-", ""))
	wantPage(t, h.Page("/tanda-terima?kode="+typed), 200, []string{"Jawaban Inspektorat untuk " + domain.ReceiptOf(report), "Sudah &lt;b&gt;ditindak&lt;/b&gt;."}, []string{"Belum ada jawaban"})
	wantPage(t, h.Page("/tanda-terima?lang=en&kode="+typed), 200, []string{"inspectorate"}, []string{"Jawaban Inspektorat"})
	for _, odd := range []string{"%00", strings.Repeat("x", 300), "<script>", "%F0%9F%99%82"} {
		wantPage(t, h.Page("/tanda-terima?kode="+odd), 200, []string{"Cek tanda terima"}, []string{"<script>alert", "xxxxxxxxxxxxx"})
	}
}

// On the tablet the sentence appears with the tick, at every size and in every language, goes
// with it, and is not there for the next person. With it, also without a line, there is a code
// that opens SP4N-LAPOR!, from which the tablet itself leads nowhere.
func TestTheTabletSaysWhoReadsAReport(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.click(`[data-value="1"]`)
	b.shows("after")
	b.Want(`document.getElementById("report").hidden`, "true")
	b.Want(`document.getElementById("lapor").offsetParent === null`, "true")
	b.Offline(true)
	b.click(`[name=reasons][value=diminta_biaya]`)
	b.Until(`!document.getElementById("report").hidden`)
	b.Want(`document.getElementById("report").textContent`, reported)
	b.Want(`document.querySelector("#lapor p").textContent`, "Untuk pengaduan resmi, pindai kode SP4N-LAPOR! ini.")
	b.Want(`document.querySelectorAll("#screen-after a").length`, "0")
	if got := read(t, b.drawnIn("#lapor-code")); got != "https://www.lapor.go.id/" {
		t.Errorf("the code reads %s", got)
	}
	b.Offline(false)
	b.InEach(tabletSizes(), func(size [2]int64) {
		b.fits(t, fmt.Sprint(size[0], ", reported"), reportSeen, languages(t), "kiosk", "kiosk big")
	})
	b.click(`[name=reasons][value=diminta_biaya]`)
	b.Until(`document.getElementById("report").hidden`)
	b.Want(`document.getElementById("lapor").offsetParent === null`, "true")
	b.click(`[name=reasons][value=diminta_biaya]`)
	b.Until(`!document.getElementById("report").hidden`)
	b.click("#done")
	b.Until(`document.getElementById("screen-after").classList.contains("k-bye")`)
	b.Want(`document.getElementById("report").offsetParent === null && document.getElementById("lapor").offsetParent === null`, "true")
	b.shows("faces")
	b.click(`[data-value="1"]`)
	b.shows("after")
	b.Want(`document.getElementById("report").hidden && document.getElementById("lapor").hidden`, "true")
}

// reportSeen names what keeps the sentence about a report and the code from being read after each is
// brought into view.
const reportSeen = `(function () {
	var found = [];
	if (document.documentElement.scrollWidth > innerWidth) { found.push("too wide"); }
	if (document.getElementById("lapor-code").clientWidth < 120) { found.push("a small code"); }
	["report", "lapor"].forEach(function (id) {
		var text = document.getElementById(id);
		text.scrollIntoView({ block: "nearest" });
		var box = text.getBoundingClientRect(), end = document.querySelector("#screen-after .k-end").getBoundingClientRect();
		if (!box.height || box.top < 0 || box.bottom > innerHeight) { found.push(id + " not in the window: " + box.top + " to " + box.bottom); }
		if (text.scrollWidth > text.clientWidth + 1) { found.push(id + " cut"); }
		if (box.bottom > end.top + 1 && box.right > end.left && box.left < end.right && box.top < end.bottom) { found.push(id + " behind the buttons"); }
	});
	return found;
})()`
