package commandtest

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
)

// The score command prints how many ratings are counted, held and set aside beside each score, in
// every format. The columns come after those that other programs already read.
func TestScorePrintsTheThreeNumbers(t *testing.T) {
	t.Parallel()
	program, dir := openDemo(t, 12)
	demo := programtest.ReadDemo(t, dir)
	counter := demo.Counters[0]
	officer := programtest.OnDuty(t, program.Base, counter.Code)
	ahead := programtest.CityNow().Add(3 * time.Minute) // a clock that is wrong: held
	ids := make([]string, 3)
	for i := range ids {
		ids[i] = uuid.NewString()
		rating := map[string]any{"id": ids[i], "value": 1, "officer": officer, "rated_at": ahead.Format(time.RFC3339)}
		if status, err := programtest.PostRating(program.Base, counter.DeviceKey, rating); status != 201 || err != nil {
			t.Fatal(status, err)
		}
	}
	for _, a := range demo.Accounts {
		if a.Role == "hr" {
			address := "/hr/tinjauan/kelompok?petugas=" + officer + "&hari=" + ahead.Format(time.DateOnly)
			programtest.SignIn(t, program.Base, a.Login, a.Password).Post(address, url.Values{"rating": {ids[0]}, "act": {"set_aside"}, "reason": {"diperiksa"}})
		}
	}

	run := func(format string) string {
		return programtest.MustRun(t, nil, "", "score", "--period", programtest.ThisYear(), "--officer", officer, "--format", format, "--config", configOf(dir))
	}
	header := []string{"officer", "name", "unit", "state", "n", "mean", "score", "low", "high", "reference", "held", "set_aside"}
	table := strings.Split(run("table"), "\n")
	csv := strings.Split(run("csv"), "\n")
	if strings.Join(strings.Fields(table[1]), ",") != strings.Join(header, ",") || !strings.HasSuffix(strings.Join(strings.Fields(table[2]), ","), ",2,1") {
		t.Errorf("table %q", table)
	}
	if strings.TrimSpace(csv[0]) != strings.Join(header, ",") || !strings.Contains(csv[1], ",provisional,12,") || !strings.HasSuffix(strings.TrimSpace(csv[1]), ",2,1") {
		t.Errorf("csv %q", csv)
	}
	if text := run("json"); !strings.Contains(text, "\"n\": 12,") || !strings.Contains(text, "\"held\": 2,\n") || !strings.Contains(text, "\"set_aside\": 1\n") {
		t.Errorf("json %s", text)
	}
	row := programtest.Scores(t, nil, "--config", configOf(dir), "--period", programtest.ThisYear()).Of(officer)
	if row.Held == nil || *row.Held != 2 || row.SetAside == nil || *row.SetAside != 1 {
		t.Errorf("%+v", row)
	}
}

// A withheld score comes with no other figure than n.
func TestScorePrintsNoNumbersBesideAWithheldScore(t *testing.T) {
	t.Parallel()
	_, dir := openDemo(t, 9)
	text := programtest.MustRun(t, nil, "", "score", "--period", programtest.ThisYear(), "--format", "json", "--config", configOf(dir))
	if !strings.Contains(text, "\"n\": 9\n") || strings.Contains(text, "held\":") || strings.Contains(text, "set_aside") {
		t.Errorf("json %s", text)
	}
}
