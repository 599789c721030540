//go:build !linux

package web

import (
	"net"
	"time"
)

// expectAnswers leaves it to the system when a silent client is given up.
func expectAnswers(net.Conn, time.Duration) {}
