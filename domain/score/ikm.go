package score

import (
	"fmt"
	"math/big"
)

// Element is what was answered about one unsur of the Survei Kepuasan
// Masyarakat. It is keyed by slug, never by position: the questionnaire asks
// about sarana before pengaduan, the list of unsur has them the other way round.
type Element struct {
	Slug   string
	Counts Counts
}

// IKM is the Indeks Kepuasan Masyarakat of a unit, never of a person.
type IKM struct {
	// N is the number of forms with at least one element answered.
	N int64
	// Hundredths is the index in hundredths, 2500..10000, rounded half up: 8831
	// is 88.31.
	Hundredths int64
	// Mutu is the grade, A to D.
	Mutu string
	// Kinerja is the official name of the grade, "Sangat baik" to "Tidak baik".
	Kinerja string
	// Elements are the elements that were asked, in the order given.
	Elements []ElementScore
}

// ElementScore is the part of one element in an IKM.
type ElementScore struct {
	Slug string
	// N is the number of forms that answered this element, Sum the sum of the
	// values given.
	N, Sum int64
	// Weight is 1/k with k the number of elements asked: 1/9 of nine, not 0.11,
	// with which a perfect survey would end at 99.00.
	Weight float64
}

// band is a grade from a least index on, in hundredths.
type band struct {
	from          int64
	mutu, kinerja string
}

// bands are those of PermenPANRB 14/2017, highest first. They have two decimals
// (…76,60 | 76,61…), so an index is rounded before it is compared.
func bands() [4]band {
	return [4]band{
		{8831, "A", "Sangat baik"},
		{7661, "B", "Baik"},
		{6500, "C", "Kurang baik"},
		{2500, "D", "Tidak baik"},
	}
}

// IKMOf computes the index of a unit from the number of forms and the counts of
// each element, one entry per slug:
//
//	NRR = sum of values ÷ forms that answered the element
//	IKM = Σ (NRR × 1/k) × 25,  k = number of elements asked
//
// rounded half up to two decimals and then graded. Source: PermenPANRB 14/2017.
// The arithmetic is exact: 88.305, the edge of an A, is not a float64.
//
// Elements without an answer were not asked and are left out; false when none
// is left: without an answer the IKM is undefined, not 0.
func IKMOf(forms int64, elements []Element) (IKM, bool) {
	asked := make([]ElementScore, 0, len(elements))
	total := new(big.Rat)
	for _, e := range elements {
		if n := e.Counts.N(); n > 0 {
			s := ElementScore{Slug: e.Slug, N: n, Sum: e.Counts.Sum()}
			asked = append(asked, s)
			total.Add(total, s.mean())
		}
	}
	if len(asked) == 0 {
		return IKM{}, false
	}
	k := int64(len(asked))
	for i := range asked {
		asked[i].Weight = 1 / float64(k)
	}
	index := IKM{N: forms, Elements: asked}
	index.Hundredths = halfUp(total.Mul(total, big.NewRat(2500, k)))
	index.Mutu, index.Kinerja = grade(index.Hundredths)
	return index, true
}

// String is the index with two decimals and a point: "88.31".
func (i IKM) String() string {
	return fmt.Sprintf("%d.%02d", i.Hundredths/100, i.Hundredths%100)
}

// NRR is the nilai rata-rata of the element, 1..4, with four decimals rounded
// half up and a point: "3.5133".
func (s ElementScore) NRR() string {
	parts := halfUp(new(big.Rat).Mul(s.mean(), big.NewRat(10000, 1)))
	return fmt.Sprintf("%d.%04d", parts/10000, parts%10000)
}

// Mean is the nilai rata-rata of the element, 1..4, as the nearest float64: for
// drawing and sorting, not for deciding. 0 without an answer.
func (s ElementScore) Mean() float64 {
	mean, _ := s.mean().Float64()
	return mean
}

// Weighted is the NRR tertimbang, Mean × Weight: for a table, not for deciding.
func (s ElementScore) Weighted() float64 { return s.Mean() * s.Weight }

// mean is Sum/N exactly, 0 without an answer.
func (s ElementScore) mean() *big.Rat {
	if s.N == 0 {
		return new(big.Rat)
	}
	return big.NewRat(s.Sum, s.N)
}

// grade is the band an index in hundredths falls into.
func grade(hundredths int64) (mutu, kinerja string) {
	all := bands()
	for _, b := range all {
		if hundredths >= b.from {
			return b.mutu, b.kinerja
		}
	}
	worst := all[len(all)-1]
	return worst.mutu, worst.kinerja
}

// halfUp rounds a number that is not negative to the nearest integer, and a
// half upwards.
func halfUp(r *big.Rat) int64 {
	twice := new(big.Int).Lsh(r.Denom(), 1)
	sum := new(big.Int).Lsh(r.Num(), 1)
	sum.Add(sum, r.Denom())
	return sum.Div(sum, twice).Int64()
}
