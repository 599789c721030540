package benchtest

import (
	"os"
	"testing"

	"suaraloket/cmd/suaraloket/programtest"
)

func TestMain(m *testing.M) { os.Exit(programtest.Main(m)) }
