package hr_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
	"suaraloket/domain/integrity"
)

// play makes nine presses of a tablet within three minutes, which the rule tablet_10min holds.
func (o *office) play(officer string) {
	o.t.Helper()
	o.at(day(11, 20))
	for i := range 9 {
		s := domain.Submission{ID: ids[i], Value: 1, Officer: officer, Service: "KTP-EL", Comment: "kursi kurang"}
		s.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "tablet"}
		o.later(20 * time.Second)
		if _, added, err := o.intake.Submit(context.Background(), s); err != nil || !added {
			o.t.Fatal(added, err)
		}
	}
	o.at(today())
	o.sweep()
}

var ids = [9]string{
	"0198e2c4-0000-7000-8000-000000000001", "0198e2c4-0000-7000-8000-000000000002", "0198e2c4-0000-7000-8000-000000000003",
	"0198e2c4-0000-7000-8000-000000000004", "0198e2c4-0000-7000-8000-000000000005", "0198e2c4-0000-7000-8000-000000000006",
	"0198e2c4-0000-7000-8000-000000000007", "0198e2c4-0000-7000-8000-000000000008", "0198e2c4-0000-7000-8000-000000000009",
}

// sweep judges the ratings by the rules.
func (o *office) sweep() {
	o.t.Helper()
	_, err := integrity.NewSweeper(o.store, o.roster, o.clock, integrity.Default(), 5*time.Second).Run(context.Background())
	check(o.t, err)
}

// verdict is the stored verdict of a rating.
func (o *office) verdict(id string) domain.Verdict {
	o.t.Helper()
	r, err := o.store.Rating(context.Background(), id)
	check(o.t, err)
	return r.Verdict
}

// hideWords submits a rating on the day of play whose comment hides a word, so that its original
// can be read.
func (o *office) hideWords(officer string) {
	o.t.Helper()
	o.at(day(11, 20))
	s := domain.Submission{ID: "0198e2c4-0000-7000-8000-00000000000a", Value: 1, Officer: officer, Comment: "goblok, kursi kurang"}
	s.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "tablet"}
	_, _, err := o.intake.Submit(context.Background(), s)
	check(o.t, err)
	o.at(today())
}

var groupLink = regexp.MustCompile(`href="(/hr/tinjauan/kelompok\?[^"]*)"`)

// HR and the Inspektorat see what the rules hold and why, release it or set it aside with a
// reason; nothing is deleted, and the tallies follow.
func TestHeldRatingsAreReviewed(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector())
	o.rate("P-01", day(11, 9), repeat(40, 4, 3), spaced)
	o.play("P-01")
	hr := o.as("hr")
	says(t, "the board", hr.get("/hr/papan").Body, []string{"9 ditahan"}, nil)
	list := hr.get("/hr/tinjauan").Body
	says(t, "the list", list, []string{"Tablet ditekan terlalu sering", "Tablet ini ditekan 9 kali dalam 10 menit. Batasnya 5", "Ratna Sari, S.Sos. (P-01)", "20 November 2026"}, []string{"kursi"})
	link := strings.ReplaceAll(groupLink.FindStringSubmatch(list)[1], "&amp;", "&")
	page := hr.get(link).Body
	says(t, "the group", page, []string{"Tidak puas", "Tablet di loket", "Ditahan", "Bila penilaian yang ditahan", `value="` + ids[0] + `" checked`}, []string{"kursi", "Diloloskan"})
	if n := strings.Count(page, `type="checkbox"`); n != 9 {
		t.Errorf("%d ratings on the page", n)
	}
	for name, fields := range map[string][]string{
		"Tulis alasannya":        {"rating", ids[0], "act", "release", "reason", " "},
		"Pilih dulu penilaianny": {"act", "release", "reason", "sudah diperiksa"},
	} {
		if a := hr.do(link, fields...); a.Status != 422 || !strings.Contains(a.Body, name) {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := hr.do(link, "rating", ids[0], "act", "release", "reason", "anak-anak sekolah berkunjung bersama"); a.Status != 303 {
		t.Fatalf("release: %d", a.Status)
	}
	inspektorat := o.as("inspektur")
	if a := inspektorat.do(link, "rating", ids[1], "act", "set_aside", "reason", "dimainkan"); a.Status != 303 {
		t.Fatalf("set aside: %d", a.Status)
	}
	o.sweep()
	for id, want := range map[string]domain.Verdict{ids[0]: domain.Counted, ids[1]: domain.Held, ids[2]: domain.Held} {
		if got := o.verdict(id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	says(t, "what is set aside", inspektorat.get("/hr/tinjauan?disisihkan=ya").Body, []string{"Ratna Sari", "<td class=\"num\" data-label=\"Penilaian\">1</td>"}, nil)
	whole := hr.get("/hr/tinjauan/kelompok?petugas=P-01&hari=2026-11-20").Body
	says(t, "the day", whole, []string{"Diloloskan: anak-anak sekolah berkunjung bersama (hr,", "Disisihkan: dimainkan (inspektur,", "Sah", "Ditahan"}, []string{"kursi"})
	says(t, "the officer's page", hr.get("/hr/petugas/P-01").Body, []string{"Penilaian yang tidak ikut dihitung", "Tablet ditekan terlalu sering</dt><dd>7", "Disisihkan sesudah tinjauan</dt><dd>1"}, nil)
	if r, err := o.store.Recount(context.Background(), "2026-11"); err != nil || len(r.Differences) > 0 {
		t.Errorf("recount: %v %v", r.Differences, err)
	}
}

// spaced keeps the tablet's presses of an honest day apart.
func spaced(i int, s *domain.Submission) {
	s.RatedAt = day(11, 9).Add(-time.Duration(i) * 10 * time.Minute)
}

// A counted rating is set aside by two different people.
func TestACountedRatingIsSetAsideByTwoPeople(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector(), account.Account{Login: "hr2", Name: "Tim Kedua", Role: domain.RoleHR})
	o.play("P-02")
	hr := o.as("hr")
	link := "/hr/tinjauan/kelompok?petugas=P-02&hari=2026-11-20"
	hr.do(link, "rating", ids[3], "act", "release", "reason", "sah")
	aside := func(b *browser, want int) {
		t.Helper()
		if a := b.do(link, "rating", ids[3], "act", "set_aside", "reason", "ragu"); a.Status != want {
			t.Errorf("status %d, want %d", a.Status, want)
		}
	}
	aside(hr, 303)
	if o.verdict(ids[3]) != domain.Counted {
		t.Error("one person sets a counted rating aside")
	}
	says(t, "the day", hr.get(link).Body, []string{"Diusulkan untuk disisihkan: ragu (hr,"}, nil)
	aside(hr, 409)
	aside(o.as("hr2"), 303)
	if o.verdict(ids[3]) != domain.Held {
		t.Error("two people do not set a counted rating aside")
	}
}

// The review is closed to heads and officers, and to reports of fees.
func TestTheReviewIsNotForTheUnit(t *testing.T) {
	o := openOffice(t)
	o.play("P-01")
	report := o.reportFee(day(11, 20))
	for _, login := range []string{"kepala", "ratna", "admin"} {
		b := o.as(login)
		for _, address := range []string{"/hr/tinjauan", "/hr/tinjauan/kelompok?petugas=P-01&hari=2026-11-20"} {
			if a := b.get(address); a.Status != 403 {
				t.Errorf("%s opens %s: %d", login, address, a.Status)
			}
		}
		if a := b.do("/hr/tinjauan/kelompok?petugas=P-01&hari=2026-11-20", "rating", ids[0], "act", "release", "reason", "sah"); a.Status != 403 {
			t.Errorf("%s releases: %d", login, a.Status)
		}
	}
	hr := o.as("hr")
	says(t, "the day", hr.get("/hr/tinjauan/kelompok?petugas=P-01&hari=2026-11-20").Body, []string{ids[0]}, []string{report.ID, report.Receipt()})
	if a := hr.do("/hr/tinjauan/kelompok?petugas=P-01&hari=2026-11-20", "rating", report.ID, "act", "release", "reason", "sah"); a.Status != 404 {
		t.Errorf("HR releases a report of a fee: %d", a.Status)
	}
	if o.verdict(ids[0]) != domain.Held {
		t.Error("the rating counts")
	}
}

// A reviewer reads what was written where something is hidden, with a row of the record; it is
// in no list, file or page before and after, and no other role reads it.
func TestAnOriginalIsReadInAReview(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector())
	o.at(day(11, 20))
	s := domain.Submission{ID: ids[0], Value: 1, Officer: "P-01", Comment: "goblok kwarsitama, nama saya Yosefina"}
	s.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "tablet"}
	_, _, err := o.intake.Submit(t.Context(), s)
	check(t, err)
	s.ID, s.Comment, s.Value = ids[1], "kursi kurang", 4
	o.later(time.Minute)
	_, _, err = o.intake.Submit(t.Context(), s)
	check(t, err)
	s.ID, s.Comment, s.Reasons = ids[2], "goblok minta uang rokok", []string{domain.ReasonFee}
	o.later(time.Minute)
	_, _, err = o.intake.Submit(t.Context(), s)
	check(t, err)
	o.at(today())
	reads := func() int {
		rows, err := o.store.Events(t.Context(), audit.Filter{Kind: audit.OriginalRead}, 10)
		check(t, err)
		for _, row := range rows {
			if row.Subject != ids[0] || strings.Contains(row.Detail, "kwarsitama") {
				t.Errorf("recorded: %+v", row)
			}
		}
		return len(rows)
	}
	const link = "/hr/tinjauan/kelompok?petugas=P-01&hari=2026-11-20"
	secret := []string{"goblok", "Yosefina"}
	for i, who := range []string{"hr", "inspektur"} {
		b := o.as(who)
		says(t, who+" before", b.get(link).Body, []string{`name="naskah" value="` + ids[0]}, append(secret, `name="naskah" value="`+ids[1]))
		a := b.do(link, "naskah", ids[0])
		says(t, who+" reads", a.Body, []string{"Naskah asli", "goblok kwarsitama, nama saya Yosefina"}, []string{`name="naskah"`})
		if a.Status != 200 || !strings.Contains(a.Header.Get("Cache-Control"), "no-store") || reads() != i+1 {
			t.Errorf("%s: %d, %q, %d rows", who, a.Status, a.Header.Get("Cache-Control"), reads())
		}
		for _, id := range []string{ids[1], ids[2], ids[8], "x"} {
			if a := b.do(link, "naskah", id); a.Status != 404 {
				t.Errorf("%s reads %s: %d", who, id, a.Status)
			}
		}
		for _, page := range []string{link, "/hr/tinjauan", "/hr/papan", "/hr/petugas/P-01", "/hr/penilaian.csv"} {
			says(t, who+" "+page, b.get(page).Body, nil, secret)
		}
	}
	if a := o.as("kepala").do(link, "naskah", ids[0]); a.Status != 403 || strings.Contains(a.Body, "goblok") {
		t.Errorf("a head: %d", a.Status)
	}
	if n := reads(); n != 2 {
		t.Errorf("%d rows of the record", n)
	}
}
