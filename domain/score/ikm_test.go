package score_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"suaraloket/domain/score"
)

// slugs are the nine unsur in the order of the regulation's list.
func slugs() []string {
	return []string{"persyaratan", "prosedur", "waktu", "biaya", "produk",
		"kompetensi", "perilaku", "pengaduan", "sarana"}
}

// withSum spreads n answers so that their values add up to sum (n..4n).
func withSum(n, sum int64) score.Counts {
	var c score.Counts
	base := min(sum/n, 3)
	above := sum - n*base
	c[base-1], c[base] = n-above, above
	return c
}

// survey has one element for each sum, each answered on n forms.
func survey(n int64, sums ...int64) []score.Element {
	var all []score.Element
	for i, sum := range sums {
		all = append(all, score.Element{Slug: slugs()[i], Counts: withSum(n, sum)})
	}
	return all
}

// each gives all nine elements the same counts.
func each(c score.Counts) []score.Element {
	var all []score.Element
	for _, slug := range slugs() {
		all = append(all, score.Element{Slug: slug, Counts: c})
	}
	return all
}

func TestIKM(t *testing.T) {
	tests := []struct {
		name     string
		elements []score.Element
		want     string
	}{
		{"all 4", each(score.Counts{0, 0, 0, 8}), "100.00 A Sangat baik"},
		{"all 1", each(score.Counts{8, 0, 0, 0}), "25.00 D Tidak baik"},
		{"one element all 4", survey(3, 12), "100.00 A Sangat baik"},
		{"one element all 1", survey(3, 3), "25.00 D Tidak baik"},
		{"one element 3,3,4,4", survey(4, 14), "87.50 B Baik"},
		{"two elements 74, 72", survey(20, 74, 72), "91.25 A Sangat baik"},
		{"two elements 65, 71", survey(20, 65, 71), "85.00 B Baik"},
		{"three elements 74, 76, 60", survey(20, 74, 76, 60), "87.50 B Baik"},
		{"own n each", []score.Element{
			{Slug: "waktu", Counts: withSum(10, 35)},
			{Slug: "biaya", Counts: withSum(3, 8)},
		}, "77.08 B Baik"},

		{"64.99", survey(10_000, 25_996), "64.99 D Tidak baik"},
		{"64.994", survey(100_000, 259_976), "64.99 D Tidak baik"},
		{"64.995", survey(10_000, 25_998), "65.00 C Kurang baik"},
		{"65.00", survey(10, 26), "65.00 C Kurang baik"},
		{"76.60", survey(1_000, 3_064), "76.60 C Kurang baik"},
		{"76.604", survey(100_000, 306_416), "76.60 C Kurang baik"},
		{"76.605", survey(10_000, 30_642), "76.61 B Baik"},
		{"88.30", survey(1_000, 3_532), "88.30 B Baik"},
		{"88.304", survey(100_000, 353_216), "88.30 B Baik"},
		{"88.305", survey(10_000, 35_322), "88.31 A Sangat baik"},
		{"88.305 of nine", each(withSum(10_000, 35_322)), "88.31 A Sangat baik"},
		{"64.995 of seven", each(withSum(10_000, 25_998))[:7], "65.00 C Kurang baik"},
		{"76.605 of three", each(withSum(10_000, 30_642))[:3], "76.61 B Baik"},
		{"99.995 is full marks", survey(5_000, 19_999), "100.00 A Sangat baik"},
		{"nothing between 64.99 and 65", survey(1_000_000, 2_599_799), "64.99 D Tidak baik"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := score.IKMOf(50, tt.elements)
			if text := fmt.Sprint(got.String(), " ", got.Mutu, " ", got.Kinerja); !ok || text != tt.want {
				t.Errorf("got %s, %v; want %s", text, ok, tt.want)
			}
			if got.N != 50 || len(got.Elements) != len(tt.elements) {
				t.Errorf("n %d, %d elements", got.N, len(got.Elements))
			}
		})
	}
}

func TestNoAnswerNoIKM(t *testing.T) {
	for _, elements := range [][]score.Element{nil, {}, each(score.Counts{})} {
		if got, ok := score.IKMOf(12, elements); ok || got.N != 0 || got.Mutu != "" || got.Elements != nil {
			t.Errorf("%d elements without an answer: %+v, %v", len(elements), got, ok)
		}
	}
}

// An element that was not asked takes no share of the weight.
func TestIKMLeavesOutWhatWasNotAsked(t *testing.T) {
	asked := survey(20, 74, 76, 60)
	with := append([]score.Element{{Slug: "sarana"}}, append(asked, score.Element{Slug: "biaya"})...)
	got, ok := score.IKMOf(20, with)
	if !ok || got.String() != "87.50" || len(got.Elements) != 3 {
		t.Fatalf("got %s from %d elements, %v", got, len(got.Elements), ok)
	}
	for i, e := range got.Elements {
		if e.Slug != asked[i].Slug || e.N != 20 || e.Weight != 1.0/3 {
			t.Errorf("element %d: %+v", i, e)
		}
	}
}

func TestNRR(t *testing.T) {
	tests := []struct {
		n, sum int64
		want   string
		mean   float64
	}{
		{150, 527, "3.5133", 527.0 / 150},
		{3, 8, "2.6667", 8.0 / 3},
		{1, 4, "4.0000", 4},
		{7, 7, "1.0000", 1},
		{20_000, 40_001, "2.0001", 2.00005},
		{20_000, 40_003, "2.0002", 2.00015},
		{200_000, 400_009, "2.0000", 2.000045},
		{20_000, 79_999, "4.0000", 3.99995},
	}
	for _, tt := range tests {
		got, ok := score.IKMOf(tt.n, survey(tt.n, tt.sum))
		if !ok {
			t.Fatalf("%d of %d: no IKM", tt.sum, tt.n)
		}
		e := got.Elements[0]
		if e.NRR() != tt.want || e.Mean() != tt.mean || e.N != tt.n || e.Sum != tt.sum || e.Weight != 1 {
			t.Errorf("%d over %d: %s, %v, %+v; want %s, %v", tt.sum, tt.n, e.NRR(), e.Mean(), e, tt.want, tt.mean)
		}
	}
	var empty score.ElementScore
	if empty.NRR() != "0.0000" || empty.Mean() != 0 {
		t.Errorf("no answer: %s, %v", empty.NRR(), empty.Mean())
	}
}

func TestIKMText(t *testing.T) {
	for hundredths, want := range map[int64]string{8831: "88.31", 10000: "100.00", 2500: "25.00", 6505: "65.05"} {
		if got := (score.IKM{Hundredths: hundredths}).String(); got != want {
			t.Errorf("%d: %s, want %s", hundredths, got, want)
		}
	}
}

// someSurvey draws elements, some of them without an answer.
func someSurvey() *rapid.Generator[[]score.Element] {
	return rapid.Custom(func(t *rapid.T) []score.Element {
		k := rapid.IntRange(1, 9).Draw(t, "k")
		all := make([]score.Element, k)
		for i := range all {
			all[i] = score.Element{Slug: slugs()[i], Counts: anyCounts().Draw(t, "counts")}
		}
		return all
	})
}

func TestIKMStaysOnItsScale(t *testing.T) {
	edges := map[string][2]int64{"D": {2500, 6499}, "C": {6500, 7660}, "B": {7661, 8830}, "A": {8831, 10000}}
	rapid.Check(t, func(t *rapid.T) {
		elements := someSurvey().Draw(t, "elements")
		got, ok := score.IKMOf(1, elements)
		var answers int64
		for _, e := range elements {
			answers += e.Counts.N()
		}
		if ok != (answers > 0) {
			t.Fatalf("%d answers: %v", answers, ok)
		}
		if band, known := edges[got.Mutu]; ok && (!known || got.Hundredths < band[0] || got.Hundredths > band[1]) {
			t.Fatalf("%s is no %q", got, got.Mutu)
		}
		total := 0.0
		for _, e := range got.Elements {
			total += e.Weight
		}
		if ok && (total < 1-near || total > 1+near) {
			t.Fatalf("weights sum to %v", total)
		}
	})
}

func TestIKMIsOrderFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		elements := someSurvey().Draw(t, "elements")
		shuffled := rapid.Permutation(elements).Draw(t, "shuffled")
		a, okA := score.IKMOf(9, elements)
		b, okB := score.IKMOf(9, shuffled)
		if okA != okB || a.Hundredths != b.Hundredths || a.Mutu != b.Mutu || len(a.Elements) != len(b.Elements) {
			t.Fatalf("%s %s in one order, %s %s in the other", a, a.Mutu, b, b.Mutu)
		}
	})
}

// With the same n everywhere the index is one division of integers.
func TestIKMIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 200_000).Draw(t, "n")
		sums := rapid.SliceOfN(rapid.Int64Range(n, 4*n), 1, 9).Draw(t, "sums")
		var total int64
		for _, sum := range sums {
			total += sum
		}
		below := n * int64(len(sums))
		want := (2*2500*total + below) / (2 * below)
		if got, ok := score.IKMOf(n, survey(n, sums...)); !ok || got.Hundredths != want {
			t.Fatalf("got %d, %v; want %d", got.Hundredths, ok, want)
		}
	})
}
