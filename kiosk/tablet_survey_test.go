package kiosk_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

const seen = `document.querySelector("[data-view]:not([hidden])").getAttribute("data-view")`

// opensSurvey gives a rating, opens the full survey and returns the rating's id.
func (b tab) opensSurvey(h *hall, value string) string {
	b.click(`[data-value="` + value + `"]`)
	b.shows("after")
	id := h.rated()
	b.click(`#survey-open`)
	b.asks("persyaratan")
	return id
}

// asks waits until the survey shows a question and accepts touches.
func (b tab) asks(name string) {
	b.Until(`!document.getElementById("survey").hidden && ` + seen + ` === "` + name + `"`)
	b.shows("after")
}

// answers touches an answer and waits for the next question.
func (b tab) answers(name, value, next string) {
	b.asks(name)
	b.click(`[data-view=` + name + `] [data-answer="` + value + `"]`)
	b.asks(next)
}

func TestFullSurveyIsAddedToTheSameRating(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 800, 1280)
	id := b.opensSurvey(h, "3")
	names := b.List(`Array.prototype.map.call(document.querySelectorAll("[data-view]"), function (v) { return v.getAttribute("data-view"); })`)
	var standard []string
	for _, e := range domain.Questionnaire() {
		if !e.Officer {
			standard = append(standard, e.Slug)
		}
	}
	if want := append(standard, "sex", "age", "education", "occupation", "end"); !reflect.DeepEqual(names, want) {
		t.Fatalf("asks %q, want %q", names, want)
	}
	b.Want(`document.getElementById("survey-step").textContent`, "1 dari 11")
	for i, slug := range names[:7] {
		b.answers(slug, fmt.Sprint(i%4+1), names[i+1])
	}
	b.Want(`document.getElementById("survey-step").textContent`, "8 dari 11 · Tentang Anda")
	b.answers("sex", "P", "age")
	b.click(`[data-key="4"]`)
	b.click(`[data-key="7"]`)
	b.Want(`document.getElementById("survey-number").textContent`, "47 tahun")
	b.click(`#survey-next`)
	b.answers("education", "SMA", "occupation")
	b.answers("occupation", "wirausaha", "end")
	b.click(`#done`)
	want := domain.Answers{"persyaratan": 1, "prosedur": 2, "waktu": 3, "biaya": 4, "produk": 1, "sarana": 2, "pengaduan": 3}
	about := domain.Respondent{Sex: "P", Age: 47, Education: "SMA", Occupation: "wirausaha"}
	browsertest.Eventually(t, "all is stored", func() bool {
		r := h.Rating(id)
		return reflect.DeepEqual(r.Answers, want) && r.Respondent == about
	})
	b.passes(byeTime)
	b.shows("faces")
	b.handsIn(t)
	if n, held := h.Counted(); n != 1 || held != 0 {
		t.Errorf("%d counted, %d held", n, held)
	}
}

// Answers are stored and sent while the survey is still open.
func TestEachSurveyAnswerIsStoredAtOnce(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	id := b.opensSurvey(h, "4")
	b.answers("persyaratan", "2", "prosedur")
	browsertest.Eventually(t, "the first answer is stored", func() bool { return h.Rating(id).Answers["persyaratan"] == 2 })

	h.line.serverAway(true)
	b.answers("prosedur", "4", "waktu")
	browsertest.Eventually(t, "the second answer is on the disk", func() bool {
		kept := b.waiting(t)
		var change struct{ Answers domain.Answers }
		return len(kept) == 1 && json.Unmarshal(kept[0].Change, &change) == nil && change.Answers["prosedur"] == 4
	})
	b.Reload()
	b.shows("faces")
	h.line.serverAway(false)
	browsertest.Eventually(t, "the second answer arrives after the reload", func() bool { return h.Rating(id).Answers["prosedur"] == 4 })
}

// The tablet asks in people's words, with the official unsur beside them in small, and its
// answers, reasons, education and occupations are those of the other channels.
func TestTheTabletAsksInWords(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	const reasons = `Array.from(document.querySelectorAll("#extra [data-reason]")).filter(function (c) { return c.offsetParent; }).map(function (c) { return c.innerText.trim(); })`
	says := func(title string, want ...string) {
		t.Helper()
		b.Want(`document.getElementById("reasons-title").innerText`, title)
		if got := b.List(reasons); !slices.Equal(got, want) {
			t.Errorf("%s: %q", title, got)
		}
	}
	b.click(`[data-value="4"]`)
	b.shows("after")
	h.rated()
	says("Apa yang Anda sukai?", "Ramah", "Cepat", "Jelas")
	b.click(`#change`)
	b.click(`[data-again="2"]`)
	b.shows("after")
	says("Apa yang kurang?", "Menunggu lama", "Kurang jelas", "Kurang ramah", "Diminta uang di luar tarif resmi")

	// inSmall gives the words of an unsur whose letters are smaller than those of its question.
	inSmall := func(question, unsur string) string {
		return `(function (q, u) { return u.offsetParent && parseFloat(getComputedStyle(u).fontSize) < parseFloat(getComputedStyle(q).fontSize) ? u.innerText.trim() : "not in small"; })(document.querySelector(` +
			question + `), document.querySelector(` + unsur + `))`
	}
	texts, err := locale.Load()
	check(t, err)
	id := texts.In("id")
	b.Want(inSmall(`"#extra [data-t='question.perilaku']"`, `"#extra [data-t='element.perilaku']"`), id.T("element.perilaku"))
	b.Want(`document.querySelector("#extra [data-t='question.perilaku']").innerText`, id.T("question.perilaku"))
	b.Want(`document.querySelector("#extra [data-t='answer.perilaku.1']").innerText`, "Tidak sopan dan tidak ramah")

	b.click(`#survey-open`)
	for _, e := range domain.Questionnaire() {
		if e.Officer {
			continue
		}
		b.asks(e.Slug)
		question := `[data-view='` + e.Slug + `'] h2`
		b.Want(`document.querySelector("`+question+`").innerText`, id.T("question."+e.Slug))
		b.Want(inSmall(`"`+question+`"`, `"[data-view='`+e.Slug+`'] .k-unsur"`), id.T("element."+e.Slug))
		if !strings.HasSuffix(id.T("question."+e.Slug), "?") {
			t.Errorf("%s is no question", e.Slug)
		}
		b.click(`#survey-next`)
	}
	b.answers("sex", "L", "age")
	b.click(`#survey-next`)
	for name, want := range map[string][]string{
		"education":  {"SD", "SMP", "SMA", "D1", "D2", "D3", "D4", "S1", "S2", "S3"},
		"occupation": {"PNS", "TNI", "POLRI", "Swasta", "Wirausaha", "Pelajar/Mahasiswa", "Petani/Nelayan", "Ibu rumah tangga", "Lainnya"},
	} {
		if got := b.List(`Array.from(document.querySelectorAll("[data-view=` + name + `] [data-answer]")).map(function (a) { return a.textContent.trim(); })`); !slices.Equal(got, want) {
			t.Errorf("%s offers %q", name, got)
		}
	}
	b.answers("education", "D2", "occupation")
	b.click(`[data-view=occupation] [data-answer=rumah]`)
	browsertest.Eventually(t, "the answers are stored", func() bool {
		r := h.Rating(h.rated()).Respondent
		return r.Education == "D2" && r.Occupation == "rumah"
	})
}

// Questions can be skipped and answered again. Back from the first question leads to the
// few questions of the thanks, with their answers.
func TestSurveyGoesBackAndOn(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1024, 600)
	b.click(`[data-value="1"]`)
	b.shows("after")
	id := h.rated()
	b.click(`#extra input[name=kompetensi][value="3"]`)
	b.click(`#survey-open`)
	b.asks("persyaratan")
	b.click(`#survey-next`)
	b.answers("prosedur", "1", "waktu")
	b.click(`#survey-back`)
	b.asks("prosedur")
	b.Want(`document.querySelector("[data-view=prosedur] [aria-pressed=true]").getAttribute("data-answer")`, "1")
	b.Want(`document.getElementById("survey-next").textContent`, "Lanjut")
	b.Want(`document.activeElement.id`, "survey-prosedur")
	b.answers("prosedur", "3", "waktu")
	b.click(`#change`)
	b.Want(`document.getElementById("survey").hidden`, "true")
	b.click(`#keep`)
	b.asks("waktu")
	b.click(`#survey-back`)
	b.asks("prosedur")
	b.click(`#survey-back`)
	b.asks("persyaratan")
	b.click(`#survey-back`)
	b.Until(`document.getElementById("survey").hidden && !document.getElementById("extra").hidden`)
	b.Want(`document.querySelector("#extra input[name=kompetensi]:checked").value`, "3")
	browsertest.Eventually(t, "both are stored, the skipped one is not", func() bool {
		return reflect.DeepEqual(h.Rating(id).Answers, domain.Answers{"kompetensi": 3, "prosedur": 3})
	})
}

// An age is typed by touch or keyboard. A number above the maximum is refused, and a
// single digit is stored when the person continues.
func TestAgeIsTyped(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 800, 1280)
	id := b.opensSurvey(h, "4")
	for range 8 {
		b.shows("after")
		b.click(`#survey-next`)
	}
	b.asks("age")
	shown := func(want string) { t.Helper(); b.Want(`document.getElementById("survey-number").textContent`, want) }
	shown("… tahun")
	b.Press("0")
	shown("… tahun")
	b.Press("345")
	shown("34 tahun")
	b.Press(kb.Backspace + kb.Backspace + "1203")
	shown("120 tahun")
	browsertest.Eventually(t, "the age is stored", func() bool { return h.Rating(id).Respondent.Age == 120 })
	b.click(`[data-key=erase]`)
	b.click(`[data-key=erase]`)
	shown("1 tahun")
	browsertest.Eventually(t, "the erased age is removed", func() bool { return h.Rating(id).Respondent.Age == 0 })
	b.click(`[data-key=erase]`)
	b.Press("9")
	b.click(`#done`)
	browsertest.Eventually(t, "a child's age is stored", func() bool { return h.Rating(id).Respondent.Age == 9 })
}

// The survey closes automatically and leaves no answers for the next person.
func TestNextPersonSeesNoSurveyAnswers(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openFast(t, h, 6)
	b.opensSurvey(h, "2")
	b.answers("persyaratan", "4", "prosedur")
	b.shows("faces")
	b.Want(`document.querySelectorAll("#survey [aria-pressed=true]").length`, "0")
	b.visit(4, "")
	b.handsIn(t)
	b.shows("faces")
	b.click(`[data-value="4"]`)
	b.shows("after")
	b.Want(`document.getElementById("survey").hidden`, "true")
	b.click(`#survey-open`)
	b.asks("persyaratan")
	b.Want(`document.getElementById("survey-number").textContent + document.getElementById("survey-step").textContent`, "… tahun1 dari 11")
}

// Of the survey, only the current question and its answers are read aloud.
func TestSurveyIsReadAloud(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openListening(t, h, sitetest.TabletKey, "faces")
	b.opensSurvey(h, "4")
	b.touches("#listen")
	b.wantList(t, `ended`, "id/question.persyaratan", "id/answer.persyaratan.1", "id/answer.persyaratan.2", "id/answer.persyaratan.3", "id/answer.persyaratan.4")
	b.touches("#listen")
	b.Until(`begun.length === 7`)
	b.touches("#survey-next")
	b.asks("prosedur")
	b.Want(`players[0].paused`, "true")
}

// Every question of the survey fits every tablet in every language, at both sizes of text,
// with large targets in the lower half of a portrait screen.
func TestSurveyFitsAndCanBeTouched(t *testing.T) {
	t.Parallel()
	const wrong = `Array.prototype.map.call(document.querySelectorAll("#screen-after button, #survey, #screen-after"), function (e) {
		if (!e.offsetParent) { return ""; }
		var r = e.getBoundingClientRect(), out = [], room = document.getElementById("survey").getBoundingClientRect();
		if (e.tagName === "BUTTON" && (r.width < 88 || r.height < 87.5)) { out.push("small"); }
		if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) { out.push("cut off"); }
		if (r.bottom > innerHeight || r.right > innerWidth || e.closest("#survey") && r.bottom > room.bottom + 1) { out.push("out of sight"); }
		if (e.matches(".k-answer, .k-key") && innerHeight > innerWidth && r.top < innerHeight * .45) { out.push("high up"); }
		return out.length ? (e.id || e.textContent.trim()) + ": " + out.join() + " " + Math.round(r.width) + "x" + Math.round(r.height) + " at " + Math.round(r.top) : "";
	}).filter(Boolean)`
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.opensSurvey(h, "1")
	for range 12 {
		b.shows("after")
		b.InEach(tabletSizes(), func(size [2]int64) {
			b.fits(t, fmt.Sprint(size[0], ", ", b.Text(seen)), wrong, tightLanguages(t, size[0]), "kiosk", "kiosk big", "kiosk big strong")
		})
		b.Run(`document.querySelectorAll("[data-view]:not([hidden]) [data-answer='4']").forEach(function (a) { a.setAttribute("aria-pressed", "true"); })`)
		if b.Text(seen) != "end" {
			b.click(`#survey-next`)
		}
	}
}

func TestSurveyIsAccessible(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.opensSurvey(h, "1")
	for {
		b.shows("after")
		view := b.Text(seen)
		if slices.Contains([]string{"pengaduan", "age", "education", "end"}, view) { // one of each kind
			b.Run(`var first = document.querySelector("[data-view]:not([hidden]) [data-answer]"); if (first) { first.setAttribute("aria-pressed", "true"); }`)
			for _, lang := range languages(t) {
				b.speaks(lang, "survey: "+view)
			}
			b.Run(`document.documentElement.classList.add("strong")`)
			b.AxeStrongIn(browsertest.Windows(), "survey: "+view)
			b.Run(`document.documentElement.classList.remove("strong")`)
		}
		if view == "end" {
			return
		}
		b.click(`#survey-next`)
	}
}
