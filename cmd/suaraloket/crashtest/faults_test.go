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

// machine runs one instance of the program. It has a data folder and an address, and starts the
// program again as an init system does.
type machine struct {
	t       *testing.T
	env     []string
	base    string
	process *programtest.Process
}

// newMachine returns a machine on which the program does not run yet.
func newMachine(t *testing.T, env []string, instance int, data string) *machine {
	t.Helper()
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(testdb.FreePort(t)))
	own := []string{"SUARALOKET_INSTANCE=" + strconv.Itoa(instance), "SUARALOKET_DATA=" + data, "SUARALOKET_HTTP_LISTEN=" + address}
	return &machine{t: t, env: append(own, env...), base: "http://" + address}
}

// launch starts the program and does not wait for it.
func (m *machine) launch() { m.process = programtest.Launch(m.t, m.env, "serve") }

// ready waits until the program is ready, as long as it logs or computes. It returns false if
// the program has ended.
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
			m.t.Fatalf("the program does not become ready\n%s", m.logTail())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return true
}

// up starts the program unless it runs, and waits until it is ready.
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
	m.t.Fatalf("the program does not stay up\n%s", m.logTail())
}

// kill kills the program. For the program this is like a power cut.
func (m *machine) kill() { m.process.Kill() }

// isDrained reports whether the program has its database and no rating waits in its journal.
func (m *machine) isDrained() bool {
	response, err := http.Get(m.base + "/readyz")
	if err != nil {
		return false
	}
	defer response.Body.Close()
	var ready programtest.Readiness
	err = json.NewDecoder(response.Body).Decode(&ready)
	return err == nil && ready.Database == "ok" && ready.Journal.Ratings == 0
}

// logTail returns the end of the program's log.
func (m *machine) logTail() string {
	if m.process == nil {
		return "never started"
	}
	const shown = 30
	lines := strings.Split(strings.TrimSpace(m.process.Stderr.String()), "\n")
	if len(lines) > shown {
		lines = lines[len(lines)-shown:]
	}
	return strings.Join(lines, "\n")
}

// disk is a small separate file system that the test can fill.
type disk struct {
	t   *testing.T
	dir string
}

const diskMegabytes = 96

// mountDisk needs root, or sudo without a password. It skips the test if it cannot mount.
func mountDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{t: t, dir: filepath.Join(t.TempDir(), "disk")}
	if err := os.Mkdir(d.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	options := fmt.Sprintf("size=%dm,mode=0700,uid=%d,gid=%d", diskMegabytes, os.Geteuid(), os.Getegid())
	if out, err := asRoot("mount", "-t", "tmpfs", "-o", options, "suaraloket-crash", d.dir); err != nil {
		t.Skipf("cannot mount a tmpfs: %v: %s", err, bytes.TrimSpace(out))
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

// fill uses all free space, to the last page.
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

// free frees the space that fill has used.
func (d *disk) free() {
	d.t.Helper()
	if err := os.Remove(d.ballast()); err != nil {
		d.t.Fatal(err)
	}
}

// testClock is a clock that the test sets while it is in use.
type testClock struct {
	zone   *time.Location
	offset atomic.Int64
}

func (c *testClock) now() time.Time {
	return time.Now().Add(time.Duration(c.offset.Load())).In(c.zone).Truncate(time.Millisecond)
}

// set sets the clock back or forward: by a little, past midnight, past the tolerance for
// a tablet's clock, or by months.
func (c *testClock) set(random *rand.Rand) {
	leaps := []time.Duration{0, time.Second, 10 * time.Minute, time.Hour, 26 * time.Hour, 8 * 24 * time.Hour, 35 * 24 * time.Hour, 400 * 24 * time.Hour}
	leap := leaps[random.IntN(len(leaps))]
	if random.IntN(2) == 0 {
		leap = -leap
	}
	c.offset.Store(int64(leap))
}
