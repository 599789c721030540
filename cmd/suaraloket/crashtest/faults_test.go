package crashtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
)

// machine is where one instance of the program runs: it has a folder for its data
// and an address, and starts the program again as an init system does.
type machine struct {
	t       *testing.T
	env     []string
	base    string
	process *programtest.Process
}

// newMachine starts nothing yet.
func newMachine(t *testing.T, env []string, instance int, data string) *machine {
	t.Helper()
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(testdb.FreePort(t)))
	own := []string{"SUARALOKET_INSTANCE=" + strconv.Itoa(instance), "SUARALOKET_DATA=" + data, "SUARALOKET_HTTP_LISTEN=" + address}
	return &machine{t: t, env: append(own, env...), base: "http://" + address}
}

// launch starts the program and does not wait for it.
func (m *machine) launch() { m.process = programtest.Launch(m.t, m.env, "serve") }

// ready waits until the program is ready, as long as it logs or computes; false means that
// it has ended instead.
func (m *machine) ready() bool {
	m.t.Helper()
	before, moved := "", time.Now()
	for !strings.Contains(m.process.Stderr.String(), "msg=ready") {
		if m.process.HasEnded() {
			return false
		}
		if state := m.process.Progress(); state != before {
			before, moved = state, time.Now()
		}
		if time.Since(moved) > browsertest.Patience() {
			m.t.Fatalf("it does not get ready\n%s", m.lastWords())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return true
}

// up brings the program up, whether it runs, starts or has ended.
func (m *machine) up() {
	m.t.Helper()
	const tries = 20
	for range tries {
		if m.process == nil || m.process.HasEnded() {
			m.launch()
		}
		if m.ready() {
			return
		}
		time.Sleep(50 * time.Millisecond) // an init system waits too
	}
	m.t.Fatalf("it does not stay up\n%s", m.lastWords())
}

// kill ends the program as a power cut does.
func (m *machine) kill() { m.process.Kill() }

// atEase says that the program has its database and that nothing waits for it.
func (m *machine) atEase() bool {
	response, err := http.Get(m.base + "/readyz")
	if err != nil {
		return false
	}
	defer response.Body.Close()
	var ready programtest.Readiness
	err = json.NewDecoder(response.Body).Decode(&ready)
	return err == nil && ready.Database == "ok" && ready.Journal.Ratings == 0
}

// lastWords is the end of what the program has logged.
func (m *machine) lastWords() string {
	if m.process == nil {
		return "never started"
	}
	const shown = 30
	said := strings.Split(strings.TrimSpace(m.process.Stderr.String()), "\n")
	if len(said) > shown {
		said = said[len(said)-shown:]
	}
	return strings.Join(said, "\n")
}

// disk is a small file system of its own, that can be filled.
type disk struct {
	t   *testing.T
	dir string
}

const diskMegabytes = 96

// mountDisk needs root, or sudo that asks for nothing. Where mounting is refused the
// test is left out, and says so.
func mountDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{t: t, dir: filepath.Join(t.TempDir(), "disk")}
	if err := os.Mkdir(d.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	options := fmt.Sprintf("size=%dm,mode=0700,uid=%d,gid=%d", diskMegabytes, os.Geteuid(), os.Getegid())
	if out, err := asRoot("mount", "-t", "tmpfs", "-o", options, "suaraloket-crash", d.dir); err != nil {
		t.Skipf("left out: no tmpfs can be mounted: %v: %s", err, bytes.TrimSpace(out))
	}
	t.Cleanup(func() {
		if out, err := asRoot("umount", d.dir); err != nil {
			t.Errorf("umount %s: %v: %s", d.dir, err, out)
		}
	})
	return d
}

func asRoot(command ...string) ([]byte, error) {
	if os.Geteuid() != 0 {
		command = append([]string{"sudo", "-n"}, command...)
	}
	return exec.Command(command[0], command[1:]...).CombinedOutput()
}

func (d *disk) ballast() string { return filepath.Join(d.dir, "ballast") }

// fill takes all that is left, to the last page.
func (d *disk) fill() {
	d.t.Helper()
	file, err := os.Create(d.ballast())
	if err != nil {
		d.t.Fatal(err)
	}
	defer file.Close()
	block := make([]byte, 1<<20)
	for len(block) > 0 {
		if _, err := file.Write(block); err == nil {
			continue
		} else if !errors.Is(err, syscall.ENOSPC) {
			d.t.Fatal(err)
		}
		block = block[:len(block)/2]
	}
}

// free gives back what fill took.
func (d *disk) free() {
	d.t.Helper()
	if err := os.Remove(d.ballast()); err != nil {
		d.t.Fatal(err)
	}
}

// wildClock is a clock that is set while it is in use.
type wildClock struct {
	zone   *time.Location
	offset atomic.Int64
}

func (c *wildClock) now() time.Time {
	return time.Now().Add(time.Duration(c.offset.Load())).In(c.zone).Truncate(time.Millisecond)
}

// set sets the clock back or forth: by a little, over midnight, over what is believed
// of a tablet's clock, over months.
func (c *wildClock) set(random *rand.Rand) {
	leaps := []time.Duration{0, time.Second, 10 * time.Minute, time.Hour, 26 * time.Hour, 8 * 24 * time.Hour, 35 * 24 * time.Hour, 400 * 24 * time.Hour}
	leap := leaps[random.IntN(len(leaps))]
	if random.IntN(2) == 0 {
		leap = -leap
	}
	c.offset.Store(int64(leap))
}
