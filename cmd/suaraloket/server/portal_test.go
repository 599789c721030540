package server

import (
	"context"
	"encoding/base64"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/web/browsertest"
)

// The running program's portal sets a tablet up by its own address, takes a queue's
// file in, and shows what every page shows to those who manage tablets.
func TestThePortalLooksAfterKiosks(t *testing.T) {
	c := config.Default()
	c.Data, c.HTTP.Listen, c.HTTP.StopWithin = t.TempDir(), "127.0.0.1:0", config.Duration(5*time.Second)
	s := built(t, c)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	browsertest.Eventually(t, "ready", func() bool {
		status, _ := programtest.Get(t, s.BaseURL+"/readyz")
		return status == http.StatusOK
	})
	unit := domain.Unit{Code: "DKC", Name: "Disdukcapil", Agency: domain.Agency{Code: "KOTA", Name: "Kota", Internal: true}}
	for _, err := range []error{
		s.Store.SaveCounters(ctx, []domain.Counter{{Code: "DKC-01", Name: "Loket 1", Unit: unit}}),
		s.Store.SaveOfficers(ctx, []domain.Officer{{Code: "P-01", Name: "Ratna Sari", Unit: "DKC", Active: true}}),
		s.Kiosks.Bind(ctx, domain.Kiosk{ID: "a", Counter: "DKC-01", Name: "Tablet Pintu"}, "dk_a"),
		s.Accounts.Add(ctx, Operator(), account.Account{Login: "admin", Role: domain.RoleAdmin}, "kata sandi panjang"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	staff := programtest.SignIn(t, s.BaseURL, "admin", "kata sandi panjang")
	for page, says := range map[string]string{
		"/hr/kios": "Tablet Pintu", "/hr/kios/a": "belum pernah memberi kabar", "/hr/kios/berkas": "Berkas dari tablet", "/hr/jam": "Senin",
	} {
		if body := staff.Get(page); !strings.Contains(body, says) {
			t.Errorf("%s does not say %q", page, says)
		}
	}
	body := staff.Post("/hr/kios", url.Values{"counter": {"DKC-01"}, "name": {"Tablet Baru"}})
	code := regexp.MustCompile(`class="h-code">([0-9A-Z]{4})-([0-9A-Z]{4})<`).FindStringSubmatch(body)
	if code == nil || !strings.Contains(body, s.BaseURL+"/k<") || !strings.Contains(body, `data-pairing="waiting"`) {
		t.Fatal("no pairing page")
	}
	drawing, err := document.QRSVG(s.BaseURL + "/k#pair=" + code[1] + code[2])
	if err != nil || !strings.Contains(html.UnescapeString(body), base64.StdEncoding.EncodeToString([]byte(drawing))) {
		t.Errorf("the pairing page draws another code, %v", err)
	}
	if body := staff.Post("/hr/petugas/P-01/pin", nil); !strings.Contains(body, "hanya ditampilkan kali ini") {
		t.Error("no PIN")
	}
	if body := staff.Portion(`{"format":"suaraloket-queue-2","device":"a","items":[]}`); !strings.Contains(body, "tidak berisi penilaian") {
		t.Errorf("the file: %s", body)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it does not stop well: %v", err)
	}
}
