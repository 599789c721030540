package main

import (
	"errors"
	"fmt"
	"net"
	"strings"
)

func (s *server) listen(c Config) (err error) {
	if s.listener, err = net.Listen("tcp", c.HTTP.Listen); err != nil {
		return err
	}
	s.baseURL = strings.TrimSuffix(c.PublicURL, "/")
	if s.baseURL == "" {
		s.baseURL = "http://" + reachable(s.listener.Addr().(*net.TCPAddr))
	}
	s.hrURL = s.baseURL + "/hr/"
	if c.HR.Listen == "" {
		return nil
	}
	if s.hrLis, err = net.Listen("tcp", c.HR.Listen); err != nil {
		return errors.Join(err, s.listener.Close())
	}
	s.hrURL = "http://" + reachable(s.hrLis.Addr().(*net.TCPAddr)) + "/hr/"
	return nil
}

// reachable names an address that others can open: for a listener on every
// interface, this machine's first address in its network.
func reachable(address *net.TCPAddr) string {
	if !address.IP.IsUnspecified() {
		return address.String()
	}
	host := "127.0.0.1"
	addresses, _ := net.InterfaceAddrs()
	for _, a := range addresses {
		if network, ok := a.(*net.IPNet); ok && !network.IP.IsLoopback() && network.IP.To4() != nil {
			host = network.IP.String()
			break
		}
	}
	return net.JoinHostPort(host, fmt.Sprint(address.Port))
}

// bound is the address on which the program listens, with its real port.
func (s *server) bound() string {
	host, _, err := net.SplitHostPort(s.config.HTTP.Listen)
	if err != nil {
		return s.config.HTTP.Listen
	}
	return net.JoinHostPort(host, fmt.Sprint(s.listener.Addr().(*net.TCPAddr).Port))
}

func (s *server) closeListeners() {
	for _, l := range []net.Listener{s.listener, s.hrLis} {
		if l != nil {
			_ = l.Close() // closed already when the server has stopped
		}
	}
}
