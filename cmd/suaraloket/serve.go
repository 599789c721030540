package main

import (
	"context"

	"suaraloket/cmd/suaraloket/server"
)

func serveCommand(ctx context.Context, p program) error {
	c, err := onlyConfigured("serve", p)
	if err != nil {
		return err
	}
	return server.Serve(ctx, c, server.Options{Stdout: p.stdout, Stderr: p.stderr})
}
