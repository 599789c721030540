package board

import (
	"strings"
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"testing"
)

func standing(name string, s score.Score) report.Standing {
	return report.Standing{Officer: domain.Officer{Code: name, Name: name}, Score: s}
}

// The card names an officer only if the whole interval lies below the reference. A low
// score is not enough.
func TestTheCardNamesOfficersBelowTheMean(t *testing.T) {
	texts := indonesian(t)
	apart := score.Score{State: score.Full, N: 200, Value: 70, Low: 66, High: 74, Mu: 3.2}
	touching := score.Score{State: score.Full, N: 60, Value: 70, Low: 58, High: 80, Mu: 3.2}
	above := score.Score{State: score.Full, N: 200, Value: 92, Low: 90, High: 94, Mu: 3.2}
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
		if card.Value != c.value || !strings.HasPrefix(card.Notes[0], c.note) || card.Attention != c.calls {
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

func TestAnUnknownIndexIsNotShown(t *testing.T) {
	texts := indonesian(t)
	unknown := report.UnitIKM{Unit: domain.Unit{Name: "A"}}
	perfect, _ := score.IKMOf(10, []score.Element{{Slug: "waktu", Counts: score.Counts{0, 0, 0, 10}}})
	known := report.UnitIKM{Unit: domain.Unit{Name: "B"}, Known: true, IKM: perfect}
	if card := indexCard(texts, boardQuery{}, []report.UnitIKM{unknown}); card.Value != "–" {
		t.Errorf("no answer gives %+v", card)
	}
	if card := indexCard(texts, boardQuery{}, []report.UnitIKM{unknown, known}); card.Value != "100,00 · A" || card.Notes[0] != "B" {
		t.Errorf("one of two gives %+v", card)
	}
}

func TestTheAddressOfAQuery(t *testing.T) {
	q := boardQuery{Period: domain.Period{Year: 2026, Quarter: 3}, Unit: "DKC", Text: "a b&c", Sort: "n", Down: true}
	if got := q.address("/hr/papan"); got != "/hr/papan?arah=turun&periode=2026-Q3&q=a+b%26c&unit=DKC&urut=n" {
		t.Errorf("address %s", got)
	}
	if again := q.sortedBy("n"); again.Down {
		t.Error("a second click does not reverse the order")
	}
	if name := q.sortedBy("name"); name.Sort != "name" || name.Down {
		t.Errorf("names are sorted in descending order: %+v", name)
	}
	plainest := boardQuery{Period: domain.Period{Year: 2026}, Sort: "unit"}
	if got := plainest.address("/hr/papan"); got != "/hr/papan?periode=2026" {
		t.Errorf("address %s", got)
	}
}

func indonesian(t testing.TB) locale.Texts {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalog.In("id")
}
