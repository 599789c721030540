package web

import "suaraloket/domain"

// Addresses builds the addresses in codes, posters and tickets.
type Addresses struct {
	// Base is the configured public address without a final slash. Links never use the
	// Host of a request, because the sender controls it.
	Base string
	// Chat returns the address that opens the bot with a pass. It refuses when there is
	// no bot, or its name is not known yet.
	Chat func(pass string) (string, error)
}

// Page is the address of a counter's phone page with a pass. Without a base it is only
// the path.
func (a Addresses) Page(counter, pass string) string {
	return a.Base + "/r/" + counter + "?pass=" + pass
}

// Code is the address in a counter's QR code: to "page" it opens the phone page, to
// "telegram" the bot. It refuses "telegram" without a bot, and any other target as an
// unknown page.
func (a Addresses) Code(pass, counter, to string) (string, error) {
	switch to {
	case "", "page":
		return a.Page(counter, pass), nil
	case "telegram":
		return a.Chat(pass)
	}
	return "", domain.ErrPageUnknown
}

// TicketCode is the address of the picture of a ticket's code.
func (a Addresses) TicketCode(counter, ticket string) string {
	return a.Base + "/qr/" + counter + ".svg?ticket=" + ticket
}

// Tablet is the address of the tablet application.
func (a Addresses) Tablet() string { return a.Base + "/k" }

// Pairing is the address of the tablet application with a pairing code. The code is in
// the fragment, which browsers do not send to servers.
func (a Addresses) Pairing(code string) string { return a.Tablet() + "#pair=" + code }
