// Package picturetest takes the pictures in docs from the pages of a demo.
package picturetest

import (
	"os"
	"testing"

	"suaraloket/cmd/suaraloket/programtest"
)

// folderVariable names the environment variable with the folder for the pictures.
const folderVariable = "SUARALOKET_TEST_PICTURES"

// Without a folder no test runs. None is reported as skipped, because `make test` fails for a
// skipped test.
func TestMain(m *testing.M) {
	if os.Getenv(folderVariable) != "" {
		os.Exit(programtest.Main(m))
	}
}
