package programtest

import (
	"testing"

	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// Unlimited returns the settings that turn off all rate limits, and the rules that would hold
// many ratings of one counter.
func Unlimited() []string {
	return append(append(Unpaced(), Unruled()...), "SUARALOKET_LIMITS_DEVICE_PER_MINUTE=0", "SUARALOKET_LIMITS_NEWCOMERS_PER_MINUTE=0", "SUARALOKET_LIMITS_KIOSK_INTERVAL=0")
}

// Unruled returns the settings that turn off the rules about many ratings of one officer.
func Unruled() []string {
	return []string{
		"SUARALOKET_INTEGRITY_WEAK_DAY=0", "SUARALOKET_INTEGRITY_SURGE=0", "SUARALOKET_INTEGRITY_DEVICE_DAY=0", "SUARALOKET_INTEGRITY_AUTHOR_RATINGS=0",
	}
}

// Unpaced returns the settings that turn off the limits of sending: the pretend Telegram has
// none.
func Unpaced() []string {
	return []string{"SUARALOKET_LIMITS_LETTERS_PER_SECOND=0", "SUARALOKET_LIMITS_CHAT_PAUSE=0s"}
}

// Database returns the settings of an empty database; none for SQLite, which is a file in
// the data folder.
func Database(t testing.TB, driver string) []string {
	t.Helper()
	if driver == repository.SQLite {
		return nil
	}
	return []string{"SUARALOKET_DATABASE_DRIVER=mysql", "SUARALOKET_DATABASE_DSN=" + testdb.MySQLDSN(t)}
}
