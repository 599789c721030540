package web

import (
	"io/fs"
	"net"
	"time"
)

// Remembered counts the keys in the limiter.
func (l *Limiter) Remembered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buckets.Len()
}

// SetWriteTimeout sets the write timeout. Call it before App.
func (s *Shell) SetWriteTimeout(d time.Duration) { s.writeTimeout = d }

// ExpectAnswers is expectAnswers.
func ExpectAnswers(conn net.Conn, patience time.Duration) { expectAnswers(conn, patience) }

// ScriptAddresses adds the scripts of a folder and returns their addresses by name.
func ScriptAddresses(files fs.FS) (map[string]string, error) {
	_, scripts, _, err := staticNames(files)
	if err != nil {
		return nil, err
	}
	a := newAssets()
	return a.byName, a.addScripts(files, scripts)
}

// FigureShade is the colour of a part of a figure.
func FigureShade(figure, part string) string { return figureShade(figure, part) }
