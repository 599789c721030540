package hr_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

// On an empty installation every page says what to do first; none is a refusal.
func TestAnEmptyInstallationSaysWhatToDoFirst(t *testing.T) {
	o := openEmptyOffice(t)
	for _, login := range []string{"admin", "hr"} {
		b := o.as(login)
		for address, title := range map[string]string{
			"/hr/papan": "Skor Umpan Balik Masyarakat", "/hr/papan?periode=2025-Q1": "Skor Umpan Balik Masyarakat", "/hr/ikm": "IKM unit",
			"/hr/ikm?periode=2026-S2": "IKM unit", "/hr/kios": "Tablet", "/hr/jam": "Jam buka", "/hr/kode": "Kode QR loket", "/hr/foto": "Foto petugas",
		} {
			a := b.get(address)
			if a.Status != 200 {
				t.Errorf("%s, %s: %d", login, address, a.Status)
			}
			says(t, login+", "+address, a.Body, []string{
				"<h1>" + title, "Yang perlu disiapkan lebih dahulu", "suaraloket import services", "suaraloket import counters",
				"suaraloket import officers", "suaraloket import duties",
			}, []string{"sudah ada", "tidak dikenal", "Tidak dapat dibuka", "h-filter"})
		}
		for _, address := range []string{"/hr/cara", "/hr/telegram", "/hr/sandi", "/hr/kios/berkas", "/hr/papan.csv", "/hr/ikm.csv", "/hr/penilaian.csv", "/hr/kios.csv"} {
			if a := b.get(address); a.Status != 200 {
				t.Errorf("%s, %s: %d", login, address, a.Status)
			}
		}
		if a := b.get("/hr/kode.pdf"); a.Status != 303 || a.to() != "/hr/kode" {
			t.Errorf("%s: no codes to print: %d to %q", login, a.Status, a.to())
		}
		if a := b.do("/hr/kios", "name", "Tablet 1", "counter", "DKC-01"); a.Status != 422 && a.Status != 404 {
			t.Errorf("%s: a tablet at no counter: %d", login, a.Status)
		}
	}
}

// The pages of one person or of one role say on an empty installation what to do or what will be
// there; none is a refusal.
func TestAnEmptyInstallationRefusesNobody(t *testing.T) {
	o := openEmptyOffice(t)
	o.employ(
		account.Account{Login: "inspektur", Name: "Inspektur", Role: domain.RoleInspector},
		account.Account{Login: "ratna", Name: "Ratna Sari", Role: domain.RoleOfficer, Officer: "P-01"},
	)
	missing := []string{"<h1>Skor Anda belum ada", "Kode petugas P-01 belum ada dalam daftar petugas kota."}
	for _, c := range []struct {
		login, address string
		says           []string
	}{
		{"admin", "/hr/kunci", []string{"Belum ada kunci.", `action="/hr/kunci"`}},
		{"inspektur", "/hr/laporan", []string{"Tidak ada laporan yang menunggu."}},
		{"inspektur", "/hr/laporan?selesai=ya", []string{"Belum ada laporan yang selesai."}},
		{"ratna", "/hr/petugas/P-01", missing},
		{"ratna", "/hr/petugas/P-01?periode=2025-Q1", missing},
		{"ratna", "/hr/cara", nil},
	} {
		a := o.as(c.login).get(c.address)
		if a.Status != 200 {
			t.Errorf("%s, %s: %d", c.login, c.address, a.Status)
		}
		says(t, c.login+", "+c.address, a.Body, c.says, []string{"tidak dikenal", "Tidak dapat dibuka"})
	}
	if a := o.as("ratna").get("/hr/petugas/P-02"); a.Status != 404 {
		t.Errorf("another's page: %d", a.Status)
	}
}

// Each list that is there is marked. The pages show what they have, and the steps end with
// the last list.
func TestTheStepsEndWithTheLastList(t *testing.T) {
	o := openEmptyOffice(t)
	ctx, b := context.Background(), o.as("hr")
	done := func(n int, has, hasNot []string) {
		t.Helper()
		body := b.get("/hr/jam").Body
		if got := strings.Count(body, "sudah ada"); got != n {
			t.Errorf("%d lists are there, %d are marked", n, got)
		}
		says(t, "the hours", body, has, hasNot)
	}
	services := []domain.Service{{Code: "KK", Name: "Kartu Keluarga"}}
	check(t, o.store.SaveServices(ctx, services))
	done(1, []string{"import counters"}, []string{"import services", `name="hari1"`})
	unit := domain.Unit{Code: "DKC", Name: "Disdukcapil", Agency: domain.Agency{Code: "KOTA", Name: "Kota", Internal: true}}
	check(t, o.store.SaveCounters(ctx, []domain.Counter{{Code: "DKC-01", Name: "Loket 1", Unit: unit, Services: services}}))
	done(2, []string{"import officers", `name="hari1"`, `href="/hr/kode"`}, []string{"import counters"})
	check(t, o.store.SaveOfficers(ctx, []domain.Officer{{Code: "P-01", Name: "Ratna Sari", Unit: "DKC", Figure: "a", Active: true}}))
	done(3, []string{"import duties"}, []string{"import officers"})
	check(t, o.store.SaveDuties(ctx, []domain.Duty{{ID: uuid.NewString(), Officer: "P-01", Counter: "DKC-01", From: today()}}))
	done(0, []string{`name="hari1"`}, []string{"Yang perlu disiapkan"})
}

// A head whose unit has nothing yet sees the steps of the own unit; another unit's lists do
// not end them.
func TestTheStepsAreThoseOfTheOwnUnit(t *testing.T) {
	o := openOffice(t)
	o.employ(account.Account{Login: "baru", Name: "Kepala Unit Baru", Role: domain.RoleHead, Unit: "NEW"})
	b := o.as("baru")
	says(t, "a new unit", b.get("/hr/jam").Body, []string{"import counters", "import officers"}, []string{"import services", "Disdukcapil"})
	says(t, "another head", o.as("kepala").get("/hr/jam").Body, nil, []string{"Yang perlu disiapkan"})
	if a := b.get("/hr/jam?unit=DKC"); a.Status != 403 {
		t.Errorf("another unit's hours: %d", a.Status)
	}
}
