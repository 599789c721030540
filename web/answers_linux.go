package web

import (
	"net"
	"syscall"
	"time"
)

// tcpUserTimeout is TCP_USER_TIMEOUT of tcp(7), which package syscall does not name.
const tcpUserTimeout = 18

// expectAnswers makes writes fail when the other machine has acknowledged nothing for
// so long. Without it the kernel takes the few bytes of heartbeats for a quarter of an
// hour, though the tablet has left the network without a word.
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
		return // the connection is gone, as the first write will say
	}
	_ = raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(patience.Milliseconds())) // a kernel without it waits longer
	})
}
