package web

import (
	"io/fs"
	"net"
	"time"
)

// Remembered is how many keys the limiter keeps.
func (l *Limiter) Remembered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buckets.Len()
}

// SetWriteTimeout shortens the time for an answer; before App.
func (s *Shell) SetWriteTimeout(d time.Duration) { s.writeTimeout = d }

// ExpectAnswers is expectAnswers.
func ExpectAnswers(conn net.Conn, patience time.Duration) { expectAnswers(conn, patience) }

// ModuleAddresses adds the scripts of a folder and gives their addresses by name.
func ModuleAddresses(files fs.FS) (map[string]string, error) {
	_, scripts, _, err := staticNames(files)
	if err != nil {
		return nil, err
	}
	a := newAssets()
	return a.byName, a.addScripts(files, scripts)
}
