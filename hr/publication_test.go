package hr_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"suaraloket/domain"
)

// watched are the pages and exports of an officer and of a head that show figures of P-01, with
// the filters that could be subtracted from one another.
func watched() map[string][]string {
	list := map[string][]string{}
	for _, period := range []string{"2026-Q4", "2026"} {
		list["ratna"] = append(list["ratna"], "/hr/petugas/P-01?periode="+period)
		for _, page := range []string{"/hr/papan?periode=", "/hr/papan.csv?periode=", "/hr/ikm?periode=", "/hr/ikm.csv?periode=", "/hr/petugas/P-01?periode="} {
			list["kepala"] = append(list["kepala"], page+period)
		}
		list["kepala"] = append(list["kepala"], "/hr/papan.csv?layanan=KK&periode="+period, "/hr/papan.csv?status=full&periode="+period, "/hr/papan.csv?q=ratna&periode="+period)
	}
	list["kepala"] = append(list["kepala"], "/hr/ikm?periode=2026-11", "/hr/ikm.csv?periode=2026-S2")
	return list
}

// An officer and a head who load every page around each rating see nothing move, and after
// closing only ten ratings or more at once. The soak runs it for a thousand ratings.
func TestReloadingShowsNoSingleRating(t *testing.T) {
	o := openOffice(t)
	o.fill()
	readers := map[string]*browser{}
	for login := range watched() {
		readers[login] = o.as(login)
	}
	look := func() map[string]string {
		pages := map[string]string{}
		for login, list := range watched() {
			for _, address := range list {
				a := readers[login].get(address)
				if a.Status != 200 {
					t.Fatalf("%s %s: %d", login, address, a.Status)
				}
				pages[login+" "+address] = a.Body
			}
		}
		return pages
	}
	random := rand.New(rand.NewPCG(1, 2))
	before, new := look(), 0
	ratings, closes := 30, func(n int) bool { return n%7 == 6 }
	if os.Getenv("SUARALOKET_TEST_SOAK_ROUNDS") != "" {
		// All closings lie before the rest of the quarter is published.
		ratings, closes = 1000, func(n int) bool { return n%50 == 6 || n%50 == 49 }
	}
	for n := range ratings {
		o.rate("P-01", day(11, 23), []int{1 + random.IntN(4)}, func(_ int, s *domain.Submission) {
			s.Service = []string{"KK", "KTP-EL"}[n%2]
			s.Answers = domain.Answers{"kompetensi": s.Value, "perilaku": s.Value, "waktu": s.Value, "biaya": 4, "produk": s.Value}
			s.Comment = fmt.Sprint("catatan ", n)
		})
		new++
		if after := look(); differing(before, after) != "" {
			t.Fatalf("rating %d moves %s", n, differing(before, after))
		}
		if !closes(n) {
			continue
		}
		o.publish()
		after := look()
		moved := differing(before, after)
		if (moved != "") != (new >= 10) {
			t.Fatalf("%d new ratings, moved: %q", new, moved)
		}
		if moved != "" {
			before, new = after, 0
		}
	}
}

// differing names a page that differs.
func differing(before, after map[string]string) string {
	for page, body := range before {
		if after[page] != body {
			return page
		}
	}
	return ""
}
