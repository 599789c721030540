package hr_test

import (
	"net/url"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

// With a one-time password nothing opens but the page to change it and the way out.
func TestAOneTimePasswordIsChangedFirst(t *testing.T) {
	o := openOffice(t)
	o.employ(account.Account{Login: "baru", Name: "Pegawai Baru", Role: domain.RoleAdmin, MustChange: true})
	b := o.as("baru")
	for _, page := range []string{"/hr/", "/hr/papan", "/hr/papan.csv", "/hr/penilaian.csv", "/hr/kunci", "/hr/kios", "/hr/cara", "/hr/petugas/P-01", "/hr/laporan"} {
		if a := b.get(page); a.Status != 303 || a.to() != "/hr/sandi" {
			t.Errorf("%s: %d to %q", page, a.Status, a.to())
		}
	}
	says(t, "the page", b.get("/hr/sandi").Body, []string{"Anda masuk dengan kata sandi sementara."}, nil)
	if a := b.send("/hr/kunci", url.Values{"name": {"x"}, "_form": {b.token("/hr/sandi")}}); a.to() != "/hr/sandi" {
		t.Errorf("a form of another page: %d to %q", a.Status, a.to())
	}
	next := "kuda lompat pagar sawah"
	if a := b.send("/hr/sandi", url.Values{"old": {secret}, "new": {next}, "again": {next}, "_form": {b.token("/hr/sandi")}}); a.Status != 303 {
		t.Fatalf("changed: %d", a.Status)
	}
	if a := b.get("/hr/papan"); a.Status != 200 {
		t.Errorf("afterwards: %d", a.Status)
	}
	says(t, "the page", b.get("/hr/sandi").Body, nil, []string{"kata sandi sementara"})
}
