package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// tlsListener accepts TLS connections and answers plain HTTP with an explanation. The
// HTTP server runs the handshake within its read timeout.
type tlsListener struct {
	net.Listener
	config *tls.Config
}

func (c *certificate) listener(plain net.Listener) net.Listener {
	return tlsListener{plain, &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, GetCertificate: c.forHandshake,
	}}
}

// Accept implements net.Listener.
func (l tlsListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &tlsConn{tls.Server(conn, l.config)}, nil
}

// tlsConn is a tls.Conn that answers plain HTTP before it is closed.
type tlsConn struct{ *tls.Conn }

const plainAnswer = "Alamat ini memakai HTTPS: awali dengan https://\nThis address speaks HTTPS: begin it with https://\n"

// Handshake runs before the server reads a request.
func (c *tlsConn) Handshake() error {
	err := c.Conn.Handshake()
	var record tls.RecordHeaderError
	if errors.As(err, &record) && record.Conn != nil && speaksHTTP(record.RecordHeader) {
		answerPlain(record.Conn)
	}
	return err
}

// speaksHTTP recognises a request by its first bytes.
func speaksHTTP(header [5]byte) bool {
	switch string(header[:]) {
	case "GET /", "HEAD ", "POST ", "PUT /", "PATCH", "DELET", "OPTIO":
		return true
	}
	return false
}

// answerPlain sends the explanation and then drains the request: closing a connection with
// unread bytes resets it, and the answer would be lost.
func answerPlain(conn net.Conn) {
	_ = conn.SetDeadline(time.Now().Add(time.Second)) // the connection closes even if the client does not read
	_, err := fmt.Fprintf(conn, "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"+
		"Content-Length: %d\r\nConnection: close\r\n\r\n%s", len(plainAnswer), plainAnswer)
	if tcp, ok := conn.(*net.TCPConn); ok && err == nil && tcp.CloseWrite() == nil {
		_, _ = io.CopyN(io.Discard, conn, headerBytes)
	}
}

// headerBytes is the size limit of the drained request.
const headerBytes = 64 << 10
