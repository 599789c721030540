package benchtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
)

// How a pair is measured. Each half has its own warm-up, and the halves alternate, so that other
// load on the machine affects both.
const (
	benchPairs  = 3
	benchWarmUp = 700 * time.Millisecond
	benchHalf   = 2500 // ms, unless BENCH_HALF says otherwise
)

// startDemo runs the real program with the sample city and without ratings.
func startDemo(t testing.TB, driver string) (p *programtest.Process, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "demo")
	env := append(programtest.Unlimited(), programtest.Database(t, driver)...)
	return programtest.Start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0"), dir
}

// intake is the measurement of one database with a number of clients.
type intake struct {
	driver              string
	clients             int
	row, work, ours     stint
	ofRow, ofWork, ofP9 []float64 // ours ÷ bare, pair by pair
}

// benchClients returns the numbers of concurrent clients, one for each row of the table.
func benchClients(b *testing.B) (list []int) {
	b.Helper()
	text := os.Getenv("BENCH_CLIENTS")
	if text == "" {
		return []int{1, 8, 32, 256}
	}
	for _, word := range strings.Split(text, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			b.Fatalf("BENCH_CLIENTS=%q: want numbers above 0", text)
		}
		list = append(list, n)
	}
	return list
}

// benchIntake compares ratings sent to the program over HTTP with bare inserts into the
// same tables, both durable.
func benchIntake(b *testing.B, r *benchReport) {
	var all []*intake
	for _, driver := range benchDrivers() {
		for _, clients := range benchClients(b) {
			in := &intake{driver: driver, clients: clients}
			b.Run(fmt.Sprintf("%s/%d", driver, clients), in.measure)
			all = append(all, in)
			r.raw(in.name("row"), in.row.raw())
			r.raw(in.name("work"), in.work.raw())
			r.raw(in.name("ours"), in.ours.raw())
		}
	}
	r.table(intakeRates(all))
	r.table(intakeTimes(all))
	benchCeiling(b, r)
}

func (in *intake) name(half string) string {
	return fmt.Sprintf("intake/%s/%d/%s", in.driver, in.clients, half)
}

func (in *intake) measure(b *testing.B) {
	program, dir := startDemo(b, in.driver)
	desks := programtest.DesksOf(b, program, dir)
	plain := openBare(b, in.driver, in.clients)
	row, work := plain.clients(desks, in.clients, false), plain.clients(desks, in.clients, true)
	ours := openTablets(b, program.Base, desks, in.clients)
	for range benchPairs {
		alone, bare, our := benchHalfOf(b, row), benchHalfOf(b, work), benchHalfOf(b, ours)
		in.row, in.work, in.ours = in.row.plus(alone), in.work.plus(bare), in.ours.plus(our)
		in.ofRow = append(in.ofRow, our.perSecond()/alone.perSecond())
		in.ofWork = append(in.ofWork, our.perSecond()/bare.perSecond())
		in.ofP9 = append(in.ofP9, our.quantile(0.99).Seconds()/bare.quantile(0.99).Seconds())
	}
	program.Stop()
	benchLog("%s, %d clients: row %s/s, same work %s/s, ours %s/s", databaseName(in.driver), in.clients,
		grouped(in.row.perSecond()), grouped(in.work.perSecond()), grouped(in.ours.perSecond()))
}

func benchHalfOf(b *testing.B, clients []func() error) stint {
	b.Helper()
	half := time.Duration(benchNumber(b, "BENCH_HALF", benchHalf)) * time.Millisecond
	s, err := drive(min(benchWarmUp, half), half, clients)
	if err != nil || s.ended == 0 {
		b.Fatalf("%d answered, then %v", s.ended, err)
	}
	return s
}

func intakeRates(all []*intake) benchTable {
	t := benchTable{
		Title: "Taking ratings in: per second",
		Note: fmt.Sprintf("Bare: plain `database/sql`, a connection for each client, (a) the rating's row alone, (b) the same work: "+
			"the row and its two tallies in one transaction. Ours: HTTP to the running program. All durable. "+
			"Ratios: the median of %d alternating pairs.", benchPairs),
		Head: []string{"database", "clients", "bare (a)", "bare (b)", "ours", "ours ÷ a", "ours ÷ b"},
	}
	for _, in := range all {
		if len(in.ofWork) == 0 {
			continue
		}
		t.Rows = append(t.Rows, []string{
			databaseName(in.driver), fmt.Sprint(in.clients), grouped(in.row.perSecond()), grouped(in.work.perSecond()),
			grouped(in.ours.perSecond()), ratioText(median(in.ofRow)), ratioText(median(in.ofWork)),
		})
	}
	return t
}

func intakeTimes(all []*intake) benchTable {
	t := benchTable{
		Title: "Taking ratings in: from sending to the answer, ms",
		Head: []string{"database", "clients", "bare (a) p50", "p95", "p99", "bare (b) p50", "p95", "p99",
			"ours p50", "p95", "p99", "p99 ours ÷ b"},
	}
	for _, in := range all {
		if len(in.ofWork) == 0 {
			continue
		}
		row := []string{databaseName(in.driver), fmt.Sprint(in.clients)}
		for _, s := range []stint{in.row, in.work, in.ours} {
			for _, q := range []float64{0.50, 0.95, 0.99} {
				row = append(row, milliseconds(s.quantile(q)))
			}
		}
		t.Rows = append(t.Rows, append(row, ratioText(median(in.ofP9))))
	}
	return t
}

// benchCeiling measures the upper limits that the machine and HTTP set: a handler that does
// nothing, and the whole program without its database.
func benchCeiling(b *testing.B, r *benchReport) {
	demo, dir := startDemo(b, "sqlite")
	desks := programtest.DesksOf(b, demo, dir)
	demo.Stop()
	t := benchTable{
		Title: "Ceilings: per second without a database",
		Note:  "Empty: the same shell with a handler that answers 201 at once. Storeless: the whole program, but nothing is stored.",
		Head:  []string{"clients", "empty", "p99 ms", "storeless", "p99 ms"},
	}
	empty := programtest.StartRole(b, programtest.RoleEmpty, nil)
	storeless := programtest.StartRole(b, programtest.RoleStoreless, programtest.Unlimited(), "serve", "--config", filepath.Join(dir, "config.yaml"))
	for _, clients := range []int{1, 8, 32, 256} {
		row := []string{fmt.Sprint(clients)}
		for _, p := range []*programtest.Process{empty, storeless} {
			s := benchHalfOf(b, openTablets(b, p.Base, desks, clients))
			r.raw(fmt.Sprintf("ceiling/%d", clients), s.raw())
			row = append(row, grouped(s.perSecond()), milliseconds(s.quantile(0.99)))
		}
		t.Rows = append(t.Rows, row)
	}
	r.table(t)
}
