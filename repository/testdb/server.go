package testdb

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

// Server is a MariaDB server for one test on loopback, which the test may kill and start
// again. It flushes at every commit, as production does.
type Server struct {
	// Options are added to those of every start. With any, the server has its account from an
	// earlier start.
	Options []string

	dir     string
	port    int
	process *exec.Cmd
	ended   chan struct{} // closed when the process is gone
}

// NewServer creates a server and starts it. Without MariaDB's programs it skips the test with
// a message.
func NewServer(t testing.TB) *Server {
	t.Helper()
	for _, name := range []string{"mariadbd", "mariadb-install-db"} {
		if ProgramPath(name) == "" {
			t.Skip("left out: no " + name)
		}
	}
	dir, err := os.MkdirTemp("", "mariadb-*") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{dir: dir, port: FreePort(t)}
	t.Cleanup(func() {
		s.Kill()
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	s.install(t)
	s.Start(t)
	return s
}

// ProgramPath finds a program of MariaDB, also where daemons are installed. It returns "" when
// it does not find the program.
func ProgramPath(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	path, err := exec.LookPath(filepath.Join("/usr/sbin", name))
	if err != nil {
		return ""
	}
	return path
}

// FreePort returns a free port on loopback. It lies below the ephemeral ports, so that no
// outgoing connection takes it while its server is down.
func FreePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 20000 + mathrand.N(12000)
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue
		}
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
	t.Fatal("no free port")
	return 0
}

// accountSQL creates the account of the tests, at every start.
const accountSQL = "CREATE USER IF NOT EXISTS suaraloket@'127.0.0.1' IDENTIFIED BY 'test';\n" +
	"GRANT ALL ON *.* TO suaraloket@'127.0.0.1';\n"

const logFileSize = "--innodb-log-file-size=64M"

func (s *Server) install(t testing.TB) {
	t.Helper()
	if err := os.WriteFile(s.Path("account.sql"), []byte(accountSQL), 0o600); err != nil {
		t.Fatal(err)
	}
	install := exec.Command(ProgramPath("mariadb-install-db"), append(s.Common(),
		"--auth-root-authentication-method=normal", "--skip-test-db", logFileSize)...)
	install.Env = append(os.Environ(), "PATH="+os.Getenv("PATH")+":/usr/sbin")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("mariadb-install-db: %v\n%s", err, out)
	}
}

// Common returns the options of both of MariaDB's programs.
func (s *Server) Common() []string {
	options := []string{"--no-defaults", "--datadir=" + s.Path("data")}
	if os.Geteuid() == 0 {
		options = append(options, "--user=root")
	}
	return options
}

// Path is a file or folder of the server.
func (s *Server) Path(name string) string { return filepath.Join(s.dir, name) }

// Start starts the server on its existing data, if it does not run, and waits until it
// answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if s.runs() {
		return
	}
	log, err := os.OpenFile(s.Path("server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s.process = exec.Command(ProgramPath("mariadbd"), append(s.Common(),
		"--socket="+s.Path("socket"), "--pid-file="+s.Path("pid"),
		"--port="+strconv.Itoa(s.port), "--bind-address=127.0.0.1", "--skip-name-resolve",
		"--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci", logFileSize,
		"--innodb-buffer-pool-size=128M", "--performance-schema=0", "--innodb-flush-log-at-trx-commit=1")...)
	if s.Options == nil {
		s.process.Args = append(s.process.Args, "--init-file="+s.Path("account.sql"))
	}
	s.process.Args = append(s.process.Args, s.Options...)
	s.process.Stdout, s.process.Stderr = log, log
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	s.ended = make(chan struct{})
	go func() {
		_ = s.process.Wait() // the error is expected: a kill ends the process
		close(s.ended)
	}()
	s.awaitAnswer(t)
}

func (s *Server) awaitAnswer(t testing.TB) {
	t.Helper()
	db := s.Connect(t, "")
	defer db.Close()
	deadline := time.After(Patience())
	for {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		err := db.PingContext(ctx)
		cancel()
		if err == nil {
			return
		}
		select {
		case <-s.ended:
			t.Fatalf("mariadbd ended\n%s", s.Log())
		case <-deadline:
			t.Fatalf("mariadbd does not answer: %v\n%s", err, s.Log())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Log is what the server has written.
func (s *Server) Log() string {
	text, err := os.ReadFile(s.Path("server.log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// Kill ends the server as a power cut does, if it runs, and returns when the process is gone.
func (s *Server) Kill() {
	if !s.runs() {
		return
	}
	_ = s.process.Process.Kill() // it may have ended meanwhile
	<-s.ended
}

// Stop ends the server as an administrator does, if it runs, and returns when the process is
// gone.
func (s *Server) Stop() {
	if !s.runs() {
		return
	}
	_ = s.process.Process.Signal(syscall.SIGTERM) // it may have ended meanwhile
	<-s.ended
}

func (s *Server) runs() bool {
	if s.ended == nil {
		return false
	}
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// Address is where the server listens, before and after every restart.
func (s *Server) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// DSN returns the DSN of a database of the server. The address is the server's own or that of
// a proxy in front of it.
func (s *Server) DSN(address, database string) string {
	return fmt.Sprintf("suaraloket:test@tcp(%s)/%s", address, database)
}

// MakeDatabase creates a database and returns its name.
func (s *Server) MakeDatabase(t testing.TB) string {
	t.Helper()
	db := s.Connect(t, "")
	defer db.Close()
	name := "t_" + strings.ToLower(rand.Text())
	if _, err := db.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4"); err != nil {
		t.Fatal(err)
	}
	return name
}

// Connect opens a database of the server for plain SQL. The caller reports errors: the driver
// logs nothing.
func (s *Server) Connect(t testing.TB, database string) *sql.DB {
	t.Helper()
	config, err := driver.ParseDSN(s.DSN(s.Address(), database))
	if err != nil {
		t.Fatal(err)
	}
	config.Logger = &driver.NopLogger{}
	connector, err := driver.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	return sql.OpenDB(connector)
}
