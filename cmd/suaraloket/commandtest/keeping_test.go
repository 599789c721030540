package commandtest

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/web/browsertest"
)

// openDemo starts a demo without history and rates n times at its first counter.
func openDemo(t *testing.T, n int, env ...string) (program *programtest.Process, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "demo")
	env = append(env, "SUARALOKET_LIMITS_DEVICE_PER_MINUTE=0", "SUARALOKET_LIMITS_KIOSK_INTERVAL=0")
	program = programtest.Start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	rateMany(t, program, dir, n)
	return program, dir
}

func rateMany(t *testing.T, program *programtest.Process, dir string, n int) {
	t.Helper()
	key := programtest.ReadDemo(t, dir).Counters[0].DeviceKey
	for i := range n {
		rating := map[string]any{"id": uuid.NewString(), "value": i%4 + 1, "answers": map[string]int{"biaya": 4}, "comment": "Baik 👍🏽"}
		if status, err := programtest.PostRating(program.Base, key, rating); status != 201 || err != nil {
			t.Fatal(status, err)
		}
	}
}

func configOf(dir string) string { return filepath.Join(dir, "config.yaml") }

// execute changes a SQLite file without the program.
func execute(t *testing.T, file, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// TestVerifyBesideARunningService runs verify while the program runs. Verify finds a manual
// change and repairs it; then it finds no difference.
func TestVerifyBesideARunningService(t *testing.T) {
	t.Parallel()
	program, dir := openDemo(t, 12)
	out, progress, status := programtest.RunCommand(t, nil, "", "verify", "--config", configOf(dir))
	if status != programtest.StatusOK || !strings.HasPrefix(out, "recounted 12 ratings of 1 months: every tally agrees\nfollowed ") || !strings.Contains(progress, ": 12 ratings, 0 differences\n") {
		t.Errorf("exit %d, %q, %q", status, out, progress)
	}
	execute(t, filepath.Join(dir, "suaraloket.db"), "UPDATE tallies SET counted = counted + 1 WHERE value = 4; DELETE FROM unit_answers")
	for _, c := range []struct {
		args        []string
		status      int
		must, never []string
		complains   string
	}{
		{nil, programtest.StatusFailure, []string{"value=4: counted is 4, the ratings say 3\n", "item=form: n is 0, the ratings say 12\n", "4 differences in 1 months\n"}, []string{"agrees", "mended"}, "--repair-tallies mends them"},
		{[]string{"--repair-tallies"}, programtest.StatusOK, []string{"value=4: counted is 4, the ratings say 3\n", "4 differences in 1 months, mended\n"}, []string{"agrees"}, ""},
		{nil, programtest.StatusOK, []string{"every tally agrees"}, []string{"differences"}, ""},
		{[]string{"--repair-tallies"}, programtest.StatusOK, []string{"every tally agrees"}, []string{"mended"}, ""},
	} {
		out, stderr, status := programtest.RunCommand(t, nil, "", append([]string{"verify", "--config", configOf(dir)}, c.args...)...)
		if status != c.status || !strings.Contains(stderr, c.complains) {
			t.Errorf("%v: exit %d, %q", c.args, status, stderr)
		}
		for _, text := range c.must {
			if !strings.Contains(out, text) {
				t.Errorf("%v does not print %q: %s", c.args, text, out)
			}
		}
		for _, text := range c.never {
			if strings.Contains(out, text) {
				t.Errorf("%v prints %q: %s", c.args, text, out)
			}
		}
	}
	program.Stop()
}

func TestVerifyWantsADatabaseAndNoWords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	if _, stderr, status := programtest.RunCommand(t, env, "", "verify", "everything"); status != programtest.StatusUsage || !strings.Contains(stderr, "unexpected") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	if _, stderr, status := programtest.RunCommand(t, env, "", "verify"); status != programtest.StatusFailure || !strings.Contains(stderr, "run migrate") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "secret*")); len(files) > 0 {
		t.Errorf("verify created a signing key: %v", files)
	}
}

// TestABackupOfARunningServiceOpensElsewhere makes a backup under load and another one without
// load. It restores both and checks that the tallies agree, and that the second one gives the
// same scores on either database.
func TestABackupOfARunningServiceOpensElsewhere(t *testing.T) {
	t.Parallel()
	program, dir := openDemo(t, 40)
	name := filepath.Join(t.TempDir(), "kota.backup")
	var out string
	underLoad(func() { rateMany(t, program, dir, 60) }, func() { out = programtest.MustRun(t, nil, "", "backup", name, "--config", configOf(dir)) })
	for _, text := range []string{fmt.Sprintf("schema %d:\n", repository.SchemaVersion()), " ratings\n", " accounts\n", "The signing key (secret.key in the data folder) is not in it"} {
		if !strings.Contains(out, text) {
			t.Errorf("backup does not print %q: %s", text, out)
		}
	}
	if strings.Contains(out, "sessions\n") {
		t.Errorf("the backup contains sessions: %s", out)
	}
	program.Stop()
	quiet := filepath.Join(t.TempDir(), "quiet.backup")
	programtest.MustRun(t, nil, "", "backup", "--config", configOf(dir), quiet)
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			env := append(programtest.Database(t, driver), "SUARALOKET_DATA="+t.TempDir())
			out := programtest.MustRun(t, env, "", "restore", quiet)
			for _, text := range []string{"100 ratings\n", "secret.key", "everybody signs in again", "recounted 100 ratings of 1 months: every tally agrees\n"} {
				if !strings.Contains(out, text) {
					t.Errorf("restore does not print %q: %s", text, out)
				}
			}
			period := fmt.Sprint(programtest.CityNow().Year())
			if got, want := programtest.Scores(t, env, "--period", period), programtest.Scores(t, nil, "--config", configOf(dir), "--period", period); !reflect.DeepEqual(got, want) {
				t.Errorf("scores %v, want %v", got, want)
			}
			if _, stderr, status := programtest.RunCommand(t, env, "", "restore", quiet); status != programtest.StatusFailure || !strings.Contains(stderr, "holds data already") {
				t.Errorf("second restore: exit %d, %s", status, stderr)
			}
		})
	}
	env := []string{"SUARALOKET_DATA=" + t.TempDir()}
	if out := programtest.MustRun(t, env, "", "restore", name); !strings.Contains(out, "every tally agrees") {
		t.Errorf("restore of the backup under load: %s", out)
	}
}

// underLoad runs do while load runs, and waits for both.
func underLoad(load, do func()) {
	var both sync.WaitGroup
	both.Go(load)
	do()
	both.Wait()
}

func TestARestoreMakesNoSigningKey(t *testing.T) {
	t.Parallel()
	source, target := t.TempDir(), t.TempDir()
	programtest.MustRun(t, []string{"SUARALOKET_DATA=" + source}, "", "migrate")
	name := filepath.Join(source, "b")
	programtest.MustRun(t, []string{"SUARALOKET_DATA=" + source}, "", "backup", name)
	programtest.MustRun(t, []string{"SUARALOKET_DATA=" + target}, "", "restore", name)
	if files, _ := filepath.Glob(filepath.Join(target, "*")); len(files) != 1 {
		t.Errorf("the data folder contains %v", files)
	}
}

func TestBackupAndRestoreOnTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	programtest.MustRun(t, env, "", "migrate")
	taken := filepath.Join(dir, "taken")
	programtest.MustRun(t, env, "", "backup", taken)
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"backup"}, programtest.StatusUsage, "usage: suaraloket backup FILE"},
		{[]string{"backup", "a", "b"}, programtest.StatusUsage, "usage: suaraloket backup FILE"},
		{[]string{"restore"}, programtest.StatusUsage, "usage: suaraloket restore FILE"},
		{[]string{"backup", taken}, programtest.StatusFailure, "overwrites none"},
		{[]string{"backup", filepath.Join(dir, "no", "b")}, programtest.StatusFailure, "no such file"},
		{[]string{"restore", filepath.Join(dir, "none")}, programtest.StatusFailure, "no such file"},
		{[]string{"restore", filepath.Join(dir, "suaraloket.db")}, programtest.StatusFailure, "not a whole backup"},
	} {
		stdout, stderr, status := programtest.RunCommand(t, env, "", c.args...)
		if status != c.status || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%v: exit %d, output %q and %q", c.args, status, stdout, stderr)
		}
	}
}

// TestAKilledBackupLeavesNoHalfOfOne kills a backup soon after its start and checks that restore
// refuses the partial file.
func TestAKilledBackupLeavesNoHalfOfOne(t *testing.T) {
	t.Parallel()
	program, dir := openDemo(t, 20)
	program.Stop()
	folder := t.TempDir()
	name := filepath.Join(folder, "b")
	p := programtest.Launch(t, nil, "backup", name, "--config", configOf(dir))
	browsertest.Eventually(t, "the backup has begun", func() bool {
		for range 20 { // a backup of so few ratings takes milliseconds
			if files, _ := filepath.Glob(filepath.Join(folder, "*")); len(files) > 0 {
				return true
			}
			time.Sleep(time.Millisecond)
		}
		return false
	})
	p.Kill()
	env := []string{"SUARALOKET_DATA=" + t.TempDir()}
	if _, err := os.Stat(name); err == nil { // the backup ended before the kill
		programtest.MustRun(t, env, "", "restore", name)
		return
	}
	left, _ := filepath.Glob(filepath.Join(folder, "*.partial"))
	if len(left) != 1 {
		t.Fatalf("the killed backup left %v", left)
	}
	if _, stderr, status := programtest.RunCommand(t, env, "", "restore", left[0]); status != programtest.StatusFailure || !strings.Contains(stderr, "not a whole backup") {
		t.Errorf("exit %d, %s", status, stderr)
	}
}

// TestExportOfRatings exports the ratings to a file and to standard output.
func TestExportOfRatings(t *testing.T) {
	t.Parallel()
	program, dir := openDemo(t, 8)
	program.Stop()
	period, file := fmt.Sprint(programtest.CityNow().Year()), filepath.Join(dir, "all.csv")
	programtest.MustRun(t, nil, "", "export", "ratings", "--period", period, "--out", file, "--config", configOf(dir))
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	printed := programtest.MustRun(t, nil, "", "export", "ratings", "--period", period, "--out", "-", "--config", configOf(dir))
	if printed != string(raw) || strings.Count(printed, ";Tablet di loket;Tablet di loket;") != 8 || !strings.HasPrefix(printed, "\uFEFFHari;") {
		t.Errorf("file %q, standard output %q", raw, printed)
	}
	english := programtest.MustRun(t, nil, "", "export", "ratings", "--lang", "en", "--period", "2020", "--out", "-", "--config", configOf(dir))
	if !strings.HasPrefix(english, "\uFEFFDay;") || strings.Count(english, "\n") != 1 {
		t.Errorf("%q", english)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"export"}, "usage: suaraloket export ratings"},
		{[]string{"export", "officers", "--period", period, "--out", "-"}, "usage: suaraloket export ratings"},
		{[]string{"export", "ratings", "--period", period}, "usage: suaraloket export ratings"},
		{[]string{"export", "ratings", "--period", "soon", "--out", "-"}, "--period: want"},
		{[]string{"export", "ratings", "--period", period, "--out", "-", "--lang", "fr"}, "--lang: want id or en"},
	} {
		if _, stderr, status := programtest.RunCommand(t, nil, "", append(c.args, "--config", configOf(dir))...); status != programtest.StatusUsage || !strings.Contains(stderr, c.says) {
			t.Errorf("%v: exit %d, %s", c.args, status, stderr)
		}
	}
}

// TestIKMOfEveryPeriod asks the command for the month, the triwulan, the semester and the year
// of today on both databases: each counts the same forms.
func TestIKMOfEveryPeriod(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			program, dir := openDemo(t, 8, programtest.Database(t, driver)...)
			program.Stop()
			now := programtest.CityNow()
			unit := programtest.ReadDemo(t, dir).Counters[0].Unit
			half := fmt.Sprintf("%d-S%d", now.Year(), (int(now.Month())-1)/6+1)
			for _, period := range []string{now.Format("2006-01"), programtest.ThisPeriod(), half, programtest.ThisYear()} {
				out := programtest.MustRun(t, nil, "", "ikm", "--period", period, "--unit", unit, "--format", "json", "--config", configOf(dir))
				var ikm struct {
					Period, IKM string
					N           int64
				}
				if err := json.Unmarshal([]byte(out), &ikm); err != nil || ikm.Period != period || ikm.N != 8 || ikm.IKM != "100.00" {
					t.Errorf("%s: %+v %v", period, ikm, err)
				}
			}
			other := domain.PeriodAt(now.AddDate(-1, 0, 0)).String()
			if out := programtest.MustRun(t, nil, "", "ikm", "--period", other, "--unit", unit, "--format", "json", "--config", configOf(dir)); !strings.Contains(out, `"n": 0`) {
				t.Errorf("%s: %s", other, out)
			}
		})
	}
}
