package benchtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/domain/report"
)

// The number of reads before the measurement, and of measured reads.
const (
	benchWarmReads = 20
	benchReads     = 300
)

// reading is one page or report that staff read, with its times at both sizes.
type reading struct {
	what  string
	small stint
	large stint
}

// benchRead compares the reads of staff with few and with many ratings of the same officers,
// counters, services and days, and measures the start with many ratings.
func benchRead(b *testing.B, r *benchReport) {
	sizes := [2]int{benchNumber(b, "BENCH_SMALL", 100_000), benchNumber(b, "BENCH_LARGE", 10_000_000)}
	t := benchTable{
		Title: fmt.Sprintf("Reading with %s and with %s ratings, ms", grouped(float64(sizes[0])), grouped(float64(sizes[1]))),
		Note: fmt.Sprintf("The same officers, counters, services and days; a whole year. %d readings of each, the sizes in turn. "+
			"HTTP: from the running program, signed in; the rest without HTTP.", benchReads),
		Head: []string{"database", "what", "p50 small", "p99 small", "p50 large", "p99 large", "p99 large ÷ small"},
	}
	starts := benchTable{
		Title: fmt.Sprintf("Starting on %s ratings", grouped(float64(sizes[1]))),
		Note:  "To the first 200 of `/readyz`, the median; memory then, in MiB.",
		Head:  []string{"database", "start, ms", "memory"},
	}
	for _, driver := range benchDrivers() {
		b.Run(driver, func(b *testing.B) {
			small, large := fillDatabase(b, driver, sizes[0]), fillDatabase(b, driver, sizes[1])
			starts.Rows = append(starts.Rows, filledStart(b, r, large))
			for _, read := range readBoth(b, small, large) {
				t.Rows = append(t.Rows, read.row(driver))
				r.raw("read/"+driver+"/"+read.what+"/small", read.small.raw())
				r.raw("read/"+driver+"/"+read.what+"/large", read.large.raw())
			}
		})
	}
	r.table(t)
	r.table(starts)
}

func (r reading) row(driver string) []string {
	return []string{
		databaseName(driver), r.what, milliseconds(r.small.quantile(0.5)), milliseconds(r.small.quantile(0.99)),
		milliseconds(r.large.quantile(0.5)), milliseconds(r.large.quantile(0.99)),
		ratioText(r.large.quantile(0.99).Seconds() / r.small.quantile(0.99).Seconds()),
	}
}

func filledStart(b *testing.B, r *benchReport, f filled) []string {
	b.Helper()
	p, took := restartTimed(b, f.env(), "serve")
	rest := mebibytes(p, "VmRSS")
	p.Stop()
	r.raw("start/"+f.driver, map[string]float64{"start_ms": took.Seconds() * 1000, "memory_mib": rest})
	return []string{databaseName(f.driver), milliseconds(took), fmt.Sprintf("%.0f", rest)}
}

// readBoth reads from both databases in turn, so that other load on the machine affects both.
func readBoth(b *testing.B, small, large filled) []reading {
	b.Helper()
	ofSmall, ofLarge := readingsOf(b, small), readingsOf(b, large)
	var all []reading
	for i, s := range ofSmall {
		read := reading{what: s.what}
		for n := range benchWarmReads + benchReads {
			for _, side := range []struct {
				read func(int) error
				into *stint
			}{{s.read, &read.small}, {ofLarge[i].read, &read.large}} {
				begin := time.Now()
				if err := side.read(n); err != nil {
					b.Fatalf("%s: %v", s.what, err)
				}
				if took := time.Since(begin); n >= benchWarmReads {
					*side.into = side.into.plus(stint{took, 1, []time.Duration{took}})
				}
			}
		}
		benchLog("%s: %v", databaseName(small.driver), read.row(small.driver)[1:])
		all = append(all, read)
	}
	return all
}

// namedRead reads one page or report; n counts the reads.
type namedRead struct {
	what string
	read func(n int) error
}

// readingsOf returns the reads of a database: pages over HTTP, and reports without HTTP.
func readingsOf(b *testing.B, f filled) []namedRead {
	b.Helper()
	p := programtest.Start(b, f.env(), "serve")
	visitor := signIn(b, p, "hr", filledPassword)
	page := func(path string) error { return visitor.read(path + "?periode=" + filledPeriod()) }
	store, ctx := f.open(b), context.Background()
	reports, reader := report.NewReporter(store, store, store.Published(), store, programtest.CityNow), domain.Actor{Login: "operator", Role: domain.RoleAdmin}
	period, err := domain.ParsePeriod(filledPeriod())
	if err != nil {
		b.Fatal(err)
	}
	city := filledCity()
	officers, counters := city.Officers(), city.OwnCounters()
	officer := func(n int) string { return officers[n%(len(officers)-2)].Code } // the last two are a tenant's
	return []namedRead{
		{"board, HTTP", func(int) error { return page("/hr/papan") }},
		{"officer's page, HTTP", func(n int) error { return page("/hr/petugas/" + officer(n)) }},
		{"board", func(int) error {
			_, err := reports.Board(ctx, reader, period, report.BoardFilter{})
			return err
		}},
		{"officer's report", func(n int) error {
			_, err := reports.Officer(ctx, reader, officer(n), period)
			return err
		}},
		{"IKM of a unit", func(n int) error {
			_, err := reports.IKM(ctx, reader, counters[n%len(counters)].Unit.Code, period)
			return err
		}},
	}
}

// staff is an account that has signed in to the portal.
type staff struct {
	base   string
	client *http.Client
}

var formField = regexp.MustCompile(`name="_form" value="([^"]+)"`)

// signIn signs in as a browser does, with the form and its hidden field.
func signIn(t testing.TB, p *programtest.Process, login, password string) staff {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := staff{p.Base, &http.Client{Jar: jar}}
	t.Cleanup(s.client.CloseIdleConnections)
	form, err := s.get("/hr/masuk")
	if err != nil {
		t.Fatal(err)
	}
	token := formField.FindSubmatch(form)
	if token == nil {
		t.Fatalf("no form: %s", form)
	}
	answer, err := s.client.PostForm(p.Base+"/hr/masuk", url.Values{"login": {login}, "password": {password}, "_form": {string(token[1])}})
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Request.URL.Path == "/hr/masuk" {
		t.Fatalf("sign-in: %d, %s", answer.StatusCode, answer.Request.URL)
	}
	return s
}

func (s staff) get(path string) ([]byte, error) {
	answer, err := s.client.Get(s.base + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d", path, answer.StatusCode)
	}
	return body, err
}

// read fails unless the page exists and is complete.
func (s staff) read(path string) error {
	body, err := s.get(path)
	if err == nil && len(body) < 1000 {
		err = errors.New(path + " is too short for a page")
	}
	return err
}
