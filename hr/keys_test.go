package hr_test

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

var shownKey = regexp.MustCompile(`value="(ak_[a-z0-9]+)"`)

func (b *browser) makeKey(name string) answer {
	b.o.t.Helper()
	return b.send("/hr/kunci", url.Values{"name": {name}, "_form": {b.token("/hr/kunci")}})
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
	keys := account.NewAPIKeys(o.store, o.clock)
	if _, err := keys.Authenticate(context.Background(), found[1], account.ScopeTickets); err != nil {
		t.Error(err)
	}
	says(t, "used", b.get("/hr/kunci").Body, []string{"<td data-label=\"Terakhir dipakai\">23 November 2026</td>"}, nil)
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
	if _, err := account.NewAPIKeys(o.store, o.clock).Authenticate(context.Background(), key, account.ScopeTickets); !errors.Is(err, domain.ErrKeyRevoked) {
		t.Errorf("the key is still valid: %v", err)
	}
	if a := b.send("/hr/kunci/none/cabut", url.Values{"_form": {b.token("/hr/kunci")}}); a.Status != 404 {
		t.Errorf("an unknown key: %d", a.Status)
	}
}

func TestAKeyNeedsAName(t *testing.T) {
	b := openOffice(t).as("admin")
	for name, says := range map[string]string{" ": "Isian ini diperlukan", strings.Repeat("panjang ", 10): "paling panjang 60 karakter"} {
		a := b.makeKey(name)
		if a.Status != 422 || !strings.Contains(a.Body, says) || !strings.Contains(a.Body, `aria-invalid="true"`) || strings.Contains(a.Body, "ak_") {
			t.Errorf("%q: %d", name, a.Status)
		}
	}
}
