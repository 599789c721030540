package telegramtest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

const (
	maxSecret       = 256     // characters (Docs: setWebhook)
	maxCertificate  = 3 << 20 // bytes (Source: MAX_CERTIFICATE_FILE_SIZE)
	manyConnections = 40      // without max_connections (Docs: setWebhook)
)

// webhook is a target of pushes. It ends by stop and never starts again.
type webhook struct {
	s           *Server
	address     *url.URL
	text        string // the address as the bot sent it
	secret      string
	max         int
	certificate []byte
	client      *http.Client
	stop        context.CancelFunc
	ctx         context.Context // of every push; ended by stop
	active      int             // pushes in flight
	failedAt    time.Time       // of the last failure
	failure     string
	goneSince   time.Time // time of the first of only 410 answers
}

// setWebhook closes the current webhook, drops pending updates if requested, and only then
// checks the new address: a refused one leaves the bot without a webhook (Source:
// process_set_webhook_query, do_set_webhook). An empty address deletes the webhook.
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
		return described{true, "Webhook is already set"}, nil
	}
	s.queue.turnAway(conflict("terminated by setWebhook request"))
	s.unhook()
	s.dropIfAsked(p)
	if err := h.check(s.opts.Local); err != nil {
		return nil, err
	}
	s.queue.allow(p.arg("allowed_updates"))
	s.hookUp(h)
	return described{true, "Webhook was set"}, nil
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

// hookUp starts to push; the caller holds the lock.
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

// unhook ends the current webhook. A push in flight counts as not delivered, even if the
// bot accepted it: it comes again (Source: WebhookActor::close leaves the queue alone).
// The caller holds the lock.
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

func (s *Server) dropIfAsked(p params) {
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
	s.dropIfAsked(p)
	return described{true, text}, nil
}

// WebhookInfo is the state of the webhook, as getWebhookInfo of Telegram reports it.
type WebhookInfo struct {
	URL            string // "" for none
	HasCertificate bool
	Pending        int       // updates that wait
	FailedAt       time.Time // of the last failed push
	Failure        string    // of the last failed push; it stays after later successes
	Max            int       // concurrent pushes
	IP             string
	Allowed        []string // kinds of updates; nil is the default
}

// WebhookInfo returns the state of the webhook.
func (s *Server) WebhookInfo() WebhookInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := WebhookInfo{Pending: s.queue.waiting(s.now()), Allowed: s.queue.allowed}
	if h := s.hook; h != nil {
		info.URL, info.HasCertificate, info.Max = h.text, h.certificate != nil, h.max
		info.FailedAt, info.Failure, info.IP = h.failedAt, h.failure, "<unknown>"
		if ip, err := netip.ParseAddr(h.address.Hostname()); err == nil {
			info.IP = ip.String()
		}
	}
	return info
}
