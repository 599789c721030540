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

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/cmd/suaraloket/server"
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/web"
)

func TestMain(m *testing.M) {
	role := os.Getenv(programtest.RoleVariable)
	if role == "" {
		os.Exit(programtest.Main(m))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p := program{args: os.Args[1:], environ: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}
	roles := map[string]func(context.Context, program) error{programtest.RoleEmpty: playEmpty, programtest.RoleStoreless: playStoreless, programtest.RoleProfiled: playProfiled}
	if err := roles[role](ctx, p); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailure)
	}
	os.Exit(exitOK)
}

// playEmpty answers as the program does, and does nothing for it.
func playEmpty(ctx context.Context, p program) error {
	texts, err := locale.Load()
	if err != nil {
		return err
	}
	shell, err := web.NewShell(texts, config.Default().Logger(p.stderr), web.Brand{Teal: "#0E5A55", Gold: "#C98A1B"})
	if err != nil {
		return err
	}
	app := shell.App()
	app.Post("/api/v1/ratings", func(c *fiber.Ctx) error {
		return c.Status(fiber.StatusCreated).JSON(fiber.Map{"id": "00000000-0000-4000-8000-000000000000", "receipt": "000-000", "change_until": "2000-01-01T00:00:00.000Z"})
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

// forgetful answers that it has stored a rating, and stores none.
type forgetful struct{ domain.RatingStore }

func (forgetful) AddRating(_ context.Context, e domain.Entry) (domain.Rating, bool, error) {
	return e.Rating, true, nil
}

// playStoreless is serve in which no rating reaches the database.
func playStoreless(ctx context.Context, p program) error {
	c, err := onlyConfigured("serve", program{args: p.args[1:], environ: p.environ})
	if err != nil {
		return err
	}
	return server.Serve(ctx, c, server.Options{Stdout: p.stdout, Stderr: p.stderr, Ratings: func(s domain.RatingStore) domain.RatingStore { return forgetful{s} }})
}

// playProfiled is the program; its profile begins when it is ready.
func playProfiled(ctx context.Context, p program) (err error) {
	file, err := os.Create(os.Getenv(programtest.ProfileVariable))
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
