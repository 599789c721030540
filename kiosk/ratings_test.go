package kiosk_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/kiosk"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

const (
	knownID = "019ab3c4-0000-7000-8000-000000000001"
	otherID = "019ab3c4-0000-7000-8000-000000000002"
)

func rate(id string, more ...string) string {
	return fmt.Sprintf(`{"id":%q,"value":4%s}`, id, strings.Join(more, ""))
}

// Each row of the table of statuses, by what is sent after the preparation.
func TestHandingInAnswersByTheTable(t *testing.T) {
	type row struct {
		name    string
		prepare func(h *hall)
		send    func(h *hall) answer
		status  int
		code    string // of the problem, "" for a confirmation
		fields  string // named in the problem, in order
	}
	stored := func(h *hall) {
		if a := h.tap(rate(knownID)); a.Status != 201 {
			h.t.Fatalf("not stored: %d %s", a.Status, a.Body)
		}
	}
	tap := func(body string) func(*hall) answer {
		return func(h *hall) answer { return h.tap(body) }
	}
	rows := []row{
		{"stored", nil, tap(rate(knownID)), 201, "", ""},
		{"everything filled in", nil, tap(`{"id":"` + knownID + `","value":4,"officer":"P-01","service":"KTP-EL",
			"answers":{"kompetensi":4,"perilaku":3},"reasons":["cepat","jelas"],
			"respondent":{"sex":"P","age":34,"education":"S1","occupation":"swasta"},
			"comment":"Baik","lang":"id","rated_at":"2026-11-23T09:14:00+07:00","seq":17,"pass":"ignored","else":{}}`), 201, "", ""},
		{"null is absent", nil, tap(rate(knownID, `,"officer":null,"answers":null,"reasons":null,"respondent":null,"rated_at":null,"seq":null`)), 201, "", ""},
		{"a whole number written with a point", nil, tap(`{"id":"` + knownID + `","value":4.0}`), 201, "", ""},
		{"capitals in the id", stored, tap(rate(strings.ToUpper(knownID))), 200, "", ""},
		{"repeated", stored, tap(rate(knownID)), 200, "", ""},
		{"repeated at another time with another number", stored, tap(rate(knownID, `,"rated_at":"2026-11-22T08:00:00+07:00","seq":9,"lang":"en"`)), 200, "", ""},
		{"the same id with another value", stored, tap(`{"id":"` + knownID + `","value":1}`), 409, "id_reused", ""},
		{"the same id with a comment", stored, tap(rate(knownID, `,"comment":"Lain"`)), 409, "id_reused", ""},
		{"not JSON", nil, tap(`{"id":`), 400, "malformed", ""},
		{"trailing garbage", nil, tap(rate(knownID) + "x"), 400, "malformed", ""},
		{"empty", nil, tap(""), 400, "malformed", ""},
		{"not UTF-8", nil, tap("{\"id\":\"\xff\"}"), 400, "malformed", ""},
		{"an array", nil, tap(`[]`), 422, "not_acceptable", "body"},
		{"a null", nil, tap(`null`), 422, "not_acceptable", "body"},
		{"nothing in it", nil, tap(`{}`), 422, "not_acceptable", "id value"},
		{"a text for a value", nil, tap(`{"id":"` + knownID + `","value":"4"}`), 422, "not_acceptable", "value"},
		{"half a value", nil, tap(`{"id":"` + knownID + `","value":4.5}`), 422, "not_acceptable", "value"},
		{"value 0", nil, tap(`{"id":"` + knownID + `","value":0}`), 422, "not_acceptable", "value"},
		{"value 5", nil, tap(`{"id":"` + knownID + `","value":5}`), 422, "not_acceptable", "value"},
		{"wrong types and wrong contents together", nil, tap(`{"id":"x","value":"4","seq":-1,"answers":[]}`), 422, "not_acceptable", "value answers id"},
		{"a running number that is none", nil, tap(rate(knownID, `,"seq":-1`)), 201, "", ""},
		{"a running number out of all bounds", nil, tap(rate(knownID, `,"seq":99999999999999999999`)), 201, "", ""},
		{"a running number in words", nil, tap(rate(knownID, `,"seq":"seventeen"`)), 201, "", ""},
		{"small letters in the time", nil, tap(rate(knownID, `,"rated_at":"2026-11-23t02:14:00z"`)), 201, "", ""},
		{"a time without a zone", nil, tap(rate(knownID, `,"rated_at":"2026-11-23 09:14"`)), 422, "not_acceptable", "rated_at"},
		{"an unknown element and an answer out of range", nil, tap(rate(knownID, `,"answers":{"gaji":4,"waktu":7}`)), 422, "not_acceptable", "answers.gaji answers.waktu"},
		{"an unknown reason", nil, tap(rate(knownID, `,"reasons":["malas"]`)), 422, "not_acceptable", "reasons"},
		{"an odd respondent", nil, tap(rate(knownID, `,"respondent":{"sex":"X","age":"tua"}`)), 422, "not_acceptable", "respondent.age respondent.sex"},
		{"a long comment", nil, tap(rate(knownID, `,"comment":"`+strings.Repeat("a", 1001)+`"`)), 422, "not_acceptable", "comment"},
		{"an unknown service", nil, tap(rate(knownID, `,"service":"SIM"`)), 422, "not_acceptable", "service"},
		{"several on duty and no pick", nil, func(h *hall) answer {
			return h.post(rate(knownID), "Authorization", "Bearer "+severalKey)
		}, 422, "not_acceptable", "officer"},
		{"an unknown officer", nil, tap(rate(knownID, `,"officer":"P-99"`)), 404, "officer_unknown", ""},
		{"no right", nil, func(h *hall) answer { return h.post(rate(knownID)) }, 401, "no_right", ""},
		{"an unknown device", nil, func(h *hall) answer { return h.post(rate(knownID), "Authorization", "Bearer nobody") }, 401, "device_unknown", ""},
		{"a revoked device", nil, func(h *hall) answer { return h.post(rate(knownID), "Authorization", "Bearer "+revokedKey) }, 401, "device_revoked", ""},
		{"a forged pass", nil, func(h *hall) answer {
			return h.post(rate(knownID, `,"pass":"v1_DKC-01_abc_def_ghi"`))
		}, 401, "pass_invalid", ""},
		{"a pass that is no text", nil, func(h *hall) answer { return h.post(rate(knownID, `,"pass":7`)) }, 422, "not_acceptable", "pass"},
		{"for another counter", nil, tap(rate(knownID, `,"counter":"DKC-02"`)), 403, "other_counter", ""},
		{"by a pass", nil, func(h *hall) answer { return h.post(rate(knownID, `,"pass":"`+h.visit("DKC-01")+`"`)) }, 201, "", ""},
		{"by the code of the poster", nil, func(h *hall) answer {
			return h.post(rate(knownID, `,"pass":"`+h.passes.Poster("DKC-01")+`"`))
		}, 201, "", ""},
		{"too large", nil, func(h *hall) answer {
			return h.fetch("POST", h.listen()+"/api/v1/ratings", rate(knownID, `,"else":"`+strings.Repeat("a", 70_000)+`"`),
				"Content-Type", "application/json", "Authorization", "Bearer "+tabletKey)
		}, 413, "too_large", ""},
		{"not said to be JSON", nil, func(h *hall) answer {
			return h.ask("POST", "/api/v1/ratings", rate(knownID), "Content-Type", "text/plain", "Authorization", "Bearer "+tabletKey)
		}, 415, "media_type", ""},
		{"with a charset", nil, func(h *hall) answer {
			return h.ask("POST", "/api/v1/ratings", rate(knownID), "Content-Type", "application/json; charset=utf-8", "Authorization", "Bearer "+tabletKey)
		}, 201, "", ""},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			h := openHall(t)
			if r.prepare != nil {
				r.prepare(h)
			}
			a := r.send(h)
			if a.Status != r.status {
				t.Fatalf("status %d, want %d: %s", a.Status, r.status, a.Body)
			}
			if r.code == "" {
				wantConfirmation(t, a)
				return
			}
			wantProblem(t, a, r.code, r.fields)
		})
	}
}

func wantConfirmation(t *testing.T, a answer) {
	t.Helper()
	m := a.json(t)
	if m["id"] != knownID || m["receipt"] != domain.ReceiptOf(knownID) || m["change_until"] == "" {
		t.Errorf("confirmation %s", a.Body)
	}
}

func wantProblem(t *testing.T, a answer, code, fields string) {
	t.Helper()
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("content type %q", a.Header.Get("Content-Type"))
	}
	m := a.json(t)
	if m["code"] != code || m["title"] == "" || m["status"] != float64(a.Status) {
		t.Errorf("problem %s, want code %s", a.Body, code)
	}
	var names []string
	list, _ := m["fields"].([]any)
	for _, f := range list {
		names = append(names, f.(map[string]any)["field"].(string))
	}
	if got := strings.Join(names, " "); got != fields {
		t.Errorf("fields %q, want %q", got, fields)
	}
}

func TestRepeatReadsTheSameBytes(t *testing.T) {
	h := openHall(t)
	first := h.tap(rate(knownID))
	h.later(time.Minute)
	second := h.tap(rate(knownID))
	if first.Status != 201 || second.Status != 200 || first.Body != second.Body {
		t.Errorf("%d %s\n%d %s", first.Status, first.Body, second.Status, second.Body)
	}
}

func TestPassIsGoodForOneVisit(t *testing.T) {
	h := openHall(t)
	pass := `,"pass":"` + h.visit("DKC-01") + `"`
	if a := h.post(rate(knownID, pass)); a.Status != 201 {
		t.Fatalf("first: %d %s", a.Status, a.Body)
	}
	a := h.post(rate(otherID, pass))
	if a.Status != 410 && a.Status != 409 {
		t.Fatalf("another id on a used pass: %d %s", a.Status, a.Body)
	}
	wantProblem(t, a, "pass_used", "")
	h.later(domain.VisitTime + time.Second)
	if a := h.post(rate(knownID, pass)); a.Status != 200 {
		t.Errorf("repeat on an expired pass: %d %s", a.Status, a.Body)
	}
	if n, _ := h.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestExpiredPassIsGone(t *testing.T) {
	h := openHall(t)
	pass := h.visit("DKC-01")
	h.later(domain.VisitTime + time.Second)
	a := h.post(rate(knownID, `,"pass":"`+pass+`"`))
	if a.Status != 410 {
		t.Fatalf("status %d", a.Status)
	}
	wantProblem(t, a, "pass_expired", "")
}

func TestTwentyCopiesAreOneRating(t *testing.T) {
	testdb.Each(t, func(t *testing.T, store *repository.Store) {
		h := openHallOn(t, store)
		var wg sync.WaitGroup
		statuses := make([]int, 20)
		for i := range statuses {
			wg.Go(func() { statuses[i] = h.tap(rate(knownID)).Status })
		}
		wg.Wait()
		created := 0
		for _, status := range statuses {
			if status == 201 {
				created++
			} else if status != 200 {
				t.Errorf("status %d", status)
			}
		}
		if n, held := h.counted(); created != 1 || n != 1 || held != 0 {
			t.Errorf("created %d, counted %d, held %d", created, n, held)
		}
	})
}

func TestKnownOfficerWithoutDutyIsKeptAndHeld(t *testing.T) {
	h := openHall(t)
	if a := h.tap(rate(knownID, `,"officer":"P-02"`)); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	r := h.rating(knownID)
	if r.Verdict != domain.Held || r.Officer != "P-02" {
		t.Errorf("verdict %s for %s", r.Verdict, r.Officer)
	}
}

func TestBurstIsHeldAndAnswered201(t *testing.T) {
	h := openHall(t)
	h.tap(rate(knownID))
	h.later(time.Second)
	if a := h.tap(rate(otherID)); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if r := h.rating(otherID); r.Verdict != domain.Held {
		t.Error("a press one second after another counts")
	}
}

func TestChanges(t *testing.T) {
	device := []string{"Authorization", "Bearer " + tabletKey}
	rows := []struct {
		name   string
		wait   time.Duration
		send   func(h *hall, pass string) answer
		status int
		code   string
	}{
		{"adds", 0, func(h *hall, pass string) answer {
			return h.patch(knownID, `{"answers":{"kompetensi":4},"reasons":["ramah"],"comment":"Cepat","pass":"`+pass+`"}`)
		}, 200, ""},
		{"corrects the value", 9 * time.Minute, func(h *hall, pass string) answer {
			return h.patch(knownID, `{"value":1,"pass":"`+pass+`"}`)
		}, 200, ""},
		{"too late", 11 * time.Minute, func(h *hall, pass string) answer {
			return h.patch(knownID, `{"value":1,"pass":"`+pass+`"}`)
		}, 410, "change_too_late"},
		{"another's right", 0, func(h *hall, _ string) answer {
			return h.patch(knownID, `{"value":1}`, device...)
		}, 403, "other_counter"},
		{"no right", 0, func(h *hall, _ string) answer { return h.patch(knownID, `{"value":1}`) }, 401, "no_right"},
		{"unknown id", 0, func(h *hall, pass string) answer {
			return h.patch(otherID, `{"value":1,"pass":"`+pass+`"}`)
		}, 404, "rating_unknown"},
		{"no id", 0, func(h *hall, pass string) answer {
			return h.patch("x", `{"value":1,"pass":"`+pass+`"}`)
		}, 404, "rating_unknown"},
		{"value 9", 0, func(h *hall, pass string) answer {
			return h.patch(knownID, `{"value":9,"pass":"`+pass+`"}`)
		}, 422, "not_acceptable"},
		{"not JSON", 0, func(h *hall, pass string) answer { return h.patch(knownID, `{`) }, 400, "malformed"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			h := openHall(t)
			pass := h.visit("DKC-01")
			if a := h.post(rate(knownID, `,"pass":"`+pass+`"`)); a.Status != 201 {
				t.Fatal(a.Body)
			}
			h.later(r.wait)
			a := r.send(h, pass)
			if a.Status != r.status {
				t.Fatalf("status %d, want %d: %s", a.Status, r.status, a.Body)
			}
			if r.code == "" {
				wantConfirmation(t, a)
			} else if a.json(t)["code"] != r.code {
				t.Errorf("code %v, want %s", a.json(t)["code"], r.code)
			}
		})
	}
}

func TestChangedValueMovesTheTally(t *testing.T) {
	h := openHall(t)
	h.tap(rate(knownID))
	if a := h.patch(knownID, `{"value":2}`, "Authorization", "Bearer "+tabletKey); a.Status != 200 {
		t.Fatal(a.Body)
	}
	if r := h.rating(knownID); r.Value != 2 {
		t.Errorf("value %d", r.Value)
	}
	if n, _ := h.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
	if a := h.tap(rate(knownID)); a.Status != 200 {
		t.Errorf("the first sending repeated after a change: %d", a.Status)
	}
}

func TestTooFastNamesTheWait(t *testing.T) {
	h := openHall(t, func(o *kiosk.Options) { o.DevicePerMinute = 2 })
	for i := range 2 {
		if a := h.tap(rate(uuid.NewString())); a.Status != 201 {
			t.Fatalf("request %d: %d", i, a.Status)
		}
	}
	a := h.tap(rate(knownID))
	if a.Status != 429 || a.Header.Get("Retry-After") == "" || a.Header.Get("Retry-After") == "0" {
		t.Fatalf("%d, Retry-After %q", a.Status, a.Header.Get("Retry-After"))
	}
	if a := h.post(rate(knownID, `,"pass":"`+h.visit("DKC-01")+`"`)); a.Status != 201 {
		t.Errorf("a neighbour pays for a device: %d", a.Status)
	}
	h.later(time.Minute)
	if a := h.tap(rate(otherID)); a.Status != 201 {
		t.Errorf("after the wait: %d", a.Status)
	}
}

func TestCompressedBodyIsRefusedBeforeItIsRead(t *testing.T) {
	var once, twice bytes.Buffer
	deflate(t, &once, bytes.Repeat([]byte("a"), 32<<20))
	deflate(t, &twice, once.Bytes())
	h := openHall(t)
	for _, encoding := range []string{"gzip", "gzip, gzip", "br", "deflate", "identity"} {
		a := h.post(twice.String(), "Content-Encoding", encoding, "Authorization", "Bearer "+tabletKey)
		if a.Status != 415 {
			t.Errorf("%s: %d", encoding, a.Status)
		}
	}
}

func deflate(t *testing.T, out *bytes.Buffer, content []byte) {
	t.Helper()
	w := gzip.NewWriter(out)
	_, err := w.Write(content)
	check(t, err)
	check(t, w.Close())
}

func TestDatabaseAwayAsksToRepeat(t *testing.T) {
	store := testdb.SQLite(t)
	h := openHallOn(t, store)
	lost := openHallOn(t, store, func(o *kiosk.Options) {
		o.Intake = domain.NewIntake(h.roster, &awayStore{Store: store}, h.clock, domain.Limits{})
	})
	a := lost.tap(rate(knownID))
	if a.Status != 503 || a.Header.Get("Retry-After") == "" {
		t.Fatalf("%d, Retry-After %q", a.Status, a.Header.Get("Retry-After"))
	}
	if a := h.tap(rate(knownID)); a.Status != 201 {
		t.Errorf("the repeat: %d", a.Status)
	}
}

// A tablet says when it had not yet compared its clock; the word never refuses a rating.
func TestAClockThatWasNotMeasuredIsMarked(t *testing.T) {
	for word, unsure := range map[string]bool{
		`"unmeasured"`: true, `"measured"`: false, `""`: false, `null`: false, `7`: false, `{}`: false,
	} {
		h := openHall(t)
		if a := h.tap(rate(knownID, `,"clock":`, word)); a.Status != 201 {
			t.Fatalf("%s: %d %s", word, a.Status, a.Body)
		}
		if a := h.tap(rate(knownID)); a.Status != 200 {
			t.Errorf("%s: the repeat without it: %d", word, a.Status)
		}
		if r := h.rating(knownID); r.ClockUnsure != unsure || r.Verdict != domain.Counted {
			t.Errorf("%s: %+v", word, r)
		}
	}
}
