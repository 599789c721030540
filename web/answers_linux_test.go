package web_test

import (
	"net"
	"syscall"
	"testing"
	"time"

	"suaraloket/web"
)

// TestASilentClientIsGivenUp looks at what the kernel was told: heartbeats are so small
// that it would take them long after the client has left the network.
func TestASilentClientIsGivenUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	web.ExpectAnswers(conn, 10*time.Second)
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var told int
	if controlErr := raw.Control(func(fd uintptr) { told, err = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, 18) }); controlErr != nil || err != nil || told != 10_000 {
		t.Errorf("%d ms, %v %v", told, controlErr, err)
	}
}
