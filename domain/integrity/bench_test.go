package integrity_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

// bigDay makes n ratings of one day and 600 officers in 60 units, and their served visits.
func bigDay(n int) ([]integrity.Rating, integrity.Served) {
	rng := rand.New(rand.NewPCG(1, 1))
	served, order := integrity.Served{}, rng.Perm(n)
	ratings := make([]integrity.Rating, n)
	for i := range ratings {
		who := rng.IntN(600)
		r := at(fmt.Sprintf("%08d", order[i]), monday().Add(time.Duration(rng.IntN(8*3600))*time.Second),
			officer(fmt.Sprintf("P-%03d", who)), unit(fmt.Sprintf("U-%02d", who/10)), service(fmt.Sprintf("S-%d", rng.IntN(4))), value(1+rng.IntN(4)))
		switch rng.IntN(4) {
		case 0:
			poster(&r)
			browser(fmt.Sprint(rng.IntN(n)))(&r)
		case 1:
			author(fmt.Sprint(rng.IntN(n)))(&r)
		default:
			tablet(fmt.Sprint("t", who))(&r)
		}
		served[integrity.Visit{Unit: r.Unit, Service: r.Service, Day: domain.DayOf(r.At)}] += 3
		ratings[i] = r
	}
	return ratings, served
}

// BenchmarkJudge judges 100,000 ratings of one day and 600 officers at once.
func BenchmarkJudge(b *testing.B) {
	ratings, served := bigDay(100_000)
	for b.Loop() {
		integrity.Judge(ratings, served, integrity.Default())
	}
}
