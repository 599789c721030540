package hr_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/hr"
)

func TestAllRatingsAsCSV(t *testing.T) {
	o := openOffice(t)
	o.rate("P-01", day(9, 10), []int{4})
	o.rate("P-01", day(10, 5), []int{2}, func(_ int, s *domain.Submission) {
		s.Comment, s.Lang = "=HYPERLINK(\"x\"); telepon 0812 3456 7890\nbaris dua", "id"
		s.Answers, s.Reasons = domain.Answers{"sarana": 3, "persyaratan": 1}, []string{"menunggu_lama", "kurang_jelas"}
		s.Respondent = domain.Respondent{Sex: "P", Age: 34, Education: "S1", Occupation: "swasta"}
	})
	o.rate("P-04", day(10, 6), []int{3}, func(_ int, s *domain.Submission) { s.Right.Counter, s.Service = "DKC-02", "KTP-EL" })
	a := o.as("hr").get("/hr/penilaian.csv?periode=2026-Q4")
	if a.Status != 200 || a.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(a.Header.Get("Content-Disposition"), "penilaian-2026-Q4.csv") {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	var lines []string
	for _, row := range table(t, a.Body) {
		lines = append(lines, strings.Join(row, "|"))
	}
	want := []string{
		"Hari|Kode unit|Kode loket|Kode petugas|Kode layanan|Saluran|Bukti kehadiran|Nilai (1-4)|U1 Persyaratan|U2 Sistem, Mekanisme, dan Prosedur|U3 Waktu Penyelesaian|U4 Biaya/Tarif|" +
			"U5 Produk Spesifikasi Jenis Pelayanan|U6 Kompetensi Pelaksana|U7 Perilaku Pelaksana|U8 Penanganan Pengaduan, Saran dan Masukan|U9 Sarana dan Prasarana|" +
			"Alasan|Jenis kelamin|Usia|Pendidikan|Pekerjaan|Komentar|Bahasa|Dihitung atau ditahan|Sebab ditahan",
		"2026-10-05|DKC|DKC-01|P-01|KTP-EL|Tablet di loket|Tablet di loket|2|1||||||||3|Kurang jelas, Menunggu lama|Perempuan|34|S1|Swasta|'=HYPERLINK(\"x\"); telepon [nomor]\nbaris dua|Indonesia|Dihitung|",
		"2026-10-06|DKC|DKC-02|P-04|KTP-EL|Tablet di loket|Tablet di loket|3|||||||||||||||||Ditahan|Petugas tidak tercatat bertugas",
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	says(t, "the table", a.Body, nil, []string{"tablet-", markerNIP, "Ratna", "09:0", "09.0", "T0"})
	if year := table(t, o.as("admin").get("/hr/penilaian.csv?periode=2026").Body); len(year) != 4 {
		t.Errorf("the year has %d lines", len(year))
	}
	if none := table(t, o.as("admin").get("/hr/penilaian.csv?periode=2025").Body); len(none) != 1 {
		t.Errorf("another year has %d lines", len(none))
	}
}

func TestAllRatingsNeedAViewOfTheCity(t *testing.T) {
	o := openOffice(t)
	o.fill()
	link := `href="/hr/penilaian.csv?periode=2026-Q4"`
	for _, c := range []struct {
		login  string
		status int
		linked bool
	}{{"admin", 200, true}, {"hr", 200, true}, {"kepala", 403, false}, {"ratna", 403, false}} {
		b := o.as(c.login)
		a := b.get("/hr/penilaian.csv")
		if a.Status != c.status || c.status != 200 && strings.Contains(a.Body, "Tablet di loket") {
			t.Errorf("%s: %d", c.login, a.Status)
		}
		if linked := strings.Contains(b.get("/hr/papan?periode=2026-Q4&unit=DKC").Body, link); linked != c.linked {
			t.Errorf("%s is shown the link: %v", c.login, linked)
		}
	}
	if a := o.browser().get("/hr/penilaian.csv"); a.Status != http.StatusSeeOther {
		t.Errorf("not signed in: %d", a.Status)
	}
	if a := o.as("hr").get("/hr/penilaian.csv?periode=soon"); a.Status != 422 {
		t.Errorf("no period: %d", a.Status)
	}
	b := o.as("hr")
	b.chooses("en")
	says(t, "in English", b.get("/hr/penilaian.csv").Body, []string{"Day;Unit code;", "Tablet at the counter", ";Counted;"}, []string{"Hari", "hr.all", "Tablet di loket", "counted;"})
}

// manyRatings is a log with perDay ratings for each day. It fails from the day in fails.
type manyRatings struct {
	perDay int
	first  domain.Day
	last   domain.Day
	fails  domain.Day
	asked  atomic.Int64
}

func (m *manyRatings) RatingsOf(_ context.Context, day domain.Day, after string, n int) ([]report.LoggedRating, string, error) {
	m.asked.Add(1)
	if m.fails != "" && day >= m.fails {
		return nil, "", domain.ErrUnavailable
	}
	if day < m.first || day > m.last {
		return nil, "", nil
	}
	given := 0
	_, _ = fmt.Sscan(after, &given)
	page := make([]report.LoggedRating, min(n, m.perDay-given))
	for i := range page {
		page[i] = report.LoggedRating{
			Day: day, Unit: "DKC", Counter: "DKC-01", Officer: "P-01", Channel: domain.ChannelKiosk, Value: 3,
			Comment: strings.Repeat("panjang ", 10), Answers: domain.Answers{"biaya": 2}, Verdict: domain.Counted,
		}
	}
	if given += len(page); given < m.perDay {
		return page, fmt.Sprint(given), nil
	}
	return page, "", nil
}

func readerOf(t *testing.T, log report.RatingLog) *document.RatingsCSV {
	t.Helper()
	ratings, err := report.NewReporter(nil, nil, nil, log, today).Ratings(domain.Actor{Role: domain.RoleHR}, domain.Period{Year: 2026})
	check(t, err)
	texts, err := locale.Load()
	check(t, err)
	return document.NewRatingsCSV(texts.In("id"), func() ([]report.LoggedRating, error) { return ratings.Next(context.Background()) })
}

// TestManyRatingsUseConstantMemory reads 300,000 ratings, about 50 MB, and measures the
// memory in use.
func TestManyRatingsUseConstantMemory(t *testing.T) {
	csv := readerOf(t, &manyRatings{perDay: 30_000, first: "2026-03-01", last: "2026-03-10"})
	before, most, size := heapInUse(), uint64(0), 0
	piece := make([]byte, 1<<20)
	for {
		n, err := csv.Read(piece)
		size += n
		if csv.Rows()%20_000 == 0 {
			most = max(most, heapInUse())
		}
		if errors.Is(err, io.EOF) {
			break
		}
		check(t, err)
	}
	if csv.Rows() != 300_000 || size < 40_000_000 {
		t.Errorf("%d ratings in %d bytes", csv.Rows(), size)
	}
	if grown := int64(most) - int64(before); grown > 12<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
}

func heapInUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// download requests all ratings over TCP from a portal with the given log.
func download(t *testing.T, log report.RatingLog) (o *office, counter *deadlines, a *http.Response) {
	t.Helper()
	o = openOffice(t, func(options *hr.Options) { options.Reports = report.NewReporter(nil, nil, nil, log, today) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	counter = &deadlines{Listener: listener}
	request, err := http.NewRequest(http.MethodGet, o.listenOn(counter)+"/hr/penilaian.csv?periode=2026", nil)
	check(t, err)
	for _, cookie := range o.as("hr").jar.Cookies(&host) {
		request.AddCookie(cookie)
	}
	a, err = http.DefaultClient.Do(request)
	check(t, err)
	t.Cleanup(func() { _ = a.Body.Close() })
	return o, counter, a
}

// deadlines counts the changes of a connection's write deadline.
type deadlines struct {
	net.Listener
	moved atomic.Int64
}

func (d *deadlines) Accept() (net.Conn, error) {
	c, err := d.Listener.Accept()
	return deadlineConn{c, d}, err
}

type deadlineConn struct {
	net.Conn
	counter *deadlines
}

func (c deadlineConn) SetWriteDeadline(at time.Time) error {
	c.counter.moved.Add(1)
	return c.Conn.SetWriteDeadline(at)
}

// TestEachPageExtendsTheWriteDeadline checks that the write deadline moves with each page:
// the server's own deadline covers a whole response.
func TestEachPageExtendsTheWriteDeadline(t *testing.T) {
	log := &manyRatings{perDay: 6000, first: "2026-03-01", last: "2026-03-10"}
	o, counter, a := download(t, log)
	body, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != 200 || len(table(t, string(body))) != 60_001 {
		t.Errorf("%d, %d bytes, %v", a.StatusCode, len(body), err)
	}
	if pages := int64(30); counter.moved.Load() < pages {
		t.Errorf("the deadline was moved %d times for %d pages", counter.moved.Load(), pages)
	}
	says(t, "the log", o.logs.String(), nil, []string{"broken off"})
}

// TestAFailedTransferIsAborted makes the database unavailable in the middle.
func TestAFailedTransferIsAborted(t *testing.T) {
	o, _, a := download(t, &manyRatings{perDay: 6000, first: "2026-03-01", last: "2026-03-10", fails: "2026-03-05"})
	body, err := io.ReadAll(a.Body)
	if a.StatusCode != 200 || len(body) < 1_000_000 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%d, %d bytes, %v", a.StatusCode, len(body), err)
	}
	if n := strings.Count(o.logs.String(), "export aborted"); n != 1 {
		t.Errorf("logged %d times: %s", n, o.logs)
	}
}

func TestATransferThatCannotStartIsRefused(t *testing.T) {
	_, _, a := download(t, &manyRatings{fails: "2026-01-01"})
	body, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusServiceUnavailable || strings.Contains(string(body), "Hari;") {
		t.Errorf("%d, %s, %v", a.StatusCode, body, err)
	}
}

// TestReadingStopsWhenTheClientDisconnects checks that pages are read only on demand.
func TestReadingStopsWhenTheClientDisconnects(t *testing.T) {
	log := &manyRatings{perDay: 100_000, first: "2026-01-01", last: "2026-12-31"}
	_, _, a := download(t, log)
	_, err := io.CopyN(io.Discard, a.Body, 1_000_000)
	check(t, errors.Join(err, a.Body.Close()))
	var last int64
	for range 50 {
		time.Sleep(20 * time.Millisecond)
		if now := log.asked.Load(); now == last {
			return
		} else {
			last = now
		}
	}
	t.Errorf("reading does not stop: %d pages", last)
}
