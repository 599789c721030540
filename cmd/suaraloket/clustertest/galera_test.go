package clustertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
)

// galeraLibrary is where Debian's package galera-4 has the library of the cluster.
const galeraLibrary = "/usr/lib/galera/libgalera_smm.so"

// cluster is two MariaDB servers that are the nodes of a Galera cluster.
type cluster struct {
	nodes [2]*testdb.Server
	ports [2]int // between the nodes; each node takes the next port too
}

// newCluster creates a cluster and starts it. Without MariaDB or Galera it skips the test with
// a message.
func newCluster(t testing.TB) *cluster {
	t.Helper()
	if _, err := os.Stat(galeraLibrary); err != nil {
		t.Skip("left out: no Galera")
	}
	scripts, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", scripts+":"+os.Getenv("PATH")) // wsrep_sst_ist
	c := &cluster{nodes: [2]*testdb.Server{testdb.NewServer(t), testdb.NewServer(t)}, ports: [2]int{testdb.FreePort(t), testdb.FreePort(t)}}
	for i, node := range c.nodes {
		node.Stop()
		node.Options = c.options(i)
	}
	// The second node begins with a copy of the first; what it then lacks comes as events.
	c.found(t)
	c.nodes[0].Stop()
	c.copyData(t)
	c.found(t)
	c.nodes[1].Start(t)
	c.awaitSynced(t, 1)
	return c
}

func (c *cluster) options(i int) []string {
	name, port := "node"+strconv.Itoa(i+1), strconv.Itoa(c.ports[i])
	return []string{
		"--wsrep-on=ON", "--wsrep-provider=" + galeraLibrary, "--wsrep-cluster-name=suaraloket", "--wsrep-node-name=" + name,
		"--wsrep-cluster-address=gcomm://127.0.0.1:" + strconv.Itoa(c.ports[0]) + ",127.0.0.1:" + strconv.Itoa(c.ports[1]),
		"--wsrep-node-address=127.0.0.1:" + port, "--wsrep-sst-method=ist", "--binlog-format=ROW", "--innodb-autoinc-lock-mode=2",
		"--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:" + port + ";ist.recv_addr=127.0.0.1:" + strconv.Itoa(c.ports[i]+1) + ";gcache.size=64M",
	}
}

// found starts the first node as the whole cluster.
func (c *cluster) found(t testing.TB) {
	t.Helper()
	node := c.nodes[0]
	options := node.Options
	node.Options = append(options[:len(options):len(options)], "--wsrep-new-cluster")
	node.Start(t)
	node.Options = options
}

func (c *cluster) copyData(t testing.TB) {
	t.Helper()
	to := c.nodes[1].Path("data")
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", c.nodes[0].Path("data"), to).CombinedOutput(); err != nil {
		t.Fatalf("copy the first node: %v\n%s", err, out)
	}
}

// rejoin starts a node that was killed: it reads its position from its own log and gets the
// rest from the other node.
func (c *cluster) rejoin(t testing.TB, i int) {
	t.Helper()
	node := c.nodes[i]
	recovery := exec.Command(testdb.ProgramPath("mariadbd"), append(node.Common(), append(node.Options, "--wsrep-recover", "--skip-networking", "--socket="+node.Path("recover"))...)...)
	out, err := recovery.CombinedOutput()
	position := regexp.MustCompile(`Recovered position: (\S+:\d+)`).FindSubmatch(out)
	if err != nil || position == nil {
		t.Fatalf("no position to rejoin from: %v\n%s", err, out)
	}
	options := node.Options
	node.Options = append(options[:len(options):len(options)], "--wsrep-start-position="+string(position[1]))
	node.Start(t)
	node.Options = options
	c.awaitSynced(t, i)
}

// awaitSynced waits until a node has what the other one has.
func (c *cluster) awaitSynced(t testing.TB, i int) {
	t.Helper()
	browsertest.EventuallyMoving(t, "the node is synced", func() (string, bool) {
		state := c.status(t, i, "wsrep_local_state_comment")
		return state, state == "Synced"
	})
}

// status gives a status variable of a node, "" where it cannot be read.
func (c *cluster) status(t testing.TB, i int, name string) (value string) {
	t.Helper()
	db := c.nodes[i].Connect(t, "")
	defer db.Close()
	var key string
	_ = db.QueryRow("SHOW STATUS LIKE '"+name+"'").Scan(&key, &value) // a statement that takes no arguments
	return value
}

// bootstrap makes a node that has lost the other one the cluster.
func (c *cluster) bootstrap(t testing.TB, i int) {
	t.Helper()
	db := c.nodes[i].Connect(t, "")
	defer db.Close()
	if _, err := db.Exec("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'"); err != nil {
		t.Fatal(err)
	}
}
