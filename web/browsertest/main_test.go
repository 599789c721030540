package browsertest_test

import (
	"os"
	"testing"

	"suaraloket/web/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }
