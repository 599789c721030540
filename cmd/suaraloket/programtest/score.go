package programtest

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
)

// ScoreTable is the JSON that the command score prints.
type ScoreTable struct {
	Period string      `json:"period"`
	Method string      `json:"method"`
	Rows   []scoreLine `json:"rows"`
}

// scoreLine is the score of one officer.
type scoreLine struct {
	Officer   string   `json:"officer"`
	Name      string   `json:"name"`
	Unit      string   `json:"unit"`
	State     string   `json:"state"`
	N         int64    `json:"n"`
	Mean      *float64 `json:"mean,omitempty"`
	Score     *float64 `json:"score,omitempty"`
	Low       *float64 `json:"low,omitempty"`
	High      *float64 `json:"high,omitempty"`
	Reference *float64 `json:"reference,omitempty"`
	Held      *int64   `json:"held,omitempty"`
	SetAside  *int64   `json:"set_aside,omitempty"`
}

// Scores runs the command score and returns its table.
func Scores(t testing.TB, env []string, args ...string) ScoreTable {
	t.Helper()
	var list ScoreTable
	text := MustRun(t, env, "", append([]string{"score", "--format", "json"}, args...)...)
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return list
}

// Of returns the line of an officer, an empty one if there is none.
func (l ScoreTable) Of(officer string) scoreLine {
	for _, row := range l.Rows {
		if row.Officer == officer {
			return row
		}
	}
	return scoreLine{}
}

// Total returns the number of ratings of this year and the last one: a month of history can
// begin in the last one.
func Total(t testing.TB, dir string) (n int64) {
	t.Helper()
	config := filepath.Join(dir, "config.yaml")
	now := CityNow()
	for _, year := range []int{now.Year() - 1, now.Year()} {
		for _, row := range Scores(t, nil, "--config", config, "--period", fmt.Sprint(year)).Rows {
			n += row.N
		}
	}
	return n
}
