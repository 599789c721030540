package sim

import (
	"reflect"
	"testing"

	"suaraloket/domain/integrity"
)

// The tables of given measurements: shares in percent, two where served visits matter, and of each
// kind the caught attack of which most is left.
func TestReportTables(t *testing.T) {
	honest := []Honest{{
		Kind: "plain", Ratings: 2000, Mean: 3.456, Officers: 12, Marked: 1,
		Unknown: Held{Any: 20, ByRule: map[integrity.Rule]int{integrity.WeakDay: 15, integrity.DeviceDay: 5}, Worst: 0.02},
		Known:   Held{Any: 10, ByRule: map[integrity.Rule]int{integrity.WeakDay: 5, integrity.DeviceDay: 5}, Worst: 0.02},
	}}
	table := honestTable(honest, 3)
	row := map[string]string{}
	for i, head := range table.Head {
		row[head] = table.Rows[0][i]
	}
	for head, want := range map[string]string{
		"city": "plain", "ratings": "2000", "mean": "3.46", "any rule": "1.00 / 0.50", "worst city": "2.00", string(integrity.WeakDay): "0.75 / 0.25",
		string(integrity.DeviceDay): "0.25", string(integrity.Run): "0.00", "marked": "1 of 12",
	} {
		if row[head] != want {
			t.Errorf("%s: %q, want %q", head, row[head], want)
		}
	}
	moves := []Move{
		{Attack: "friends", Caught: true, Without: 20, Unknown: 1, Known: 0.5, Marked: 0.5, Honest: 150},
		{Attack: "flood", Caught: true, Without: -30, Unknown: -9, Known: -12, Honest: 150},
		{Attack: "slow", Without: 5, Unknown: 5, Known: 5, Honest: 150},
	}
	want := [][]string{{"friends", "+20.0", "+1.0", "+0.5", "50%"}, {"flood", "-30.0", "-9.0", "-12.0", "0%"}, {"slow", "+5.0", "+5.0", "+5.0", "0%"}}
	if got := movesTable(moves, 3).Rows; !reflect.DeepEqual(got, want) {
		t.Errorf("moves %q, want %q", got, want)
	}
	left := leftTable(honest, [][]Move{moves}).Rows
	if want := [][]string{{"plain", "1 of 2", "2 of 2", "40%", "flood: -30.0 → -9.0, visits known -12.0"}}; !reflect.DeepEqual(left, want) {
		t.Errorf("left %q, want %q", left, want)
	}
}
