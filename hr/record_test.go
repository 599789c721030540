package hr_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
	"suaraloket/domain/review"
	"suaraloket/hr"
)

// rows gives the record behind a row as text, the oldest first.
func (o *office) rows(after int64) (rows []string, last int64) {
	o.t.Helper()
	list, err := o.store.Events(context.Background(), audit.Filter{}, 10_000)
	check(o.t, err)
	slices.Reverse(list)
	for _, e := range list {
		if e.Seq > after {
			rows = append(rows, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", e.Actor, e.Kind, e.Subject, e.Detail)))
		}
	}
	return rows, int64(len(list))
}

// uuids are replaced in rows: most differ from run to run.
var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// Each act writes exactly its row, and what refuses the act or changes nothing writes none. No
// row holds a password, a PIN, a key, a code, an address or a resident's words.
func TestEachActIsOneRow(t *testing.T) {
	const password, note, answered = "sawah pagar lompat kuda", "catatanrahasia", "jawabanrahasia"
	o := openOffice(t, withBot)
	o.employ(inspector())
	o.fill()
	o.deploy()
	report := o.reportFee(day(11, 20))
	keeper := account.NewKeeper(o.store, o.store, plain{}, o.clock)
	as := map[string]*browser{}
	for _, login := range []string{"admin", "hr", "kepala", "ratna", "inspektur"} {
		as[login] = o.as(login)
	}
	staff, head, ctx := as["hr"], as["kepala"], context.Background()
	page := "/hr/laporan/" + report.ID
	never := []string{secret, password, note, answered, feeMarker, markerNIP, "minta uang"}
	var keyID, pairing, code string
	photo := []file{{"foto.jpg", portraitFile(t, 300, 400, colours()[0], colours()[1])}}
	for _, act := range []struct {
		name string
		do   func()
		want []string
	}{
		{"sign-in", func() { o.as("dewi") }, []string{"dewi signed_in dewi"}},
		{"sign-out", func() { o.as("budi").do("/hr/keluar") }, []string{"budi signed_in budi", "budi signed_out budi"}},
		{"wrong password", func() { o.browser().trySignIn("budi", password, "") }, []string{"(unknown) sign_in_failed budi n=1"}},
		{"wrong password again", func() { o.browser().trySignIn("budi", password, "") }, nil},
		{"wrong login", func() { o.browser().trySignIn(password, "x", "") }, []string{"(unknown) sign_in_failed (unknown) n=1"}},
		{"password", func() {
			as["dewi"] = o.as("dewi")
			as["dewi"].do("/hr/sandi", "old", secret, "new", password, "again", password)
		}, []string{"dewi signed_in dewi", "dewi password_changed dewi"}},
		{"account", func() {
			check(t, o.manager.Add(ctx, operator(), account.Account{Login: "baru", Role: domain.RoleHead, Unit: "PTS"}, password))
		}, []string{"(command line) account_added baru role=head unit=PTS"}},
		{"account again", func() {
			_ = o.manager.Add(ctx, operator(), account.Account{Login: "baru", Role: domain.RoleHead, Unit: "PTS"}, password)
		}, nil},
		{"disable", func() { check(t, keeper.Disable(ctx, operator(), "baru")) }, []string{"(command line) account_disabled baru"}},
		{"enable", func() { check(t, keeper.Enable(ctx, operator(), "baru")) }, []string{"(command line) account_enabled baru"}},
		{"reset", func() { check(t, keeper.Reset(ctx, operator(), "baru", password, true)) }, []string{"(command line) account_reset baru one_time=true"}},
		{"role", func() { check(t, keeper.SetRole(ctx, operator(), "baru", domain.RoleOfficer, "", "P-04")) }, []string{"(command line) account_role baru role=officer officer=P-04"}},
		{"no role", func() { _ = keeper.SetRole(ctx, operator(), "admin", domain.RoleHR, "", "") }, nil},
		{"sessions", func() {
			n, err := keeper.EndSessions(ctx, operator(), "dewi", "")
			check(t, err)
			if n == 0 {
				t.Error("no session ended")
			}
		}, []string{"(command line) sessions_ended dewi"}},
		{"no sessions", func() { _, _ = keeper.EndSessions(ctx, operator(), "dewi", "") }, nil},
		{"key", func() {
			never = append(never, shownKey.FindStringSubmatch(as["admin"].makeKey("Antrean Dukcapil").Body)[1])
		}, []string{`admin key_made ID name="Antrean Dukcapil" scopes=tickets`}},
		{"key of hr", func() { staff.send("/hr/kunci", url.Values{"name": {"x"}, "_form": {staff.token("/hr/cara")}}) }, nil},
		{"revoke key", func() {
			keyID = uuids.FindString(as["admin"].get("/hr/kunci").Body)
			as["admin"].do("/hr/kunci/" + keyID + "/cabut")
			as["admin"].do("/hr/kunci/" + keyID + "/cabut")
		}, []string{"admin key_revoked ID"}},
		{"PIN", func() { never = append(never, pinPattern.FindStringSubmatch(head.issue("P-01").Body)[1]) }, []string{"kepala pin_set P-01"}},
		{"PIN of another unit", func() { head.issue("P-04") }, nil},
		{"photo", func() { head.upload("/hr/petugas/P-01/foto", head.token("/hr/cara"), photo) }, []string{"kepala photo_set P-01"}},
		{"no photo", func() { as["ratna"].do("/hr/petugas/P-01/foto/hapus") }, []string{"ratna photo_removed P-01"}},
		{"hours", func() {
			head.do("/hr/jam", week("08.00-12.00, 13.00-15.00", "unit", "DKC")...)
		}, []string{`kepala hours_set DKC mon="08.00-12.00, 13.00-15.00"`}},
		{"holiday", func() { staff.do("/hr/jam/libur", "day", "2026-12-25", "name", "Natal", "unit", "") }, []string{"hr holiday_set  day=2026-12-25 name=Natal"}},
		{"no holiday", func() {
			staff.do("/hr/jam/libur/hapus", "day", "2026-12-25", "unit", "")
			staff.do("/hr/jam/libur/hapus", "day", "2026-12-25", "unit", "")
		}, []string{"hr holiday_removed  day=2026-12-25"}},
		{"invitation", func() {
			pairing = head.invite("DKC-02", "Tablet Baru").to()
			code = head.codeAt(pairing)
			never = append(never, code)
		}, []string{`kepala tablet_invited ID counter=DKC-02 name="Tablet Baru"`}},
		{"pairing", func() {
			request := uuid.NewString()
			key, _, err := o.kiosks.Pair(ctx, code, request)
			check(t, err)
			never = append(never, key)
			_, again, err := o.kiosks.Pair(ctx, code, request)
			check(t, err)
			if !again {
				t.Error("paired twice")
			}
		}, []string{`kepala tablet_paired ID pairing=ID counter=DKC-02 name="Tablet Baru"`}},
		{"tablet", func() {
			staff.do("/hr/kios/tablet-1/nama", "name", "Pintu")
			staff.do("/hr/kios/tablet-1/loket", "counter", "DKC-02")
			staff.do("/hr/kios/tablet-3/cabut", "sebab", "hilang")
		}, []string{"hr tablet_renamed tablet-1 name=Pintu", "hr tablet_moved tablet-1 counter=DKC-02", "hr tablet_revoked tablet-3 lost=true"}},
		{"tablet of another unit", func() { head.do("/hr/kios/tablet-5/nama", "name", "x") }, nil},
		{"queue", func() { staff.uploadQueue(queue("tablet-1", 3)) }, []string{"hr queue_imported tablet-1 ratings=3"}},
		{"queue of another unit", func() { head.uploadQueue(queue("tablet-5", 2)) }, nil},
		{"own results", func() { as["ratna"].get("/hr/petugas/P-01") }, nil},
		{"results", func() { staff.get("/hr/petugas/p-01?periode=2026") }, []string{"hr officer_viewed P-01 period=2026"}},
		{"results of another unit", func() { head.get("/hr/petugas/P-04") }, nil},
		{"board", func() {
			head.get("/hr/papan")
			head.get("/hr/papan?urut=name")
			staff.get("/hr/papan?unit=PTS")
		}, []string{"kepala board_viewed DKC period=2026-Q4", "hr board_viewed PTS period=2026-Q4"}},
		{"files", func() {
			staff.get("/hr/papan.csv?unit=DKC")
			staff.get("/hr/penilaian.csv?periode=2026")
			head.get("/hr/penilaian.csv")
		}, []string{"hr exported skor.csv unit=DKC period=2026-Q4", "hr exported penilaian.csv period=2026"}},
		{"reports", func() {
			as["inspektur"].get("/hr/laporan")
			staff.get("/hr/laporan")
		}, []string{"inspektur fees_listed  decided=false n=1"}},
		{"report", func() {
			as["inspektur"].get(page)
			as["inspektur"].get("/hr/laporan/" + uuid.NewString())
		}, []string{"inspektur fee_read ID"}},
		{"note", func() {
			as["inspektur"].send(page+"/catatan", url.Values{"note": {note}, "_form": {as["inspektur"].token("/hr/cara")}})
			as["inspektur"].send(page+"/catatan", url.Values{"note": {""}, "_form": {as["inspektur"].token("/hr/cara")}})
		}, []string{"inspektur fee_noted ID", "inspektur fee_read ID"}},
		{"decision", func() {
			for _, status := range []string{"handed_over", "rejected"} {
				as["inspektur"].send(page+"/putusan", url.Values{"status": {status}, "answer": {answered}, "_form": {as["inspektur"].token("/hr/cara")}})
			}
		}, []string{"inspektur fee_handed_over ID status=handed_over", "inspektur fee_decided ID status=rejected"}},
		{"chat", func() {
			_, link := staff.code()
			check(t, o.linkChat(link, "chat-8121"))
			never = append(never, link, "chat-8121")
			staff.do("/hr/telegram/putus")
			staff.do("/hr/telegram/putus")
		}, []string{"hr chat_linked hr", "hr chat_unlinked hr"}},
		{"pages about no officer", func() {
			for _, path := range []string{"/hr/cara", "/hr/kode", "/hr/kios", "/hr/kios.csv", "/hr/jam", "/hr/foto", "/hr/ikm", "/hr/ikm.csv"} {
				staff.get(path)
			}
		}, nil},
		{"the board of the next day", func() {
			o.later(24 * time.Hour)
			o.as("hr").get("/hr/papan?unit=PTS")
			o.at(today())
		}, []string{"hr signed_in hr", "hr board_viewed PTS period=2026-Q4"}},
	} {
		_, before := o.rows(0)
		act.do()
		got, _ := o.rows(before)
		for i := range got {
			got[i] = uuids.ReplaceAllString(got[i], "ID")
		}
		if !slices.Equal(got, act.want) {
			t.Errorf("%s: %q\nwant %q", act.name, got, act.want)
		}
	}
	all, n := o.rows(0)
	text := strings.Join(all, "\n")
	says(t, "the record", text, nil, never)
	if address := regexp.MustCompile(`\b\d+\.\d+\.\d+\.\d+\b`).FindString(text); address != "" {
		t.Errorf("the record holds %s", address)
	}
	if head, err := o.store.VerifyRecord(ctx); err != nil || head.Seq != n {
		t.Errorf("%v %v, %d rows", head, err, n)
	}
}

// The page narrows by its form, and pages by address.
func TestTheRecordIsRead(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector())
	o.fill()
	report := o.reportFee(day(11, 20))
	inspektur := o.as("inspektur")
	inspektur.get("/hr/laporan/" + report.ID)
	o.as("kepala").get("/hr/petugas/P-01")
	b := o.as("admin")
	for _, login := range []string{"admin", "inspektur"} {
		says(t, login, o.as(login).get("/hr/catatan").Body, []string{
			"<h1>Catatan kegiatan</h1>", "Melihat hasil petugas", `href="/hr/catatan?oleh=kepala">kepala</a>`, `href="/hr/catatan?tentang=P-01">P-01</a>`,
			"period=2026-Q4", "Kepala unit", "23 November 2026, 09.14 WIB", "Baris perintah", "Membuat akun", "Kunci baris terakhir", `aria-current="page">Catatan kegiatan`,
		}, []string{"hr.record", "audit."})
	}
	for query, c := range map[string]struct{ must, never []string }{
		"?oleh=kepala":                    {[]string{"Melihat hasil petugas", "Masuk ke portal", "Hapus filter"}, []string{"Membuat akun</td>"}},
		"?oleh=kepala&kegiatan=signed_in": {[]string{"Masuk ke portal"}, []string{"Melihat hasil petugas</td>"}},
		"?tentang=p-01":                   {[]string{">P-01</a>"}, []string{"Masuk ke portal</td>"}},
		"?dari=2026-11-24":                {[]string{"Tidak ada kegiatan yang sesuai."}, []string{"</td>"}},
		"?dari=2026-11-23&sampai=salah":   {[]string{"Masuk ke portal"}, []string{`value="salah"`}},
		"?sampai=2026-11-22":              {[]string{"Tidak ada kegiatan yang sesuai."}, []string{"</td>"}},
		"?oleh=%3Cb%3E":                   {[]string{`value="&lt;b&gt;"`}, []string{"<b>"}},
	} {
		says(t, query, b.get("/hr/catatan"+query).Body, c.must, c.never)
	}
	says(t, "in English", o.as("admin").get("/hr/catatan?lang=en").Body, []string{"Record of activity", "Viewed the results of an officer", "Command line"}, []string{"Baris perintah"})
	for range 60 {
		b.get("/hr/petugas/P-02")
	}
	page := b.get("/hr/catatan?kegiatan=officer_viewed").Body
	older := regexp.MustCompile(`href="(/hr/catatan\?kegiatan=officer_viewed&amp;sebelum=\d+)" rel="next"`).FindStringSubmatch(page)
	if strings.Count(page, `<th scope="row">`) != 50 || older == nil {
		t.Fatalf("%d rows, %q", strings.Count(page, `<th scope="row">`), older)
	}
	page = b.get(strings.ReplaceAll(older[1], "&amp;", "&")).Body
	if n := strings.Count(page, `<th scope="row">`); n != 11 {
		t.Errorf("%d older rows", n)
	}
	says(t, "the older rows", page, []string{`href="/hr/catatan?kegiatan=officer_viewed">Terbaru`, "kepala</a>"}, []string{"Lebih lama"})
}

// An administrator reads that the Inspektorat works, and not on which report.
func TestTheRecordHidesReportsFromAdministrators(t *testing.T) {
	o := openOffice(t)
	o.employ(inspector())
	o.fill()
	report := o.reportFee(day(11, 20))
	o.as("inspektur").get("/hr/laporan/" + report.ID)
	about := "/hr/catatan?tentang=" + report.ID
	says(t, "the Inspektorat", o.as("inspektur").get(about).Body, []string{"Membaca laporan pungutan", ">" + report.ID + "</a>"}, nil)
	admin := o.as("admin")
	says(t, "an administrator", admin.get("/hr/catatan").Body, []string{"Membaca laporan pungutan</td>", "hanya untuk Inspektorat"}, []string{report.ID})
	says(t, "an administrator's search", admin.get(about).Body, []string{"Tidak ada kegiatan yang sesuai."}, []string{"Membaca laporan pungutan</td>"})
}

// silent is a record that cannot be written.
type silent struct{}

func (silent) Record(context.Context, ...audit.Event) error { return domain.ErrUnavailable }

func (silent) Events(context.Context, audit.Filter, int) ([]audit.Event, error) { return nil, nil }

func (silent) RecordHead(context.Context) (audit.Head, error) { return audit.Head{}, nil }

// What cannot be recorded is not shown, and not done.
func TestNothingIsShownWithoutItsRow(t *testing.T) {
	o := openOffice(t, func(options *hr.Options) { options.Record = review.NewRecord(silent{}, options.Clock) })
	o.employ(inspector())
	o.fill()
	report := o.reportFee(day(11, 20))
	b, own, inspektur := o.as("hr"), o.as("ratna"), o.as("inspektur")
	for _, path := range []string{"/hr/petugas/P-01", "/hr/papan", "/hr/papan.csv", "/hr/penilaian.csv"} {
		a := b.get(path)
		if a.Status != 503 {
			t.Errorf("%s: %d", path, a.Status)
		}
		says(t, path, a.Body, nil, []string{"Ratna", "DKC-01"})
	}
	if a := own.get("/hr/petugas/P-01"); a.Status != 200 {
		t.Errorf("the own results: %d", a.Status)
	}
	if a := b.get("/hr/kios"); a.Status != 200 {
		t.Errorf("a page about no person: %d", a.Status)
	}
	token := own.token("/hr/cara")
	check(t, o.store.SetNote(context.Background(), "audit_head", "damaged"))
	for path, form := range map[string]url.Values{
		"/hr/petugas/P-01/pin": {"_form": {token}}, "/hr/petugas/P-01/foto/hapus": {"_form": {token}},
	} {
		if a := own.send(path, form); a.Status != 500 {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	if hash, err := o.store.PIN(context.Background(), "P-01"); !errors.Is(err, domain.ErrPINMissing) {
		t.Errorf("a PIN is set: %q %v", hash, err)
	}
	for _, path := range []string{"/hr/laporan", "/hr/laporan/" + report.ID} {
		a := inspektur.get(path)
		says(t, path, a.Body, nil, []string{feeMarker, report.Receipt()})
		if a.Status != 500 {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	visitor := o.browser()
	if a := visitor.trySignIn("hr", secret, ""); a.Status != 500 || visitor.session() != "" {
		t.Errorf("a session begins: %d", a.Status)
	}
}
