package hr_test

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

var shownKey = regexp.MustCompile(`value="(ak_[a-z0-9]+)"`)

// makeKey sends the form as a browser does; more are pairs of field and value.
func (b *browser) makeKey(name string, more ...string) answer {
	b.o.t.Helper()
	form := url.Values{"name": {name}, "scope": {"tickets"}, "last_day": {"2027-11-23"}, "_form": {b.token("/hr/kunci")}}
	given := map[string]bool{}
	for i := 0; i+1 < len(more); i += 2 {
		if !given[more[i]] {
			form.Del(more[i])
		}
		given[more[i]] = true
		if more[i+1] != "" {
			form.Add(more[i], more[i+1])
		}
	}
	return b.send("/hr/kunci", form)
}

func TestAKeyIsShownOnce(t *testing.T) {
	o := openOffice(t)
	b := o.as("admin")
	says(t, "nothing yet", b.get("/hr/kunci").Body, []string{"Belum ada kunci.", `aria-current="page">Kunci API`}, []string{"ak_"})
	made := b.makeKey("Antrean <lantai> 1")
	found := shownKey.FindStringSubmatch(made.Body)
	if made.Status != 200 || found == nil || made.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s", made.Status, made.Header.Get("Cache-Control"))
	}
	says(t, "made", made.Body, []string{"hanya ditampilkan satu kali", "Antrean &lt;lantai&gt; 1", "Membuat tiket", "Belum pernah", "Berlaku"}, []string{"<lantai>"})
	says(t, "afterwards", b.get("/hr/kunci").Body, []string{"Antrean &lt;lantai&gt; 1", "23 November 2026, 09.14 WIB"}, []string{"ak_", "satu kali"})
	keys := account.NewAPIKeys(o.store, o.roster, o.clock)
	_, err := keys.Authenticate(context.Background(), found[1], account.ScopeTickets)
	check(t, errors.Join(err, keys.StoreUses(context.Background())))
	says(t, "used", b.get("/hr/kunci").Body, []string{"<td data-label=\"Terakhir dipakai\">23 November 2026, 09.14 WIB</td>"}, nil)
	if strings.Contains(o.logs.String(), found[1]) {
		t.Error("the key is in the log")
	}
}

func TestAKeyIsRevoked(t *testing.T) {
	o := openOffice(t)
	b := o.as("admin")
	key := shownKey.FindStringSubmatch(b.makeKey("Antrean").Body)[1]
	address := regexp.MustCompile(`action="(/hr/kunci/[^"]+/cabut)"`).FindStringSubmatch(b.get("/hr/kunci").Body)[1]
	o.later(time.Hour)
	if a := b.send(address, url.Values{"_form": {b.token("/hr/kunci")}}); a.Status != 303 || a.to() != "/hr/kunci?dicabut=1" {
		t.Fatalf("%d to %s", a.Status, a.to())
	}
	says(t, "revoked", b.get("/hr/kunci?dicabut=1").Body, []string{"Kunci sudah dicabut", "Dicabut 23 November 2026, 10.14 WIB"}, []string{`/cabut"`})
	if _, err := account.NewAPIKeys(o.store, o.roster, o.clock).Authenticate(context.Background(), key, account.ScopeTickets); !errors.Is(err, domain.ErrKeyRevoked) {
		t.Errorf("the key is still valid: %v", err)
	}
	if a := b.send("/hr/kunci/none/cabut", url.Values{"_form": {b.token("/hr/kunci")}}); a.Status != 404 {
		t.Errorf("an unknown key: %d", a.Status)
	}
}

// What the list says of a key as time goes by.
func TestTheListOfKeys(t *testing.T) {
	zone := wib()
	end := time.Date(2026, 11, 24, 0, 0, 0, 0, zone)
	key := account.APIKey{Name: "Mesin A", Scopes: account.Scopes(), Created: end.AddDate(-1, 0, 0)}
	for name, c := range map[string]struct {
		change  func(*account.APIKey)
		must    []string
		mustNot []string
	}{
		"an old key": {func(*account.APIKey) {},
			[]string{"Semua loket", "Tanpa batas waktu", "Sebaiknya ganti dengan kunci baru", "Membuat tiket", "Belum pernah", `/cabut"`}, []string{"Segera berakhir", "Berakhir "}},
		"used on a day": {func(k *account.APIKey) { k.UsedDay = "2026-05-20" }, []string{`Terakhir dipakai">20 Mei 2026<`}, []string{"Belum pernah"}},
		"used": {func(k *account.APIKey) { k.UsedDay, k.Used = "2026-05-20", end.Add(-time.Hour) },
			[]string{`Terakhir dipakai">23 November 2026, 23.00 WIB<`}, []string{"20 Mei 2026"}},
		"of counters":            {func(k *account.APIKey) { k.Units, k.Counters = []string{"PTS"}, []string{"DKC-01"} }, []string{`Loket">PTS DKC-01 <`}, []string{"Semua loket"}},
		"a year":                 {func(k *account.APIKey) { k.Expires = end.AddDate(1, 0, 0) }, []string{`Berlaku sampai">23 November 2027<`, "<span>Berlaku</span>"}, []string{"Segera berakhir", "Tanpa batas", "Sebaiknya"}},
		"31 days":                {func(k *account.APIKey) { k.Expires = end.AddDate(0, 0, 31) }, []string{"24 Desember 2026"}, []string{"Segera berakhir"}},
		"29 days":                {func(k *account.APIKey) { k.Expires = end.AddDate(0, 0, 29) }, []string{"22 Desember 2026", "Segera berakhir", `/cabut"`}, nil},
		"expired":                {func(k *account.APIKey) { k.Expires = end.AddDate(0, 0, -1) }, []string{"Berakhir 22 November 2026"}, []string{"Segera berakhir", "<span>Berlaku</span>", `/cabut"`}},
		"revoked":                {func(k *account.APIKey) { k.Expires, k.Revoked = end.AddDate(0, 0, 5), end.Add(-time.Hour) }, []string{"Dicabut 23 November 2026, 23.00 WIB"}, []string{"Segera berakhir", `/cabut"`, "Sebaiknya"}},
		"revoked without an end": {func(k *account.APIKey) { k.Revoked = end.Add(-time.Hour) }, []string{"Tanpa batas waktu", "Dicabut"}, []string{"Sebaiknya", `/cabut"`}},
	} {
		o := openOffice(t)
		k := key
		c.change(&k)
		k.ID, k.Hash = uuid.NewString(), domain.HashKey(name)
		check(t, o.store.AddAPIKey(context.Background(), k))
		says(t, name, o.as("admin").get("/hr/kunci").Body, c.must, append(c.mustNot, "hr.keys", k.Hash))
	}
}

// What the form offers, makes and refuses.
func TestTheFormForAKey(t *testing.T) {
	o := openOffice(t)
	b := o.as("admin")
	says(t, "empty", b.get("/hr/kunci").Body, []string{
		`name="scope" value="tickets" checked`, `name="last_day" value="2027-11-23" min="2026-11-23" max="2028-11-23"`,
		`<details class="h-places"><summary>`, `name="unit" value="PTS">`, `name="loket" value="DKC-02">`,
	}, nil)
	made := b.makeKey("Mesin B", "unit", "PTS", "loket", "DKC-01", "loket", "DKC-02", "last_day", "2026-12-01")
	says(t, "made", made.Body, []string{"Kunci untuk Mesin B", `Loket">PTS DKC-01 DKC-02 <`, "1 Desember 2026", "Segera berakhir", `<details class="h-places"><summary>`}, []string{`value="PTS" checked`})
	keys := account.NewAPIKeys(o.store, o.roster, o.clock)
	key, err := keys.Authenticate(context.Background(), shownKey.FindStringSubmatch(made.Body)[1], account.ScopeTickets)
	check(t, err)
	if !slices.Equal(key.Counters, []string{"DKC-01", "DKC-02"}) || !slices.Equal(key.Units, []string{"PTS"}) || !key.Expires.Equal(time.Date(2026, 12, 2, 0, 0, 0, 0, wib())) {
		t.Errorf("%+v", key)
	}
	for name, c := range map[string]struct {
		name string
		more []string
		must []string
	}{
		"no name":         {" ", nil, []string{"Isian ini diperlukan", `aria-invalid="true"`}},
		"a long name":     {strings.Repeat("panjang ", 10), nil, []string{"paling panjang 60 karakter", `aria-invalid="true"`}},
		"no scope":        {"x", []string{"scope", ""}, []string{"Pilihan tidak dikenal", `value="tickets">`}},
		"three years":     {"x", []string{"last_day", "2029-11-23", "unit", "PTS"}, []string{"antara hari ini dan dua tahun lagi", `value="2029-11-23"`, `aria-invalid="true"`, `class="h-places" open`, `value="PTS" checked`}},
		"unknown counter": {"x", []string{"loket", "DKC-99"}, []string{`role="alert" id="salah"`}},
	} {
		a := b.makeKey(c.name, c.more...)
		if a.Status != 422 {
			t.Errorf("%s: %d", name, a.Status)
		}
		says(t, name, a.Body, c.must, []string{"ak_"})
	}
	if list, err := keys.List(context.Background(), domain.Actor{Role: domain.RoleAdmin}); err != nil || len(list) != 1 {
		t.Errorf("%d keys, %v", len(list), err)
	}
}
