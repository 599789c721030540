package telegramtest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	maxSecret       = 256     // characters (Docs: setWebhook)
	maxCertificate  = 3 << 20 // bytes (Source: MAX_CERTIFICATE_FILE_SIZE)
	manyConnections = 40      // without max_connections (Docs: setWebhook)
)

// webhook is where updates are pushed to. It ends by stop and never begins again.
type webhook struct {
	s           *Server
	address     *url.URL
	text        string // of the address, as the bot gave it
	secret      string
	max         int
	certificate []byte
	client      *http.Client
	stop        context.CancelFunc
	ctx         context.Context // of every push; ended by stop
	active      int             // pushes under way
	failedAt    time.Time       // of the last failure
	failure     string
	goneSince   time.Time // of the first of nothing but 410
}

// setWebhook closes the webhook that is set, drops what waits when told so, and only then looks at the new
// address: a refused one leaves the bot without any (Source: process_set_webhook_query, do_set_webhook).
// An empty address deletes.
func (s *Server) setWebhook(ctx context.Context, p params) (any, error) {
	text := p.arg("url")
	if text == "" {
		return s.deleteWebhook(ctx, p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.limits.webhook(s.now()); err != nil {
		return nil, err
	}
	h := s.newWebhook(text, p)
	if s.sameWebhook(h, p) {
		s.queue.allow(p.arg("allowed_updates"))
		return told{true, "Webhook is already set"}, nil
	}
	s.queue.turnAway(conflict("terminated by setWebhook request"))
	s.unhook()
	s.dropIfTold(p)
	if err := h.check(s.opts.Local); err != nil {
		return nil, err
	}
	s.queue.allow(p.arg("allowed_updates"))
	s.hookUp(h)
	return told{true, "Webhook was set"}, nil
}

func (s *Server) newWebhook(text string, p params) *webhook {
	most := 100
	if s.opts.Local {
		most = 100_000
	}
	certificate, _ := p.upload("certificate")
	return &webhook{
		s: s, text: text, secret: p.arg("secret_token"), certificate: certificate,
		max: p.within("max_connections", manyConnections, 1, most),
	}
}

func (s *Server) sameWebhook(h *webhook, p params) bool {
	old := s.hook
	return old != nil && old.text == h.text && old.max == h.max && old.secret == h.secret &&
		old.certificate == nil && h.certificate == nil && !p.bool("drop_pending_updates")
}

// check refuses what Telegram would not push to, in its words.
func (h *webhook) check(local bool) error {
	switch {
	case !h.readAddress():
		return badRequest("invalid webhook URL specified")
	case len(h.secret) > maxSecret:
		return badRequest("secret token is too long")
	case strings.ContainsFunc(h.secret, func(r rune) bool { return !base64url(r) }):
		return badRequest("secret token contains unallowed characters")
	case len(h.certificate) > maxCertificate:
		return badRequest("certificate size is too big")
	}
	if local {
		return nil
	}
	return h.checkPublic()
}

// readAddress reads the address; without a scheme it is https (Source: parse_url).
func (h *webhook) readAddress() bool {
	text := h.text
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	address, err := url.Parse(text)
	if err != nil || address.Hostname() == "" || address.Scheme != "http" && address.Scheme != "https" {
		return false
	}
	h.address = address
	return true
}

// checkPublic holds an address to what Telegram reaches from outside (Source: WebhookActor::start_up,
// check_ip_address). Names are not looked up.
func (h *webhook) checkPublic() error {
	if h.address.Scheme != "https" {
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if !slices.Contains([]string{"", "443", "80", "88", "8443"}, h.address.Port()) {
		return badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	}
	ip, err := netip.ParseAddr(h.address.Hostname())
	switch {
	case h.address.Hostname() == "localhost":
		return badRequest("bad webhook: IP address 127.0.0.1 is reserved")
	case err != nil:
		return nil
	case !ip.Is4():
		return badRequest("bad webhook: IPv6-only addresses are not allowed")
	case ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified():
		return badRequest("bad webhook: IP address " + ip.String() + " is reserved")
	}
	return nil
}

// hookUp begins to push; the caller holds the lock.
func (s *Server) hookUp(h *webhook) {
	select {
	case <-s.closed:
		return
	default:
	}
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.client = &http.Client{
		Timeout: s.opts.WebhookTimeout, Transport: s.opts.WebhookTransport,
		// A redirection is an answer like any other that is not 2xx.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if h.client.Transport == nil {
		h.client.Transport = h.network()
	}
	s.hook, s.hookSet = h, s.now()
	h.wake()
	s.notify()
}

// network is a transport that trusts the certificate sent along with setWebhook, if any.
func (h *webhook) network() http.RoundTripper {
	t := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
		MaxIdleConnsPerHost: h.max, IdleConnTimeout: time.Minute, DisableCompression: true,
	}
	if h.certificate != nil {
		t.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool()}
		t.TLSClientConfig.RootCAs.AppendCertsFromPEM(h.certificate)
	}
	return t
}

// unhook ends the webhook that is set. What was being pushed counts as not delivered, even if the bot took
// it: it comes again (Source: WebhookActor::close leaves the queue alone). The caller holds the lock.
func (s *Server) unhook() {
	if s.hook == nil {
		return
	}
	s.hook.stop()
	s.hook.client.CloseIdleConnections()
	s.hook = nil
	for _, u := range s.queue.pending {
		u.push = pushed{}
	}
	s.notify()
}

func (s *Server) dropIfTold(p params) {
	if p.bool("drop_pending_updates") {
		s.queue.clear()
		s.notify()
	}
}

func (s *Server) deleteWebhook(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := "Webhook is already deleted"
	if s.hook != nil {
		text = "Webhook was deleted"
	}
	s.unhook()
	s.dropIfTold(p)
	return told{true, text}, nil
}

type wireWebhook struct {
	URL            string   `json:"url"`
	HasCertificate bool     `json:"has_custom_certificate"`
	Pending        int      `json:"pending_update_count"`
	FailedAt       int64    `json:"last_error_date,omitempty"`
	Failure        string   `json:"last_error_message,omitempty"`
	Max            int      `json:"max_connections,omitempty"`
	IP             string   `json:"ip_address,omitempty"`
	Allowed        []string `json:"allowed_updates,omitempty"`
}

// getWebhookInfo tells how pushing goes (Source: JsonWebhookInfo). The last error stays after later successes.
func (s *Server) getWebhookInfo(context.Context, params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := wireWebhook{Pending: s.queue.waiting(s.now()), Allowed: s.queue.allowed}
	if h := s.hook; h != nil {
		info.URL, info.HasCertificate, info.Max = h.text, h.certificate != nil, h.max
		info.FailedAt, info.Failure, info.IP = unix(h.failedAt), h.failure, "<unknown>"
		if ip, err := netip.ParseAddr(h.address.Hostname()); err == nil {
			info.IP = ip.String()
		}
	}
	return info, nil
}
