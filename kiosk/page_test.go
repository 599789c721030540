package kiosk_test

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/web/sitetest"
)

// Each row lists what a page must contain and must not contain.
func TestPageContents(t *testing.T) {
	rows := []struct {
		name    string
		address func(h *hall) string
		headers []string
		status  int
		says    []string
		not     []string
	}{
		{"front", at("/"), nil, 200, []string{"Suara Loket", "Kota Pangkalpinang", `href="/hr/"`, "Data contoh", `lang="id"`}, nil},
		{"front in English", at("/"), []string{"Accept-Language", "en-GB,en;q=0.9"}, 200, []string{"Your voice", `lang="en"`}, []string{"Suara Anda"}},
		{"front asked in English", at("/?lang=en"), nil, 200, []string{"Your voice"}, nil},
		{"front in Javanese", at("/?lang=jv"), nil, 200, []string{"Suwanten panjenengan", `lang="jv"`, "Bahasa Indonesia", "English"}, []string{"Suara Anda"}},
		{"phone page in Javanese", scanned("DKC-01"), []string{"Accept-Language", "jv-ID,id;q=0.9"}, 200, []string{"Kados pundi pelayanan", "Marem sanget", `hreflang="id"`, `hreflang="en"`}, []string{"Bagaimana"}},
		{"no right, in Javanese", at("/r/DKC-01?lang=jv"), nil, 401, []string{"mangga scan kode QR"}, nil},
		{"tablet speaks Indonesian first", at("/k"), []string{"Accept-Language", "en"}, 200, []string{`lang="id"`, "Bagaimana pelayanan", "Sangat puas", "How was the service", "Kados pundi pelayanan"}, nil},
		{"phone page", scanned("DKC-01"), nil, 200,
			[]string{"Ibu Ratna S.", "Loket 1", "Kartu Keluarga", "Bagaimana pelayanan yang Anda terima?", "Tidak puas", "Sangat puas", `name="id"`, `value="P-01"`, "noindex", "Anonim"},
			[]string{"Ratna Sari", "P-02", "petugas lain"}},
		{"phone page in English", scanned("DKC-01"), []string{"Accept-Language", "en"}, 200, []string{"How was the service", "Very satisfied"}, []string{"Bagaimana"}},
		{"several on duty", scanned("DKC-02"), nil, 200, []string{"Siapa yang melayani Anda?", "Bapak Budi H.", "Ibu Dewi L.", "Saya tidak yakin", `value="-"`}, nil},
		{"no officer on duty", scanned("DKC-03"), nil, 200, []string{"Loket 3", "tidak ada petugas yang tercatat", "Bagaimana pelayanan"}, []string{`name="officer"`}},
		{"a tenant's people are not named", scanned("BANK-01"), nil, 200, []string{"Teller 1"}, []string{"Teller Satu", "B-01"}},
		{"small letters in the code", func(h *hall) string { return "/r/dkc-01?pass=" + h.Passes.Poster("DKC-01") }, nil, 200, []string{"Ibu Ratna S."}, nil},
		{"an open visit", func(h *hall) string { return "/r/DKC-01?pass=" + h.Visit("DKC-01") }, nil, 200, []string{"Ibu Ratna S."}, nil},
		{"no pass", at("/r/DKC-01"), nil, 401, []string{"pindai kode QR"}, []string{"Ibu Ratna"}},
		{"forged pass", at("/r/DKC-01?pass=p1_DKC-01_0000000000000"), nil, 401, []string{"tidak berlaku"}, []string{"Ibu Ratna"}},
		{"pass of another counter", func(h *hall) string { return "/r/DKC-01?pass=" + h.Passes.Poster("DKC-02") }, nil, 403, []string{"bukan untuk loket ini"}, []string{"Ibu Ratna"}},
		{"old visit", func(h *hall) string {
			pass := h.Visit("DKC-01")
			h.Later(domain.VisitTime + time.Second)
			return "/r/DKC-01?pass=" + pass
		}, nil, 410, []string{"kedaluwarsa", "pindai lagi"}, nil},
		{"unknown counter", scanned("DKC-99"), nil, 404, []string{"Loket ini tidak dikenal"}, nil},
		{"unknown page", at("/nothing"), nil, 404, []string{"Halaman ini tidak ada"}, nil},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			h := openHall(t)
			a := h.Page(r.address(h), r.headers...)
			wantPage(t, a, r.status, r.says, r.not)
		})
	}
}

func at(address string) func(*hall) string { return func(*hall) string { return address } }

func scanned(counter string) func(*hall) string {
	return func(h *hall) string { return "/r/" + counter + "?pass=" + h.Passes.Poster(counter) }
}

func wantPage(t *testing.T, a answer, status int, says, not []string) {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d", a.Status, status)
	}
	for _, words := range says {
		if !strings.Contains(a.Body, words) {
			t.Errorf("page lacks %q", words)
		}
	}
	for _, words := range append(not, sitetest.MarkerNIP, "style=", "onclick", "http://", "//cdn", "ZgotmplZ") {
		if strings.Contains(a.Body, words) {
			t.Errorf("page contains %q", words)
		}
	}
	if got := a.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") {
		t.Errorf("policy %q", got)
	}
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// formOf returns the hidden fields of the last form of a page.
func formOf(page string) url.Values {
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], m[2])
	}
	return form
}

// All steps without a script: rating, thanks, additions, changed face.
func TestPhoneWithoutScripts(t *testing.T) {
	h := openHall(t)
	form := formOf(h.Page("/r/DKC-01?pass=" + h.Passes.Poster("DKC-01")).Body)
	form.Set("value", "4")
	thanks := h.Send("/r/DKC-01?lang=id", form)
	id := form.Get("id")
	wantPage(t, thanks, 200, []string{"Terima kasih", domain.ReceiptOf(id), "Salah tekan? Ubah", "Ramah", "SP4N-LAPOR!", "Apakah petugasnya kompeten?", "Kompetensi Pelaksana", "Survei lengkap"}, []string{"Menunggu lama"})
	if r := h.Rating(id); r.Value != 4 || r.Officer != "P-01" || r.Service != "KK" || r.Channel != domain.ChannelPage || r.Lang != "id" {
		t.Errorf("stored %+v", r)
	}
	if again := h.Send("/r/DKC-01?lang=id", form); again.Status != 200 || !strings.Contains(again.Body, domain.ReceiptOf(id)) {
		t.Errorf("a reload: %d", again.Status)
	}

	more := formOf(thanks.Body)
	more.Set("answers.kompetensi", "4")
	more.Set("answers.sarana", "2")
	more["reasons"] = []string{"ramah", "jelas"}
	more.Set("comment", "Terima kasih, hubungi 081234567890")
	more.Set("sex", "P")
	more.Set("age", "34")
	more.Set("education", "S1")
	more.Set("occupation", "swasta")
	saved := h.Send("/r/DKC-01?lang=id", more)
	wantPage(t, saved, 200, []string{"Tambahan Anda sudah tercatat. Selesai, halaman ini boleh ditutup.", "<summary>Ubah tambahan</summary>", "checked", "[nomor]"}, []string{"081234567890"})
	r := h.Rating(id)
	if r.Answers["kompetensi"] != 4 || r.Answers["sarana"] != 2 || len(r.Reasons) != 2 || r.Respondent.Age != 34 || r.Respondent.Occupation != "swasta" {
		t.Errorf("added %+v", r)
	}

	change := formOf(thanks.Body)
	change.Set("value", "1")
	changed := h.Send("/r/DKC-01?lang=en", change)
	wantPage(t, changed, 200, []string{"Changed. Thank you.", "Long wait", `lang="en"`}, []string{"Friendly"})
	if r := h.Rating(id); r.Value != 1 || r.Comment == "" {
		t.Errorf("changed %+v", r)
	}
	if n, held := h.Counted(); n != 1 || held != 0 {
		t.Errorf("counted %d, held %d", n, held)
	}
}

func TestPhoneFormRefusals(t *testing.T) {
	rows := []struct {
		name   string
		alter  func(h *hall, form url.Values)
		status int
		says   string
	}{
		{"no pass", func(_ *hall, f url.Values) { f.Del("pass") }, 401, "pindai kode QR"},
		{"forged pass", func(_ *hall, f url.Values) { f.Set("pass", "v1_DKC-01_x_y_z") }, 401, "tidak berlaku"},
		{"pass of another counter", func(h *hall, f url.Values) { f.Set("pass", h.Visit("DKC-02")) }, 403, "bukan untuk loket ini"},
		{"no face", func(_ *hall, f url.Values) { f.Del("value") }, 422, "Nilai harus 1 sampai 4"},
		{"unknown face", func(_ *hall, f url.Values) { f.Set("value", "lima") }, 422, "Nilai harus 1 sampai 4"},
		{"no id", func(_ *hall, f url.Values) { f.Del("id") }, 422, "UUID"},
		{"unknown officer", func(_ *hall, f url.Values) { f.Set("officer", "P-99") }, 404, "Petugas ini tidak dikenal"},
		{"too late", func(h *hall, _ url.Values) { h.Later(domain.VisitTime + time.Second) }, 410, "kedaluwarsa"},
		{"used by another rating", func(h *hall, f url.Values) {
			h.Post(sitetest.Rate(sitetest.OtherID, `,"pass":"`+f.Get("pass")+`"`))
		}, 410, "sudah tercatat sebelumnya"},
		{"another face with the same id", func(h *hall, f url.Values) {
			f.Set("value", "3")
			h.Send("/r/DKC-01", f)
			f.Set("value", "1")
		}, 409, "masih dapat mengubahnya"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			h := openHall(t)
			form := formOf(h.Page("/r/DKC-01?pass=" + h.Passes.Poster("DKC-01")).Body)
			form.Set("value", "4")
			r.alter(h, form)
			wantPage(t, h.Send("/r/DKC-01", form), r.status, []string{r.says}, nil)
		})
	}
	t.Run("not a form", func(t *testing.T) {
		h := openHall(t)
		if a := h.Ask("POST", "/r/DKC-01", "{}", "Content-Type", "application/json", "Accept", "text/html"); a.Status != 415 {
			t.Errorf("status %d", a.Status)
		}
	})
}

func TestSeveralOnDutyRequiresAPick(t *testing.T) {
	h := openHall(t)
	form := formOf(h.Page("/r/DKC-02?pass=" + h.Passes.Poster("DKC-02")).Body)
	form.Set("value", "3")
	again := h.Send("/r/DKC-02", form)
	wantPage(t, again, 422, []string{"pilih dahulu siapa", form.Get("id"), form.Get("pass")}, nil)
	form.Set("officer", "P-03")
	wantPage(t, h.Send("/r/DKC-02", form), 200, []string{"Terima kasih"}, nil)
	if r := h.Rating(form.Get("id")); r.Officer != "P-03" || r.Service != "" {
		t.Errorf("stored for %q, service %q", r.Officer, r.Service)
	}
	unsure := formOf(h.Page("/r/DKC-02?pass=" + h.Passes.Poster("DKC-02")).Body)
	unsure.Set("value", "2")
	unsure.Set("officer", domain.UnsureOfficer)
	h.Send("/r/DKC-02", unsure)
	if r := h.Rating(unsure.Get("id")); r.Officer != "" || r.Unit != "DKC" || r.Verdict != domain.Counted {
		t.Errorf("stored %+v", r)
	}
}

// The page, its styles, fonts, script and photos together are smaller than 60 kB.
func TestPhonePageIsSmall(t *testing.T) {
	h := openHall(t)
	h.photographed()
	page := h.Page("/r/DKC-02?pass=" + h.Passes.Poster("DKC-02"))
	total := len(page.Body)
	linked := regexp.MustCompile(`(?:href|src)="(/(?:assets|photos)/[^"]+)"|url\("?(/assets/[^")]+)"?\)`)
	seen, queue := map[string]bool{}, []string{page.Body}
	for len(queue) > 0 {
		text := queue[0]
		queue = queue[1:]
		for _, m := range linked.FindAllStringSubmatch(text, -1) {
			address := m[1] + m[2]
			if seen[address] {
				continue
			}
			seen[address] = true
			a := h.Ask("GET", address, "")
			if held := a.Header.Get("Cache-Control"); a.Status != 200 || !strings.HasPrefix(held, "public, max-age=") {
				t.Errorf("%s: %d, %q", address, a.Status, held)
			}
			total += len(a.Body)
			if strings.HasSuffix(address, ".css") {
				queue = append(queue, a.Body)
			}
		}
	}
	if len(seen) < 7 || total >= 60_000 {
		t.Errorf("%d bytes in %d files", total, len(seen)+1)
	}
}

func TestPublicCounter(t *testing.T) {
	h := openHall(t)
	a := h.Ask("GET", "/api/v1/counters/dkc-02", "")
	m := a.JSON(t)
	if a.Status != 200 || m["code"] != "DKC-02" || m["unit"] != "DKC" || m["open"] != true || len(m["services"].([]any)) != 2 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	duty := m["on_duty"].([]any)[0].(map[string]any)
	if duty["officer"] != "P-02" || duty["name"] != "Bapak Budi H." {
		t.Errorf("on duty %v", duty)
	}
	if photo := h.Ask("GET", duty["photo_url"].(string), ""); photo.Status != 200 || !strings.HasPrefix(photo.Header.Get("Content-Type"), "image/svg+xml") {
		t.Errorf("photo: %d %s", photo.Status, photo.Header.Get("Content-Type"))
	}
	tenant := h.Ask("GET", "/api/v1/counters/BANK-01", "")
	if m := tenant.JSON(t); m["open"] != true || len(m["on_duty"].([]any)) != 0 {
		t.Errorf("tenant %s", tenant.Body)
	}
	if m := h.Ask("GET", "/api/v1/counters/DKC-03", "").JSON(t); m["open"] != false {
		t.Error("open without an officer on duty")
	}
	if a := h.Ask("GET", "/api/v1/counters/X", ""); a.Status != 404 {
		t.Errorf("unknown: %d", a.Status)
	}
	if strings.Contains(a.Body+tenant.Body, sitetest.MarkerNIP) {
		t.Error("the public answer contains a NIP")
	}
}

func TestOwnCounter(t *testing.T) {
	h := openHall(t)
	a := h.Ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+sitetest.TabletKey)
	m := a.JSON(t)
	if a.Status != 200 || m["device"] != "tablet-1" || m["counter"].(map[string]any)["code"] != "DKC-01" || strings.Contains(a.Body, sitetest.MarkerNIP) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	for _, key := range []string{"", "Bearer unknown", "Bearer " + sitetest.RevokedKey, "Basic " + sitetest.TabletKey} {
		if a := h.Ask("GET", "/api/v1/kiosk", "", "Authorization", key); a.Status != 401 || a.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%q: %d", key, a.Status)
		}
	}
}

// Personal numbers in a comment are removed before it is stored.
func TestCommentIsScreenedBeforeItIsStored(t *testing.T) {
	h := openHall(t)
	h.Tap(sitetest.Rate(sitetest.KnownID, `,"comment":"NIK 1971011212900001, surel a@b.id"`))
	r, err := h.Store.Rating(context.Background(), sitetest.KnownID)
	check(t, err)
	if strings.Contains(r.Comment, "1971011212900001") || strings.Contains(r.Comment, "a@b.id") {
		t.Errorf("stored %q", r.Comment)
	}
}

// The code redirects to an address with the visit: a reload stays in the visit, and the
// next scan opens another one.
func TestScanOpensOneVisit(t *testing.T) {
	h := openHall(t)
	code := scanned("DKC-01")(h)
	first := h.Ask("GET", code+"&lang=en", "", "Accept", "text/html")
	second := h.Ask("GET", code, "", "Accept", "text/html")
	visit := first.Header.Get("Location")
	if first.Status != 303 || !strings.HasPrefix(visit, "/r/DKC-01?pass=v1_DKC-01_") || !strings.HasSuffix(visit, "&lang=en") || first.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", first.Status, first.Header)
	}
	if visit == second.Header.Get("Location") {
		t.Error("two scans share a visit")
	}
	hidden := regexp.MustCompile(`name="pass" value="([^"]+)"`)
	phone := h.Phone()
	phone.Cookie, _, _ = strings.Cut(first.Header.Get("Set-Cookie"), ";")
	shown, again := hidden.FindStringSubmatch(phone.Page(visit).Body), hidden.FindStringSubmatch(phone.Page(visit).Body)
	if shown == nil || again == nil || shown[1] != again[1] || !strings.Contains(visit, shown[1]) {
		t.Errorf("the page of %s has the passes %v and %v", visit, shown, again)
	}
}

// A copied code must not give an unlimited number of counted ratings.
func TestRatingByThePrintedCodeIsHeld(t *testing.T) {
	h := openHall(t)
	a := h.Post(`{"id":"` + sitetest.KnownID + `","value":1,"pass":"` + h.Passes.Poster("DKC-01") + `"}`)
	if a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if r := h.Rating(sitetest.KnownID); r.Verdict != domain.Held || !slices.Contains(r.Holds, domain.HoldUnopened) {
		t.Errorf("%s %v", r.Verdict, r.Holds)
	}
	if counted, held := h.Counted(); counted != 0 || held != 1 {
		t.Errorf("counted %d, held %d", counted, held)
	}
}

// A refused form is shown again with its contents.
func TestRefusedFormKeepsItsContents(t *testing.T) {
	h := openHall(t)
	pass := h.Visit("DKC-01")
	tapped := url.Values{"id": {sitetest.KnownID}, "pass": {pass}, "value": {"2"}}
	wantPage(t, h.Send("/r/DKC-01", tapped), 200, []string{"Terima kasih"}, nil)
	long := strings.Repeat("panjang ", 150)
	a := h.Send("/r/DKC-01", url.Values{
		"step": {"more"}, "id": {sitetest.KnownID}, "pass": {pass}, "comment": {"Antre lama " + long}, "age": {"150"},
		"reasons": {"menunggu_lama"}, "answers.waktu": {"1"}, "sex": {"P"},
	})
	wantPage(t, a, 422, []string{
		"Antre lama panjang", "0 sampai 120", "1.000 karakter", `value="150"`,
		`name="reasons" value="menunggu_lama" checked`, `name="answers.waktu" value="1" checked`, `<option value="P" selected`,
	}, nil)
	if r := h.Rating(sitetest.KnownID); r.Comment != "" || len(r.Reasons) != 0 {
		t.Errorf("a part of the refused form was stored: %+v", r)
	}
}

// A rated visit that is opened again, by the back button or the address, shows its rating.
// The resident can change it for ten minutes.
func TestReopenedVisitShowsTheRating(t *testing.T) {
	h := openHall(t)
	pass := h.Visit("DKC-01")
	wantPage(t, h.Send("/r/DKC-01", url.Values{"id": {sitetest.KnownID}, "pass": {pass}, "value": {"2"}}), 200, []string{"Terima kasih"}, nil)
	receipt := domain.ReceiptOf(sitetest.KnownID)
	address := "/r/DKC-01?pass=" + pass
	wantPage(t, h.Page(address), 200, []string{receipt, "sudah tercatat sebelumnya", "Ubah"}, []string{"Bagaimana pelayanan"})
	other := url.Values{"id": {"019ab3c4-0000-7000-8000-000000000009"}, "pass": {pass}, "value": {"4"}}
	wantPage(t, h.Send("/r/DKC-01", other), 410, []string{receipt, "sudah tercatat sebelumnya"}, nil)
	if counted, _ := h.Counted(); counted != 1 {
		t.Errorf("%d counted", counted)
	}
	h.Later(domain.ChangeTime + time.Second)
	wantPage(t, h.Page(address), 410, []string{"sudah dipakai"}, []string{receipt})
	wantPage(t, h.Send("/r/DKC-01", other), 410, []string{"sudah dipakai"}, []string{receipt})
}

// The page after a tap offers every question of the survey with its unsur, the reasons as
// questions, and every choice of education and occupation; what is chosen is stored.
func TestThePageOffersTheWholeSurvey(t *testing.T) {
	h := openHall(t)
	pass, id := h.Visit("DKC-01"), uuid.NewString()
	form := url.Values{"pass": {pass}, "id": {id}, "value": {"2"}}
	must := []string{
		"Apa yang kurang?", "Diminta uang di luar tarif resmi", `class="p-thanks-value">Kurang puas`, "Tidak sopan dan tidak ramah",
		"Pelajar/Mahasiswa", "Petani/Nelayan", "Ibu rumah tangga",
	}
	texts, err := locale.Load()
	check(t, err)
	for _, e := range domain.Elements() {
		must = append(must, texts.In("id").T("question."+e.Slug), `class="p-unsur">`+texts.In("id").T("element."+e.Slug))
	}
	for _, education := range domain.Educations() {
		must = append(must, "<option>"+education+"</option>")
	}
	wantPage(t, h.Send("/r/DKC-01", form), 200, must, []string{"Apa yang Anda sukai?"})
	for _, education := range domain.Educations() {
		for _, occupation := range domain.Occupations() {
			more := url.Values{"step": {"more"}, "pass": {pass}, "id": {id}, "education": {education}, "occupation": {occupation}}
			wantPage(t, h.Send("/r/DKC-01", more), 200, nil, nil)
			if r := h.Rating(id).Respondent; r.Education != education || r.Occupation != occupation {
				t.Errorf("%s, %s: stored %+v", education, occupation, r)
			}
		}
	}
	form = url.Values{"pass": {h.Visit("DKC-02")}, "id": {uuid.NewString()}, "value": {"4"}, "officer": {"P-02"}}
	wantPage(t, h.Send("/r/DKC-02", form), 200, []string{"Apa yang Anda sukai?", `class="p-thanks-value">Sangat puas`}, []string{"Apa yang kurang?"})
}
