package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime/pprof"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/repository"
	"suaraloket/web"
	"suaraloket/web/browsertest"
)

// roleVariable makes the test binary play another program: a process of its own is
// measured, and the product needs no switch for it.
const roleVariable = "SUARALOKET_TEST_ROLE"

// The roles.
const (
	roleEmpty     = "empty"     // the Fiber shell with a handler that does nothing
	roleStoreless = "storeless" // serve with an intake that stores nothing
	roleProfiled  = "profiled"  // the program, writing where its time went into profileVariable
)

const profileVariable = "SUARALOKET_TEST_PROFILE"

func TestMain(m *testing.M) {
	role := os.Getenv(roleVariable)
	if role == "" {
		os.Exit(browsertest.Main(m))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p := program{args: os.Args[1:], environ: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}
	roles := map[string]func(context.Context, program) error{roleEmpty: playEmpty, roleStoreless: playStoreless, roleProfiled: playProfiled}
	if err := roles[role](ctx, p); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailure)
	}
	os.Exit(exitOK)
}

// startRole starts this test binary in another role.
func startRole(t testing.TB, role string, env []string, args ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return launchProgram(t, self, append(env, roleVariable+"="+role), args...).ready()
}

// playEmpty answers as the program does, and does nothing for it.
func playEmpty(ctx context.Context, p program) error {
	texts, err := locale.Load()
	if err != nil {
		return err
	}
	shell, err := web.NewShell(texts, defaults().logger(p.stderr), web.Brand{Teal: "#0E5A55", Gold: "#C98A1B"})
	if err != nil {
		return err
	}
	app := shell.App()
	app.Post("/api/v1/ratings", func(c *fiber.Ctx) error {
		return c.Status(fiber.StatusCreated).JSON(fiber.Map{"id": blankID, "receipt": "000-000", "change_until": blankTime})
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	shell.SetReady(true)
	fmt.Fprintf(p.stderr, "msg=ready address=http://%s\n", listener.Addr())
	go func() {
		<-ctx.Done()
		_ = app.ShutdownWithTimeout(time.Second)
	}()
	return app.Listener(listener)
}

// forgetful takes every rating for stored.
type forgetful struct{ domain.RatingStore }

func (forgetful) AddRating(_ context.Context, e domain.Entry) (domain.Rating, bool, error) {
	return e.Rating, true, nil
}

// playStoreless is serve in which no rating reaches the database.
func playStoreless(ctx context.Context, p program) (err error) {
	c, err := onlyConfigured("serve", program{args: p.args[1:], environ: p.environ})
	if err != nil {
		return err
	}
	s := &server{stdout: p.stdout}
	if err := s.listen(c, c.logger(io.Discard)); err != nil {
		return err
	}
	if s.system, err = openSystem(ctx, c, c.logger(p.stderr), repository.Options{Lazy: true}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.store.Close()) }()
	if err := s.openJournal(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.journal.Close()) }()
	s.takeIn(countedRatings{forgetful{s.store}, s.metrics}, s.journal, s.journal, s.journal)
	if err := s.journal.Begin(ctx, s.roster); err != nil {
		return err
	}
	if err := s.build(); err != nil {
		return err
	}
	return s.run(ctx)
}

// playProfiled is the program; its profile begins when it is ready.
func playProfiled(ctx context.Context, p program) (err error) {
	file, err := os.Create(os.Getenv(profileVariable))
	if err != nil {
		return err
	}
	defer func() {
		pprof.StopCPUProfile()
		err = errors.Join(err, file.Close())
	}()
	p.stderr = &readyProfile{Writer: p.stderr, file: file}
	if code := run(ctx, p); code != exitOK {
		return fmt.Errorf("it ended with %d", code)
	}
	return nil
}

// readyProfile is a log whose line that the program is ready begins the profile.
type readyProfile struct {
	io.Writer
	file io.Writer
}

func (w *readyProfile) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("msg=ready")) {
		if err := pprof.StartCPUProfile(w.file); err != nil {
			return 0, err
		}
	}
	return w.Writer.Write(line)
}
