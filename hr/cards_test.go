package hr

import (
	"strings"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

func standing(name string, s score.Score) report.Standing {
	return report.Standing{Officer: domain.Officer{Code: name, Name: name}, Score: s}
}

// Only a whole interval below the comparison names somebody; a low score alone, or
// one of which too little is known, does not.
func TestWhoIsNamedAsBelow(t *testing.T) {
	texts := indonesian(t)
	apart := score.Score{State: score.Full, N: 200, Value: 70, Low: 66, High: 74, Reference: 3.2}
	touching := score.Score{State: score.Full, N: 60, Value: 70, Low: 58, High: 80, Reference: 3.2}
	above := score.Score{State: score.Full, N: 200, Value: 92, Low: 90, High: 94, Reference: 3.2}
	silent := score.Score{State: score.Withheld, N: 9}
	for _, c := range []struct {
		rows  []report.Standing
		value string
		note  string
		calls bool
	}{
		{[]report.Standing{standing("A", touching), standing("B", above), standing("C", silent)}, "Tidak ada", "Tidak ada rentang", false},
		{nil, "Tidak ada", "Tidak ada rentang", false},
		{[]report.Standing{standing("B", apart), standing("A", apart), standing("C", above)}, "2 petugas", "A, B", true},
		{[]report.Standing{standing("A", apart), standing("B", apart), standing("C", apart), standing("D", apart), standing("E", apart)}, "5 petugas", "A, B, C dan 2 lagi", true},
	} {
		card := belowCard(texts, report.Board{Rows: c.rows})
		if card.Value != c.value || !strings.HasPrefix(card.Notes[0], c.note) || card.Calls != c.calls {
			t.Errorf("%d rows: %+v", len(c.rows), card)
		}
	}
}

func TestDirection(t *testing.T) {
	for change, want := range map[float64]string{0.09: "up", -0.2: "down", 0: "same", 0.004: "same", -0.004: "same"} {
		if got := direction(change); got != want {
			t.Errorf("%v goes %s", change, got)
		}
	}
}

func TestAnUnknownIndexIsNone(t *testing.T) {
	texts := indonesian(t)
	unknown := report.UnitIKM{Unit: domain.Unit{Name: "A"}}
	perfect, _ := score.IKMOf(3, []score.Element{{Slug: "waktu", Counts: score.Counts{0, 0, 0, 3}}})
	known := report.UnitIKM{Unit: domain.Unit{Name: "B"}, Known: true, IKM: perfect}
	if card := indexCard(texts, boardQuery{}, []report.UnitIKM{unknown}); card.Value != "–" {
		t.Errorf("no answer gives %+v", card)
	}
	if card := indexCard(texts, boardQuery{}, []report.UnitIKM{unknown, known}); card.Value != "100,00 · A" || card.Notes[0] != "B" {
		t.Errorf("one of two gives %+v", card)
	}
}

func TestSharesAddUp(t *testing.T) {
	shares := faceShares(score.Counts{5, 10, 25, 60})
	var sum float64
	for i, s := range shares {
		sum += s.Percent
		if s.Value != 4-i || s.Width != 100*s.Percent {
			t.Errorf("share %+v", s)
		}
	}
	if sum < 0.999 || sum > 1.001 || shares[0].N != 60 || shares[3].N != 5 {
		t.Errorf("shares %+v", shares)
	}
}

func TestReasonsAreSortedIntoTheirKinds(t *testing.T) {
	reasons := []report.ReasonCount{{Slug: "ramah", N: 30}, {Slug: "menunggu_lama", N: 12}, {Slug: "jelas", N: 3}}
	valued, improve := reasonShares(reasons, domain.ReasonsFor(4), 60), reasonShares(reasons, domain.ReasonsFor(1), 60)
	if len(valued) != 2 || valued[0].Slug != "ramah" || valued[0].Percent != 0.5 || valued[1].Slug != "jelas" {
		t.Errorf("valued %+v", valued)
	}
	if len(improve) != 1 || improve[0].Slug != "menunggu_lama" || improve[0].Width != 20 {
		t.Errorf("improve %+v", improve)
	}
}

func TestAChannelWithFewHasNoMean(t *testing.T) {
	means := channelMeans([]report.ChannelLine{
		{Channel: domain.ChannelKiosk, Counts: score.Counts{0, 0, 5, 5}},
		{Channel: domain.ChannelPage, Counts: score.Counts{9, 0, 0, 0}},
		{Channel: domain.ChannelTelegram},
	})
	if len(means) != 2 || !means[0].Shown || means[0].Mean != 3.5 || means[1].Shown || means[1].Mean != 0 || means[1].N != 9 {
		t.Errorf("means %+v", means)
	}
}

func TestWhatAChartSays(t *testing.T) {
	texts := indonesian(t)
	at := func(month domain.Month, mean float64) report.TrendPoint {
		return report.TrendPoint{Month: month, N: 20, Mean: mean, Shown: true}
	}
	for want, points := range map[string][]report.TrendPoint{
		"Rata-rata November 2026: 3,50":                                        {{Month: "2026-10", N: 2}, at("2026-11", 3.5)},
		"Rata-rata bulanan tetap: 3,50 (Agustus 2026), 3,52 (Oktober 2026)":    {at("2026-08", 3.5), at("2026-09", 2.1), at("2026-10", 3.52)},
		"Rata-rata bulanan bergerak dari 3,50 (Mei 2026) ke 3,10 (Juni 2026)":  {at("2026-05", 3.5), at("2026-06", 3.1)},
		"Rata-rata bulanan bergerak dari 3,10 (Maret 2026) ke 3,50 (Mei 2026)": {at("2026-03", 3.1), {Month: "2026-04", N: 9}, at("2026-05", 3.5)},
	} {
		if title, label := chartWords(points, texts); title != want || !strings.HasPrefix(label, want) {
			t.Errorf("%q, %q", title, label)
		}
	}
}

func TestAQuerysAddressReadsBack(t *testing.T) {
	q := boardQuery{Period: domain.Period{Year: 2026, Quarter: 3}, Unit: "DKC", Text: "a b&c", Sort: "n", Down: true}
	if got := q.address("/hr/papan"); got != "/hr/papan?arah=turun&periode=2026-Q3&q=a+b%26c&unit=DKC&urut=n" {
		t.Errorf("address %s", got)
	}
	if again := q.sortedBy("n"); again.Down {
		t.Error("a second press does not turn the order")
	}
	if name := q.sortedBy("name"); name.Sort != "name" || name.Down {
		t.Errorf("names begin at the end: %+v", name)
	}
	plainest := boardQuery{Period: domain.Period{Year: 2026}, Sort: "score", Down: true}
	if got := plainest.address("/hr/papan"); got != "/hr/papan?periode=2026" {
		t.Errorf("address %s", got)
	}
}
