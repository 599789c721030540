package web

import (
	"net"
	"time"
)

// Remembered is how many keys the limiter keeps.
func (l *Limiter) Remembered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.buckets)
}

// SetWriteTimeout shortens the time for an answer; before App.
func (s *Shell) SetWriteTimeout(d time.Duration) { s.writeTimeout = d }

// ExpectAnswers is expectAnswers.
func ExpectAnswers(conn net.Conn, patience time.Duration) { expectAnswers(conn, patience) }
