package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web/sitetest"
)

// One row for each row of the documented table of statuses.
func TestPostRatingStatuses(t *testing.T) {
	type row struct {
		name    string
		prepare func(h *hall)
		send    func(h *hall) answer
		status  int
		code    string // of the problem, "" for a confirmation
		fields  string // named in the problem, in order
	}
	stored := func(h *hall) {
		if a := h.Tap(sitetest.Rate(sitetest.KnownID)); a.Status != 201 {
			h.T.Fatalf("not stored: %d %s", a.Status, a.Body)
		}
	}
	tap := func(body string) func(*hall) answer {
		return func(h *hall) answer { return h.Tap(body) }
	}
	rows := []row{
		{"stored", nil, tap(sitetest.Rate(sitetest.KnownID)), 201, "", ""},
		{"everything filled in", nil, tap(`{"id":"` + sitetest.KnownID + `","value":4,"officer":"P-01","service":"KTP-EL",
			"answers":{"kompetensi":4,"perilaku":3},"reasons":["cepat","jelas"],
			"respondent":{"sex":"P","age":34,"education":"S1","occupation":"swasta"},
			"comment":"Baik","lang":"id","rated_at":"2026-11-23T09:14:00+07:00","seq":17,"pass":"ignored","else":{}}`), 201, "", ""},
		{"null is absent", nil, tap(sitetest.Rate(sitetest.KnownID, `,"officer":null,"answers":null,"reasons":null,"respondent":null,"rated_at":null,"seq":null`)), 201, "", ""},
		{"a whole number written with a point", nil, tap(`{"id":"` + sitetest.KnownID + `","value":4.0}`), 201, "", ""},
		{"capitals in the id", stored, tap(sitetest.Rate(strings.ToUpper(sitetest.KnownID))), 200, "", ""},
		{"repeated", stored, tap(sitetest.Rate(sitetest.KnownID)), 200, "", ""},
		{"repeated at another time with another number", stored, tap(sitetest.Rate(sitetest.KnownID, `,"rated_at":"2026-11-22T08:00:00+07:00","seq":9,"lang":"en"`)), 200, "", ""},
		{"the same id with another value", stored, tap(`{"id":"` + sitetest.KnownID + `","value":1}`), 409, "id_reused", ""},
		{"the same id with a comment", stored, tap(sitetest.Rate(sitetest.KnownID, `,"comment":"Lain"`)), 409, "id_reused", ""},
		{"not JSON", nil, tap(`{"id":`), 400, "malformed", ""},
		{"trailing garbage", nil, tap(sitetest.Rate(sitetest.KnownID) + "x"), 400, "malformed", ""},
		{"empty", nil, tap(""), 400, "malformed", ""},
		{"not UTF-8", nil, tap("{\"id\":\"\xff\"}"), 400, "malformed", ""},
		{"an array", nil, tap(`[]`), 422, "not_acceptable", "body"},
		{"a null", nil, tap(`null`), 422, "not_acceptable", "body"},
		{"nothing in it", nil, tap(`{}`), 422, "not_acceptable", "id value"},
		{"a text for a value", nil, tap(`{"id":"` + sitetest.KnownID + `","value":"4"}`), 422, "not_acceptable", "value"},
		{"half a value", nil, tap(`{"id":"` + sitetest.KnownID + `","value":4.5}`), 422, "not_acceptable", "value"},
		{"value 0", nil, tap(`{"id":"` + sitetest.KnownID + `","value":0}`), 422, "not_acceptable", "value"},
		{"value 5", nil, tap(`{"id":"` + sitetest.KnownID + `","value":5}`), 422, "not_acceptable", "value"},
		{"wrong types and wrong contents together", nil, tap(`{"id":"x","value":"4","seq":-1,"answers":[]}`), 422, "not_acceptable", "value answers id"},
		{"a negative sequence number", nil, tap(sitetest.Rate(sitetest.KnownID, `,"seq":-1`)), 201, "", ""},
		{"a sequence number out of range", nil, tap(sitetest.Rate(sitetest.KnownID, `,"seq":99999999999999999999`)), 201, "", ""},
		{"a sequence number as text", nil, tap(sitetest.Rate(sitetest.KnownID, `,"seq":"seventeen"`)), 201, "", ""},
		{"small letters in the time", nil, tap(sitetest.Rate(sitetest.KnownID, `,"rated_at":"2026-11-23t02:14:00z"`)), 201, "", ""},
		{"a time without a zone", nil, tap(sitetest.Rate(sitetest.KnownID, `,"rated_at":"2026-11-23 09:14"`)), 422, "not_acceptable", "rated_at"},
		{"an unknown element and an answer out of range", nil, tap(sitetest.Rate(sitetest.KnownID, `,"answers":{"gaji":4,"waktu":7}`)), 422, "not_acceptable", "answers.gaji answers.waktu"},
		{"an unknown reason", nil, tap(sitetest.Rate(sitetest.KnownID, `,"reasons":["malas"]`)), 422, "not_acceptable", "reasons"},
		{"an odd respondent", nil, tap(sitetest.Rate(sitetest.KnownID, `,"respondent":{"sex":"X","age":"tua"}`)), 422, "not_acceptable", "respondent.age respondent.sex"},
		{"a long comment", nil, tap(sitetest.Rate(sitetest.KnownID, `,"comment":"`+strings.Repeat("a", 1001)+`"`)), 422, "not_acceptable", "comment"},
		{"an unknown service", nil, tap(sitetest.Rate(sitetest.KnownID, `,"service":"SIM"`)), 422, "not_acceptable", "service"},
		{"several on duty and no pick", nil, func(h *hall) answer {
			return h.Post(sitetest.Rate(sitetest.KnownID), "Authorization", "Bearer "+sitetest.SeveralKey)
		}, 422, "not_acceptable", "officer"},
		{"an unknown officer", nil, tap(sitetest.Rate(sitetest.KnownID, `,"officer":"P-99"`)), 404, "officer_unknown", ""},
		{"no right", nil, func(h *hall) answer { return h.Post(sitetest.Rate(sitetest.KnownID)) }, 401, "no_right", ""},
		{"an unknown device", nil, func(h *hall) answer {
			return h.Post(sitetest.Rate(sitetest.KnownID), "Authorization", "Bearer unknown")
		}, 401, "device_unknown", ""},
		{"a revoked device", nil, func(h *hall) answer {
			return h.Post(sitetest.Rate(sitetest.KnownID), "Authorization", "Bearer "+sitetest.RevokedKey)
		}, 401, "device_revoked", ""},
		{"a forged pass", nil, func(h *hall) answer {
			return h.Post(sitetest.Rate(sitetest.KnownID, `,"pass":"v1_DKC-01_abc_def_ghi"`))
		}, 401, "pass_invalid", ""},
		{"a pass that is not text", nil, func(h *hall) answer { return h.Post(sitetest.Rate(sitetest.KnownID, `,"pass":7`)) }, 422, "not_acceptable", "pass"},
		{"for another counter", nil, tap(sitetest.Rate(sitetest.KnownID, `,"counter":"DKC-02"`)), 403, "other_counter", ""},
		{"by a pass", nil, func(h *hall) answer {
			return h.Post(sitetest.Rate(sitetest.KnownID, `,"pass":"`+h.Visit("DKC-01")+`"`))
		}, 201, "", ""},
		{"by the code of the poster", nil, func(h *hall) answer {
			return h.Post(sitetest.Rate(sitetest.KnownID, `,"pass":"`+h.Passes.Poster("DKC-01")+`"`))
		}, 201, "", ""},
		{"too large", nil, func(h *hall) answer {
			return h.Fetch("POST", h.Listen()+"/api/v1/ratings", sitetest.Rate(sitetest.KnownID, `,"else":"`+strings.Repeat("a", 70_000)+`"`),
				"Content-Type", "application/json", "Authorization", "Bearer "+sitetest.TabletKey)
		}, 413, "too_large", ""},
		{"content type is not JSON", nil, func(h *hall) answer {
			return h.Ask("POST", "/api/v1/ratings", sitetest.Rate(sitetest.KnownID), "Content-Type", "text/plain", "Authorization", "Bearer "+sitetest.TabletKey)
		}, 415, "media_type", ""},
		{"with a charset", nil, func(h *hall) answer {
			return h.Ask("POST", "/api/v1/ratings", sitetest.Rate(sitetest.KnownID), "Content-Type", "application/json; charset=utf-8", "Authorization", "Bearer "+sitetest.TabletKey)
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
			a.WantProblem(t, r.code, r.fields)
		})
	}
}

func wantConfirmation(t *testing.T, a answer) {
	t.Helper()
	m := a.JSON(t)
	if m["id"] != sitetest.KnownID || m["receipt"] != domain.ReceiptOf(sitetest.KnownID) || m["change_until"] == "" {
		t.Errorf("confirmation %s", a.Body)
	}
}

func TestRepeatReceivesTheSameBytes(t *testing.T) {
	h := openHall(t)
	first := h.Tap(sitetest.Rate(sitetest.KnownID))
	h.Later(time.Minute)
	second := h.Tap(sitetest.Rate(sitetest.KnownID))
	if first.Status != 201 || second.Status != 200 || first.Body != second.Body {
		t.Errorf("%d %s\n%d %s", first.Status, first.Body, second.Status, second.Body)
	}
}

func TestPassAllowsOneRating(t *testing.T) {
	h := openHall(t)
	pass := `,"pass":"` + h.Visit("DKC-01") + `"`
	if a := h.Post(sitetest.Rate(sitetest.KnownID, pass)); a.Status != 201 {
		t.Fatalf("first: %d %s", a.Status, a.Body)
	}
	a := h.Post(sitetest.Rate(sitetest.OtherID, pass))
	if a.Status != 410 && a.Status != 409 {
		t.Fatalf("another id on a used pass: %d %s", a.Status, a.Body)
	}
	a.WantProblem(t, "pass_used", "")
	h.Later(domain.VisitTime + time.Second)
	if a := h.Post(sitetest.Rate(sitetest.KnownID, pass)); a.Status != 200 {
		t.Errorf("repeat on an expired pass: %d %s", a.Status, a.Body)
	}
	if n, _ := h.Counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestExpiredPassIsGone(t *testing.T) {
	h := openHall(t)
	pass := h.Visit("DKC-01")
	h.Later(domain.VisitTime + time.Second)
	a := h.Post(sitetest.Rate(sitetest.KnownID, `,"pass":"`+pass+`"`))
	if a.Status != 410 {
		t.Fatalf("status %d", a.Status)
	}
	a.WantProblem(t, "pass_expired", "")
}

func TestTwentyCopiesAreOneRating(t *testing.T) {
	testdb.Each(t, func(t *testing.T, store *repository.Store) {
		h := openHallOn(t, store)
		var wg sync.WaitGroup
		statuses := make([]int, 20)
		for i := range statuses {
			wg.Go(func() { statuses[i] = h.Tap(sitetest.Rate(sitetest.KnownID)).Status })
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
		if n, held := h.Counted(); created != 1 || n != 1 || held != 0 {
			t.Errorf("created %d, counted %d, held %d", created, n, held)
		}
	})
}

func TestKnownOfficerWithoutDutyIsStoredAndHeld(t *testing.T) {
	h := openHall(t)
	if a := h.Tap(sitetest.Rate(sitetest.KnownID, `,"officer":"P-02"`)); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	r := h.Rating(sitetest.KnownID)
	if r.Verdict != domain.Held || r.Officer != "P-02" {
		t.Errorf("verdict %s for %s", r.Verdict, r.Officer)
	}
}

func TestBurstIsHeldAndAnswered201(t *testing.T) {
	h := openHall(t)
	h.Tap(sitetest.Rate(sitetest.KnownID))
	h.Later(time.Second)
	if a := h.Tap(sitetest.Rate(sitetest.OtherID)); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if r := h.Rating(sitetest.OtherID); r.Verdict != domain.Held {
		t.Error("a rating one second after another is counted")
	}
}

func TestChanges(t *testing.T) {
	device := []string{"Authorization", "Bearer " + sitetest.TabletKey}
	rows := []struct {
		name   string
		wait   time.Duration
		send   func(h *hall, pass string) answer
		status int
		code   string
	}{
		{"adds", 0, func(h *hall, pass string) answer {
			return h.Patch(sitetest.KnownID, `{"answers":{"kompetensi":4},"reasons":["ramah"],"comment":"Cepat","pass":"`+pass+`"}`)
		}, 200, ""},
		{"corrects the value", 9 * time.Minute, func(h *hall, pass string) answer {
			return h.Patch(sitetest.KnownID, `{"value":1,"pass":"`+pass+`"}`)
		}, 200, ""},
		{"too late", 11 * time.Minute, func(h *hall, pass string) answer {
			return h.Patch(sitetest.KnownID, `{"value":1,"pass":"`+pass+`"}`)
		}, 410, "change_too_late"},
		{"right of another sender", 0, func(h *hall, _ string) answer {
			return h.Patch(sitetest.KnownID, `{"value":1}`, device...)
		}, 403, "other_counter"},
		{"no right", 0, func(h *hall, _ string) answer { return h.Patch(sitetest.KnownID, `{"value":1}`) }, 401, "no_right"},
		{"unknown id", 0, func(h *hall, pass string) answer {
			return h.Patch(sitetest.OtherID, `{"value":1,"pass":"`+pass+`"}`)
		}, 404, "rating_unknown"},
		{"no id", 0, func(h *hall, pass string) answer {
			return h.Patch("x", `{"value":1,"pass":"`+pass+`"}`)
		}, 404, "rating_unknown"},
		{"value 9", 0, func(h *hall, pass string) answer {
			return h.Patch(sitetest.KnownID, `{"value":9,"pass":"`+pass+`"}`)
		}, 422, "not_acceptable"},
		{"not JSON", 0, func(h *hall, pass string) answer { return h.Patch(sitetest.KnownID, `{`) }, 400, "malformed"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			h := openHall(t)
			pass := h.Visit("DKC-01")
			if a := h.Post(sitetest.Rate(sitetest.KnownID, `,"pass":"`+pass+`"`)); a.Status != 201 {
				t.Fatal(a.Body)
			}
			h.Later(r.wait)
			a := r.send(h, pass)
			if a.Status != r.status {
				t.Fatalf("status %d, want %d: %s", a.Status, r.status, a.Body)
			}
			if r.code == "" {
				wantConfirmation(t, a)
			} else if a.JSON(t)["code"] != r.code {
				t.Errorf("code %v, want %s", a.JSON(t)["code"], r.code)
			}
		})
	}
}

func TestChangedValueChangesTheTally(t *testing.T) {
	h := openHall(t)
	h.Tap(sitetest.Rate(sitetest.KnownID))
	if a := h.Patch(sitetest.KnownID, `{"value":2}`, "Authorization", "Bearer "+sitetest.TabletKey); a.Status != 200 {
		t.Fatal(a.Body)
	}
	if r := h.Rating(sitetest.KnownID); r.Value != 2 {
		t.Errorf("value %d", r.Value)
	}
	if n, _ := h.Counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
	if a := h.Tap(sitetest.Rate(sitetest.KnownID)); a.Status != 200 {
		t.Errorf("repeat of the first request after a change: %d", a.Status)
	}
}

func TestTooFastSetsRetryAfter(t *testing.T) {
	h := openHall(t, func(o *sitetest.Options) { o.DevicePerMinute = 2 })
	for i := range 2 {
		if a := h.Tap(sitetest.Rate(uuid.NewString())); a.Status != 201 {
			t.Fatalf("request %d: %d", i, a.Status)
		}
	}
	a := h.Tap(sitetest.Rate(sitetest.KnownID))
	if a.Status != 429 || a.Header.Get("Retry-After") == "" || a.Header.Get("Retry-After") == "0" {
		t.Fatalf("%d, Retry-After %q", a.Status, a.Header.Get("Retry-After"))
	}
	if a := h.Post(sitetest.Rate(sitetest.KnownID, `,"pass":"`+h.Visit("DKC-01")+`"`)); a.Status != 201 {
		t.Errorf("the limit of a device applies to another sender: %d", a.Status)
	}
	h.Later(time.Minute)
	if a := h.Tap(sitetest.Rate(sitetest.OtherID)); a.Status != 201 {
		t.Errorf("after the wait: %d", a.Status)
	}
}

func TestCompressedBodyIsRefusedBeforeItIsRead(t *testing.T) {
	var once, twice bytes.Buffer
	deflate(t, &once, bytes.Repeat([]byte("a"), 32<<20))
	deflate(t, &twice, once.Bytes())
	h := openHall(t)
	for _, encoding := range []string{"gzip", "gzip, gzip", "br", "deflate", "identity"} {
		a := h.Post(twice.String(), "Content-Encoding", encoding, "Authorization", "Bearer "+sitetest.TabletKey)
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

func TestDatabaseAwayAnswersRetryAfter(t *testing.T) {
	store := testdb.SQLite(t)
	h := openHallOn(t, store)
	lost := openHallOn(t, store, func(o *sitetest.Options) {
		o.Intake = domain.NewIntake(h.Roster, &sitetest.AwayStore{Store: store}, h.Clock, domain.Limits{})
	})
	a := lost.Tap(sitetest.Rate(sitetest.KnownID))
	if a.Status != 503 || a.Header.Get("Retry-After") == "" {
		t.Fatalf("%d, Retry-After %q", a.Status, a.Header.Get("Retry-After"))
	}
	if a := h.Tap(sitetest.Rate(sitetest.KnownID)); a.Status != 201 {
		t.Errorf("the repeat: %d", a.Status)
	}
}

// A tablet reports a clock that it has not yet compared with the server's. The field
// never causes a refusal.
func TestUnmeasuredClockIsMarked(t *testing.T) {
	for field, unsure := range map[string]bool{
		`"unmeasured"`: true, `"measured"`: false, `""`: false, `null`: false, `7`: false, `{}`: false,
	} {
		h := openHall(t)
		if a := h.Tap(sitetest.Rate(sitetest.KnownID, `,"clock":`, field)); a.Status != 201 {
			t.Fatalf("%s: %d %s", field, a.Status, a.Body)
		}
		if a := h.Tap(sitetest.Rate(sitetest.KnownID)); a.Status != 200 {
			t.Errorf("%s: repeat without the field: %d", field, a.Status)
		}
		if r := h.Rating(sitetest.KnownID); r.ClockUnsure != unsure || r.Verdict != domain.Counted {
			t.Errorf("%s: %+v", field, r)
		}
	}
}

// A tablet may be offline for days: its additions are still accepted, a changed value is
// not.
func TestAdditionsAreAcceptedForDays(t *testing.T) {
	h := openHall(t)
	id := uuid.NewString()
	bearer := []string{"Content-Type", "application/json", "Authorization", "Bearer " + sitetest.TabletKey}
	if a := h.Ask("POST", "/api/v1/ratings", `{"id":"`+id+`","value":4}`, bearer...); a.Status != 201 {
		t.Fatal(a.Body)
	}
	h.Later(2 * time.Hour)
	for body, status := range map[string]int{`{"comment":"Terima kasih"}`: 200, `{"value":4,"answers":{"perilaku":4}}`: 200, `{"value":1}`: 410} {
		if a := h.Ask("PATCH", "/api/v1/ratings/"+id, body, bearer...); a.Status != status {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	h.Later(domain.KioskAddTime)
	if a := h.Ask("PATCH", "/api/v1/ratings/"+id, `{"comment":"x"}`, bearer...); a.Status != 410 {
		t.Errorf("after a week: %d", a.Status)
	}
	if r, err := h.Store.Rating(context.Background(), id); err != nil || r.Value != 4 || r.Comment != "Terima kasih" {
		t.Errorf("%+v %v", r, err)
	}
}
