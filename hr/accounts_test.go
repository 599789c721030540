package hr_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

// viewer is the account of a viewer of one unit.
func viewer() account.Account {
	return account.Account{Login: "peninjau", Name: "Bagian Organisasi", Role: domain.RoleViewer, Unit: "DKC"}
}

// A viewer reads the published figures of one unit: no other unit, no page of an officer, no
// comment, nothing of now.
func TestWhatAViewerReads(t *testing.T) {
	o := openOffice(t)
	o.employ(viewer())
	o.fill()
	o.rate("P-01", day(11, 22), repeat(4, 1), func(_ int, s *domain.Submission) { s.Comment = "loket ramai sekali" })
	b := o.as("peninjau")
	says(t, "HR, now", o.as("hr").get("/hr/papan").Body, []string{`">44<`, `href="/hr/petugas/P-01`}, []string{`">40<span`})
	for address, c := range map[string]struct {
		status      int
		must, never []string
	}{
		"/hr/papan":          {200, []string{"Ratna Sari", "Budi Hartono", `">40<`, "Diterbitkan ", "Disdukcapil", "papan.csv"}, []string{"Siti Aminah", "Perizinan", `href="/hr/petugas`, `href="/hr/keluhan`, `href="/hr/kios`, `href="/hr/telegram`, "penilaian.csv", `">44<`}},
		"/hr/papan.csv":      {200, []string{"Ratna Sari"}, []string{"Siti Aminah", markerNIP}},
		"/hr/ikm":            {200, []string{"Disdukcapil"}, []string{"Perizinan"}},
		"/hr/ikm?unit=PTS":   {404, []string{"Unit ini tidak dikenal."}, []string{"Perizinan"}},
		"/hr/papan?unit=PTS": {403, []string{"Anda tidak berhak"}, []string{"Siti Aminah"}},
		"/hr/petugas/P-01":   {404, []string{"Petugas ini tidak dikenal."}, []string{"Ratna Sari", markerNIP}},
		"/hr/keluhan":        {403, []string{"Anda tidak berhak"}, []string{"loket ramai sekali"}},
		"/hr/sandi":          {200, []string{"Peninjau", "Sesi Anda"}, nil},
	} {
		a := b.get(address)
		if a.Status != c.status {
			t.Errorf("%s: %d", address, a.Status)
		}
		says(t, address, a.Body, c.must, c.never)
	}
}

var (
	shownPassword = regexp.MustCompile(`value="([a-z0-9]{16})" readonly`)
	sessionID     = regexp.MustCompile(`name="sesi" value="([0-9a-f]{16})"`)
)

// What the list of accounts says, and of which accounts.
func TestTheListOfAccounts(t *testing.T) {
	o := openOffice(t)
	o.employ(viewer(), account.Account{Login: "baru", Name: "Pegawai <Baru>", Role: domain.RoleHR, MustChange: true})
	check(t, o.keeper().Disable(context.Background(), operator(), "budi"))
	o.as("kepala")
	b := o.as("admin")
	for address, c := range map[string]struct{ must, never []string }{
		"/hr/akun": {[]string{
			"Admin Portal (Anda)", "Pegawai &lt;Baru&gt;", "Kata sandi sementara", "Ditutup", "Peninjau<span class=\"h-sub\">Disdukcapil</span>",
			"Petugas<span class=\"h-sub\">P-01</span>", "8 akun", "setelah 60 menit tidak dipakai, paling lama 12 jam", "23 November 2026, 09.14 WIB",
			`href="/hr/akun/kepala"`, `aria-current="page">Akun`,
		}, []string{"plain:", secret, "<Baru>", "hr.accounts"}},
		"/hr/akun?peran=head":    {[]string{"kepala", "1 akun"}, []string{`href="/hr/akun/ratna"`}},
		"/hr/akun?q=ratna":       {[]string{`href="/hr/akun/ratna"`, "1 akun"}, []string{`href="/hr/akun/budi"`}},
		"/hr/akun?q=p-02":        {[]string{`href="/hr/akun/budi"`}, []string{`href="/hr/akun/ratna"`}},
		"/hr/akun?q=zzz":         {[]string{"Tidak ada akun yang cocok."}, []string{"/hr/akun/ratna"}},
		"/hr/akun/ratna":         {[]string{"Ratna Sari", "P-01", "Tidak ada sesi terbuka.", `action="/hr/akun/ratna/tutup"`, `action="/hr/akun/ratna/peran"`}, []string{`/buka"`, `name="sesi"`, "plain:"}},
		"/hr/akun/budi":          {[]string{"Ditutup sejak", `action="/hr/akun/budi/buka"`}, []string{`/tutup"`}},
		"/hr/akun/kepala":        {[]string{"Disdukcapil", `<option value="DKC" selected>`, `<option value="head" selected>`, "Akhiri semua sesi<", `name="sesi"`}, []string{"Sesi ini"}},
		"/hr/akun/admin":         {[]string{"Ini akun Anda sendiri.", "Sesi ini"}, []string{`/tutup"`, `/peran"`, `admin/sandi"`, "Akhiri semua sesi<"}},
		"/hr/akun/nobody":        {[]string{"Akun ini tidak dikenal."}, nil},
		"/hr/akun/budi?selesai=": {nil, []string{`role="status"`}},
	} {
		says(t, address, b.get(address).Body, c.must, c.never)
	}
}

func (o *office) keeper() *account.Keeper {
	return account.NewKeeper(o.store, o.store, plain{}, o.clock)
}

// What an administrator does with accounts, what the page says then and what is recorded. What is
// refused changes and records nothing.
func TestAnAdministratorKeepsAccounts(t *testing.T) {
	o := openOffice(t)
	b, head := o.as("admin"), o.as("kepala")
	_, last := o.rows(0)
	for _, act := range []struct {
		name, path  string
		form        []string
		status      int
		must, never []string
		rows        []string
	}{
		{"disable", "kepala/tutup", nil, 303, []string{"Akun sudah ditutup.", "Ditutup sejak", "23 November 2026, 09.14 WIB", "Tidak ada sesi terbuka."}, []string{"Akhiri semua"}, []string{"admin account_disabled kepala"}},
		{"enable", "kepala/buka", nil, 303, []string{"Akun sudah dibuka kembali."}, []string{"Ditutup sejak"}, []string{"admin account_enabled kepala"}},
		{"role", "kepala/peran", []string{"peran", "viewer", "unit", "pts", "petugas", "P-01"}, 303, []string{"Peran sudah diubah.", "Peninjau · Perizinan Terpadu"}, []string{`value="P-01"`}, []string{"admin account_role kepala role=viewer unit=PTS"}},
		{"role of an officer", "kepala/peran", []string{"peran", "officer", "unit", "DKC", "petugas", "P-05"}, 303, []string{"Petugas · P-05"}, nil, []string{"admin account_role kepala role=officer officer=P-05"}},
		{"no unit", "kepala/peran", []string{"peran", "head", "unit", ""}, 422, []string{"Isian ini diperlukan.", `<option value="head" selected>`, "Petugas · P-05"}, []string{"sudah diubah"}, nil},
		{"unknown unit", "kepala/peran", []string{"peran", "head", "unit", "NONE"}, 404, []string{"Unit ini tidak dikenal."}, []string{"sudah diubah"}, nil},
		{"unknown officer", "kepala/peran", []string{"peran", "officer", "petugas", "P-99"}, 404, []string{"Petugas ini tidak dikenal.", `value="P-99"`}, []string{"sudah diubah"}, nil},
		{"unknown role", "kepala/peran", []string{"peran", "boss"}, 422, []string{"Pilihan tidak dikenal."}, []string{"sudah diubah"}, nil},
		{"reset", "kepala/sandi", nil, 200, []string{"hanya ditampilkan satu kali", "Kata sandi sementara untuk kepala"}, nil, []string{"admin account_reset kepala one_time=true"}},
		{"disable oneself", "admin/tutup", nil, 409, []string{"Ini akun Anda sendiri. Minta administrator lain"}, nil, nil},
		{"demote oneself", "admin/peran", []string{"peran", "hr"}, 409, []string{"Ini akun Anda sendiri. Minta administrator lain", "Administrator"}, nil, nil},
		{"reset oneself", "admin/sandi", nil, 409, []string{"Ini akun Anda sendiri. Minta administrator lain"}, []string{"readonly"}, nil},
		{"unknown account", "nobody/tutup", nil, 404, []string{"Akun ini tidak dikenal."}, nil, nil},
		{"unknown account's password", "nobody/sandi", nil, 404, []string{"Akun ini tidak dikenal."}, []string{"readonly"}, nil},
		{"no sessions", "ratna/sesi", nil, 303, []string{"Tidak ada sesi terbuka."}, nil, nil},
	} {
		a := b.do("/hr/akun/"+act.path, act.form...)
		page := a.Body
		if a.Status == 303 {
			page = b.get(a.to()).Body
		}
		rows, n := o.rows(last)
		if last = n; a.Status != act.status || !slices.Equal(rows, act.rows) {
			t.Errorf("%s: %d, recorded %q", act.name, a.Status, rows)
		}
		says(t, act.name, page, act.must, append(act.never, "plain:"))
		if act.name == "disable" && head.get("/hr/papan").Status != 303 {
			t.Error("a session of a disabled account is open")
		}
		if act.name != "reset" {
			continue
		}
		made := shownPassword.FindStringSubmatch(page)
		if made == nil || strings.Contains(b.get("/hr/akun/kepala").Body, made[1]) || strings.Contains(o.logs.String(), made[1]) {
			t.Fatalf("the one-time password is %q, or is not shown once", made)
		}
		if a := o.browser().trySignIn("kepala", made[1], ""); a.Status != 303 {
			t.Errorf("the one-time password does not open: %d", a.Status)
		}
		_, last = o.rows(0)
	}
}

// An administrator ends the sessions of others, and each person their own; an officer cannot end
// those of another account.
func TestSessionsAreEnded(t *testing.T) {
	o := openOffice(t)
	admin, here := o.as("admin"), o.as("ratna")
	there, third, head := o.as("ratna"), o.as("ratna"), o.as("kepala")
	open := func(b *browser) bool { return b.get("/hr/cara").Status == 200 }
	want := func(step string, states ...bool) {
		t.Helper()
		for i, b := range []*browser{here, there, third, head} {
			if open(b) != states[i] {
				t.Errorf("%s: session %d is open: %v", step, i, !states[i])
			}
		}
	}
	page := here.get("/hr/sandi").Body
	says(t, "own sessions", page, []string{"Sesi Anda", "Sesi ini", "Akhiri semua sesi lain", "60 menit", "12 jam"}, []string{here.session()})
	ids := sessionID.FindAllStringSubmatch(page, -1)
	if len(ids) != 2 {
		t.Fatalf("%d sessions to end", len(ids))
	}
	_, last := o.rows(0)
	here.do("/hr/sandi/sesi", "sesi", ids[0][1])
	if open(there) == open(third) {
		t.Error("one session did not end alone")
	}
	if headID := sessionID.FindStringSubmatch(admin.get("/hr/akun/kepala").Body); headID != nil {
		here.do("/hr/sandi/sesi", "sesi", headID[1])
	}
	if !open(head) {
		t.Error("an officer ended the session of the head")
	}
	if a := here.do("/hr/sandi/sesi"); a.to() != "/hr/sandi?selesai=sesi" {
		t.Errorf("%d to %q", a.Status, a.to())
	}
	want("all others", true, false, false, true)
	says(t, "afterwards", here.get("/hr/sandi?selesai=sesi").Body, []string{"Sesi sudah diakhiri."}, []string{"Akhiri semua sesi lain"})
	admin.do("/hr/akun/ratna/sesi")
	want("by the administrator", false, false, false, true)
	admin.do("/hr/akun/admin/sesi")
	if !open(admin) {
		t.Error("the administrator's own session ended")
	}
	rows, _ := o.rows(last)
	wanted := []string{"ratna sessions_ended ratna session=" + ids[0][1], "ratna sessions_ended ratna", "admin sessions_ended ratna"}
	if !slices.Equal(rows, wanted) {
		t.Errorf("recorded %q", rows)
	}
	o.later(account.SessionIdle + time.Second)
	if open(head) {
		t.Error("a session is open after the idle time that the page states")
	}
}
