package kiosk_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
)

type exported struct {
	Body string `json:"body"`
	MAC  string `json:"mac"`
}

// export writes an item as the tablet with this key does.
func export(key string, item map[string]any) exported {
	body, _ := json.Marshal(item)
	mac := hmac.New(sha256.New, []byte(domain.HashKey(key)))
	mac.Write(body)
	return exported{string(body), hex.EncodeToString(mac.Sum(nil))}
}

func file(device string, items ...exported) []byte {
	out, _ := json.Marshal(map[string]any{"format": "suaraloket-queue-1", "device": device, "counter": "DKC-01", "items": items})
	return out
}

func TestAQueueIsCarriedToThePortal(t *testing.T) {
	h := openHall(t)
	given := func(value int) map[string]any {
		return map[string]any{"id": uuid.NewString(), "value": value, "counter": "DKC-01", "rated_at": h.now.Add(-time.Hour).Format(time.RFC3339)}
	}
	good, amended, unsigned, wrong := given(4), given(2), given(3), given(9)
	items := []exported{
		export(tabletKey, map[string]any{"post": good, "change": nil}),
		export(tabletKey, map[string]any{"post": amended, "change": map[string]any{"value": 1, "comment": "Lama"}}),
		{Body: export(tabletKey, map[string]any{"post": unsigned}).Body, MAC: ""},
		export(tabletKey, map[string]any{"post": wrong}),
		export(tabletKey, map[string]any{"post": "x"}),
		{Body: "{", MAC: "zz"},
	}
	h.later(6 * time.Second)
	out, err := h.site.TakeQueue(head(), file("tablet-1", items...))
	if err != nil || out.Stored != 3 || out.Known != 0 || out.Refused["not_acceptable"] != 2 || out.Refused["malformed"] != 1 {
		t.Fatalf("%+v %v", out, err)
	}
	if r := h.rating(amended["id"].(string)); r.Value != 1 || r.Comment != "Lama" || r.Kiosk != "tablet-1" {
		t.Errorf("%+v", r)
	}
	if r := h.rating(unsigned["id"].(string)); r.Verdict != domain.Held || r.Holds[0] != domain.HoldUnsigned {
		t.Errorf("unsigned: %+v", r)
	}
	if out, err = h.site.TakeQueue(head(), file("tablet-1", items[0])); err != nil || out.Known != 1 || out.Stored != 0 {
		t.Errorf("brought again: %+v %v", out, err)
	}
}

// A tablet that was revoked while the network was away goes on thanking: what it took
// is brought by a person and set aside.
func TestAFileOfARevokedTablet(t *testing.T) {
	h := openHall(t)
	check(t, h.kiosks.Revoke(context.Background(), head(), "tablet-1", false))
	h.later(time.Hour)
	id := uuid.NewString()
	post := map[string]any{"id": id, "value": 4, "counter": "DKC-01", "rated_at": h.now.Format(time.RFC3339)}
	out, err := h.site.TakeQueue(head(), file("tablet-1", export(tabletKey, map[string]any{"post": post})))
	if r := h.rating(id); err != nil || out.Stored != 1 || out.Held != 1 || r.Holds[0] != domain.HoldRevoked || r.Counter != "DKC-01" {
		t.Errorf("%+v %+v %v", out, r, err)
	}
}

func TestAFileIsRefused(t *testing.T) {
	h := openHall(t)
	item := export(tabletKey, map[string]any{"post": map[string]any{"id": uuid.NewString(), "value": 4}})
	other := domain.Actor{Role: domain.RoleHead, Unit: "BANK"}
	for name, c := range map[string]struct {
		actor domain.Actor
		file  []byte
		want  *domain.Error
	}{
		"another's head":  {other, file("tablet-1", item), domain.ErrNotAllowed},
		"an officer":      {domain.Actor{Role: domain.RoleOfficer, Officer: "P-01"}, file("tablet-1", item), domain.ErrNotAllowed},
		"unknown tablet":  {head(), file("tablet-9", item), domain.ErrKioskMissing},
		"another's shape": {head(), []byte(`{"format":"other","items":[]}`), &domain.Error{Key: "malformed"}},
		"no JSON":         {head(), []byte(`PK`), &domain.Error{Key: "malformed"}},
	} {
		if _, err := h.site.TakeQueue(c.actor, c.file); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, err := h.counted(); n != 0 {
		t.Errorf("%d stored, %v", n, err)
	}
}

// Additions of a tablet that was offline for long are still taken, another value is not.
func TestAdditionsFollowForDays(t *testing.T) {
	h := openHall(t)
	id := uuid.NewString()
	bearer := []string{"Content-Type", "application/json", "Authorization", "Bearer " + tabletKey}
	if a := h.ask("POST", "/api/v1/ratings", `{"id":"`+id+`","value":4}`, bearer...); a.Status != 201 {
		t.Fatal(a.Body)
	}
	h.later(2 * time.Hour)
	for body, status := range map[string]int{`{"comment":"Terima kasih"}`: 200, `{"value":4,"answers":{"perilaku":4}}`: 200, `{"value":1}`: 410} {
		if a := h.ask("PATCH", "/api/v1/ratings/"+id, body, bearer...); a.Status != status {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	h.later(domain.KioskAddTime)
	if a := h.ask("PATCH", "/api/v1/ratings/"+id, `{"comment":"x"}`, bearer...); a.Status != 410 {
		t.Errorf("after a week: %d", a.Status)
	}
	if r, err := h.store.Rating(context.Background(), id); err != nil || r.Value != 4 || r.Comment != "Terima kasih" {
		t.Errorf("%+v %v", r, err)
	}
}
