// Package programtest runs the real program for tests: it starts and stops the program,
// runs its commands, sends it ratings and reads what it prints.
package programtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"suaraloket/web/browsertest"
)

// Exit statuses of the program.
const (
	StatusOK      = 0
	StatusFailure = 1
	StatusUsage   = 2
)

// output collects what a process writes. It can be read at the same time.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String returns the output so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func (o *output) len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Len()
}

// Process is one run of the program.
type Process struct {
	T      testing.TB
	Cmd    *exec.Cmd
	Base   string // the address of the public listener
	Stdout output
	Stderr output
	Ended  chan struct{} // closed when the process has ended
	err    error
}

// Start runs the program with a clean environment and waits until it is ready.
func Start(t testing.TB, env []string, args ...string) *Process {
	t.Helper()
	return Launch(t, env, args...).ready()
}

// Launch runs the program with a clean environment and does not wait for it.
func Launch(t testing.TB, env []string, args ...string) *Process {
	t.Helper()
	return launch(t, Binary(t), env, args...)
}

func launch(t testing.TB, path string, env []string, args ...string) *Process {
	t.Helper()
	p := newProcess(t, path, append([]string{"HOME=" + t.TempDir(), "SUARALOKET_HTTP_LISTEN=127.0.0.1:0"}, env...), args...)
	p.run()
	t.Cleanup(p.Kill)
	return p
}

func newProcess(t testing.TB, path string, env []string, args ...string) *Process {
	p := &Process{T: t, Cmd: exec.Command(path, args...), Ended: make(chan struct{})}
	p.Cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	p.Cmd.Stdout, p.Cmd.Stderr = &p.Stdout, &p.Stderr
	return p
}

func (p *Process) run() {
	p.T.Helper()
	if err := p.Cmd.Start(); err != nil {
		p.T.Fatal(err)
	}
	go func() {
		p.err = p.Cmd.Wait()
		close(p.Ended)
	}()
}

// ready waits for the log line that names the address.
func (p *Process) ready() *Process {
	p.T.Helper()
	ready := regexp.MustCompile(`msg=ready address=(\S+)`)
	browsertest.EventuallyMoving(p.T, "ready: "+strings.Join(p.Cmd.Args, " "), func() (string, bool) {
		if p.HasEnded() {
			p.T.Fatalf("the program ended: %v\n%s%s", p.err, &p.Stdout, &p.Stderr)
		}
		found := ready.FindStringSubmatch(p.Stderr.String())
		if found != nil {
			p.Base = found[1]
		}
		return p.Progress(), found != nil
	})
	return p
}

// HasEnded reports whether the process has ended.
func (p *Process) HasEnded() bool {
	select {
	case <-p.Ended:
		return true
	default:
		return false
	}
}

// Progress changes while the process writes or computes.
func (p *Process) Progress() string {
	return fmt.Sprintf("%d bytes written, %s", p.Stdout.len()+p.Stderr.len(), cpuTime(p.Cmd.Process.Pid))
}

// cpuTime returns the processor time of a process in clock ticks, "" where the system does
// not report it.
func cpuTime(pid int) string {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	_, afterName, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(afterName)
	const userTime, systemTime = 11, 12
	if len(fields) <= systemTime {
		return ""
	}
	return fields[userTime] + "+" + fields[systemTime] + " ticks"
}

// wait waits until the process has ended, as long as it makes progress.
func (p *Process) wait() {
	p.T.Helper()
	browsertest.EventuallyMoving(p.T, "the end of "+strings.Join(p.Cmd.Args, " "), func() (string, bool) {
		select {
		case <-p.Ended:
			return "", true
		case <-time.After(20 * time.Millisecond):
			return p.Progress(), false
		}
	})
}

// Kill kills the program. For the program this is like a power cut.
func (p *Process) Kill() {
	_ = p.Cmd.Process.Kill() // fails if the process has ended
	<-p.Ended
}

// Stop asks the program to stop, as Ctrl+C does, and checks that it ends without an error.
func (p *Process) Stop() {
	p.T.Helper()
	p.StopBy(os.Interrupt)
}

// StopBy is Stop with another signal.
func (p *Process) StopBy(signal os.Signal) {
	p.T.Helper()
	if err := p.Cmd.Process.Signal(signal); err != nil {
		p.T.Fatal(err)
	}
	p.wait()
	if p.err != nil {
		p.T.Errorf("the program ended with %v\n%s", p.err, &p.Stderr)
	}
}

// RunCommand runs one command to its end.
func RunCommand(t testing.TB, env []string, stdin string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	p := newProcess(t, Binary(t), env, args...)
	p.Cmd.Stdin = strings.NewReader(stdin)
	p.run()
	defer p.Kill()
	p.wait()
	var exit *exec.ExitError
	if p.err != nil && !errors.As(p.err, &exit) {
		t.Fatal(p.err)
	}
	return p.Stdout.String(), p.Stderr.String(), p.Cmd.ProcessState.ExitCode()
}

// MustRun runs a command that must succeed and returns its standard output.
func MustRun(t testing.TB, env []string, stdin string, args ...string) string {
	t.Helper()
	stdout, stderr, status := RunCommand(t, env, stdin, args...)
	if status != StatusOK {
		t.Fatalf("suaraloket %s: exit %d\n%s%s", strings.Join(args, " "), status, stdout, stderr)
	}
	return stdout
}
