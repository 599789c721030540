package web

import (
	"net"
	"syscall"
	"time"
)

// tcpUserTimeout is TCP_USER_TIMEOUT of tcp(7); package syscall does not define it.
const tcpUserTimeout = 18

// expectAnswers makes writes fail when the client acknowledges nothing for the duration
// of patience. Without it, the kernel buffers the small heartbeats for a quarter of an
// hour after the tablet has left the network.
func expectAnswers(conn net.Conn, patience time.Duration) {
	if wrapped, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = wrapped.NetConn()
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return // the connection is closed: the first write fails
	}
	_ = raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(patience.Milliseconds())) // on failure the kernel only waits longer
	})
}
