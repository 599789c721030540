package journal_test

import (
	"os"
	"testing"

	"suaraloket/repository/testdb"
)

func TestMain(m *testing.M) { os.Exit(testdb.Main(m)) }
