package wire_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/wire"
	"suaraloket/web/sitetest"
)

type exported struct {
	Body      string `json:"body"`
	Signature string `json:"signature"`
}

// export writes an item as tablet-1 does.
func export(item map[string]any) exported {
	body, _ := json.Marshal(item)
	return exported{string(body), sitetest.SignerOf("tablet-1").Sign(string(body))}
}

func file(device string, items ...exported) []byte {
	out, _ := json.Marshal(map[string]any{"format": "suaraloket-queue-2", "device": device, "counter": "DKC-01", "items": items})
	return out
}

// queues is the import at a hall that knows the tablet's signing key.
func queues(h *sitetest.Hall) *wire.Queues {
	h.T.Helper()
	if err := h.Kiosks.SetSigningKey(context.Background(), sitetest.TabletKey, sitetest.SignerOf("tablet-1").Public()); err != nil {
		h.T.Fatal(err)
	}
	return wire.NewQueues(h.Intake, h.Kiosks, h.Store, h.Clock)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestQueueFileIsImported(t *testing.T) {
	h := sitetest.Open(t)
	given := func(value int) map[string]any {
		return map[string]any{"id": uuid.NewString(), "value": value, "counter": "DKC-01", "rated_at": h.Now().Add(-time.Hour).Format(time.RFC3339)}
	}
	good, amended, unsigned, wrong := given(4), given(2), given(3), given(9)
	items := []exported{
		export(map[string]any{"post": good, "change": nil}),
		export(map[string]any{"post": amended, "change": map[string]any{"value": 1, "comment": "Lama"}}),
		{Body: export(map[string]any{"post": unsigned}).Body, Signature: ""},
		export(map[string]any{"post": wrong}),
		export(map[string]any{"post": "x"}),
		{Body: "{", Signature: "zz"},
	}
	h.Later(6 * time.Second)
	out, err := queues(h).Take(context.Background(), sitetest.Head(), file("tablet-1", items...))
	if err != nil || out.Stored != 3 || out.Known != 0 || out.Refused["not_acceptable"] != 2 || out.Refused["malformed"] != 1 {
		t.Fatalf("%+v %v", out, err)
	}
	if r := h.Rating(amended["id"].(string)); r.Value != 1 || r.Comment != "Lama" || r.Kiosk != "tablet-1" {
		t.Errorf("%+v", r)
	}
	if r := h.Rating(unsigned["id"].(string)); r.Verdict != domain.Held || r.Holds[0] != domain.HoldUnsigned {
		t.Errorf("unsigned: %+v", r)
	}
	if out, err = queues(h).Take(context.Background(), sitetest.Head(), file("tablet-1", items[0])); err != nil || out.Known != 1 || out.Stored != 0 {
		t.Errorf("uploaded again: %+v %v", out, err)
	}
}

// Comments in the file are masked as those that a tablet sends are, with a rating and with its
// change, on the first upload and on a repeated one.
func TestCommentsOfAQueueFileAreMasked(t *testing.T) {
	h := sitetest.Open(t)
	for written, want := range map[string]string{
		"NIK saya 1971\u00a00123\u202f0590\u20090001 ya": "NIK saya [nomor] ya",
		"telepon (0717) 42123":                           "telepon [nomor]",
		"hubungi ٠٨١٢٣٤٥٦٧٨٩٠ atau ０８１２－３４５６－７８９０":                                        "hubungi [nomor] atau [nomor]",
		"kosong delapan satu dua tiga empat lima enam tujuh delapan, surel ani@contoh.id": "[nomor], surel [e-mail]",
		"rumah Jl. Melati No. 12 RT 03/RW 02, mobil BN 1234 AB":                           "rumah [alamat], mobil [pelat]",
		"antre A-012 sejak 08.30, bayar Rp 50.000 pada 30-11-2026":                        "antre A-012 sejak 08.30, bayar Rp 50.000 pada 30-11-2026",
	} {
		h.Later(10 * time.Second)
		post := func(comment string) map[string]any {
			return map[string]any{"id": uuid.NewString(), "value": 2, "counter": "DKC-01", "comment": comment, "rated_at": h.Now().Add(-time.Second).Format(time.RFC3339)}
		}
		at, changed := post(written), post("Lama")
		changed["rated_at"] = h.Now().Add(-6 * time.Second).Format(time.RFC3339)
		items := []exported{
			export(map[string]any{"post": at}),
			export(map[string]any{"post": changed, "change": map[string]any{"comment": written}}),
		}
		for range 2 {
			if out, err := queues(h).Take(context.Background(), sitetest.Head(), file("tablet-1", items...)); err != nil || out.Stored+out.Known != 2 {
				t.Fatalf("%q: %+v %v", written, out, err)
			}
			for _, item := range []map[string]any{at, changed} {
				if r := h.Rating(item["id"].(string)); r.Comment != want {
					t.Errorf("%q is stored as %q, want %q", written, r.Comment, want)
				}
			}
		}
	}
}

// An offline tablet does not learn of its revocation and keeps accepting ratings. Their
// import stores them as held.
func TestFileOfARevokedTabletIsHeld(t *testing.T) {
	h := sitetest.Open(t)
	imports := queues(h)
	check(t, h.Kiosks.Revoke(context.Background(), sitetest.Head(), "tablet-1", false))
	h.Later(time.Hour)
	id := uuid.NewString()
	post := map[string]any{"id": id, "value": 4, "counter": "DKC-01", "rated_at": h.Now().Format(time.RFC3339)}
	out, err := imports.Take(context.Background(), sitetest.Head(), file("tablet-1", export(map[string]any{"post": post})))
	if r := h.Rating(id); err != nil || out.Stored != 1 || out.Held != 1 || r.Holds[0] != domain.HoldRevoked || r.Counter != "DKC-01" {
		t.Errorf("%+v %+v %v", out, r, err)
	}
}

// Of a revoked tablet's file counts what its last heartbeat reported as waiting. The same
// ratings with new ids, signed with the tablet's key, are held.
func TestFileOfARevokedTabletEndsAtItsHeartbeat(t *testing.T) {
	h := sitetest.Open(t)
	ctx := context.Background()
	imports := queues(h)
	fleet := domain.NewFleet(h.Kiosks, h.Store, h.Clock)
	check(t, fleet.Beat(ctx, sitetest.TabletKey, domain.Heartbeat{Waiting: 2, OldestSeq: 8, LastSeq: 9}))
	item := func(seq int, back time.Duration) exported {
		return export(map[string]any{"post": map[string]any{
			"id": uuid.NewString(), "value": 4, "counter": "DKC-01", "seq": seq, "rated_at": h.Now().Add(-back).Format(time.RFC3339)}})
	}
	waited := []exported{item(9, time.Minute), item(8, time.Hour)}
	forged := []exported{item(10, 30*time.Second), item(7, 2*time.Hour), item(0, 3*time.Hour), item(8, 4*time.Hour), item(9, 5*time.Hour)}
	h.Later(30 * time.Second)
	check(t, h.Kiosks.Revoke(ctx, sitetest.Head(), "tablet-1", false))
	h.Later(time.Hour)
	out, err := imports.Take(ctx, sitetest.Head(), file("tablet-1", append(waited, forged...)...))
	if n, held := h.Counted(); err != nil || out.Stored != 7 || out.Held != 5 || n != 2 || held != 5 {
		t.Errorf("%+v %v, %d counted, %d held", out, err, n, held)
	}
	if out, err = imports.Take(ctx, sitetest.Head(), file("tablet-1", append(forged, waited...)...)); err != nil || out.Known != 7 {
		t.Errorf("again: %+v %v", out, err)
	}
}

func TestQueueFileRefusals(t *testing.T) {
	h := sitetest.Open(t)
	item := export(map[string]any{"post": map[string]any{"id": uuid.NewString(), "value": 4}})
	other := domain.Actor{Role: domain.RoleHead, Unit: "BANK"}
	for name, c := range map[string]struct {
		actor domain.Actor
		file  []byte
		want  *domain.Error
	}{
		"another unit":   {other, file("tablet-1", item), domain.ErrNotAllowed},
		"an officer":     {domain.Actor{Role: domain.RoleOfficer, Officer: "P-01"}, file("tablet-1", item), domain.ErrNotAllowed},
		"unknown tablet": {sitetest.Head(), file("tablet-9", item), domain.ErrKioskMissing},
		"another format": {sitetest.Head(), []byte(`{"format":"other","items":[]}`), &domain.Error{Key: "malformed"}},
		"no JSON":        {sitetest.Head(), []byte(`PK`), &domain.Error{Key: "malformed"}},
	} {
		if _, err := queues(h).Take(context.Background(), c.actor, c.file); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, err := h.Counted(); n != 0 {
		t.Errorf("%d stored, %v", n, err)
	}
}
