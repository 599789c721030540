// Package clustertest runs two programs on the two nodes of a Galera cluster.
package clustertest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

// The tests run in `make soak`, which installs Galera. Elsewhere none runs, and none is reported
// as skipped, because `make test` fails for a skipped test.
func TestMain(m *testing.M) {
	if os.Getenv("SUARALOKET_TEST_CLUSTER") != "" {
		os.Exit(programtest.Main(m))
	}
}

// city is the sample city on a cluster: each program has its own node.
type city struct {
	cluster  *cluster
	programs [2]*programtest.Process
	folders  [2]string
	settings [2][]string
	tablets  []programtest.DemoCounter // of counters where one officer is on duty
}

func openCity(t *testing.T) *city {
	c := &city{cluster: newCluster(t), folders: [2]string{t.TempDir(), t.TempDir()}}
	database := c.cluster.nodes[0].MakeDatabase(t)
	for i, node := range c.cluster.nodes {
		c.settings[i] = append(programtest.Unlimited(), "SUARALOKET_DATABASE_DRIVER=mysql",
			"SUARALOKET_DATABASE_DSN="+node.DSN(node.Address(), database), "SUARALOKET_DATA="+c.folders[i], "SUARALOKET_INSTANCE="+string(rune('1'+i)))
	}
	c.programs[0] = programtest.Start(t, c.settings[0], "demo", "--dir", c.folders[0], "--months", "0")
	programtest.WriteFile(t, filepath.Join(c.folders[1], "secret.key"), programtest.ReadFile(t, filepath.Join(c.folders[0], "secret.key")))
	c.programs[1] = programtest.Start(t, c.settings[1], "serve")
	for _, counter := range programtest.ReadDemo(t, c.folders[0]).Counters {
		if c.post(t, 0, counter, uuid.NewString()) == http.StatusCreated {
			c.tablets = append(c.tablets, counter)
		}
	}
	if len(c.tablets) < 3 {
		t.Fatalf("only %d counters take ratings", len(c.tablets))
	}
	return c
}

// post hands a rating in at a program and returns the status, 0 without an answer.
func (c *city) post(t *testing.T, program int, at programtest.DemoCounter, id string) int {
	return c.send(t, program, http.MethodPost, "", at, map[string]any{"id": id, "value": 4, "rated_at": time.Now().Format(time.RFC3339Nano)})
}

// change changes the value of a rating at a program.
func (c *city) change(t *testing.T, program int, at programtest.DemoCounter, id string, value int) int {
	return c.send(t, program, http.MethodPatch, "/"+id, at, map[string]any{"value": value})
}

func (c *city) send(t *testing.T, program int, method, path string, at programtest.DemoCounter, rating map[string]any) int {
	body, err := json.Marshal(rating)
	if err != nil {
		t.Error(err)
		return 0
	}
	request, err := http.NewRequest(method, c.programs[program].Base+"/api/v1/ratings"+path, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+at.DeviceKey)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body) // so that the connection is used again
	return answer.StatusCode
}

// verify recounts the ratings from a node.
func (c *city) verify(t *testing.T, program int) {
	t.Helper()
	if out := programtest.MustRun(t, c.settings[program], "", "verify"); !strings.Contains(out, "every tally agrees") {
		t.Errorf("verify says %q", out)
	}
}

// What one program has stored the other one sees at once, the same rating at both is one, and
// changes at both at the same time all succeed.
func TestTwoNodesAreOneDatabase(t *testing.T) {
	c := openCity(t)
	for i := range 40 {
		at, id, here, there := c.tablets[i%len(c.tablets)], uuid.NewString(), i%2, 1-i%2
		if i%8 == 0 {
			c.occupy(t, here)
		}
		if status := c.post(t, here, at, id); status != http.StatusCreated {
			t.Fatalf("rating %d: %d", i, status)
		}
		if status := c.change(t, there, at, id, 3); status != http.StatusOK {
			t.Errorf("rating %d, changed at the other node: %d", i, status)
		}
		if status := c.post(t, here, at, id); status != http.StatusOK {
			t.Errorf("rating %d, repeated: %d", i, status)
		}
	}
	for i := range 60 {
		at, id := c.tablets[i%len(c.tablets)], uuid.NewString()
		if got := c.together(4, func(program, _ int) int { return c.post(t, program, at, id) }); got[http.StatusCreated] != 1 || got[http.StatusOK] != 3 {
			t.Errorf("the same rating four times: %v", got)
		}
		if got := c.together(12, func(program, k int) int { return c.change(t, program, at, id, 1+k%4) }); got[http.StatusOK] != 12 {
			t.Errorf("twelve changes: %v", got)
		}
	}
	conflicts := c.cluster.status(t, 0, "wsrep_local_cert_failures") + " and " + c.cluster.status(t, 1, "wsrep_local_cert_failures")
	t.Logf("conflicts at certification: %s", conflicts)
	if conflicts == "0 and 0" {
		t.Error("the changes met no conflict, so nothing is proven about conflicts")
	}
	c.verify(t, 0)
	c.verify(t, 1)
}

// occupy stores much at a node in one transaction, so that the other node is behind for a
// moment: it applies in order what the cluster has committed.
func (c *city) occupy(t *testing.T, node int) {
	t.Helper()
	db := c.cluster.nodes[node].Connect(t, c.databaseName())
	defer db.Close()
	for _, statement := range []string{
		"CREATE TABLE IF NOT EXISTS ballast (id BIGINT AUTO_INCREMENT PRIMARY KEY, text CHAR(200))",
		"INSERT INTO ballast (text) SELECT REPEAT('x', 200) FROM seq_1_to_60000",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

// together makes n calls at both programs at once and counts the statuses.
func (c *city) together(n int, call func(program, k int) int) map[int]int {
	var wait sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	for k := range n {
		wait.Go(func() {
			status := call(k%2, k)
			mu.Lock()
			defer mu.Unlock()
			statuses[status]++
		})
	}
	wait.Wait()
	return statuses
}

// A killed node leaves the other one without a majority: both programs accept ratings all the
// while, and store each once when the cluster is whole again.
func TestNoRatingIsLostWithTheCluster(t *testing.T) {
	c := openCity(t)
	stop := make(chan struct{})
	accepted := make(chan []string)
	for program := range c.programs {
		go func() { accepted <- c.rush(t, program, stop) }()
	}
	time.Sleep(time.Second) // ratings before the fault
	c.cluster.nodes[1].Kill()
	browsertest.Eventually(t, "the other node has lost its majority", func() bool { return c.cluster.status(t, 0, "wsrep_ready") == "OFF" })
	time.Sleep(2 * time.Second) // ratings during the fault
	c.cluster.bootstrap(t, 0)
	c.cluster.rejoin(t, 1)
	browsertest.Eventually(t, "the cluster is whole", func() bool { return c.cluster.status(t, 1, "wsrep_ready") == "ON" })
	time.Sleep(time.Second) // ratings after the fault
	close(stop)
	ids := append(<-accepted, <-accepted...)
	for _, p := range c.programs {
		browsertest.EventuallyMoving(t, "the journal is empty", func() (string, bool) {
			_, body := programtest.Get(t, p.Base+"/readyz")
			var r programtest.Readiness
			_ = json.Unmarshal(body, &r)
			return string(body), r.Database == "ok" && r.Journal.Ratings == 0
		})
	}
	t.Logf("%d ratings were accepted", len(ids))
	db := c.cluster.nodes[1].Connect(t, c.databaseName())
	defer db.Close()
	for _, id := range ids {
		var n int
		if err := db.QueryRow("SELECT COUNT(*) FROM ratings WHERE id = ?", id).Scan(&n); err != nil || n != 1 {
			t.Errorf("rating %s is stored %d times, %v", id, n, err)
		}
	}
	c.verify(t, 0)
	c.verify(t, 1)
}

func (c *city) databaseName() string {
	for _, setting := range c.settings[0] {
		if dsn, ok := strings.CutPrefix(setting, "SUARALOKET_DATABASE_DSN="); ok {
			return dsn[strings.LastIndex(dsn, "/")+1:]
		}
	}
	return ""
}

// rush hands in ratings at a program, one after the other, until stop closes. It returns the
// ids of the accepted ones.
func (c *city) rush(t *testing.T, program int, stop <-chan struct{}) (ids []string) {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return ids
		default:
		}
		id := uuid.NewString()
		if status := c.post(t, program, c.tablets[i%len(c.tablets)], id); status == http.StatusCreated {
			ids = append(ids, id)
		} else {
			t.Errorf("program %d refused a rating: %d", program+1, status)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
