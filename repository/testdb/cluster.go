package testdb

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// galeraLibrary is where Debian's package galera-4 has the library of the cluster.
const galeraLibrary = "/usr/lib/galera/libgalera_smm.so"

// Cluster is two MariaDB servers that are the nodes of a Galera cluster.
type Cluster struct {
	Nodes [2]*Server
	ports [2]int // between the nodes; each node takes the next port too
}

// NewCluster creates a cluster and starts it. Without MariaDB or Galera it skips the test with
// a message.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	if _, err := os.Stat(galeraLibrary); err != nil {
		t.Skip("left out: no Galera")
	}
	_, here, _, _ := runtime.Caller(0)
	t.Setenv("PATH", filepath.Join(filepath.Dir(here), "testdata")+":"+os.Getenv("PATH")) // wsrep_sst_ist
	c := &Cluster{Nodes: [2]*Server{NewServer(t), NewServer(t)}, ports: [2]int{FreePort(t), FreePort(t)}}
	for i, node := range c.Nodes {
		node.Stop()
		node.options = c.options(i)
	}
	// The second node begins with a copy of the first; what it then lacks comes as events.
	c.found(t)
	c.Nodes[0].Stop()
	c.copyData(t)
	c.found(t)
	c.Nodes[1].Start(t)
	c.awaitSynced(t, 1)
	return c
}

func (c *Cluster) options(i int) []string {
	name, port := "node"+strconv.Itoa(i+1), strconv.Itoa(c.ports[i])
	return []string{
		"--wsrep-on=ON", "--wsrep-provider=" + galeraLibrary, "--wsrep-cluster-name=suaraloket", "--wsrep-node-name=" + name,
		"--wsrep-cluster-address=gcomm://127.0.0.1:" + strconv.Itoa(c.ports[0]) + ",127.0.0.1:" + strconv.Itoa(c.ports[1]),
		"--wsrep-node-address=127.0.0.1:" + port, "--wsrep-sst-method=ist", "--binlog-format=ROW", "--innodb-autoinc-lock-mode=2",
		"--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:" + port + ";ist.recv_addr=127.0.0.1:" + strconv.Itoa(c.ports[i]+1) + ";gcache.size=64M",
	}
}

// found starts the first node as the whole cluster.
func (c *Cluster) found(t testing.TB) {
	t.Helper()
	node := c.Nodes[0]
	options := node.options
	node.options = append(options[:len(options):len(options)], "--wsrep-new-cluster")
	node.Start(t)
	node.options = options
}

func (c *Cluster) copyData(t testing.TB) {
	t.Helper()
	to := c.Nodes[1].path("data")
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", c.Nodes[0].path("data"), to).CombinedOutput(); err != nil {
		t.Fatalf("copy the first node: %v\n%s", err, out)
	}
}

// Rejoin starts a node that was killed: it reads its position from its own log and gets the
// rest from the other node.
func (c *Cluster) Rejoin(t testing.TB, i int) {
	t.Helper()
	node := c.Nodes[i]
	recovery := exec.Command(programPath("mariadbd"), append(node.common(), append(node.options, "--wsrep-recover", "--skip-networking", "--socket="+node.path("recover"))...)...)
	out, err := recovery.CombinedOutput()
	position := regexp.MustCompile(`Recovered position: (\S+:\d+)`).FindSubmatch(out)
	if err != nil || position == nil {
		t.Fatalf("no position to rejoin from: %v\n%s", err, out)
	}
	options := node.options
	node.options = append(options[:len(options):len(options)], "--wsrep-start-position="+string(position[1]))
	node.Start(t)
	node.options = options
	c.awaitSynced(t, i)
}

// awaitSynced waits until a node has what the other one has.
func (c *Cluster) awaitSynced(t testing.TB, i int) {
	t.Helper()
	deadline := time.After(Patience())
	for c.Status(t, i, "wsrep_local_state_comment") != "Synced" {
		select {
		case <-deadline:
			t.Fatalf("node %d is not synced\n%s", i+1, c.Nodes[i].log())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Status gives a status variable of a node, "" where it cannot be read.
func (c *Cluster) Status(t testing.TB, i int, name string) (value string) {
	t.Helper()
	db := c.Nodes[i].Connect(t, "")
	defer db.Close()
	var key string
	_ = db.QueryRow("SHOW STATUS LIKE '"+name+"'").Scan(&key, &value) // a statement that takes no arguments
	return value
}

// Bootstrap makes a node that has lost the other one the cluster.
func (c *Cluster) Bootstrap(t testing.TB, i int) {
	t.Helper()
	db := c.Nodes[i].Connect(t, "")
	defer db.Close()
	if _, err := db.Exec("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'"); err != nil {
		t.Fatal(err)
	}
}
