package web_test

import (
	"net"
	"syscall"
	"testing"
	"time"

	"suaraloket/web"
)

// TestExpectAnswersSetsTheUserTimeout checks the socket option. Without it, the kernel accepts
// the small heartbeats long after the client has left the network.
func TestExpectAnswersSetsTheUserTimeout(t *testing.T) {
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
	var timeout int
	if controlErr := raw.Control(func(fd uintptr) { timeout, err = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, 18) }); controlErr != nil || err != nil || timeout != 10_000 {
		t.Errorf("%d ms, %v %v", timeout, controlErr, err)
	}
}
