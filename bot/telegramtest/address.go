package telegramtest

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// check refuses addresses that Telegram would refuse, in its wording.
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

// checkPublic refuses addresses that Telegram cannot reach from outside (Source:
// WebhookActor::start_up, check_ip_address). Names are not resolved.
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
