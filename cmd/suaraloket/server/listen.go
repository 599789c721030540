package server

import (
	"fmt"
	"log/slog"
	"net"
	"strings"

	"suaraloket/cmd/suaraloket/config"
)

// listen opens every listener. It reads the certificate first, so that a bad one fails
// before anything is open.
func (s *Server) listen(c config.Config, logger *slog.Logger) (err error) {
	dress := func(plain net.Listener) net.Listener { return plain }
	if c.HTTP.OwnTLS() {
		pair, err := loadCertificate(c.HTTP, logger)
		if err != nil {
			return err
		}
		dress = pair.listener
	}
	if s.listener, err = net.Listen("tcp", c.HTTP.Listen); err != nil {
		return fmt.Errorf("http.listen: %w", err)
	}
	s.listener = dress(s.listener)
	if err := s.listenBeside(c, dress); err != nil {
		s.closeListeners()
		return err
	}
	s.name(c)
	return nil
}

// listenBeside opens the listeners of the portal and of the redirect.
func (s *Server) listenBeside(c config.Config, dress func(net.Listener) net.Listener) (err error) {
	if c.HR.Listen != "" {
		if s.hrLis, err = net.Listen("tcp", c.HR.Listen); err != nil {
			return fmt.Errorf("hr.listen: %w", err)
		}
		s.hrLis = dress(s.hrLis)
	}
	if c.HTTP.RedirectListen != "" {
		if s.plainLis, err = net.Listen("tcp", c.HTTP.RedirectListen); err != nil {
			return fmt.Errorf("http.redirect_listen: %w", err)
		}
	}
	return nil
}

// name sets the addresses of the program.
func (s *Server) name(c config.Config) {
	s.BaseURL = strings.TrimSuffix(c.PublicURL, "/")
	if s.BaseURL == "" {
		s.BaseURL = c.HTTP.Scheme() + reachable(s.listener.Addr().(*net.TCPAddr))
	}
	s.HRURL = s.BaseURL + "/hr/"
	if s.hrLis != nil {
		s.HRURL = c.HTTP.Scheme() + reachable(s.hrLis.Addr().(*net.TCPAddr)) + "/hr/"
	}
}

// reachable is an address that other machines can open: for a listener on all interfaces,
// the first address of this machine in its network.
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

// Bound is the address on which the program listens, with its real port.
func (s *Server) Bound() string {
	host, _, err := net.SplitHostPort(s.Config.HTTP.Listen)
	if err != nil {
		return s.Config.HTTP.Listen
	}
	return net.JoinHostPort(host, fmt.Sprint(s.listener.Addr().(*net.TCPAddr).Port))
}

func (s *Server) closeListeners() {
	for _, l := range []net.Listener{s.listener, s.hrLis, s.plainLis} {
		if l != nil {
			_ = l.Close() // closed already when the server has stopped
		}
	}
}
