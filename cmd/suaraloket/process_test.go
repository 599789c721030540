package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"suaraloket/web/browsertest"
)

// binaryVariable names the environment variable with the path of the built program;
// without it the tests build it.
const binaryVariable = "SUARALOKET_TEST_BINARY"

var builtBinary = sync.OnceValues(func() (string, error) {
	if path := os.Getenv(binaryVariable); path != "" {
		return path, nil
	}
	dir, err := os.MkdirTemp("", "suaraloket-*")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "suaraloket")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

// output collects what a process writes while it is read.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// process is the real program, running.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	base   string
	stdout output
	stderr output
	ended  chan struct{}
	err    error
}

func binary(t testing.TB) string {
	t.Helper()
	path, err := builtBinary()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// start runs the program with a clean environment and waits until it is ready.
func start(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	return launch(t, env, args...).ready()
}

// ready waits until the program says that it is, and where.
func (p *process) ready() *process {
	p.t.Helper()
	ready := regexp.MustCompile(`msg=ready address=(\S+)`)
	browsertest.Eventually(p.t, "ready: "+strings.Join(p.cmd.Args, " "), func() bool {
		select {
		case <-p.ended:
			p.t.Fatalf("it ended: %v\n%s%s", p.err, &p.stdout, &p.stderr)
		default:
		}
		found := ready.FindStringSubmatch(p.stderr.String())
		if found != nil {
			p.base = found[1]
		}
		return found != nil
	})
	return p
}

func launch(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	return launchProgram(t, binary(t), env, args...)
}

func launchProgram(t testing.TB, path string, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(path, args...), ended: make(chan struct{})}
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "SUARALOKET_HTTP_LISTEN=127.0.0.1:0"}, env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// kill ends the program as a power cut does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.ended
}

// stop asks the program to stop, as Ctrl+C does, and wants it to end well.
func (p *process) stop() { p.stopBy(os.Interrupt) }

// stopBy stops it by another signal.
func (p *process) stopBy(signal os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(30 * time.Second):
		p.t.Fatalf("it does not stop\n%s", &p.stderr)
	}
	if p.err != nil {
		p.t.Errorf("it ended with %v\n%s", p.err, &p.stderr)
	}
}

// runCommand runs one command to its end.
func runCommand(t testing.TB, env []string, stdin string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary(t), args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// must is runCommand for what has to succeed.
func must(t testing.TB, env []string, stdin string, args ...string) string {
	t.Helper()
	stdout, stderr, status := runCommand(t, env, stdin, args...)
	if status != 0 {
		t.Fatalf("suaraloket %s: exit %d\n%s%s", strings.Join(args, " "), status, stdout, stderr)
	}
	return stdout
}

func scores(t testing.TB, env []string, args ...string) scoreList {
	t.Helper()
	var list scoreList
	text := must(t, env, "", append([]string{"score", "--format", "json"}, args...)...)
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return list
}

func (l scoreList) of(officer string) scoreRow {
	for _, row := range l.Rows {
		if row.Officer == officer {
			return row
		}
	}
	return scoreRow{}
}

func get(t testing.TB, address string) (int, []byte) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, body
}

// postRating hands a rating in as JSON.
func postRating(address, key string, rating map[string]any) (int, error) {
	body, err := json.Marshal(rating)
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequest(http.MethodPost, address+"/api/v1/ratings", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

func readDemo(t testing.TB, dir string) demoFile {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "demo.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d demoFile
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// freeAddress is one that nobody listens on: it has to be known before the program is
// there, and to stay while the program is away. Systems give the ports from 32768 on to
// whoever asks for any, and to connections that go out.
func freeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		listener, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(20_000+rand.IntN(10_000)))
		if err != nil {
			continue
		}
		defer listener.Close()
		return listener.Addr().String()
	}
	t.Fatal("no port is free")
	return ""
}
